"""Where in the rows of a segment words, phrases and groups of words stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import encoded
from search_index.engines.whoosh.segments import Ints, Segment
from search_index.syntax import Near, Node, Or, Phrase, Prefix, Word
from search_index.text import SURFACE

Mask = NDArray[np.bool_]
Spans = tuple[Column, Column]
"""First and last place of each occurrence, pairwise."""
NOWHERE = np.empty(0, np.uint32)


class Window:
    """A field of a segment, or some rows of it, in ascending order."""

    def __init__(self, segment: Segment, field: str, rows: Ints | None = None) -> None:
        self.segment = segment
        self.field = field
        self._terms = segment.terms(field)
        self._rows = rows

    @property
    def bases(self) -> Ints:
        """Where each of the rows begins."""
        base: Ints = self._terms.base[: self.segment.size if self._rows is None else None]
        return base if self._rows is None else base[self._rows]

    def places(self, term: str) -> Column:
        """The places of a term, ascending."""
        number = self._terms.find(encoded(term))
        if number < 0:
            return NOWHERE
        places = self._terms.places(number)
        if self._rows is None:
            return places
        base = self._terms.base
        bounds = np.stack([base[self._rows], base[self._rows + 1]], axis=1).astype(places.dtype)
        found = np.searchsorted(places, bounds).tolist()
        return np.concatenate([places[first:last] for first, last in found])

    def rows_of(self, word: Word | Prefix) -> Mask:
        """The rows of the segment that hold a word or prefix in this field."""
        mask = np.zeros(self.segment.size, np.bool_)
        if self.field in word.scope:
            if isinstance(word, Prefix):
                first, last = self._terms.starting(encoded(SURFACE + word.start))
                mask[self._terms.rows[self._terms.row_slice(first, last)]] = True
            elif (number := self._terms.find(encoded(word.term))) >= 0:
                mask[self._terms.rows[self._terms.row_slice(number)]] = True
        return mask

    def starting(self, start: str) -> Column:
        """The places of the words whose plain form begins so, ascending."""
        terms = self._terms
        first, last = terms.starting(encoded(SURFACE + start))
        places = terms.places(first, last)
        if self._rows is not None:
            where = terms.row_slice(first, last)
            wanted = np.zeros(self.segment.size, np.bool_)
            wanted[self._rows] = True
            kept = np.nonzero(wanted[terms.rows[where]])[0]
            ends = np.cumsum(terms.counts[where], dtype=np.int64)[kept].tolist()
            counts = terms.counts[where][kept].tolist()
            cut = [places[end - count : end] for end, count in zip(ends, counts, strict=True)]
            places = np.concatenate(cut) if cut else NOWHERE
        return np.sort(places)


def spans(node: Node, window: Window) -> Spans:
    """Every occurrence of a word, prefix, phrase, group or alternative in a window."""
    if isinstance(node, Or):
        found = [spans(child, window) for child in node.children]
        firsts, lasts = (np.concatenate(ends) for ends in zip(*found, strict=True))
        if all(first is last for first, last in found):
            places = np.unique(firsts)
            return places, places
        order = np.lexsort((lasts, firsts))
        firsts, lasts = firsts[order], lasts[order]
        new = np.ones(len(firsts), np.bool_)
        new[1:] = (firsts[1:] != firsts[:-1]) | (lasts[1:] != lasts[:-1])
        return firsts[new], lasts[new]
    if isinstance(node, Word | Prefix | Phrase | Near) and window.field in node.scope:
        if isinstance(node, Phrase):
            firsts = _phrase(node, window).astype(np.int64)
            return firsts, firsts + (len(node.terms) - 1)
        if isinstance(node, Word):
            places = window.places(node.term)
        elif isinstance(node, Prefix):
            places = window.starting(node.start)
        else:
            places = _near(node, window)
        return places, places
    return NOWHERE, NOWHERE


def rows_with_all(node: Node, window: Window) -> Mask:
    """The rows that hold every operand of a phrase or a group: no other row can match it."""
    if isinstance(node, Or):
        parts = [rows_with_all(child, window) for child in node.children]
        return np.logical_or.reduce(parts)
    if isinstance(node, Phrase):
        words = {Word(term, node.scope) for term in node.terms}
        return np.logical_and.reduce([window.rows_of(word) for word in words])
    if isinstance(node, Near):
        parts = [rows_with_all(operand, window) for operand in set(node.operands)]
        return np.logical_and.reduce(parts)
    if isinstance(node, Word | Prefix):
        return window.rows_of(node)
    raise TypeError(f"{type(node).__name__} stands nowhere in a text.")


def _phrase(node: Phrase, window: Window) -> Column:
    """Where each occurrence begins. The rarest word leads; the others are only looked up."""
    lists = sorted(
        ((window.places(term), step) for step, term in enumerate(node.terms)),
        key=lambda listed: len(listed[0]),
    )
    places, step = lists[0]
    begun = places.astype(np.int64) - step
    found: Column = begun[begun >= 0].astype(np.uint32)
    for places, step in lists[1:]:
        if not len(found):
            return NOWHERE
        found = common(found + np.uint32(step), places) - np.uint32(step)
    return found


def common(few: Column, many: Column) -> Column:
    """What two ascending lists without repetitions share."""
    if len(few) > len(many):
        few, many = many, few
    if len(few) * 16 < len(many):
        at = np.searchsorted(many, few)
        at[at == len(many)] = 0
        return few[many[at] == few]
    both = np.concatenate([few, many])
    both.sort()
    return both[1:][both[1:] == both[:-1]]


def _near(node: Near, window: Window) -> Column:
    """Ends of occurrences that have enough of every operand within reach.

    Of spans sorted by start and, apart, by end, those that begin within reach less those that
    end too early are the ones within reach: no span does both. Rows are further apart than that.
    """
    found = {operand: spans(operand, window) for operand in node.operands}
    ends = np.unique(np.concatenate([last for _, last in found.values()])).astype(np.int64)
    enough = np.ones(len(ends), np.bool_)
    for operand, (first, last) in found.items():
        begun = np.searchsorted(np.sort(first), ends + node.distance, side="right")
        over = np.searchsorted(np.sort(last), ends, side="left")
        enough &= (begun - over) >= node.operands.count(operand)
    return ends[enough]
