"""What is known of a mention when it is weighed: its shape, its sources, and the small words near.

No feature holds a word that could be anybody's name: words come from closed classes alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from coalition.deidentify.detectors.name_words import (
    GOVERNMENT_PARTIES,
    HONORIFICS,
    LEGAL_HEADS,
    ORGANISATION_HEADS,
    PLACE_HEADS,
)
from coalition.deidentify.gazetteers import word_class
from coalition.deidentify.mentions import Mention
from coalition.deidentify.words import FUNCTION_WORDS, Word, Words

_NEAR: Final = 4
_HEADS: Final = ORGANISATION_HEADS | PLACE_HEADS | LEGAL_HEADS | GOVERNMENT_PARTIES
_RUNS: Final = re.compile(r"(.)\1+")


class Featurizer:
    """The features of the mentions of one text."""

    def __init__(self, words: Words, mentions: Sequence[Mention]) -> None:
        self._words = words
        self._mentions = mentions
        self._counts = Counter(self._spelled(mention) for mention in mentions)
        self._first = self._word_indexes()
        self._tokens: dict[int, str] = {}

    def _spelled(self, mention: Mention) -> str:
        return self._words.text[mention.start : mention.end].casefold()

    def _word_indexes(self) -> list[tuple[int, int]]:
        """For each mention the words `[first, last)` in it."""
        indexes = []
        index = 0
        for mention in self._mentions:
            while index < len(self._words) and self._words[index].end <= mention.start:
                index += 1
            last = index
            while last < len(self._words) and self._words[last].start < mention.end:
                last += 1
            indexes.append((index, last))
        return indexes

    def features(self, number: int) -> list[str]:
        """The features of mention `number`; each counts once."""
        mention = self._mentions[number]
        first, last = self._first[number]
        kind = mention.type
        found = ["bias", *self._of_sources(mention), *self._of_shape(mention, first, last)]
        found += self._of_context(mention, first, last)
        found += self._of_text(mention)
        # Each feature means something else for a date than for a court.
        return list(dict.fromkeys([*found, *(f"{kind}|{each}" for each in found)]))

    def _of_sources(self, mention: Mention) -> Iterator[str]:
        yield "said=" + "+".join(sorted(mention.said))
        for each in mention.said:
            yield f"said:{each}"
        yield f"types={len(mention.types)}"

    def _of_shape(self, mention: Mention, first: int, last: int) -> Iterator[str]:
        text = self._words.text[mention.start : mention.end]
        inside = [self._words[index] for index in range(first, last)]
        yield "shape=" + _RUNS.sub(r"\1", "".join(_letter(word) for word in inside))[:12]
        yield f"words={min(len(inside), 6)}"
        yield f"unknown={min(sum(map(_is_unknown, inside)), 3)}"
        yield f"digits={min(sum(letter.isdigit() for letter in text), 5)}"
        if any(word.kind.is_place for word in inside):
            yield "holds a listed place"
        if any(word.kind.is_name and not word.kind.is_common for word in inside):
            yield "holds a listed name"
        if any(not letter.isascii() for letter in text if letter.isalpha()):
            yield "holds foreign letters"
        for mark, name in (("(", "parenthesis"), (",", "comma"), ("%", "percent")):
            if mark in text:
                yield f"holds {name}"
        for word in inside:
            if word.kind.key in _HEADS or word.kind.key in _CLOSED:
                yield f"in:{word.kind.key}"
        if inside and (inside[-1].kind.key in _HEADS or inside[-1].kind.key in _CLOSED):
            yield f"last:{inside[-1].kind.key}"
            yield f"last:{inside[-1].kind.key}&unknown={any(map(_is_unknown, inside))}"
        if inside and inside[0].kind.key in _CLOSED:
            yield f"first:{inside[0].kind.key}"

    def _of_context(self, mention: Mention, first: int, last: int) -> Iterator[str]:
        text = self._words.text
        yield "opened by " + _mark(text[max(0, mention.start - 2) : mention.start])
        yield "closed by " + _mark(text[mention.end : mention.end + 2])
        for step in range(1, _NEAR + 1):
            for index, side in ((first - step, "before"), (last + step - 1, "after")):
                token = self._token(index)
                if step <= 2:
                    yield f"{side}{step}={token}"
                if token in _CLOSED and 0 <= index < len(self._words):
                    yield f"near {side}:{token}"
        before = [self._token(index) for index in range(max(0, first - 2), first)]
        yield "before=" + "_".join(before)

    def _token(self, index: int) -> str:
        """What stands for the word: itself if it is of a closed class. Many mentions share it."""
        if index not in self._tokens:
            word = self._words[index] if 0 <= index < len(self._words) else None
            self._tokens[index] = _token(word)
        return self._tokens[index]

    def _of_text(self, mention: Mention) -> Iterator[str]:
        count = self._counts[self._spelled(mention)]
        yield f"times={min(count, 4)}"
        share = mention.start / max(1, len(self._words.text))
        yield f"part={int(share * 5)}"
        yield f"early={mention.start < 900}"


_CLOSED: Final = word_class("weighed_words") | FUNCTION_WORDS


def _token(word: Word | None) -> str:
    if word is None:
        return "none"
    key = word.kind.key
    if key in _CLOSED:
        return key
    if key in HONORIFICS:
        return "honorific"
    if word.kind.is_role:
        return "role"
    return _letter(word) + ("+" if word.kind.is_common else "-")


def _letter(word: Word) -> str:
    if word.kind.is_function:
        return "f"
    if word.kind.is_common and word.shape == "C":
        return "c"
    return word.shape


def _is_unknown(word: Word) -> bool:
    return word.shape in "CU" and not word.kind.is_common


def _mark(text: str) -> str:
    return "".join(letter for letter in text if not letter.isalnum())[:2]
