"""What one reader may see: the union of their compartments, each entry once.

Everything a search counts is counted over this and over nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search_index.engines.whoosh.drafting import hash_of
from search_index.engines.whoosh.schema import Shown
from search_index.engines.whoosh.segments import Ints, Segment
from search_index.ranking import SCORED_FIELDS, Weights, average, norm

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OpenSegment:
    """A segment and the rows of it that were deleted when the view was made."""

    segment: Segment
    deleted: frozenset[int]


@dataclass(frozen=True)
class Living:
    """Which rows count, and what follows from that for ranking."""

    mask: Mask
    whole: bool
    count: int
    norms: dict[str, Floats]


class View:
    """Columns over the segments of several compartments, end to end."""

    def __init__(self, compartments: Sequence[Sequence[OpenSegment]], weights: Weights) -> None:
        self._opened = opened = [one for compartment in compartments for one in compartment]
        self._weights = weights
        self.segments = [one.segment for one in opened]
        sizes = [segment.size for segment in self.segments]
        self.bases: list[int] = [0, *np.cumsum(sizes, dtype=np.int64).tolist()]
        self.size = self.bases[-1]
        self.days = self._joined([segment.days for segment in self.segments])
        self.lengths = {
            field: self._joined([segment.lengths[field] for segment in self.segments])
            for field in SCORED_FIELDS
        }
        self._live: Mask = np.ones(self.size, np.bool_)
        for one, base in zip(opened, self.bases, strict=False):
            if one.deleted:
                self._live[base + np.array(sorted(one.deleted), np.int64)] = False
        if len(compartments) > 1:
            self._keep_newest([len(compartment) for compartment in compartments])

    @cached_property
    def scratch(self) -> Floats:
        """Room for a number per row, for whoever evaluates; one at a time does."""
        return np.zeros(self.size, np.float64)

    def extended(self, segment: Segment, living: Living) -> View:
        """This view, with only `living` of it, and the rows of one more segment."""
        found = View([self._opened, [OpenSegment(segment, frozenset())]], self._weights)
        found._live = np.concatenate([living.mask, np.ones(segment.size, np.bool_)])
        return found

    @property
    def bytes(self) -> int:
        """Memory of its own, roughly; the segments' is the system's to give and take."""
        return self.size * (1 + 4 * 3 + 8 + 8 * len(SCORED_FIELDS))

    def __iter__(self) -> Iterator[tuple[Segment, slice]]:
        """Each segment, and which rows of the view are its own."""
        for number, segment in enumerate(self.segments):
            yield segment, slice(self.bases[number], self.bases[number + 1])

    @cached_property
    def living(self) -> Living:
        """All rows that are neither deleted nor an older copy."""
        return self._living(self._live)

    def without(self, ids: Set[str]) -> Living:
        """The same, as if these ids had never been put."""
        if not ids:
            return self.living
        hashes = np.array(sorted(map(hash_of, ids)), np.uint64)
        found = [where.start + segment.find(hashes)[0] for segment, where in self]
        rows = np.concatenate(found) if found else np.empty(0, np.int64)
        if not self._live[rows].any():
            return self.living
        live = self._live.copy()
        live[rows] = False
        return self._living(live)

    def row_of(self, id: str, living: Living) -> int | None:
        """The row of an entry that counts."""
        hashes = np.array([hash_of(id)], np.uint64)
        rows = [where.start + number for s, where in self for number in s.find(hashes)[0].tolist()]
        return next((row for row in rows if living.mask[row]), None)

    def where(self, row: int) -> tuple[Segment, int]:
        """The segment that a row is in, and its number there."""
        number = bisect_right(self.bases, row) - 1
        return self.segments[number], row - self.bases[number]

    def id(self, row: int) -> str:
        """The id of an entry."""
        segment, number = self.where(row)
        return segment.id(number)

    def shown(self, row: int) -> Shown:
        """The texts of an entry."""
        segment, number = self.where(row)
        return segment.shown(number)

    def _living(self, mask: Mask) -> Living:
        count = int(np.count_nonzero(mask))
        whole = count == self.size
        norms = {}
        for field in SCORED_FIELDS:
            length = self.lengths[field]
            # Summed as whole numbers, so that the order of the rows plays no part.
            total = int((length if whole else length[mask]).sum(dtype=np.int64))
            norms[field] = norm(length, average(total, count), self._weights.of(field)[1])
        return Living(mask, whole, count, norms)

    def _keep_newest(self, compartments: Sequence[int]) -> None:
        """Of copies of one entry in several compartments, only the newest counts.

        After a crash between two commits they can differ; of equal ones the first is kept. A
        compartment holds an entry once, so only rows outside the largest compartment and their
        copies need to be looked at.
        """
        groups, first = [], 0
        for size in compartments:
            groups.append(range(first, first + size))
            first += size
        largest = max(groups, key=lambda found: sum(self.segments[n].size for n in found))
        others = [n for found in groups if found is not largest for n in found]
        if not others or not largest:
            return
        hashes = np.concatenate([self.segments[n].hashes for n in others])
        hashes.sort()
        copied = [hashes[1:][hashes[1:] == hashes[:-1]]]
        for n in largest:
            held = self.segments[n].hashes
            small, large = (held, hashes) if len(held) < len(hashes) else (hashes, held)
            at = np.searchsorted(large, small)
            at[at == len(large)] = 0
            copied.append(small[large[at] == small] if len(large) else small[:0])
        self._drop_older(np.unique(np.concatenate(copied)))

    def _drop_older(self, hashes: NDArray[np.uint64]) -> None:
        rows, keys, versions = [], [], []
        for segment, where in self:
            found, key = segment.find(hashes)
            live = self._live[where][found]
            rows.append(where.start + found[live])
            keys.append(key[live])
            versions.append(segment.versions[found[live]])
        row, key, version = map(np.concatenate, (rows, keys, versions))
        order = np.lexsort((row, -version, key))
        row, key = row[order], key[order]
        self._live[row[1:][key[1:] == key[:-1]]] = False

    @staticmethod
    def _joined(arrays: list[Ints]) -> Ints:
        return np.concatenate(arrays) if arrays else np.empty(0, np.int32)
