"""What one reader may see: the union of their compartments, each entry once.

Everything a search counts is counted over this and over nothing else.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.contract import Part
from search_index.engines.whoosh.segments import NOTHING, Ints, Postings, SegmentView
from search_index.ranking import SCORED_FIELDS, average

Mask = NDArray[np.bool_]
ROW = 32
"""A place in a field is one number: the row above this many bits, the position below."""


@dataclass(frozen=True)
class OpenSegment:
    """A segment and the rows of it that were deleted when the view was made."""

    segment: SegmentView
    deleted: frozenset[int]


class View:
    """Columns over the segments of several compartments, end to end."""

    def __init__(self, compartments: list[list[OpenSegment]]) -> None:
        self._open = [one for compartment in compartments for one in compartment]
        sizes = [one.segment.size for one in self._open]
        self._bases = [0, *np.cumsum(sizes).tolist()] if sizes else [0]
        self.size = int(sum(sizes))
        self.ids = [id for one in self._open for id in one.segment.ids]
        self.days = self._joined([one.segment.days for one in self._open])
        self.lengths = {
            field: self._joined([one.segment.lengths[field] for one in self._open])
            for field in SCORED_FIELDS
        }
        self.live: Mask = np.ones(self.size, np.bool_)
        for one, base in zip(self._open, self._bases, strict=False):
            if one.deleted:
                self.live[base + np.array(sorted(one.deleted), np.int64)] = False
        if len(compartments) > 1:
            self._keep_newest()
        self._rows: dict[str, int] | None = None

    def without(self, ids: Set[str]) -> Mask:
        """The live rows, as if these ids had never been put."""
        if not ids:
            return self.live
        if self._rows is None:
            self._rows = {self.ids[row]: row for row in np.nonzero(self.live)[0].tolist()}
        live = self.live.copy()
        gone = [self._rows[id] for id in ids if id in self._rows]
        live[np.array(gone, np.int64)] = False
        return live

    def averages(self, live: Mask) -> dict[str, float]:
        """Mean field lengths over these rows, from exact integer sums."""
        count = int(np.count_nonzero(live))
        return {
            field: average(int(self.lengths[field][live].sum()), count) for field in SCORED_FIELDS
        }

    def postings(self, field: str, term: str) -> Postings:
        """Where a term is, rows of the whole view; not yet cut to the live ones."""
        rows, counts, positions = [], [], []
        for one, base in zip(self._open, self._bases, strict=False):
            found = one.segment.postings(field, term)
            if len(found.rows):
                rows.append(found.rows + base)
                counts.append(found.counts)
                positions.append(found.positions)
        if len(rows) == 1:
            return Postings(rows[0], counts[0], positions[0])
        return Postings(self._joined(rows), self._joined(counts), self._joined(positions))

    def terms(self, field: str, start: str) -> list[str]:
        """The terms of a field that begin so, in any segment, sorted."""
        return sorted({term for one in self._open for term in one.segment.terms(field, start)})

    def shown(self, row: int) -> tuple[str, tuple[Part, ...]]:
        """The text and the parts of an entry."""
        index = int(np.searchsorted(self._bases, row, side="right")) - 1
        return self._open[index].segment.shown(row - self._bases[index])

    def _keep_newest(self) -> None:
        """Of the copies of one entry in several compartments, only the newest stays live."""
        versions = self._joined([one.segment.versions for one in self._open]).tolist()
        newest: dict[str, int] = {}
        for row in np.nonzero(self.live)[0].tolist():
            held = newest.setdefault(self.ids[row], row)
            if held == row:
                continue
            older = held if versions[row] > versions[held] else row
            newest[self.ids[row]] = row if older == held else held
            self.live[older] = False

    @staticmethod
    def _joined(arrays: list[Ints]) -> Ints:
        return np.concatenate(arrays) if arrays else NOTHING
