"""Ordinary words that are a name because of what stands behind or beside them."""

from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.name_words import (
    AGENCIES,
    BEING_VERBS,
    HUMAN_VERBS,
    LEGAL_HEADS,
    ORGANISATION_HEADS,
)
from coalition.deidentify.gazetteers import word_class
from coalition.deidentify.words import Word, Words

_OWNED: Final = word_class("owned")
_BODIES: Final = (
    ORGANISATION_HEADS
    | LEGAL_HEADS
    | {"county", "city", "township", "parish", "town", "borough", "district", "state", "video"}
)
_ARTICLES: Final = ("the", "The", "a", "A", "an", "this", "This", "each", "every")


def find_acting(words: Words, found: set[int]) -> Iterator[tuple[int, int]]:
    """Two or three ordinary words where a person stands: "Summer Lake waved", "Case Holder is"."""
    for first, last in words.runs():
        start = max(first, last - 3)
        if last - start < 2 or found.intersection(range(start, last)):
            continue
        if not (acts(words, last) or is_something(words, last) or owns(words, last)):
            continue
        name = [words[index] for index in range(start, last)]
        if words[start].kind.is_function and last - start > 2:
            start, name = start + 1, name[1:]
        led = start > 0 and words.joined(start - 1) and words[start - 1].text in _ARTICLES
        if not led and name[0].kind.is_name and not any(map(_is_of_a_body, name)):
            yield start, last


def owns(words: Words, last: int) -> bool:
    """Whether somebody or something of theirs follows: "Reno Lake's brother"."""
    if not words[last - 1].text.endswith(("'s", "’s")) or words.gap_after(last) != " ":
        return False
    return words[last].kind.key in _OWNED


def _is_of_a_body(word: Word) -> bool:
    kind = word.kind
    in_title = kind.is_role or kind.is_function or kind.key in AGENCIES
    return in_title or word.shape != "C" or kind.key in _BODIES


def find_companions(words: Words, found: set[int]) -> Iterator[int]:
    """Ordinary words that are names too, beside a name: "Frank and Ernest Moody", "Wolf, Byrd"."""
    for index, word in enumerate(words.all):
        if word.shape != "C" or not word.kind.is_name or index in found or word.kind.is_place:
            continue
        if word.kind.is_function or word.kind.key in AGENCIES or word.kind.is_role:
            continue
        if _listed_with(words, index, +1) in found or _listed_with(words, index, -1) in found:
            yield index


def _listed_with(words: Words, index: int, step: int) -> int:
    """The word that "and" or a comma joins to this one on one side, or -1."""
    beside = index + step
    if not 0 <= beside < len(words):
        return -1
    gap = words.gap(min(index, beside))
    if words[beside].text in ("and", "or") and gap in (" ", ", "):
        beside += step
        near = words.gap(beside) if step < 0 and beside >= 0 else words.gap(beside - 1)
        return beside if near in (" ", ", ") else -1
    return beside if gap in (", ", " & ", "/") else -1


def acts(words: Words, last: int) -> bool:
    """Whether what people do follows, and things seldom do: "said", "ran"."""
    return (
        last < len(words)
        and words.gap(last - 1) == " "
        and words[last].shape == "l"
        and words[last].kind.key in HUMAN_VERBS
    )


def is_something(words: Words, last: int) -> bool:
    """Whether a word such as "was" or "can't" follows."""
    if words.gap_after(last) != " ":
        return False
    verb = words[last].text.removesuffix("n't").removesuffix("n’t")
    return verb in BEING_VERBS or words[last].text in ("can't", "won't")
