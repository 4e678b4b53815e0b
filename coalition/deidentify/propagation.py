"""Every other place where somebody stands who was found: surnames, first names, nicknames.

Looks over all parts of a paper at once, because the title may name whom only the text introduces.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from coalition.deidentify.case_names import CaseNames
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.name_ends import name_start, name_stop
from coalition.deidentify.detectors.name_words import HONORIFICS, SUFFIXES
from coalition.deidentify.findings import PERSON, Severity
from coalition.deidentify.gazetteers import table_of
from coalition.deidentify.words import PARTICLES, Word, Words, kind_of

_REASON: Final = "the name of somebody who is named elsewhere in this paper"
_SHORTEST: Final = 2


@dataclass
class KnownNames:
    """The words of all names that were found, folded."""

    surnames: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)

    def learn(self, name: list[Word]) -> None:
        """Remember the words of one name."""
        full = name_keys(name)
        if not full:
            return
        self.surnames.add(full[-1])
        self.surnames.update(part for part in full[-1].split("-") if len(part) > _SHORTEST)
        for given in full[:-1]:
            self.given.add(given)
            self.given.update(nicknames_of(given))
        if len(full) > 1:
            self.initials.add("".join(word[0] for word in full))

    def hold(self, key: str) -> bool:
        """Whether this word is a part of some name that was found."""
        return key in self.surnames or (len(key) > _SHORTEST and key in self.given)


def name_keys(name: Iterable[Word]) -> list[str]:
    """The words of a name without titles, particles, initials and suffixes, folded."""
    return [
        word.kind.key
        for word in name
        if len(word.kind.key) > 1
        and word.kind.key not in HONORIFICS
        and word.kind.key not in SUFFIXES
        and word.text not in PARTICLES
    ]


@lru_cache(maxsize=4096)
def nicknames_of(given: str) -> frozenset[str]:
    """What people of this first name are called, and what a nickname is short for."""
    table = table_of("nicknames")
    short_for = {full for full, short in table.items() if given in short}
    return table.get(given, frozenset()) | short_for


def words_within(words: Words, start: int, end: int) -> list[Word]:
    """The words of `text[start:end]`."""
    first = bisect_right(words.all, start, key=lambda word: word.end)
    last = bisect_left(words.all, end, lo=first, key=lambda word: word.start)
    return words.all[first:last]


def propagate(words: Words, cases: CaseNames, known: KnownNames) -> Iterator[Candidate]:
    """The mentions of known names, neighbours together: "Maria Gonzalez", "Gonzalez"."""
    index = 0
    while index < len(words):
        if not _is_mention(words, index, known):
            index += 1
            continue
        last = index + 1
        while last < len(words) and words.joined(last - 1) and _goes_on(words, last, known):
            last += 1
        first = index
        while first and words[first - 1].shape == "I" and words.joined(first - 1):
            first -= 1
        yield _candidate(words, cases, first, last)
        index = last


def _is_mention(words: Words, index: int, known: KnownNames) -> bool:
    word = words[index]
    key = word.kind.key
    if not known.hold(key):
        return any(known.hold(half) for half in key.split("-")) if "-" in key else False
    if word.shape == "l":
        return not word.kind.is_common and not word.kind.is_function and len(key) > 3
    if word.kind.is_common:
        return (word.shape == "C" and not words.starts_sentence(index)) or _has_company(
            words, index
        )
    return word.shape in "CU"


def _has_company(words: Words, index: int) -> bool:
    """Whether a first name stands before a word that may be an ordinary one."""
    return index > 0 and words.joined(index - 1) and words[index - 1].kind.is_first


def _goes_on(words: Words, index: int, known: KnownNames) -> bool:
    word = words[index]
    return (word.shape == "I" and words.joined(index)) or _is_mention(words, index, known)


def _candidate(words: Words, cases: CaseNames, first: int, last: int) -> Candidate:
    # The name of a cited case may only be the same by chance.
    doubtful = cases.hold(first) or _names_a_place(words, first, last)
    severity: Severity = "review" if doubtful else "block"
    return Candidate(
        name_start(words, first), name_stop(words, last), PERSON, severity, (_REASON,), named=True
    )


def _names_a_place(words: Words, first: int, last: int) -> bool:
    if last >= len(words) or not words.joined(last - 1) or words[last].shape not in "CU":
        return last - first == 1 and words[first].kind.is_place
    behind = kind_of(words[last].text)
    return behind.is_common and not behind.is_name
