"""The only source of random identifiers and tokens. Tests replace the bytes through :func:`use`."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Crockford's base 32 in lower case: no letter that is easily taken for a digit or another letter.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

_source: Callable[[int], bytes] = secrets.token_bytes


def random_bytes(length: int) -> bytes:
    """``length`` bytes that nobody can predict."""
    return _source(length)


def _encoded(raw: bytes) -> str:
    number = int.from_bytes(raw)
    digits = (len(raw) * 8 + 4) // 5
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(digits)))


def public_id() -> str:
    """A random public id of 80 bits; it says nothing about order or number."""
    return _encoded(random_bytes(10))


def token() -> str:
    """A bearer token of 256 bits for sessions and links."""
    return _encoded(random_bytes(32))


def recovery_code() -> str:
    """A recovery code of 80 bits, grouped for reading: four groups of four."""
    code = _encoded(random_bytes(10))
    return "-".join(code[i : i + 4] for i in range(0, 16, 4))


@contextmanager
def use(source: Callable[[int], bytes]) -> Iterator[None]:
    """Take random bytes from ``source`` for the length of the block."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
