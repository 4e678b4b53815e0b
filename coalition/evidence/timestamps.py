"""Time-stamp tokens (RFC 3161): an authority's word that a hash existed at a moment.

Verified offline, as of the moment that the token names (RFC 3161, section 2.4.2, and RFC 5280): the
chain up to a root certificate that the reader trusts, the purpose of the authority's certificate,
and its signature. Whether a certificate was revoked takes a network, so nothing here says it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from rfc3161_client import (
    TimeStampResponse,
    TimeStampTokenInfo,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

# NIST's number for SHA-256 (RFC 8017, appendix A.2.4).
_SHA256: Final = "2.16.840.1.101.3.4.2.1"
# A response that says "granted" and no more (RFC 3161, section 2.4.2); a bare token follows it.
_GRANTED: Final = b"\x30\x03\x02\x01\x00"
_LARGEST: Final = 100_000


class StampError(ValueError):
    """A token cannot be relied on. The message may be shown."""


@dataclass(frozen=True)
class Stamp:
    """What a verified token says. ``accuracy`` is in seconds, nothing where it is not stated."""

    sha256: str
    at: datetime
    accuracy: float | None
    authority: str
    serial: int


def verified(token: bytes, roots: Sequence[bytes]) -> Stamp:
    """What the token says, once it is verified.

    Args:
        token: a response (``.tsr``) or a bare token (``.tst``), DER.
        roots: the root certificates that are trusted, PEM, one or more in each.

    Raises:
        StampError: no root or no token, or nobody who is trusted signed it.
    """
    builder = VerifierBuilder()
    for certificate in _certificates(roots):
        builder = builder.add_root_certificate(certificate)
    response = _response(token)
    info = response.tst_info
    if info.message_imprint.hash_algorithm.dotted_string != _SHA256:
        raise StampError("The token is over a hash of another kind. Ask for one over SHA-256.")
    try:
        builder.build().verify(response, info.message_imprint.message)
    except (VerificationError, ValueError):
        raise StampError(
            "Nobody you trust signed the token. Check the root certificate, or ask for a new token."
        ) from None
    return _stamp(info)


def bears_out(token: str, sha256: str, at: str, roots: Sequence[bytes]) -> str:
    """Why a token does not show that ``sha256`` existed at ``at``; nothing if it does.

    Args:
        token: base64.
        at: ISO 8601 in UTC, to the second.
    """
    try:
        stamp = verified(base64.b64decode(token), roots)
    except ValueError as refusal:
        return str(refusal)
    if (stamp.sha256, stamp.at.isoformat(timespec="seconds")) != (sha256, at):
        return "it is over another hash or of another moment."
    return ""


def suffix(token: bytes) -> str:
    """How a token's file name ends, as ``openssl ts`` tells responses from bare tokens."""
    try:
        decode_timestamp_response(token)
    except ValueError:
        return "tst"
    return "tsr"


def check_roots(roots: bytes) -> None:
    """See that root certificates can be read.

    Raises:
        StampError: they cannot.
    """
    _certificates([roots])


def _certificates(roots: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        found = [one for pem in roots for one in x509.load_pem_x509_certificates(pem)]
    except ValueError:
        found = []
    if not found:
        raise StampError("There is no root certificate. Give the authority's, in PEM.")
    return list(dict.fromkeys(found))


def _response(token: bytes) -> TimeStampResponse:
    if not 0 < len(token) <= _LARGEST:
        raise StampError("The file is no time-stamp token.")
    for content in (token, _as_response(token)):
        try:
            response = decode_timestamp_response(content)
            # A refusal has a status and no token, which shows only when it is asked for.
            response.tst_info  # noqa: B018
        except ValueError:
            continue
        return response
    raise StampError("The file is no time-stamp token (RFC 3161) in DER.")


def _as_response(token: bytes) -> bytes:
    body = _GRANTED + token
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return b"\x30" + bytes([0x80 | len(length)]) + length + body


def _stamp(info: TimeStampTokenInfo) -> Stamp:
    name = info.name
    accuracy = info.accuracy
    return Stamp(
        sha256=info.message_imprint.message.hex(),
        at=info.gen_time.astimezone(UTC),
        accuracy=_seconds(accuracy) if accuracy is not None else None,
        authority=name.value.rfc4514_string() if isinstance(name, x509.DirectoryName) else "",
        serial=info.serial_number,
    )


def _seconds(accuracy: object) -> float:
    parts = ((1, "seconds"), (1_000, "millis"), (1_000_000, "micros"))
    return sum((getattr(accuracy, name) or 0) / part for part, name in parts)
