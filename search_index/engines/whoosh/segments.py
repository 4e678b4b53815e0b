"""One Whoosh segment as columns. A segment never changes, so what was read of it stays true.

Deletions are not the segment's: they are taken fresh from the table of contents by the view.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from search_index.contract import Part
from search_index.engines.whoosh.damage import reading
from search_index.engines.whoosh.schema import SCHEMA, decoded, encoded, read_shown

Ints = NDArray[np.int64]
NOTHING: Ints = np.empty(0, np.int64)


@dataclass(frozen=True)
class Postings:
    """Where a term is: rows in ascending order, how often in each, and all positions in turn."""

    rows: Ints
    counts: Ints
    positions: Ints

    @property
    def size(self) -> int:
        """Bytes held, roughly."""
        return self.rows.nbytes + self.counts.nbytes + self.positions.nbytes + 300


ABSENT = Postings(NOTHING, NOTHING, NOTHING)


class PostingCache:
    """Decoded postings, the least recently used dropped beyond a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._held: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()

    def get(self, key: tuple[str, str, str], read: Callable[[], Postings]) -> Postings:
        """The postings under this key, read if they are not held."""
        if (found := self._held.get(key)) is not None:
            self._held.move_to_end(key)
            return found
        found = self._held[key] = read()
        self.bytes += found.size
        while self.bytes > self.most_bytes and len(self._held) > 1:
            self.bytes -= self._held.popitem(last=False)[1].size
        return found


class SegmentView:
    """What of a segment every search needs, and the way to the rest of it."""

    def __init__(self, storage: FileStorage, segment: Any, cache: PostingCache) -> None:
        # The deletions at the time of opening would be out of date at the next commit.
        segment._deleted = None
        self.key = f"{storage.folder}/{segment.segment_id()}"
        self._cache = cache
        self._reader = SegmentReader(storage, SCHEMA, segment)
        self.size = int(self._reader.doc_count_all())
        self._shown = self._reader.column_reader("shown", translate=False)
        rows = self._reader.column_reader("row", translate=False)
        stored = [json.loads(rows[number]) for number in range(self.size)]
        self.ids: list[str] = [row[0] for row in stored]
        numbers = np.array([row[1:] for row in stored], np.int64).reshape(-1, 4)
        self.versions: Ints = numbers[:, 0].copy()
        self.lengths = {"title": numbers[:, 1].copy(), "body": numbers[:, 2].copy()}
        self.days: Ints = numbers[:, 3].copy()

    def postings(self, field: str, term: str) -> Postings:
        """Where a term is in this segment, deleted entries included."""
        return self._cache.get((self.key, field, term), lambda: self._read(field, term))

    def terms(self, field: str, start: str) -> list[str]:
        """The terms of a field that begin so."""
        with reading(self.key):
            return [decoded(term) for term in self._reader.expand_prefix(field, encoded(start))]

    def shown(self, row: int) -> tuple[str, tuple[Part, ...]]:
        """The text and the parts of an entry, for its snippets and anchors."""
        with reading(self.key):
            return read_shown(bytes(self._shown[row]))

    def _read(self, field: str, term: str) -> Postings:
        with reading(self.key):
            if (field, encoded(term)) not in self._reader:
                return ABSENT
            rows, values = _read_all(self._reader.postings(field, encoded(term)))
            return _postings(rows, values if field in ("title", "body") else [])


def _read_all(matcher: Any) -> tuple[list[int], list[bytes]]:
    """All rows and values of a posting list, by whole blocks where Whoosh keeps blocks."""
    rows: list[int] = []
    values: list[bytes] = []
    while matcher.is_active():
        if isinstance(matcher, W3LeafMatcher):
            matcher._read_ids()
            matcher._read_values()
            rows.extend(matcher._ids)
            values.extend(matcher._values)
            matcher._next_block()
        else:
            rows.append(matcher.id())
            values.append(matcher.value())
            matcher.next()
    return rows, values


def _postings(rows: list[int], values: list[bytes]) -> Postings:
    found = np.array(rows, np.int64)
    if not values:
        return Postings(found, np.ones(len(rows), np.int64), NOTHING)
    counts = np.array([len(value) // 4 for value in values], np.int64)
    return Postings(found, counts, np.frombuffer(b"".join(values), np.int32).astype(np.int64))
