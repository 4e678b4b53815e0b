"""Analysis: what of a text is searched. Every engine and every query goes through here.

A token is a stemmed word, or a citation, number or timecode kept whole. Nothing is dropped, so
that positions are those of the original text and a phrase with stop words in it works.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from search_index.citations import find_citations, levels

LONGEST_TERM = 64
LONGEST_WORD = LONGEST_TERM - 1
"""A word is cut to this, which leaves room for the mark of its surface form."""
SURFACE = "="
"""Marks the plain form of a word, unstemmed, which `prefix*` and suggestions look at."""
CITED = "§"
"""Marks a whole citation, so that no word can be taken for one."""

# The one group makes `split` give back what is between the tokens and the tokens in turn.
_TOKEN = re.compile(
    r"([A-Za-z]++(?![^\W_]|['’\u0300-\u036f]|\.[A-Za-z])"  # Most words, decided at once.
    # 1,000,000: tried where no group of digits comes before, or a long chain would be tried anew
    # from each of its groups.
    r"|(?<!\d)(?<!\d,)\d{1,3}(?:,\d{3})++(?!\d|,\d)"
    r"|\d+(?:[.:]\w+)+"  # 609.02 and 12:34:56.700
    r"|(?:[A-Za-z]\.){2,}"  # U.S.
    r"|[^\W_][\u0300-\u036f]*(?:['’]?[^\W_][\u0300-\u036f]*)*)"
)
_SECTION = re.compile(r"§ ?(\w+(?:[.:-]\w+)*)")
# The commonest words of English add nothing to a rank; they are searched but not scored.
STOP_WORDS = frozenset({
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his",
    "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "no", "not", "of", "on", "or",
    "our", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where",
    "which", "who", "will", "with", "would", "you", "your",
})  # fmt: skip
_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()


class Token(NamedTuple):
    """One searched piece of a text.

    `terms[0]` is what the piece is found by; the rest stand at the same position (a citation's
    wider sections, a word's plain form). `text[start:end]` is the piece as written.
    """

    terms: tuple[str, ...]
    position: int
    start: int
    end: int


class Scan(NamedTuple):
    """The tokens of a text as columns: what each was written as, where it starts, how long it is.

    A citation stands in its canonical form behind `CITED`. The number of a token is its position.
    """

    words: list[str]
    starts: NDArray[np.int64]
    widths: NDArray[np.int64]


def scan(text: str) -> Scan:
    """Cut a text into tokens. All other functions that read text are made from this one."""
    words: list[str] = []
    extents: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    at = 0
    for citation in find_citations(text):
        extents.append(_cut(text[at : citation.start], at, words))
        words.append(CITED + citation.canonical)
        width = citation.end - citation.start
        extents.append((np.array([citation.start]), np.array([width])))
        at = citation.end
    extents.append(_cut(text[at:] if at else text, at, words))
    if len(extents) == 1:
        return Scan(words, *extents[0])
    starts, widths = zip(*extents, strict=True)
    return Scan(words, np.concatenate(starts), np.concatenate(widths))


def _cut(text: str, offset: int, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add the words of a text without citations; say where they start and how wide they are."""
    pieces = _TOKEN.split(text)
    words += pieces[1::2]
    widths = np.fromiter(map(len, pieces), np.int64, len(pieces))
    starts = np.cumsum(widths)
    starts += offset
    return starts[:-1:2], widths[1::2]


def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one of the words that `scan` gives; the first is what it is found by."""
    if word.startswith(CITED):
        canonical = word.removeprefix(CITED)
        return citation_terms(canonical) + _section(canonical)
    return word_terms(word)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order, positions counting from 0."""
    words, starts, widths = scan(text)
    for position, (word, start, width) in enumerate(
        zip(words, starts.tolist(), widths.tolist(), strict=True)
    ):
        yield Token(terms_of(word), position, start, start + width)


def positions(text: str) -> tuple[dict[str, list[int]], int]:
    """Where each term stands in `text`, and how many positions the text has."""
    where: dict[str, list[int]] = {}
    position = -1
    for terms, position, _, _ in tokens(text):
        for term in terms:
            if term in where:
                where[term].append(position)
            else:
                where[term] = [position]
    return where, position + 1


def citation_terms(canonical: str) -> tuple[str, ...]:
    """The terms a citation is found by: itself and the wider sections it lies in."""
    return tuple((CITED + level.casefold())[:LONGEST_TERM] for level in levels(canonical))


def _section(canonical: str) -> tuple[str, ...]:
    """The bare number of a section, because people type `1442` for 28 U.S.C. § 1442(a)(1)."""
    number = _SECTION.search(canonical)
    return word_terms(number[1]) if number else ()


def key(value: str) -> str:
    """A field value as it is compared: without case, and spaces and dashes alike.

    `Firearm drawn`, `firearm drawn` and `firearm-drawn` are one value.
    """
    return re.sub(r"[\W_]+", "-", fold(value)).strip("-")[:200]


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case without accents, so that `Peña` and `pena` are one word."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


@lru_cache(maxsize=200_000)
def word_terms(word: str) -> tuple[str, ...]:
    """The terms of one word as written: its stem (a number as it is), then its plain form."""
    plain = plain_form(word)
    stem = plain
    if plain.isalpha():
        with _stemmer_lock:
            stem = _stemmer.stemWord(plain)
    return stem, SURFACE + plain


def plain_form(word: str) -> str:
    """A word in one spelling: without case, accents, apostrophes and the commas of thousands."""
    plain = fold(word)
    if plain.endswith("."):
        plain = plain.replace(".", "")
    if plain[:1].isdecimal():
        return plain.replace(",", "")[:LONGEST_WORD]
    return (plain.removesuffix("'s").replace("'", "") or plain)[:LONGEST_WORD]


UNSCORED = frozenset(word_terms(word)[0] for word in STOP_WORDS)
"""The terms of the stop words, which take no part in ranking."""
