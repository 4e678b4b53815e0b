"""Sealed blobs open for their own record, unaltered, with a configured key; else never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.settings import VaultKeys
from coalition.vault import Vault, VaultError

OLD = VaultKeys({"old": b"o" * 32}, "old")
BOTH = VaultKeys({"new": b"n" * 32, "old": b"o" * 32}, "new")
NEW = VaultKeys({"new": b"n" * 32}, "new")


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_what_is_sealed_opens_for_the_same_record(plain: bytes, record: str) -> None:
    record = record.encode("utf-8", "ignore").decode()
    vault = Vault(OLD)
    assert vault.open(vault.seal(plain, record), record) == plain


def test_another_record_cannot_open_it() -> None:
    vault = Vault(OLD)
    with pytest.raises(VaultError):
        vault.open(vault.seal(b"secret", "draft:a"), "draft:b")


@given(st.data())
def test_an_altered_or_shortened_blob_does_not_open(data: st.DataObject) -> None:
    vault = Vault(OLD)
    blob = vault.seal(b"secret", "draft:a")
    where = data.draw(st.integers(0, len(blob) - 1))
    altered = bytearray(blob)
    altered[where] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(altered), blob[:where]):
        with pytest.raises(VaultError):
            vault.open(broken, "draft:a")


def test_rotation_moves_a_blob_to_the_new_key() -> None:
    blob = Vault(OLD).seal(b"secret", "draft:a")
    moved = Vault(BOTH).reseal(blob, "draft:a")
    assert (Vault(BOTH).key_id(blob), Vault(BOTH).key_id(moved)) == ("old", "new")
    assert Vault(NEW).open(moved, "draft:a") == b"secret"
    with pytest.raises(VaultError):
        Vault(NEW).open(blob, "draft:a")


def test_the_same_text_never_seals_to_the_same_bytes() -> None:
    vault = Vault(OLD)
    assert vault.seal(b"secret", "r") != vault.seal(b"secret", "r")
