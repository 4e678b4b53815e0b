"""What is offered unasked: a word finished, a word corrected, what tells an entry from others.

Pure functions over counts of what one reader may see. The engines supply the counts, so that a
word only others' entries hold is neither offered nor missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from search_index.analysed import Analysed
from search_index.contract import QueryError
from search_index.query_fields import find_field
from search_index.query_lexer import Lexeme, lexemes
from search_index.ranking import SCORED_FIELDS, idf
from search_index.text import CITED, STOP_WORDS, SURFACE, UNSCORED, fold, tokens, word_terms

Words = Callable[[str], Mapping[str, int]]
"""Gives the plain words that begin so, each with the number of visible entries that hold it in
their title plus the number of those that hold it in their body."""

SHORTEST_START = 2
SHORTEST_COMPLETION = 3
SHORTEST_CORRECTED = 4
ONE_SLIP = 5
"""In a word of up to so many letters one slip is forgiven, in a longer one two."""
MOST_AUTHORITIES = 15
MOST_TELLING_WORDS = 25
MOST_CONSIDERED = 400
"""Terms of an entry of which it is looked up how many others hold them: the most frequent."""
MOST_CORRECTED = 5

_COMBINING = "\u0300-\u036f"
_LAST_WORD = re.compile(
    rf"(?<![\w'’{_COMBINING}])[^\W\d_](?:[{_COMBINING}]*[^\W\d_])*[{_COMBINING}]*\Z"
)
_OPERATORS = ("AND", "OR", "NOT")


def completions(text: str, words: Words, limit: int) -> tuple[str, ...]:
    """Up to `limit` texts in which the last word of `text` is finished, the commonest first."""
    last = _LAST_WORD.search(text)
    if last is None or last.group() in _OPERATORS or _is_value(text[: last.start()]):
        return ()
    start = fold(last.group())
    if len(start) < SHORTEST_START:
        return ()
    weights = {
        word: weight
        for word, weight in words(start).items()
        if word.isalpha() and len(word) >= SHORTEST_COMPLETION and word != start
    }
    offered = sorted(weights.keys() - STOP_WORDS, key=lambda word: (-weights[word], word))
    return tuple(text[: last.start()] + word for word in offered[:limit])


def corrected(text: str, words: Words, holds: Callable[[str], int]) -> str | None:
    """`text` with each word that is nowhere held replaced by the nearest one that is.

    `holds` gives the number of visible entries that hold a term. Operators, names of fields and
    values of fields other than text are left alone. None if nothing is replaced, also because the
    text is malformed.
    """
    out, at, unknown = "", 0, 0
    known = lru_cache(maxsize=None)(words)
    for start, end in _searched_words(text):
        stem, surface = word_terms(text[start:end])
        plain = surface.removeprefix(SURFACE)
        if len(plain) < SHORTEST_CORRECTED or holds(stem):
            continue
        # Whoever typed so many unknown words meant something else than a slip.
        unknown += 1
        if unknown > MOST_CORRECTED:
            break
        if (nearest := _nearest(plain, known)) is not None:
            out, at = out + text[at:start] + nearest, end
    return out + text[at:] if at else None


def telling_terms(
    entry: Analysed, documents: int, holding: Callable[[str], int]
) -> tuple[str, ...]:
    """The terms by which entries like this one are found: its authorities, then telling words.

    `documents` is the number of visible entries, `holding` gives how many of them hold a term.
    """
    counts = {
        term: sum(len(entry.places[field].get(term, ())) for field in SCORED_FIELDS)
        for term in {term for field in SCORED_FIELDS for term in entry.places[field]}
        if _tells(term)
    }
    frequent = sorted(counts, key=lambda term: (not term.startswith(CITED), -counts[term], term))
    worth = {
        term: counts[term] * idf(documents, holding(term)) for term in frequent[:MOST_CONSIDERED]
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))
    authorities = [term for term in best if term.startswith(CITED)]
    others = [term for term in best if not term.startswith(CITED)]
    return (*authorities[:MOST_AUTHORITIES], *others[:MOST_TELLING_WORDS])


def _tells(term: str) -> bool:
    number = term[:1].isdecimal()
    return not number and not term.startswith(SURFACE) and term not in UNSCORED


def _is_value(before: str) -> bool:
    """Whether what follows is the value of a field other than text, and so no word of a text."""
    if not before.endswith(":"):
        return False
    field = find_field(re.split(r"\W", before[:-1])[-1])
    return field is None or field.kind != "text"


def _searched_words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand that are looked for in titles and bodies."""
    try:
        found = lexemes(text)
    except QueryError:
        return
    in_value, depth = False, 0
    for lexeme in found:
        if lexeme.field is not None:
            in_value = lexeme.field.kind != "text"
        elif in_value:
            depth += {"(": 1, ")": -1}.get(lexeme.kind, 0)
            in_value = depth > 0
        elif lexeme.kind in ("word", "phrase"):
            yield from _words_of(lexeme)


def _words_of(lexeme: Lexeme) -> Iterator[tuple[int, int]]:
    # The text of a phrase begins after its quotation mark.
    base = lexeme.position + (lexeme.kind == "phrase")
    for token in tokens(lexeme.text):
        if fold(lexeme.text[token.start : token.end]).isalpha():
            yield base + token.start, base + token.end


def _nearest(plain: str, words: Words) -> str | None:
    slips = 1 if len(plain) <= ONE_SLIP else 2
    found = []
    for candidate, weight in words(plain[0]).items():
        if candidate.isalpha() and abs(len(candidate) - len(plain)) <= slips:
            distance = OSA.distance(plain, candidate, score_cutoff=slips)
            if distance <= slips:
                found.append((distance, -weight, candidate))
    return min(found)[2] if found else None
