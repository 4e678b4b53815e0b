"""What is shown of an entry that was found: its snippets, and the parts that matched.

The index knows where every word stands and which characters it takes, so no text is cut into
words again.
"""

from __future__ import annotations

from collections.abc import Iterator

from search_index.analysed import keys_of
from search_index.contract import Snippet
from search_index.engines.whoosh.occurrence import Window, spans
from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import PlacedPart, Shown
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


class FoundRow:
    """One row of a segment, for one query."""

    def __init__(self, segment: Segment, row: int, node: Node) -> None:
        self._segment = segment
        self._row = row
        self._node = node
        self._window = Window.of_row(segment, "body", row)
        self._shown = segment.shown(row)

    @property
    def id(self) -> str:
        """The id of the entry."""
        return self._segment.id(self._row)

    def snippets(self, limit: int) -> tuple[Snippet, ...]:
        """Up to so many stretches of its text."""
        if not limit:
            return ()
        return tuple(stretches(self._shown.text, without_overlap(self._marks()), limit))

    def anchors(self) -> tuple[str, ...]:
        """The anchors, in order, of the parts that match a positive leaf of the query."""
        leaves = [
            leaf
            for leaf in positive_leaves(self._node)
            if not isinstance(leaf, Everything | DateRange)
        ]
        if not self._shown.parts or not leaves:
            return ()
        matched: set[int] = set()
        for leaf in leaves:
            matched.update(self._parts_of(leaf))
        return tuple(p.anchor for n, p in enumerate(self._shown.parts) if n in matched)

    def _marks(self) -> Iterator[Mark]:
        starts: Column | None = None
        for leaf in telling_leaves(self._node):
            for part, label in _marked(leaf):
                firsts, lasts = spans(part, self._window)
                if not len(firsts):
                    continue
                if starts is None:
                    starts, ends = self._segment.token_extents(self._row)
                for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
                    yield (
                        int(starts[self._ordinal(self._shown, first)]),
                        int(ends[self._ordinal(self._shown, last)]),
                        label,
                    )

    def _ordinal(self, shown: Shown, place: int) -> int:
        return shown.ordinal(place - (self._window.first or 0))

    def _parts_of(self, leaf: Leaf) -> Iterator[int]:
        parts = self._shown.parts
        if isinstance(leaf, Field):
            wanted = (leaf.name, leaf.key)
            yield from (n for n, part in enumerate(parts) if wanted in keys_of(part.fields))
            return
        base = self._window.first or 0
        positions = [place - base for place in spans(leaf, self._window)[0].tolist()]
        for number, part in enumerate(parts):
            if any(_holds(part, position) for position in positions):
                yield number


def _holds(part: PlacedPart, position: int) -> bool:
    return part.first <= position < part.first + part.length


def _marked(leaf: Leaf) -> Iterator[tuple[Node, str]]:
    """What of a leaf is marked, and what makes two marks count as the same word."""
    if isinstance(leaf, Phrase):
        yield leaf, " ".join(leaf.terms)
    elif isinstance(leaf, Field):
        yield Word(leaf.key, ("body",)), leaf.key
    else:
        for word in words_of(leaf):
            yield word, word.start if isinstance(word, Prefix) else word.term
