"""Towns, streets, countries and other places, by lists, by what stands behind and before them."""

from collections.abc import Iterator

from coalition.deidentify.detectors.name_words import HONORIFICS, PLACE_HEADS
from coalition.deidentify.detectors.phrases import find_phrases
from coalition.deidentify.gazetteers import word_class
from coalition.deidentify.words import Words


def find_places(words: Words) -> Iterator[tuple[int, int, str]]:
    """First and last word of each `[first, last)` and how it was known: list, nation, head, in."""
    for first, last in find_phrases(words, "cities", capital=True):
        if not _is_part_of_name(words, first, last):
            yield first, last, "city"
    for first, last in find_phrases(words, "nationalities", capital=True):
        yield first, last, "nation"
    for first, last in words.runs():
        yield from _in_run(words, first, last)


def _is_part_of_name(words: Words, first: int, last: int) -> bool:
    """Whether a given name stands before it or a word of action behind: Jackson ran."""
    if last - first > 1:
        return False
    before = words[first - 1] if first and words.joined(first - 1) else None
    return before is not None and before.shape in "CUI" and before.kind.is_first


def _in_run(words: Words, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    for index in range(first + 1, last):
        if words[index].kind.key in PLACE_HEADS:
            start = first
            while start < index and words[start].kind.is_function:
                start += 1
            if start < index:
                yield start, index + 1, "head"
            return
    before = words[first - 1] if first else None
    if before is not None and before.text == "of" and first > 1:
        # "the municipality of Härjedalen"
        head = words[first - 2]
        if head.kind.key in PLACE_HEADS | {"north", "south", "part", "parts"} and head.shape == "l":
            yield first - 2, last, "head"
            return
    if before is None or before.text not in word_class("before_places"):
        return
    full = [words[index] for index in range(first, last)]
    if any(word.kind.is_role or word.kind.key in HONORIFICS for word in full):
        return
    if any(word.shape == "C" and not word.kind.is_common for word in full):
        yield first, last, "in"
