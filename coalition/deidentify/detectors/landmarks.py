"""Where a text has numbers and which words stand where, looked up once for all detectors.

Trying a pattern at every letter of a text is what takes a detector its time. Most of them begin at
a number, a word or two before one, or at one of a few words; they are tried there alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

_RUN: Final = re.compile(r"[A-Za-z]+|[0-9]+")
# Between a number and the words before it: "P.O. Box #4".
_WIDEST_GAP: Final = 3
# From so many starts on, one to as many characters, searching every place is quicker than asking.
_DENSE: Final = 6


class Landmarks:
    """The numbers and the words of one text."""

    def __init__(self, text: str) -> None:
        self.digits: Final[list[int]] = []
        self.words: Final[dict[str, list[int]]] = {}
        # Runs of letters and digits together, and which of them hold a digit.
        self._starts: Final[list[int]] = []
        self._ends: Final[list[int]] = []
        self._with_digit: Final[list[int]] = []
        self._numbers: Final[dict[int, list[int]]] = {}
        end = -1
        for run in _RUN.finditer(text):
            start = run.start()
            if start != end:
                self._starts.append(start)
                self._ends.append(end)
            end = run.end()
            self._take(run[0], start)
        self._ends.append(end)

    def _take(self, run: str, start: int) -> None:
        if run.isalpha():
            self.words.setdefault(run.lower(), []).append(start)
            return
        self.digits.append(start)
        number = len(self._starts) - 1
        if not self._with_digit or self._with_digit[-1] != number:
            self._with_digit.append(number)

    def numbers(self, before: int) -> list[int]:
        """Where words with a digit in them begin, and the `before` words in front of each."""
        if before not in self._numbers:
            near = sorted(self._leading(before))
            self._numbers[before] = [self._starts[place] for place in near]
        return self._numbers[before]

    def _leading(self, before: int) -> set[int]:
        """The words with a digit and those before each, up to the first wide gap."""
        near: set[int] = set()
        for number in self._with_digit:
            for place in range(number, max(-1, number - before - 1), -1):
                near.add(place)
                if self._starts[place] - self._ends[place] > _WIDEST_GAP:
                    break
        return near


@lru_cache(maxsize=8)
def landmarks(text: str) -> Landmarks:
    """Those of the text; who is done with it empties the cache, so that no draft stays in it."""
    return Landmarks(text)


def at_digits(pattern: re.Pattern[str], text: str, led_by: str = "") -> Iterator[re.Match[str]]:
    """What the pattern finds that begins with the first digit of a number.

    One of the marks in `led_by` may stand before it.
    """
    starts = landmarks(text).digits
    if led_by:
        starts = [start - (start > 0 and text[start - 1] in led_by) for start in starts]
    return _matches(pattern, text, starts)


def at_numbers(pattern: re.Pattern[str], text: str, before: int = 0) -> Iterator[re.Match[str]]:
    """What it finds that begins with a word that holds a digit, or so many words before one."""
    return _matches(pattern, text, landmarks(text).numbers(before))


def at_words(pattern: re.Pattern[str], text: str, words: Iterable[str]) -> Iterator[re.Match[str]]:
    """What it finds that begins with one of these words, which are given in lower case."""
    where = landmarks(text).words
    return _matches(pattern, text, sorted(at for word in words for at in where.get(word, ())))


def at_words_or_digits(
    pattern: re.Pattern[str], text: str, words: Iterable[str]
) -> Iterator[re.Match[str]]:
    """What it finds that begins with one of these words or with the first digit of a number."""
    marks = landmarks(text)
    named = [at for word in words for at in marks.words.get(word, ())]
    return _matches(pattern, text, sorted([*named, *marks.digits]))


def _matches(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
    if len(starts) * _DENSE > len(text):
        yield from _searched(pattern, text, frozenset(starts))
        return
    done = 0
    for start in starts:
        match = pattern.match(text, start) if start >= done else None
        if match is not None:
            done = match.end()
            yield match


def _searched(
    pattern: re.Pattern[str], text: str, starts: frozenset[int]
) -> Iterator[re.Match[str]]:
    """The same matches: of all in the text, those that begin at one of these places."""
    match = pattern.search(text)
    while match is not None:
        if match.start() in starts:
            yield match
            match = pattern.search(text, max(match.end(), match.start() + 1))
        else:
            match = pattern.search(text, match.start() + 1)
