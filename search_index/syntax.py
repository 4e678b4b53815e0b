"""The tree a query becomes. Engines walk it; nothing in it knows how an engine works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

TEXT = ("title", "body")


@dataclass(frozen=True)
class Everything:
    """Matches every entry the reader may see."""


@dataclass(frozen=True)
class Word:
    """One term (see `text.py`) in any of `scope`.

    `bare` says that it was typed without quotation marks, so that synonyms may stand in for it.
    It finds the same either way, and so is the same word.
    """

    term: str
    scope: tuple[str, ...] = TEXT
    bare: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True)
class Prefix:
    """Any word whose plain form (see `text.plain_form`) begins so, in any of `scope`."""

    start: str
    scope: tuple[str, ...] = TEXT


@dataclass(frozen=True)
class Phrase:
    """These terms one after the other, in one of `scope`. `bare` is as of a word."""

    terms: tuple[str, ...]
    scope: tuple[str, ...] = TEXT
    bare: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True)
class Near:
    """An occurrence of every operand within `distance` words of each other, in any order.

    Distance is counted from where the first to end ends to where the last to begin begins. An
    operand named twice must occur twice.
    """

    operands: tuple[Node, ...]
    distance: int
    scope: tuple[str, ...] = TEXT


@dataclass(frozen=True)
class Field:
    """The entry, or a part of it, has this key (see `text.key`) in the field."""

    name: str
    key: str


@dataclass(frozen=True)
class DateRange:
    """Dated on one of these days or between them; None leaves an end open."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True)
class Not:
    """Whatever the child does not match."""

    child: Node


@dataclass(frozen=True)
class And:
    """All children match."""

    children: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one child matches."""

    children: tuple[Node, ...]


Node = Everything | Word | Prefix | Phrase | Near | Field | DateRange | Not | And | Or
Scored = Word | Prefix
Leaf = Everything | Word | Prefix | Phrase | Near | Field | DateRange


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """The leaves outside any NOT, in the order they were typed."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from positive_leaves(child)
    elif not isinstance(node, Not):
        yield node


def words_of(leaf: Leaf) -> Iterator[Scored]:
    """The words and prefixes a leaf is made of."""
    if isinstance(leaf, Word | Prefix):
        yield leaf
    elif isinstance(leaf, Phrase):
        yield from (Word(term, leaf.scope) for term in leaf.terms)
    elif isinstance(leaf, Near):
        for operand in leaf.operands:
            for inner in positive_leaves(operand):
                yield from words_of(inner)


def scored_words(node: Node, unscored: frozenset[str]) -> tuple[Scored, ...]:
    """What is ranked by: each distinct positive word once, in the order typed.

    Words in `unscored` are left out unless there are no others.
    """
    found = dict.fromkeys(word for leaf in positive_leaves(node) for word in words_of(leaf))
    telling = tuple(w for w in found if isinstance(w, Prefix) or w.term not in unscored)
    return telling or tuple(found)
