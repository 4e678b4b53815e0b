"""Names that are grown together with other words: interview-maria-gonzalez, DepoOfHassanJama."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from coalition.deidentify.gazetteers import lines_of
from coalition.deidentify.words import Kind, Word, Words, kind_of

_HUMPS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_PARTS: Final = re.compile(r"[^-‐]+")
_SHORTEST: Final = 2


def find_glued(words: Words) -> Iterator[tuple[int, int]]:
    """Start and end of the names within words that are no names as a whole."""
    for word in words.all:
        if word.kind.is_name or word.kind.is_common or len(word.text) <= 2 * _SHORTEST:
            continue
        if word.kind.key in lines_of("not_names"):
            continue
        if "-" in word.text or "‐" in word.text:
            yield from _within(word, _PARTS)
        elif _has_humps(word.text):
            yield from _within(word, _HUMPS)


def _has_humps(text: str) -> bool:
    return any(before.islower() and after.isupper() for before, after in pairwise(text))


def _within(word: Word, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    parts = [(part.start(), part.end(), kind_of(part[0])) for part in pattern.finditer(word.text)]
    start = 0
    for place in range(len(parts) + 1):
        if place < len(parts) and _may_be_of_name(parts[place][2]):
            continue
        if any(_is_telling(kind) for _, _, kind in parts[start:place]):
            yield word.start + parts[start][0], word.start + parts[place - 1][1]
        start = place + 1


def _may_be_of_name(kind: Kind) -> bool:
    return not kind.is_common and not kind.is_function


def _is_telling(kind: Kind) -> bool:
    return kind.is_name and not kind.is_place and len(kind.key) > _SHORTEST
