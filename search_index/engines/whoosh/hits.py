"""What is shown of the entries that were found: snippets, and the parts that matched.

The index knows where every word stands and which characters it takes, so no text is cut into
words again. All rows of a segment that are on a page are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from search_index.analysed import PART_GAP, keys_of
from search_index.contract import Snippet
from search_index.engines.whoosh.occurrence import Window, spans
from search_index.engines.whoosh.packed import Column
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
        self._node = node
        self._rows = np.array(sorted(rows), np.int64)
        self._number = {row: number for number, row in enumerate(self._rows.tolist())}
        self._window = Window(segment, FIELD, self._rows)
        self._shown = {row: segment.shown(row) for row in rows}
        self._marks: list[list[Mark]] | None = None

    def snippets(self, row: int, limit: int) -> tuple[Snippet, ...]:
        """Up to so many stretches of the text of a row."""
        if not limit:
            return ()
        if self._marks is None:
            self._marks = self._all_marks()
        marks = without_overlap(self._marks[self._number[row]])
        return tuple(stretches(self._shown[row].text, marks, limit))

    def anchors(self, row: int) -> tuple[str, ...]:
        """The anchors, in order, of the parts of a row that match a positive leaf of the query."""
        parts = self._shown[row].parts
        if not parts:
            return ()
        matched: set[int] = set()
        for leaf in positive_leaves(self._node):
            if not isinstance(leaf, Everything | DateRange):
                matched.update(self._parts_of(row, leaf))
        return tuple(part.anchor for number, part in enumerate(parts) if number in matched)

    def _all_marks(self) -> list[list[Mark]]:
        """The marks of each row."""
        marks: list[list[Mark]] = [[] for _ in self._number]
        starts, ends, at = self._segment.token_extents(self._rows)
        for leaf in telling_leaves(self._node):
            for node, label in _marked(leaf):
                firsts, lasts = spans(node, self._window)
                row, token = self._tokens(firsts, at)
                _, last_token = self._tokens(lasts, at)
                found = zip(
                    row.tolist(), starts[token].tolist(), ends[last_token].tolist(), strict=True
                )
                for number, start, end in found:
                    marks[number].append((start, end, label))
        return marks

    def _tokens(self, places: Column, at: Column) -> tuple[Column, Column]:
        """Which row each place is in, and which of the tokens of all rows stands there."""
        base = self._window.bases
        row = np.searchsorted(base, places, side="right") - 1
        position = places - base[row]
        for number, shown in enumerate(self._shown[row] for row in self._number):
            if shown.parts:
                here = row == number
                firsts = [part.first for part in shown.parts]
                begun = np.searchsorted(firsts, position[here], side="right")
                position[here] -= PART_GAP * begun
        return row, at[row] + position

    def _parts_of(self, row: int, leaf: Leaf) -> Iterator[int]:
        parts = self._shown[row].parts
        if isinstance(leaf, Field):
            wanted = (leaf.name, leaf.key)
            yield from (n for n, part in enumerate(parts) if wanted in keys_of(part.fields))
            return
        positions = spans(leaf, self._window)[0] - self._window.bases[self._number[row]]
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
