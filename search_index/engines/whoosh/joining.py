"""Joining segments: which, and what is left of them once deleted rows are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from search_index.engines.whoosh.drafting import Rows
from search_index.engines.whoosh.inversion import Ints, Occurrences
from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import POSITIONED, UNPOSITIONED
from search_index.engines.whoosh.segments import Segment

if TYPE_CHECKING:
    from search_index.engines.whoosh.codec import ColumnarSegment

MOST_SEGMENTS_OF_A_SIZE = 6
"""Once so many segments of one order of size are there, they are joined into one.

An entry is therefore rewritten only a few times in its life, and a compartment of n entries holds
some 6 · log8(n) segments at most.
"""
MOST_ROWS_AT_ONCE = 256
"""A commit joins no more rows than this; larger joins wait for `merge`, beside the index."""
MOST_WORDS = 8_000_000
"""Words of a segment, which bounds the memory that writing one takes."""


def alike(segments: Sequence[ColumnarSegment]) -> list[list[ColumnarSegment]]:
    """The groups of segments that should each become one: many of a size, or one half deleted."""
    by_size: dict[int, list[ColumnarSegment]] = {}
    groups = []
    for segment in segments:
        if 0 < segment.doc_count() < segment.deleted_count():
            groups.append([segment])
        elif segment.doc_count():
            by_size.setdefault(segment.doc_count().bit_length() // 3, []).append(segment)
    for found in by_size.values():
        few_words = _within(MOST_WORDS, found)
        if len(few_words) >= MOST_SEGMENTS_OF_A_SIZE:
            groups.append(few_words)
    return groups


def _within(words: int, segments: list[ColumnarSegment]) -> list[ColumnarSegment]:
    """The shortest of these segments, as many as have no more words than that together."""
    found = []
    for segment in sorted(segments, key=lambda segment: segment.words):
        words -= segment.words
        if words < 0:
            break
        found.append(segment)
    return found


def is_small(group: Sequence[ColumnarSegment]) -> bool:
    """Whether joining a group takes no longer than a commit may."""
    return sum(segment.doc_count_all() for segment in group) <= MOST_ROWS_AT_ONCE


def surviving(segment: Segment, deleted: Iterable[int]) -> Rows:
    """The rows of a segment but the deleted ones, ready to be written again."""
    alive = np.ones(segment.size, np.bool_)
    alive[np.array(sorted(deleted), np.int64)] = False
    rows = np.nonzero(alive)[0]
    packed = segment.packed
    new_row = (np.cumsum(alive) - 1).astype(np.int32)
    return Rows(
        ids=_taken(packed["ids"], packed["ids_at"], rows),
        versions=segment.versions[rows],
        days=segment.days[rows].astype(np.int64),
        lengths={name: packed[f"{name}.lengths"][rows].astype(np.int64) for name in POSITIONED},
        extents={name: packed[f"{name}.extents"][rows] for name in POSITIONED},
        shown=_taken(packed["shown"], packed["shown_at"], rows),
        tokens=_cut(packed["token_steps"], packed["tokens_at"], rows),
        widths=_cut(packed["token_widths"], packed["tokens_at"], rows),
        occurrences={
            **{name: _places(segment, name, alive, new_row) for name in POSITIONED},
            **{name: _presence(segment, name, alive, new_row) for name in UNPOSITIONED},
        },
    )


def _presence(segment: Segment, name: str, alive: Column, new_row: Column) -> Occurrences:
    terms = segment.terms(name)
    term = np.repeat(np.arange(len(terms), dtype=np.int32), np.diff(terms.row_at))
    kept = alive[terms.rows]
    return Occurrences(terms.all(), term[kept], new_row[terms.rows[kept]])


def _places(segment: Segment, name: str, alive: Column, new_row: Column) -> Occurrences:
    terms = segment.terms(name)
    counts = terms.counts
    term = np.repeat(np.arange(len(terms), dtype=np.int32), np.diff(terms.row_at))
    row = np.repeat(terms.rows, counts)
    kept = alive[row]
    position = terms.places(0, len(terms)) - terms.base[row]
    return Occurrences(
        terms.all(),
        np.repeat(term, counts)[kept],
        new_row[row[kept]],
        position[kept].astype(np.int32),
    )


def _taken(data: Column, at: Column, rows: Ints) -> list[bytes]:
    return [found.tobytes() for found in _cut(data, at, rows)]


def _cut(data: Column, at: Column, rows: Ints) -> list[Column]:
    starts, ends = at[rows].tolist(), at[rows + 1].tolist()
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]
