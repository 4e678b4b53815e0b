"""What is asked in the benchmarks: drawn from a corpus by a seed, in the same words for all.

Words come from bands of document frequency and are never used twice, stems compared, so that a
query set holds no term that another one has warmed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from search_index.citations import find_citations
from search_index.text import STOP_WORDS, word_terms

BANDS = {"rare": (0.0004, 0.002), "middle": (0.004, 0.03), "common": (0.05, 0.4)}
"""Shares of the papers in which a word of the band occurs."""
SAMPLE = 5000
"""Papers that are looked at to choose words."""
KINDS = ("word", "and", "or", "phrase", "prefix", "not", "citation", "event")
_WORD = re.compile(r"(?<![\w'’.-])[a-zA-Z]{3,}(?![\w'’-])")


@dataclass(frozen=True)
class Asked:
    """One query: its kind, the words it is made of and, for `event`, the event beside them.

    `and`, `or`, `phrase`, `not` (all but the last word, without the last) and `prefix` (one start
    of a word) say how the words are joined; the single word of `citation` is one as written.
    """

    kind: str
    band: str
    words: tuple[str, ...]
    event: str = ""

    @property
    def text(self) -> str:
        """The query in the language of search_index."""
        joined = {
            "or": " OR ".join(self.words),
            "phrase": f'"{" ".join(self.words)}"',
            "prefix": f"{self.words[0]}*",
            "not": f"{' '.join(self.words[:-1])} NOT {self.words[-1]}",
            "event": f'event:"{self.event}" {" ".join(self.words)}',
        }
        return joined.get(self.kind, " ".join(self.words))


@dataclass(frozen=True)
class QuerySets:
    """Queries that warm an engine up, and others of which none was ever run before."""

    warming: list[Asked]
    measured: list[Asked]


def draw_queries(
    papers: Iterable[dict[str, Any]], seed: int = 11, warming: int = 48, measured: int = 192
) -> QuerySets:
    """Disjoint sets of queries about these papers, equally many of each kind."""
    chance = random.Random(seed)
    sample = list(papers)
    drawn = list(_drawn(chance, sample, warming + measured))
    chance.shuffle(drawn)
    return QuerySets(drawn[:warming], drawn[warming:])


def _drawn(chance: random.Random, sample: list[dict[str, Any]], count: int) -> Iterator[Asked]:
    stock = _Stock(chance, sample)
    bands = list(BANDS)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        band = bands[number // len(KINDS) % len(bands)]
        event = chance.choice(stock.events) if kind == "event" and stock.events else ""
        yield Asked(kind, band, stock.words(kind, band), event)


class _Stock:
    """Words, phrases and citations of a sample, each given out once."""

    def __init__(self, chance: random.Random, sample: list[dict[str, Any]]) -> None:
        self.chance = chance
        self.texts = [paper["body"] for paper in sample]
        self.events = sorted({event for paper in sample for event in paper["events"]})
        held = Counter(word for text in self.texts for word in _words(text))
        self._used: set[str] = set()
        self._bands = {band: self._band(held, *limits) for band, limits in BANDS.items()}
        cited = Counter(c.canonical for text in self.texts for c in find_citations(text))
        self._cited = [citation for citation, _ in cited.most_common()]

    def words(self, kind: str, band: str) -> tuple[str, ...]:
        """New words for a query of this kind."""
        if kind == "phrase":
            return self._phrase()
        if kind == "citation":
            return (self._cited.pop(0),)
        if kind == "prefix":
            return (self._start(band),)
        count = {"and": self.chance.randint(2, 3), "or": 2, "not": 2}.get(kind, 1)
        return tuple(self._word(band) for _ in range(count))

    def _band(self, held: Counter[str], least: float, most: float) -> list[str]:
        size = len(self.texts)
        found = sorted(word for word, n in held.items() if max(2, least * size) <= n <= most * size)
        self.chance.shuffle(found)
        return found

    def _word(self, band: str) -> str:
        # A small sample may run out of one band; the next is as good to go on with.
        for words in (self._bands[band], *self._bands.values()):
            while words:
                word = words.pop()
                if self._is_new(word):
                    return word
        raise ValueError("The corpus has too few words to draw so many queries from it.")

    def _start(self, band: str) -> str:
        # Some engines look for it among stems, others among words: it must begin both.
        while True:
            word = self._word(band)
            stem = word_terms(word)[0]
            if len(stem) >= 4 and word.startswith(stem):
                return stem[: self.chance.randint(4, 6)]

    def _phrase(self) -> tuple[str, str]:
        while True:
            found = self.chance.choice(self.texts).split()
            at = self.chance.randrange(len(found) - 1)
            first, second = found[at : at + 2]
            if all(re.fullmatch("[A-Za-z]{3,}", word) for word in (first, second)):
                words = (first.lower(), second.lower())
                if not STOP_WORDS.intersection(words) and all(map(self._is_new, words)):
                    return words

    def _is_new(self, word: str) -> bool:
        stem = word_terms(word)[0]
        if stem in self._used:
            return False
        self._used.add(stem)
        return True


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - STOP_WORDS
