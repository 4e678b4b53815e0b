"""Password hashing: Argon2id (RFC 9106), slow on purpose, at most two at once in this process.

Passwords are compared after Unicode normalization form NFKC (UAX #15), because keyboards send
the same letter in different ways. Length is counted in code points of the normalized text.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coalition.errors import Unavailable

SHORTEST = 15
LONGEST = 256
_PATIENCE_SECONDS = 10.0

# Two hashes hold 38 MiB and two cores; a storm of sign-ins waits instead of taking more.
_slots = threading.BoundedSemaphore(2)

# OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
PORTAL_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_hasher = PORTAL_HASHER


def normalized(password: str) -> str:
    """The form that is judged and hashed. What is too long is cut and stays too long."""
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST])[: LONGEST + 1]


def _bytes(password: str) -> bytes:
    return normalized(password).encode("utf-8", "surrogatepass")


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_PATIENCE_SECONDS):
        raise Unavailable
    try:
        yield
    finally:
        _slots.release()


def hash_password(password: str) -> str:
    """The hash to store. Takes tens of milliseconds: never call it while holding a lock.

    Raises:
        Unavailable: too many others are hashing.
    """
    with _slot():
        return _hasher.hash(_bytes(password))


@lru_cache(maxsize=4)
def _stand_in(hasher: PasswordHasher) -> str:
    return hasher.hash(b"nobody has this password")


def matches(stored: str, password: str) -> bool:
    """Whether ``password`` is the one that was hashed.

    An empty ``stored`` (unknown account, or one without a password) costs the same and never
    matches.

    Raises:
        Unavailable: too many others are hashing.
    """
    hasher = _hasher
    with _slot():
        try:
            right = hasher.verify(stored or _stand_in(hasher), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether ``stored`` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@contextmanager
def use_parameters(*, memory_kib: int, time_cost: int) -> Iterator[None]:
    """Hash at another cost for the length of the block. For tests: the portal never calls it."""
    global _hasher
    before = _hasher
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    try:
        yield
    finally:
        _hasher = before
