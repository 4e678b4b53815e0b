"""Phrases that mean the same, put into a query's tree: whoever types one of them finds them all.

Nothing of this is in an index, so that a group can change without a rebuild. Phrases are compared
by their terms, so that the plural of one is it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from search_index.syntax import And, Node, Not, Or, Phrase, Word
from search_index.text import tokens

Groups = tuple[tuple[str, ...], ...]
Terms = tuple[str, ...]
Match = tuple[int, int, tuple[Terms, ...]]
"""Where a phrase begins and ends, and the others that mean the same."""


@dataclass(frozen=True)
class Meanings:
    """Phrases with the others that mean the same, and how long those with a first term can be."""

    others: dict[Terms, tuple[Terms, ...]]
    longest: dict[Terms, int]


def expand(node: Node, groups: Groups) -> Node:
    """The tree in which bare words that are a phrase of a group may also be its other phrases.

    Words side by side that all must match are taken together, the longest phrase first. Quoted
    words, prefixes, operands of `/n` and values of fields stay as they are. What was typed stays
    as it was typed; the other phrases must stand together.
    """
    meanings = _meanings(groups)
    return _expanded(node, meanings) if meanings.others else node


@lru_cache(maxsize=8)
def _meanings(groups: Groups) -> Meanings:
    found: dict[Terms, dict[Terms, None]] = {}
    for group in groups:
        phrases = [tuple(token.terms[0] for token in tokens(phrase)) for phrase in group]
        for phrase in filter(None, phrases):
            others = (other for other in phrases if other and other != phrase)
            found.setdefault(phrase, {}).update(dict.fromkeys(others))
    others_of = {phrase: tuple(others) for phrase, others in found.items() if others}
    longest: dict[Terms, int] = {}
    for phrase in others_of:
        longest[phrase[:1]] = max(len(phrase), longest.get(phrase[:1], 0))
    return Meanings(others_of, longest)


def _expanded(node: Node, meanings: Meanings) -> Node:
    if isinstance(node, Or):
        return Or(tuple(_expanded(child, meanings) for child in node.children))
    if isinstance(node, Not):
        return Not(_expanded(node.child, meanings))
    children: list[Node] = []
    for scope, run in groupby(node.children if isinstance(node, And) else (node,), _bare_scope):
        if scope is None:
            # Only what is made of other nodes can hold bare words still.
            children += (
                _expanded(child, meanings) if isinstance(child, And | Or | Not) else child
                for child in run
            )
        else:
            children += _said_otherwise(list(run), scope, meanings)
    return _together(children)


def _bare_scope(node: Node) -> tuple[str, ...] | None:
    """Where a bare word is looked for; None of anything else."""
    return node.scope if isinstance(node, Word | Phrase) and node.bare else None


def _said_otherwise(run: list[Node], scope: tuple[str, ...], meanings: Meanings) -> list[Node]:
    """Bare words side by side, each phrase among them as alternatives."""
    said: list[Node] = []
    at = 0
    for start, end, others in _chosen(_matches(run, meanings)):
        nodes = (_exactly(terms, scope) for terms in others)
        said += [*run[at:start], Or((_together(run[start:end]), *nodes))]
        at = end
    return said + run[at:]


def _matches(run: list[Node], meanings: Meanings) -> Iterator[Match]:
    """Every stretch of the words that is a phrase of a group.

    From each word no more is read than the longest phrase that begins with it.
    """
    for start, node in enumerate(run):
        longest = meanings.longest.get(_terms(node)[:1], 0)
        terms: Terms = ()
        for end in range(start + 1, len(run) + 1):
            terms += _terms(run[end - 1])
            if len(terms) > longest:
                break
            if terms in meanings.others:
                yield start, end, meanings.others[terms]


def _chosen(matches: Iterable[Match]) -> list[Match]:
    """Of stretches that share words the longest, or the first of those as long; in order."""
    taken: set[int] = set()
    chosen = []
    for match in sorted(matches, key=lambda match: (match[0] - match[1], match[0])):
        words = range(match[0], match[1])
        if taken.isdisjoint(words):
            taken.update(words)
            chosen.append(match)
    return sorted(chosen)


def _terms(node: Node) -> Terms:
    return (
        node.terms if isinstance(node, Phrase) else (node.term,) if isinstance(node, Word) else ()
    )


def _exactly(terms: Terms, scope: tuple[str, ...]) -> Node:
    return Word(terms[0], scope) if len(terms) == 1 else Phrase(terms, scope)


def _together(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))
