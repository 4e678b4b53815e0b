"""Whether one analysed entry matches a query: the plain definition of what a query means."""

from __future__ import annotations

from collections.abc import Iterator

from search_index.analysed import Analysed, analyse_part
from search_index.contract import Part
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
    positive_leaves,
)
from search_index.text import SURFACE

Span = tuple[int, int]


def matches(node: Node, entry: Analysed) -> bool:
    """Whether the entry matches the whole tree."""
    if isinstance(node, And):
        return all(matches(child, entry) for child in node.children)
    if isinstance(node, Or):
        return any(matches(child, entry) for child in node.children)
    if isinstance(node, Not):
        return not matches(node.child, entry)
    if isinstance(node, Everything):
        return True
    if isinstance(node, Field):
        return (node.name, node.key) in entry.keys
    if isinstance(node, DateRange):
        after = node.first is None or node.first.toordinal() <= entry.day
        return after and (node.last is None or entry.day <= node.last.toordinal())
    return any(True for field in node.scope for _ in spans(node, entry, field))


def frequency(word: Scored, entry: Analysed, field: str) -> int:
    """At how many positions of a field a word or prefix stands; 0 outside its scope."""
    if isinstance(word, Word):
        return len(entry.places[field].get(word.term, ())) if field in word.scope else 0
    return len({start for start, _ in spans(word, entry, field)})


def matching_anchors(node: Node, parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Anchors, in order, of the parts that match a positive word, phrase or field of the query."""
    leaves = [
        leaf for leaf in positive_leaves(node) if not isinstance(leaf, Everything | DateRange)
    ]
    if not leaves:
        return ()
    return tuple(
        part.anchor
        for part in parts
        if (analysed := analyse_part(part)) and any(matches(leaf, analysed) for leaf in leaves)
    )


def spans(node: Node, entry: Analysed, field: str) -> Iterator[Span]:
    """First and last position of each occurrence of a word, phrase or group in a field."""
    where = entry.places[field]
    if isinstance(node, Or):
        for child in node.children:
            yield from spans(child, entry, field)
    elif isinstance(node, Word) and field in node.scope:
        yield from ((place, place) for place in where.get(node.term, ()))
    elif isinstance(node, Prefix) and field in node.scope:
        for term, places in where.items():
            if term.startswith(SURFACE + node.start):
                yield from ((place, place) for place in places)
    elif isinstance(node, Phrase) and field in node.scope:
        rest = [set(where.get(term, ())) for term in node.terms[1:]]
        for place in where.get(node.terms[0], ()):
            if all(place + i in places for i, places in enumerate(rest, 1)):
                yield place, place + len(rest)
    elif isinstance(node, Near) and field in node.scope:
        yield from _near(node, entry, field)


def _near(node: Near, entry: Analysed, field: str) -> Iterator[Span]:
    """Every position that ends an occurrence and has enough of every operand within reach."""
    found = {operand: set(spans(operand, entry, field)) for operand in node.operands}
    for end in {last for occurrences in found.values() for _, last in occurrences}:
        reach = end + node.distance
        if all(
            sum(last >= end and first <= reach for first, last in found[operand])
            >= node.operands.count(operand)
            for operand in node.operands
        ):
            yield end, end
