"""A passkey device in software: makes and uses keys as a browser would, or wrongly on purpose."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """A key that never leaves the device."""

    credential_id: bytes
    user_handle: bytes
    key: ec.EllipticCurvePrivateKey
    count: int = 0


@dataclass
class Authenticator:
    """One device with its browser, on the page of ``origin``."""

    origin: str = "http://localhost"
    verifies: bool = True
    counts: bool = True
    keys: list[Passkey] = field(default_factory=list)

    def create(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to creation options; ``wrong`` replaces parts of what the browser says."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = Passkey(secrets.token_bytes(32), base64url_to_bytes(options["user"]["id"]), key)
        self.keys.append(made)
        point = key.public_key().public_numbers()
        # COSE key of type EC2, algorithm ES256, curve P-256 (RFC 9053, section 7.1.1).
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        attested = bytes(16) + len(made.credential_id).to_bytes(2) + made.credential_id + cose
        data = self._data(options["rp"]["id"], made, HAS_KEY) + attested
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, wrong)
        return self._answer(made, {"clientDataJSON": client, "attestationObject": statement})

    def use(self, options: dict[str, Any], key: Passkey | None = None, **wrong: Any) -> str:
        """The answer to request options with ``key``, or with the device's newest."""
        used = key or self.keys[-1]
        if self.counts:
            used.count += 1
        client = self._client("webauthn.get", options, wrong)
        data = self._data(wrong.get("rp_id", options["rpId"]), used)
        signed = used.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {
            "clientDataJSON": client,
            "authenticatorData": data,
            "signature": wrong.get("signature", signed),
            "userHandle": wrong.get("user_handle", used.user_handle),
        }
        return self._answer(used, parts)

    def _data(self, rp_id: str, key: Passkey, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + key.count.to_bytes(4)

    def _client(self, kind: str, options: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": wrong.get("cross_origin", False),
        }
        return json.dumps(said).encode()

    def _answer(self, key: Passkey, parts: dict[str, bytes]) -> str:
        name = bytes_to_base64url(key.credential_id)
        response = {part: bytes_to_base64url(value) for part, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
