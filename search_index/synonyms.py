"""Phrases that mean the same, put into a query's tree: whoever types one of them finds them all.

Nothing of this is in an index, so that a group can change without a rebuild. Phrases are compared
by their terms, so that the plural of one is it too.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from search_index.syntax import And, Node, Not, Or, Phrase, Word
from search_index.text import tokens

Groups = tuple[tuple[str, ...], ...]
Terms = tuple[str, ...]
Meanings = dict[Terms, tuple[Terms, ...]]
"""A phrase -> the others that mean the same."""


def expand(node: Node, groups: Groups) -> Node:
    """The tree in which bare words that are a phrase of a group may also be its other phrases.

    Words side by side that all must match are taken together, the longest phrase first. Quoted
    words, prefixes, operands of `/n` and values of fields stay as they are. What was typed stays
    as it was typed; the other phrases must stand together.
    """
    meanings = _meanings(groups)
    return _expanded(node, meanings) if meanings else node


@lru_cache(maxsize=8)
def _meanings(groups: Groups) -> Meanings:
    found: dict[Terms, dict[Terms, None]] = {}
    for group in groups:
        phrases = [tuple(token.terms[0] for token in tokens(phrase)) for phrase in group]
        for phrase in filter(None, phrases):
            others = (other for other in phrases if other and other != phrase)
            found.setdefault(phrase, {}).update(dict.fromkeys(others))
    return {phrase: tuple(others) for phrase, others in found.items() if others}


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
    for length in range(min(len(run), max(map(len, meanings))), 0, -1):
        for start in range(len(run) - length + 1):
            end = start + length
            others = meanings.get(tuple(term for node in run[start:end] for term in _terms(node)))
            if others is not None:
                nodes = (_exactly(terms, scope) for terms in others)
                return [
                    *_said_otherwise(run[:start], scope, meanings),
                    Or((_together(run[start:end]), *nodes)),
                    *_said_otherwise(run[end:], scope, meanings),
                ]
    return run


def _terms(node: Node) -> Terms:
    return (
        node.terms if isinstance(node, Phrase) else (node.term,) if isinstance(node, Word) else ()
    )


def _exactly(terms: Terms, scope: tuple[str, ...]) -> Node:
    return Word(terms[0], scope) if len(terms) == 1 else Phrase(terms, scope)


def _together(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))
