"""Time-stamp tokens: what is relied on, and what is not.

The tokens in ``stamps`` were made with OpenSSL by invented authorities: ``openssl ts -query -data
clip.bin -sha256 -cert`` and ``openssl ts -reply``, with ``-token_out`` for the bare one. Their
certificates last a hundred years.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.timestamps import StampError, verified

STAMPS = Path(__file__).with_name("stamps")


def content(name: str) -> bytes:
    return (STAMPS / name).read_bytes()


@pytest.mark.parametrize("name", ["stamp.tsr", "stamp.tst"])
def test_a_response_and_a_bare_token_say_which_hash_existed_when(name):
    stamp = verified(content(name), [content("root.pem")])
    assert stamp.sha256 == hashlib.sha256(content("clip.bin")).hexdigest()
    assert datetime(2026, 11, 23, 8, tzinfo=UTC) < stamp.at < datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (stamp.accuracy, stamp.authority) == (1.0, "CN=Invented time-stamping authority")


def test_one_trusted_root_of_several_is_enough():
    roots = [content("otherroot.pem") + content("root.pem"), content("root.pem")]
    assert verified(content("stamp.tsr"), roots) == verified(content("stamp.tsr"), roots[1:])


def test_whom_nobody_trusts_proves_nothing():
    with pytest.raises(StampError, match="Nobody you trust"):
        verified(content("stranger.tsr"), [content("root.pem")])
    with pytest.raises(StampError, match="Nobody you trust"):
        verified(content("stamp.tsr"), [content("otherroot.pem")])


def test_another_kind_of_hash_is_refused():
    with pytest.raises(StampError, match="over SHA-256"):
        verified(content("sha512.tsr"), [content("root.pem")])


@pytest.mark.parametrize("roots", [[], [b""], [b"no certificate"], [content("stamp.tsr")]])
def test_nothing_is_verified_without_a_root(roots):
    with pytest.raises(StampError, match="no root certificate"):
        verified(content("stamp.tsr"), roots)


@pytest.mark.parametrize(
    "token", [b"", b"x", b"0" * 200_000, b"\x30\x03\x02\x01\x02", b"\x30\x80" * 1000]
)
def test_what_is_no_token_is_refused_in_words(token):
    with pytest.raises(StampError, match="no time-stamp token"):
        verified(token, [content("root.pem")])


@given(st.data())
def test_no_changed_byte_gives_another_hash_or_time(data):
    token, sound = content("stamp.tsr"), verified(content("stamp.tsr"), [content("root.pem")])
    place = data.draw(st.integers(0, len(token) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != token[place]))
    changed = token[:place] + bytes([value]) + token[place + 1 :]
    try:
        found = verified(changed, [content("root.pem")])
    except StampError:
        return
    assert (found.sha256, found.at, found.serial) == (sound.sha256, sound.at, sound.serial)
