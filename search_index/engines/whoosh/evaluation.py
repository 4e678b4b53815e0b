"""Evaluates a query's tree over a view, whole columns at a time."""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from search_index.engines.whoosh.schema import SEPARATOR
from search_index.engines.whoosh.segments import NOTHING, Ints, Postings
from search_index.engines.whoosh.view import ROW, Mask, View
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

Spans = tuple[Ints, Ints]
"""First and last place of each occurrence, pairwise."""


class Evaluation:
    """One query over one view, with `exclude` counted as absent."""

    def __init__(self, view: View, exclude: Set[str], weights: Weights = DEFAULT_WEIGHTS) -> None:
        self.view = view
        self._weights = weights
        self.live = view.without(exclude)

    def matches(self, node: Node) -> Mask:
        """The live rows that match."""
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
            return self.live & ~self.matches(node.child)
        if isinstance(node, Everything):
            return self.live
        if isinstance(node, DateRange):
            return self._dated(node)
        if isinstance(node, Field):
            term = node.name + SEPARATOR + node.key
            return self._mask(self.view.postings("keys", term).rows)
        if isinstance(node, Word):
            found = [self.view.postings(field, node.term).rows for field in node.scope]
            return self._mask(*found)
        return self._mask(*(self._spans(node, field)[0] >> ROW for field in node.scope))

    def scores(self, node: Node) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The rounded score of every row; of those that do not match, it means nothing."""
        averages = self.view.averages(self.live)
        documents = int(np.count_nonzero(self.live))
        total = np.zeros(self.view.size, np.float64)
        for word in scored_words(node, UNSCORED):
            weight = np.zeros(self.view.size, np.float64)
            for field in SCORED_FIELDS:
                rows, counts = self._frequencies(word, field)
                boost, b = self._weights.of(field)
                length = self.view.lengths[field][rows]
                weight[rows] += weighted(counts, length, averages[field], boost, b)
            rows = np.nonzero(weight)[0]
            total[rows] += contribution(idf(documents, len(rows)), weight[rows], self._weights.k1)
        scored: np.ndarray[tuple[int], np.dtype[np.float64]] = rounded(total)
        return scored

    def facet(self, name: str, matching: Mask) -> dict[str, int]:
        """How many matching rows have each value of a field, the commonest value first."""
        counts: dict[str, int] = {}
        for term in self.view.terms("values", name + SEPARATOR):
            count = int(np.count_nonzero(matching[self.view.postings("values", term).rows]))
            if count:
                counts[term[len(name) + 1 :]] = count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _mask(self, *rows: Ints) -> Mask:
        mask = np.zeros(self.view.size, np.bool_)
        for found in rows:
            mask[found] = True
        return mask & self.live

    def _dated(self, node: DateRange) -> Mask:
        mask = self.live
        if node.first is not None:
            mask = mask & (self.view.days >= node.first.toordinal())
        if node.last is not None:
            mask = mask & (self.view.days <= node.last.toordinal())
        return mask

    def _frequencies(self, word: Scored, field: str) -> tuple[Ints, Ints]:
        """The live rows a word or prefix is in, and at how many positions of each."""
        if field not in word.scope:
            return NOTHING, NOTHING
        if isinstance(word, Prefix):
            rows, counts = np.unique(self._prefix(word, field) >> ROW, return_counts=True)
            return rows, counts.astype(np.int64)
        found = self.view.postings(field, word.term)
        live = self.live[found.rows]
        return found.rows[live], found.counts[live]

    def _spans(self, node: Node, field: str) -> Spans:
        if isinstance(node, Or):
            starts, ends = zip(*(self._spans(child, field) for child in node.children), strict=True)
            pairs = np.unique(np.stack([np.concatenate(starts), np.concatenate(ends)]), axis=1)
            return pairs[0], pairs[1]
        if isinstance(node, Word | Prefix | Phrase | Near) and field in node.scope:
            if isinstance(node, Word):
                places = self._places(self.view.postings(field, node.term))
            elif isinstance(node, Prefix):
                places = self._prefix(node, field)
            elif isinstance(node, Phrase):
                places = self._phrase(node, field)
                return places, places + (len(node.terms) - 1)
            else:
                places = self._near(node, field)
            return places, places
        return NOTHING, NOTHING

    def _places(self, found: Postings) -> Ints:
        """The places of a term in live rows, ascending."""
        rows = np.repeat(found.rows, found.counts)
        places = (rows << ROW) | found.positions
        # Rows ascend within a compartment and from one to the next, and so do positions.
        return places if bool(self.live[found.rows].all()) else places[self.live[rows]]

    def _prefix(self, node: Prefix, field: str) -> Ints:
        terms = self.view.terms(field, SURFACE + node.start)
        if not terms:
            return NOTHING
        found = [self._places(self.view.postings(field, term)) for term in terms]
        return np.unique(np.concatenate(found))

    def _phrase(self, node: Phrase, field: str) -> Ints:
        places: Ints | None = None
        for index, term in enumerate(node.terms):
            found = self._places(self.view.postings(field, term)) - index
            places = found if places is None else np.intersect1d(places, found, assume_unique=True)
            if not len(places):
                return NOTHING
        return NOTHING if places is None else places

    def _near(self, node: Near, field: str) -> Ints:
        """Ends of occurrences that have enough of every operand within reach.

        Of spans sorted by start and, apart, by end, those that begin within reach less those
        that end too early are the ones within reach: no span does both.
        """
        found = {operand: self._spans(operand, field) for operand in node.operands}
        ends = np.unique(np.concatenate([last for _, last in found.values()]))
        enough: Mask = np.ones(len(ends), np.bool_)
        for operand, (first, last) in found.items():
            begun = np.searchsorted(np.sort(first), ends + node.distance, side="right")
            over = np.searchsorted(np.sort(last), ends, side="left")
            enough &= (begun - over) >= node.operands.count(operand)
        return ends[enough]
