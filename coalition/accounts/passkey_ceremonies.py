"""What a browser is asked and what it answers (Web Authentication, Level 3, sections 7.1 and 7.2).

The only file that imports webauthn. User verification is always required: the device asks for its
PIN or a fingerprint, so that a passkey is two factors by itself.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from coalition.runtime import current_settings

RP_NAME = "Coalition Exchange"
# Answers are some hundred bytes; the largest keys and statements stay far below this.
LONGEST_ANSWER = 20_000
_PORTS = {"http": 80, "https": 443}
# What a forged answer can raise while it is taken apart, besides the library's own refusals.
_MALFORMED = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class PasskeyRefused(Exception):
    """The answer is not one of a passkey to what was asked."""


@dataclass(frozen=True)
class NewKey:
    """What a device tells of a passkey it made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Use:
    """A passkey's answer before its signature is checked: which one, and whose it claims to be."""

    credential_id: bytes
    user_handle: bytes | None
    answer: str


def rp_id() -> str:
    """The name that passkeys are bound to: the host of the portal's address."""
    return urlsplit(current_settings().base_url).hostname or ""


def origin() -> str:
    """The one origin whose pages may ask for a passkey."""
    parts = urlsplit(current_settings().base_url)
    port = parts.port if parts.port not in (None, _PORTS[parts.scheme]) else None
    return f"{parts.scheme}://{rp_id()}" + (f":{port}" if port else "")


def _described(credential_ids: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in credential_ids]


def creation_options(
    challenge: bytes, *, user_id: str, email: str, name: str, known: list[bytes]
) -> dict[str, Any]:
    """What the browser needs to have a passkey made, except on a device that has one already."""
    return options_to_json_dict(
        generate_registration_options(
            rp_id=rp_id(),
            rp_name=RP_NAME,
            user_id=user_id.encode(),
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
        )
    )


def request_options(challenge: bytes, *, known: list[bytes]) -> dict[str, Any]:
    """What the browser needs to use a passkey: one of ``known``, or any if there are none."""
    return options_to_json_dict(
        generate_authentication_options(
            rp_id=rp_id(),
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def read_new(answer: str, challenge: bytes) -> NewKey:
    """The passkey that a device made.

    Raises:
        PasskeyRefused: another challenge, origin or host, no user verification, or no such answer.
    """
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=rp_id(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    except _MALFORMED as reason:
        raise PasskeyRefused from reason
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def read_use(answer: str) -> Use:
    """Which passkey answered; nothing is proved by it yet.

    Raises:
        PasskeyRefused: this is no such answer, or it was asked from inside another site's page.
    """
    if len(answer) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        parsed = parse_authentication_credential_json(answer)
        embedded = parse_client_data_json(parsed.response.client_data_json).cross_origin
    except _MALFORMED as reason:
        raise PasskeyRefused from reason
    if embedded:
        raise PasskeyRefused
    return Use(parsed.raw_id, parsed.response.user_handle, answer)


def check_use(use: Use, challenge: bytes, *, public_key: bytes, sign_count: int) -> int:
    """Check the signature and all it covers; returns what the device counts now.

    Raises:
        PasskeyRefused: another challenge, origin, host or key, no user verification, or a count
            that did not grow, which a copied key would show.
    """
    try:
        used = verify_authentication_response(
            credential=use.answer,
            expected_challenge=challenge,
            expected_rp_id=rp_id(),
            expected_origin=origin(),
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _MALFORMED as reason:
        raise PasskeyRefused from reason
    return used.new_sign_count
