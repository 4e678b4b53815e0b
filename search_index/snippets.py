"""Stretches of text with the matches marked, as segments. No HTML is composed in this library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from search_index.contract import Segment, Snippet
from search_index.query_language import parse
from search_index.synonyms import Groups
from search_index.syntax import Field, Leaf, Node, Phrase, Prefix, Word, positive_leaves, words_of
from search_index.text import SURFACE, UNSCORED, Token, tokens

WIDTH = 220
LEAD = 40
"""Characters of context before the first match of a snippet."""

Mark = tuple[int, int, str]


def make_snippets(
    query_text: str, title: str, body: str, limit: int = 3, synonyms: Groups = ()
) -> list[Snippet]:
    """Up to `limit` snippets of `body` (of `title` where there is no body), in reading order.

    Where nothing in it matches, the first words of it, unmarked. `synonyms` are those of the
    query, whose matches are marked too. QueryError as `parse`.
    """
    return snippets(_tree(query_text, synonyms), (body or title,), limit)


def highlight(query_text: str, text: str, field: str = "title", synonyms: Groups = ()) -> Snippet:
    """The whole of `text`, what matches the query or its synonyms marked. QueryError as `parse`."""
    marks = find_marks(_tree(query_text, synonyms), text, field)
    return _segments(text, 0, len(text), marks)


@lru_cache(maxsize=64)
def _tree(query_text: str, synonyms: Groups) -> Node:
    """The query's tree. A page marks a hundred short texts for one query."""
    return parse(query_text, "me", synonyms)


def snippets(node: Node, texts: Sequence[str], limit: int = 3, width: int = WIDTH) -> list[Snippet]:
    """The best stretches of about `width` characters: most different matches, then most.

    `texts` are the body of an entry and those of its parts; no match reaches from one into another.
    """
    marks: list[Mark] = []
    offset = 0
    for text in texts:
        marks += ((a + offset, b + offset, term) for a, b, term in find_marks(node, text, "body"))
        offset += len(text) + 1
    return stretches("\n".join(texts), marks, limit, width)


def stretches(text: str, marks: list[Mark], limit: int = 3, width: int = WIDTH) -> list[Snippet]:
    """As `snippets`, where it is known already what matched; marks ascend and do not overlap."""
    if not marks:
        end = _word_end(text, 0, width)
        return [((text[:end], False),)] if text[:end].strip() else []
    windows: list[tuple[int, int]] = []
    left = list(marks)
    while left and len(windows) < limit:
        first = _best_start(left, width - LEAD)
        start = _word_start(text, left[first][0])
        end = max(_word_end(text, start, width), left[first][1])
        windows.append((start, end))
        left = [mark for mark in left if mark[1] <= start or mark[0] >= end]
    return [_segments(text, start, end, marks) for start, end in _merged(windows)]


def find_marks(node: Node, text: str, field: str) -> list[Mark]:
    """Where positive terms of a query stand in a text of this field: start, end, term."""
    found = list(tokens(text))
    index: dict[str, list[Token]] = {}
    for token in found:
        for term in token.terms:
            index.setdefault(term, []).append(token)
    marks: set[Mark] = set()
    for leaf in telling_leaves(node):
        if isinstance(leaf, Phrase):
            if field in leaf.scope:
                marks.update(_phrase_marks(leaf, found, index))
        elif isinstance(leaf, Field):
            marks.update((t.start, t.end, leaf.key) for t in index.get(leaf.key, ()))
        else:
            for word in words_of(leaf):
                if field in word.scope:
                    marks.update(_word_marks(word, index))
    return without_overlap(marks)


def telling_leaves(node: Node) -> list[Leaf]:
    """The leaves whose matches are marked.

    Marking every “a” drowns what was looked for, unless nothing else was.
    """
    leaves = list(positive_leaves(node))
    telling = [leaf for leaf in leaves if not isinstance(leaf, Word) or leaf.term not in UNSCORED]
    return telling or leaves


def _word_marks(word: Word | Prefix, index: dict[str, list[Token]]) -> list[Mark]:
    if isinstance(word, Word):
        return [(t.start, t.end, word.term) for t in index.get(word.term, ())]
    return [
        (t.start, t.end, word.start)
        for term, found in index.items()
        if term.startswith(SURFACE + word.start)
        for t in found
    ]


def _phrase_marks(phrase: Phrase, found: list[Token], index: dict[str, list[Token]]) -> list[Mark]:
    marks = []
    for token in index.get(phrase.terms[0], ()):
        run = found[token.position : token.position + len(phrase.terms)]
        if len(run) == len(phrase.terms) and all(
            term in piece.terms for term, piece in zip(phrase.terms, run, strict=True)
        ):
            marks.append((run[0].start, run[-1].end, " ".join(phrase.terms)))
    return marks


def without_overlap(marks: Iterable[Mark]) -> list[Mark]:
    """Marks in order, those that overlap joined."""
    out: list[Mark] = []
    for mark in sorted(marks):
        if not out or mark[0] >= out[-1][1]:
            out.append(mark)
        elif mark[1] > out[-1][1]:
            out[-1] = (out[-1][0], mark[1], out[-1][2])
    return out


def _best_start(marks: list[Mark], width: int) -> int:
    best, best_worth, last = 0, (0, 0), 0
    counts: dict[str, int] = {}
    for first, (start, _, term) in enumerate(marks):
        while last < len(marks) and (last <= first or marks[last][1] - start <= width):
            counts[marks[last][2]] = counts.get(marks[last][2], 0) + 1
            last += 1
        worth = (len(counts), last - first)
        if worth > best_worth:
            best, best_worth = first, worth
        counts[term] -= 1
        if not counts[term]:
            del counts[term]
    return best


def _word_start(text: str, match: int) -> int:
    if match <= LEAD:
        return 0
    space = text.find(" ", match - LEAD, match)
    return match if space < 0 else space + 1


def _word_end(text: str, start: int, width: int) -> int:
    if start + width >= len(text):
        return len(text)
    space = text.rfind(" ", start, start + width)
    return start + width if space <= start else space


def _merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _segments(text: str, start: int, end: int, marks: list[Mark]) -> Snippet:
    out: list[Segment] = []
    at = start
    for first, last, _ in marks:
        if first < at or last > end:
            continue
        if first > at:
            out.append((text[at:first], False))
        out.append((text[first:last], True))
        at = last
    if at < end:
        out.append((text[at:end], False))
    return tuple(out)
