"""Evaluates a query's tree over a view, whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search_index.engines.whoosh.occurrence import Window, rows_with_all, spans
from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import SEPARATOR, encoded
from search_index.engines.whoosh.segments import Ints, Postings, Segment
from search_index.engines.whoosh.view import Floats, Living, Mask, View
from search_index.ranking import (
    DEFAULT_WEIGHTS,
    SCORED_FIELDS,
    Weights,
    contribution,
    idf,
    rounded,
    weighted,
)
from search_index.syntax import (
    And,
    DateRange,
    Everything,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Scored,
    Word,
    scored_words,
)
from search_index.text import SURFACE, UNSCORED

KEYS = "keys"
FEW_ROWS = 8
"""Below one row in so many, places are looked up row by row instead of all at once."""
ROUNDING = 2e-6
"""Scores closer than this may be equal once they are rounded."""
HEAVIEST_FIRST = tuple(reversed(SCORED_FIELDS))
"""The body first, whose many rows need no adding. Of two parts, either may come first: a sum of two
numbers is the same to the last bit whichever way round, which of three it would not be."""


@dataclass(frozen=True)
class Found:
    """The rows that match, as a mask and as numbers."""

    mask: Mask
    rows: Ints

    @classmethod
    def of(cls, mask: Mask) -> Found:
        """What a mask says."""
        return cls(mask, np.nonzero(mask)[0])

    def by_segment(self, view: View) -> list[Ints]:
        """The rows of each segment, counted from its first."""
        bounds = np.searchsorted(self.rows, view.bases).tolist()
        return [
            self.rows[first:last] - base
            for first, last, base in zip(bounds, bounds[1:], view.bases, strict=False)
        ]


Ranked = Sequence[tuple[int, float]]
"""Rows and their scores, as they are shown."""


def best(view: View, found: Found, scores: Floats, worth: Floats | Column, last: int) -> Ranked:
    """The first `last` of the rows found, by worth and then by id, with their scores."""
    kept = np.arange(len(worth))
    if last < len(worth):
        # Only what can still be among them is rounded and sorted, ties at the end included.
        least = np.partition(worth, len(worth) - last)[len(worth) - last]
        kept = np.nonzero(worth >= least - ROUNDING)[0]
    shown = rounded(scores[kept]).tolist()
    order = sorted(
        zip(rounded(worth[kept]).tolist(), found.rows[kept].tolist(), shown, strict=True),
        key=lambda one: (-one[0], view.id(one[1])),
    )
    return [(row, score) for _, row, score in order[:last]]


class Evaluation:
    """One query over one view. Masks that it hands out are not to be written to."""

    def __init__(self, view: View, living: Living, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self.view = view
        self.living = living
        self._weights = weights
        self._masks: dict[Node, Mask] = {}

    def matches(self, node: Node) -> Mask:
        """The rows that count and match."""
        if isinstance(node, And):
            mask = self.matches(node.children[0])
            for child in node.children[1:]:
                mask = mask & self.matches(child)
            return mask
        if isinstance(node, Or):
            mask = self.matches(node.children[0])
            for child in node.children[1:]:
                mask = mask | self.matches(child)
            return mask
        if isinstance(node, Not):
            return self.living.mask & ~self.matches(node.child)
        if isinstance(node, Everything):
            return self.living.mask
        if (known := self._masks.get(node)) is None:
            known = self._masks[node] = self._leaf(node)
        return known

    def scores(self, node: Node, found: Found) -> Floats:
        """The score of every row found, not yet rounded."""
        total = np.zeros(len(found.rows), np.float64)
        weight = self.view.scratch
        for word in scored_words(node, UNSCORED):
            # A row without the word has no weight, for which nothing is added.
            weight.fill(0.0)
            for field in HEAVIEST_FIRST:
                if field in word.scope:
                    self._add_weight(word, field, found, weight)
            term_idf = idf(self.living.count, self.holding(word))
            total += contribution(term_idf, weight[found.rows], self._weights.k1)
        return total

    def holding(self, word: Scored) -> int:
        """How many rows that count a word or prefix is in."""
        known = self._masks.get(word)
        return int(np.count_nonzero(self._leaf(word) if known is None else known))

    def facet(self, name: str, found: Found) -> dict[str, int]:
        """How many of the rows found have each value of a field, the commonest value first."""
        total: dict[str, int] = {}
        for segment, rows in zip(self.view.segments, found.by_segment(self.view), strict=True):
            if len(rows):
                facet = segment.facet(name)
                counts = facet.counts(rows)
                for number in np.nonzero(counts)[0].tolist():
                    value = facet.values[number]
                    total[value] = total.get(value, 0) + int(counts[number])
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    def counted(self, field: str, start: str, matching: Mask) -> dict[str, int]:
        """In how many of these rows each term is that begins so, but for those in none."""
        found: dict[str, int] = {}
        for segment, where in self.view:
            terms = segment.terms(field)
            first, last = terms.starting(encoded(start))
            if first == last:
                continue
            held = matching[where][terms.rows[terms.row_slice(first, last)]]
            starts = terms.row_at[first:last] - terms.row_at[first]
            counts = np.add.reduceat(held, starts, dtype=np.int64)
            for number in np.nonzero(counts)[0].tolist():
                value = terms.text(first + number)
                found[value] = found.get(value, 0) + int(counts[number])
        return found

    def _leaf(self, node: Node) -> Mask:
        if isinstance(node, DateRange):
            return self._dated(node)
        mask = np.zeros(self.view.size, np.bool_)
        for segment, where in self.view:
            part = mask[where]
            for rows in _rows(segment, node):
                part[rows] = True
        return mask if self.living.whole else mask & self.living.mask

    def _dated(self, node: DateRange) -> Mask:
        mask = self.living.mask
        if node.first is not None:
            mask = mask & (self.view.days >= node.first.toordinal())
        if node.last is not None:
            mask = mask & (self.view.days <= node.last.toordinal())
        return mask

    def _add_weight(self, word: Scored, field: str, found: Found, weight: Floats) -> None:
        """Add a field's part; other rows than those found may be given a weight as well."""
        boost, _ = self._weights.of(field)
        norms = self.living.norms[field]
        for segment, where in self.view:
            postings = _frequencies(segment, word, field)
            if postings is None:
                continue
            rows, counts = postings
            if len(rows) > 2 * len(found.rows):
                kept = found.mask[where][rows]
                rows, counts = rows[kept], counts[kept]
            part = weighted(counts, norms[where][rows], boost)
            if field == HEAVIEST_FIRST[0]:
                weight[where][rows] = part
            else:
                weight[where][rows] += part


def _rows(segment: Segment, node: Node) -> list[Column]:
    """The rows of a segment that a leaf is in, field by field."""
    if isinstance(node, Field):
        found = segment.rows(KEYS, node.name + SEPARATOR + node.key)
        return [] if found is None else [found]
    if isinstance(node, Word):
        held = [segment.rows(field, node.term) for field in node.scope]
        return [rows for rows in held if rows is not None]
    if isinstance(node, Prefix):
        return [
            terms.rows[terms.row_slice(*terms.starting(encoded(SURFACE + node.start)))]
            for terms in map(segment.terms, node.scope)
        ]
    if isinstance(node, Phrase | Near):
        return [_rows_of_spans(segment, node, field) for field in node.scope]
    raise TypeError(f"{type(node).__name__} is not a leaf.")


def _rows_of_spans(segment: Segment, node: Phrase | Near, field: str) -> Ints:
    """The rows in which words stand together, looked for only where all of them stand."""
    window = Window(segment, field)
    rows = np.nonzero(rows_with_all(node, window))[0]
    if len(rows) * FEW_ROWS < segment.size:
        window = Window(segment, field, rows)
    firsts, _ = spans(node, window) if len(rows) else (rows, rows)
    found: Ints = np.searchsorted(segment.terms(field).base, firsts, side="right") - 1
    return found


def _frequencies(segment: Segment, word: Scored, field: str) -> Postings | None:
    """The rows a word or prefix is in, and at how many positions of each."""
    if isinstance(word, Word):
        return segment.postings(field, word.term)
    terms = segment.terms(field)
    where = terms.row_slice(*terms.starting(encoded(SURFACE + word.start)))
    # Every position has one plain form, so what its terms count adds up to positions.
    counts = np.bincount(terms.rows[where], weights=terms.counts[where])
    rows = np.nonzero(counts)[0]
    return Postings(rows, counts[rows])
