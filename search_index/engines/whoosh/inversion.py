"""Turns occurrences of terms, in any order, into sorted posting columns.

A place is one number: where the row begins in the address space of its segment, plus the position
in the row. Rows lie further apart than any distance one may ask for, so that places can be
compared without looking at rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.engines.whoosh.packed import Column

Ints = NDArray[np.int64]
ROW_GAP = 256
"""Wider than `query_lexer.WIDEST_NEAR`; a test holds the two together."""
MOST_PLACES = 1 << 32


@dataclass(frozen=True)
class Occurrences:
    """Terms as they were found: `term` counts into `terms`; all three arrays go together.

    `position` is None where it does not matter how often and where a term stands in a row.
    """

    terms: Sequence[bytes]
    term: NDArray[np.int32]
    row: NDArray[np.int32]
    position: NDArray[np.int32] | None = None


def bases(extents: NDArray[np.int64]) -> Ints:
    """Where each row begins in the address space, and where the last one ends.

    `extents` says how many positions each row takes.
    """
    found = np.zeros(len(extents) + 1, np.int64)
    np.cumsum(extents + ROW_GAP, out=found[1:])
    if found[-1] >= MOST_PLACES:
        raise OverflowError("A segment cannot hold that many positions.")
    return found


def inverted(name: str, runs: Sequence[Occurrences], base: Ints | None) -> dict[str, Column]:
    """The columns of a field. `base` is that of `bases`, None for a field without positions."""
    terms, key = _keys(runs, base)
    key.sort()
    term = key >> 32
    last = key & 0xFFFFFFFF
    if base is None:
        new = _changes(key)
        rows = last
    else:
        rows = np.searchsorted(base, last, side="right") - 1
        new = _changes(term) | _changes(rows)
    at = np.nonzero(new)[0]
    columns: dict[str, Column] = {
        f"{name}.rows": rows[at].astype(np.int32),
        f"{name}.row_at": _starts(term[at], len(terms)),
        **blobs(f"{name}.terms", terms),
    }
    if base is not None:
        columns[f"{name}.counts"] = narrowed(np.diff(np.append(at, len(key))))
        columns[f"{name}.places"] = last.astype(np.uint32)
        columns[f"{name}.place_at"] = _starts(term, len(terms))
        columns[f"{name}.base"] = base
    return columns


def blobs(name: str, values: Sequence[bytes]) -> dict[str, Column]:
    """A column of byte strings: all of them end to end, and where each begins."""
    starts = np.zeros(len(values) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, values), np.int64, len(values)), out=starts[1:])
    return {name: np.frombuffer(b"".join(values), np.uint8), f"{name}_at": starts}


def narrowed(values: Column) -> Column:
    """The same numbers, none negative, in the smallest type that holds them all."""
    most = int(values.max()) if len(values) else 0
    kind = next(k for k in (np.uint8, np.uint16, np.uint32, np.int64) if most <= np.iinfo(k).max)
    return values.astype(kind)


def _keys(runs: Sequence[Occurrences], base: Ints | None) -> tuple[list[bytes], Ints]:
    """The terms in order, and a number for each occurrence: the term's rank, then its place."""
    used = [np.nonzero(np.bincount(run.term))[0] for run in runs]
    held = [
        [run.terms[number] for number in numbers.tolist()]
        for run, numbers in zip(runs, used, strict=True)
    ]
    terms = sorted(set().union(*held))
    rank = {term: number << 32 for number, term in enumerate(terms)}
    keys = []
    for run, numbers, found in zip(runs, used, held, strict=True):
        ranked = np.zeros(len(run.terms), np.int64)
        ranked[numbers] = np.fromiter(map(rank.__getitem__, found), np.int64, len(found))
        key = ranked[run.term]
        if base is None:
            key |= run.row
        elif run.position is not None:
            key |= base[run.row] + run.position
        keys.append(key)
    return terms, np.concatenate(keys) if keys else np.empty(0, np.int64)


def _changes(values: Ints) -> NDArray[np.bool_]:
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _starts(term: Ints, terms: int) -> Ints:
    return np.searchsorted(term, np.arange(terms + 1)).astype(np.int64)
