"""Courts, offices, companies and other bodies, by what stands in their names."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.name_words import AGENCIES, HONORIFICS, ORGANISATION_HEADS
from coalition.deidentify.gazetteers import word_class
from coalition.deidentify.words import CALENDAR, Words

_INSIDE: Final = word_class("inside_bodies")
_ACRONYM: Final = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ0-9-]{2,9}")


def find_organisations(words: Words) -> Iterator[tuple[int, int, str]]:
    """First and last word of each `[first, last)` and how it was known: head or acronym."""
    done = 0
    for first, last in words.runs():
        if first < done:
            continue
        found = _with_head(words, first, last)
        if found is not None:
            done = found[1]
            yield *found, "head"
    for index, word in enumerate(words.all):
        if word.shape == "U" and _ACRONYM.fullmatch(word.text) and _is_acronym(words, index):
            yield index, index + 1, "acronym"


def _is_acronym(words: Words, index: int) -> bool:
    kind = words[index].kind
    if kind.key in AGENCIES or kind.is_common or kind.is_place or kind.key in CALENDAR:
        return False
    # In a line of capitals a word of capitals is no acronym.
    for near in (index - 1, index + 1):
        if 0 <= near < len(words) and words[near].shape == "U" and len(words[near].text) > 2:
            return False
    return True


def _is_somebody(words: Words, first: int, last: int) -> bool:
    """Whether what stands before "of" is a person with a title or an initial."""
    if any(words[place].kind.key in ORGANISATION_HEADS for place in range(first, last)):
        return False
    titled = first > 0 and words.joined(first - 1) and words[first - 1].kind.key in HONORIFICS
    return titled or words[first].kind.key in HONORIFICS or words[first].shape == "I"


def _with_head(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """The name from the run's first word on, through "of" and "for" to its end."""
    end = last
    while end + 1 < len(words) and end - first < 14 and words[end].text in _INSIDE:
        ahead = end + 1
        while ahead < min(end + 3, len(words)) and words[ahead].text in _INSIDE:
            ahead += 1
        plain = all(len(words.gap(place)) <= 2 for place in range(end - 1, ahead))
        if not plain or ahead >= len(words) or words[ahead].shape not in "CU":
            break
        end = ahead + 1
        while end < len(words) and words.joined(end - 1) and words[end].shape in "CUI":
            end += 1
    start = first
    while start < last and words[start].kind.is_function:
        start += 1
    if start < last < end and _is_somebody(words, start, last):
        # "Mr J. Doe of the Ministry of Justice" are two things.
        start = last
        while start < end and words[start].text in _INSIDE:
            start += 1
    heads = [place for place in range(start, end) if words[place].kind.key in ORGANISATION_HEADS]
    if not heads or end - start < 2:
        return None
    return start, end
