"""Tells a damaged index from a mistake in this library: only what reads files is judged here."""

from __future__ import annotations

import pickle
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import ReaderClosed
from whoosh.writing import IndexingError

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    NameError,
    ImportError,
    OverflowError,
    MemoryError,
    WhooshIndexError,
    IndexingError,
    ReaderClosed,
    pickle.UnpicklingError,
    sqlite3.Error,
    struct.error,
    zlib.error,
)
"""What files that are cut short or overwritten make Whoosh, pickle and sqlite raise."""


class DamagedIndex(Exception):
    """A file of the index is missing or does not hold what it should."""


@contextmanager
def reading(what: object) -> Iterator[None]:
    """Turns whatever unreadable files raise into DamagedIndex, which names them.

    A file that is not there is left to the caller: it may have been joined into another meanwhile.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise DamagedIndex(f"{what} cannot be read: {error!r}") from error
