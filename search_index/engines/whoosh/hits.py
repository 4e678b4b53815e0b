"""What is shown of the entries that were found: snippets, and the parts that matched.

The index knows where every word stands and which characters it takes, so no text is cut into
words again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from search_index.analysed import PART_GAP, keys_of
from search_index.contract import Snippet
from search_index.engines.whoosh.occurrence import Spans, Window, spans
from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import PlacedPart
from search_index.engines.whoosh.segments import Segment
from search_index.snippets import Mark, stretches, telling_leaves, without_overlap
from search_index.syntax import (
    DateRange,
    Everything,
    Field,
    Leaf,
    Node,
    Phrase,
    Prefix,
    Word,
    positive_leaves,
    words_of,
)

FIELD = "body"


class FoundRows:
    """Some rows of one segment, for one query."""

    def __init__(self, segment: Segment, rows: Sequence[int], node: Node) -> None:
        self._segment = segment
        base = segment.terms(FIELD).base
        self._windows = {row: (int(base[row]), int(base[row + 1])) for row in rows}
        self._shown = {row: segment.shown(row) for row in rows}
        self._marked = [pair for leaf in telling_leaves(node) for pair in _marked(leaf)]
        self._leaves = [
            leaf for leaf in positive_leaves(node) if not isinstance(leaf, Everything | DateRange)
        ]
        self._known: dict[Node, Spans] = {}

    def snippets(self, row: int, limit: int) -> tuple[Snippet, ...]:
        """Up to so many stretches of the text of a row."""
        if not limit:
            return ()
        marks = without_overlap(self._marks(row))
        return tuple(stretches(self._shown[row].text, marks, limit))

    def anchors(self, row: int) -> tuple[str, ...]:
        """The anchors, in order, of the parts of a row that match a positive leaf of the query."""
        parts = self._shown[row].parts
        if not parts:
            return ()
        matched: set[int] = set()
        for leaf in self._leaves:
            matched.update(self._parts_of(row, parts, leaf))
        return tuple(part.anchor for number, part in enumerate(parts) if number in matched)

    def _marks(self, row: int) -> Iterator[Mark]:
        extents: tuple[Column, Column] | None = None
        for node, label in self._marked:
            firsts, lasts = self._spans(row, node)
            if len(firsts):
                extents = extents or self._segment.token_extents(row)
                starts = extents[0][self._ordinals(row, firsts)].tolist()
                ends = extents[1][self._ordinals(row, lasts)].tolist()
                yield from ((a, b, label) for a, b in zip(starts, ends, strict=True))

    def _spans(self, row: int, node: Node) -> Spans:
        """The occurrences in a row. Those in all rows are looked for at once."""
        if (found := self._known.get(node)) is None:
            window = Window(self._segment, FIELD, list(self._windows))
            found = self._known[node] = spans(node, window)
        within = np.searchsorted(found[1], np.array(self._windows[row], found[1].dtype))
        return found[0][slice(*within)], found[1][slice(*within)]

    def _ordinals(self, row: int, places: Column) -> Column:
        """Which tokens of the shown text stand at these places."""
        positions = places.astype(np.int64) - self._windows[row][0]
        parts = self._shown[row].parts
        if parts:
            begun = np.searchsorted([part.first for part in parts], positions, side="right")
            positions -= PART_GAP * begun
        return positions

    def _parts_of(self, row: int, parts: Sequence[PlacedPart], leaf: Leaf) -> Iterator[int]:
        if isinstance(leaf, Field):
            wanted = (leaf.name, leaf.key)
            yield from (n for n, part in enumerate(parts) if wanted in keys_of(part.fields))
            return
        positions = self._spans(row, leaf)[0].astype(np.int64) - self._windows[row][0]
        for number, part in enumerate(parts):
            if bool(((positions >= part.first) & (positions < part.first + part.length)).any()):
                yield number


def _marked(leaf: Leaf) -> Iterator[tuple[Node, str]]:
    """What of a leaf is marked, and what makes two marks count as the same word."""
    if isinstance(leaf, Phrase):
        yield leaf, " ".join(leaf.terms)
    elif isinstance(leaf, Field):
        yield Word(leaf.key, (FIELD,)), leaf.key
    else:
        for word in words_of(leaf):
            yield word, word.start if isinstance(word, Prefix) else word.term
