"""Sealed columns: AES-256-GCM with a data key per record, wrapped by a key from the settings.

A sealed blob is ``version, key id, wrapped data key, nonce, ciphertext``. The record's own id is
associated data (NIST SP 800-38D, section 5.2.1.2), so a blob copied to another record does not
open. Erasing the blob erases its data key with it.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coalition import ids
from coalition.settings import VaultKeys

_VERSION = b"\x01"
_NONCE = 12
_WRAPPED = 32 + 16


class VaultError(Exception):
    """The blob cannot be opened: wrong record, altered bytes or an unknown key."""


class Vault:
    """Seals and opens bytes for one record at a time."""

    def __init__(self, keys: VaultKeys) -> None:
        self._keys = keys

    def seal(self, plain: bytes, record: str) -> bytes:
        """Encrypt ``plain`` for the record named ``record`` (for example ``draft:k3…``)."""
        key_id = self._keys.current.encode()
        data_key, wrap_nonce, nonce = (
            ids.random_bytes(32),
            ids.random_bytes(12),
            ids.random_bytes(12),
        )
        header = _VERSION + bytes([len(key_id)]) + key_id
        bound = header + record.encode()
        wrapped = AESGCM(self._keys.by_id[self._keys.current]).encrypt(wrap_nonce, data_key, bound)
        return header + wrap_nonce + wrapped + nonce + AESGCM(data_key).encrypt(nonce, plain, bound)

    def open(self, blob: bytes, record: str) -> bytes:
        """Decrypt a blob sealed for ``record``.

        Raises:
            VaultError: another record's blob, altered bytes or a key that is not configured.
        """
        if len(blob) < 2 or blob[:1] != _VERSION:
            raise VaultError("not a sealed blob of a known version")
        end = 2 + blob[1]
        key = self._keys.by_id.get(blob[2:end].decode("ascii", "replace"))
        if key is None:
            raise VaultError("sealed with a key that is not configured")
        bound = blob[:end] + record.encode()
        wrap_nonce, wrapped = blob[end : end + _NONCE], blob[end + _NONCE : end + _NONCE + _WRAPPED]
        rest = blob[end + _NONCE + _WRAPPED :]
        try:
            data_key = AESGCM(key).decrypt(wrap_nonce, wrapped, bound)
            return AESGCM(data_key).decrypt(rest[:_NONCE], rest[_NONCE:], bound)
        except (InvalidTag, ValueError):
            raise VaultError("altered, or sealed for another record") from None

    def key_id(self, blob: bytes) -> str:
        """The id of the key that wrapped this blob's data key."""
        return blob[2 : 2 + blob[1]].decode("ascii", "replace")

    def reseal(self, blob: bytes, record: str) -> bytes:
        """The same content under the current key; used by rotation."""
        return self.seal(self.open(blob, record), record)


def derived_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose from the secret key (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, None, purpose.encode()).derive(secret.encode())
