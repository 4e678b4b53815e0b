"""Names of people: behind a title, a role or "named", as LAST, FIRST, and by words alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from coalition.deidentify.case_names import CaseNames
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.glued_names import find_glued
from coalition.deidentify.detectors.name_ends import name_start, name_stop
from coalition.deidentify.detectors.name_runs import find_in_runs
from coalition.deidentify.detectors.name_words import (
    AGENCIES,
    HONORIFICS,
    LEGAL_HEADS,
    NAME_WORDS,
    NAMING,
    NAMING_AS,
    NAMING_QUOTED,
    ORGANISATION_HEADS,
    PLACE_HEADS,
    SUFFIXES,
)
from coalition.deidentify.detectors.unlisted_words import find_unlisted
from coalition.deidentify.findings import PERSON, Severity
from coalition.deidentify.gazetteers import lines_of, word_class
from coalition.deidentify.words import CALENDAR, PARTICLES, TRANSLATED, Word, Words

_HEADS: Final = ORGANISATION_HEADS | PLACE_HEADS | LEGAL_HEADS
_LONGEST_NAME: Final = 6
_BEHIND_REVISED: Final = frozenset({"stat", "code", "proc", "rul"})
_GLUED: Final = "a name grown together with other words"


def find_persons(words: Words, cases: CaseNames) -> Iterator[Candidate]:
    """Everything taken for the name of a person, without the role that stands before it."""
    for index, word in enumerate(words.all):
        if word.kind.key in HONORIFICS:
            yield from _behind_honorific(words, index)
        elif word.kind.is_role:
            yield from _behind_role(words, index, cases)
        elif word.kind.key in NAMING_QUOTED and _quotes(words, index):
            yield _candidate(words, index + 1, index + 2, "review", "a name in quotation marks")
        elif word.kind.key in NAMING or word.kind.key in NAMING_AS or word.kind.key in NAME_WORDS:
            yield from _behind_naming(words, index)
        if word.shape in "CU":
            yield from _last_and_first(words, index)
    for first, last in cases.uncited_parties:
        party = _candidate(words, first, last, "block", "a party to a case without a citation")
        yield replace(party, named=False)
    yield from find_in_runs(words, cases)
    for start, end in find_glued(words):
        yield Candidate(start, end, PERSON, "review", (_GLUED,), named=True)
    for start, end, reason in find_unlisted(words):
        yield Candidate(start, end, PERSON, "review", (reason,), named=True)


def _quotes(words: Words, index: int) -> bool:
    if index + 1 >= len(words) or words[index + 1].shape not in "CU":
        return False
    if words[index + 1].kind.is_role or words[index + 1].kind.is_function:
        return False
    return words.gap(index) in (' "', " “", " '", " ‘")


def _behind_honorific(words: Words, index: int) -> Iterator[Candidate]:
    title = words[index]
    if not words.joined(index) or (title.kind.key == "miss" and title.shape == "l"):
        return
    if words[index + 1].kind.key in _BEHIND_REVISED:
        return
    # MS and DR may abbreviate a state and a drive.
    if title.shape == "U" and words.gap(index) == " " and len(words[index + 1].text) < 4:
        return
    last = name_end(words, index + 1, anything=True)
    if last:
        yield _candidate(words, index, last, "block", "a title such as Mr. or Dr. stands before it")


def _behind_role(words: Words, index: int, cases: CaseNames) -> Iterator[Candidate]:
    """A name behind a role, and those listed behind it: "Officers Ramirez and Chen"."""
    first = index + 1
    if first >= len(words) or cases.hold(index):
        return
    gap = words.gap(index)
    if not words.joined(index) and gap not in (", ", ",\n", ": ", " (", " – ", " - "):
        return
    last = name_end(words, first, anything=False)
    apart = not words.joined(index) or "\n" in gap
    if not last or not _is_alone_enough(words, first, last, apart=apart):
        return
    reason = f"it stands behind a role ({words[index].kind.key})"
    yield _candidate(words, first, last, "block", reason)
    is_plural = words[index].kind.key.endswith("s")
    while is_plural and last < len(words) and words.gap(last - 1) in (" ", ", ", " & ", "/"):
        first = last + 1 if words[last].text in ("and", "&", "or") else last
        last = name_end(words, first, anything=False) if first < len(words) else 0
        if not last:
            return
        yield _candidate(words, first, last, "block", reason)


def _is_alone_enough(words: Words, first: int, last: int, *, apart: bool) -> bool:
    """Whether what follows a role is a name rather than the rest of the role's own title."""
    name = [words[index] for index in range(first, last)]
    full = [word for word in name if word.shape != "I"]
    if not full or all(word.kind.key in lines_of("not_names") for word in full):
        return False
    if len(full) == 1 and full[0].kind.key in LEGAL_HEADS and not full[0].kind.is_both:
        # "the Justice Manual", "the Officer Safety Act"
        return False
    if apart:
        sure = any(word.kind.is_name and not word.kind.is_common for word in name)
        return sure or (len(full) > 1 and all(word.kind.is_name for word in full))
    behind = words[last] if last < len(words) and words.joined(last - 1) else None
    if behind is not None and behind.shape in "CU":
        return behind.kind.key not in _HEADS
    return True


def _behind_naming(words: Words, index: int) -> Iterator[Candidate]:
    """ "named Maria", "name is Maria", "identified as Maria", "a/k/a Maria"."""
    first = index + 1
    key = words[index].kind.key
    if key in NAME_WORDS or key in NAMING_AS:
        while first < min(index + 4, len(words)) and words[first].kind.key in _BETWEEN:
            first += 1
        if key in NAMING_AS and words[first - 1].kind.key not in ("as", "by", "himself", "herself"):
            return
    if first >= len(words) or len(words.gap(first - 1)) > 4:
        return
    last = name_end(words, first, anything=False)
    if last and _is_alone_enough(words, first, last, apart=False):
        yield _candidate(words, first, last, "block", "the words before it say that it is a name")


_BETWEEN: Final = word_class("between_naming")


def _last_and_first(words: Words, index: int) -> Iterator[Candidate]:
    """ "GONZALEZ, MARIA T." as lists and reports write it."""
    if index + 1 >= len(words) or words.gap(index) not in (", ", ","):
        return
    # "Pao Vang, Tou Xiong" lists two people.
    before = words[index - 1] if index and not words[index - 1].kind.is_role else None
    if before and before.shape in "CUI" and words.gap(index - 1).strip() in ("", ",", "&"):
        return
    end = index + 2
    while end < min(index + 5, len(words)) and words.joined(end - 1) and _is_given(words, end):
        end += 1
    if end < len(words) and words.gap(end - 1) == ", " and words[end].text in ("and", "or"):
        return
    alone = words.starts_sentence(index) and words.text[words[end - 1].end :][:1] in _CELL_ENDS
    several = end > index + 2
    if _are_last_and_first(words, index, sure=alone or several, several=several):
        reason = "written as a last name, a comma and a first name"
        yield _candidate(words, index, end, "block", reason)


def _is_given(words: Words, index: int) -> bool:
    """Whether this word may go on with the first names behind a comma."""
    word = words[index]
    if word.shape == "I":
        return True
    listed = word.kind.is_first and not word.kind.is_common
    return word.shape == words[index - 1].shape and word.shape in "CU" and listed


_CELL_ENDS: Final = tuple(',;|/\t"”(')


def _are_last_and_first(words: Words, index: int, *, sure: bool, several: bool) -> bool:
    last, first = words[index].kind, words[index + 1].kind
    if last.is_function or last.is_place or last.key in AGENCIES:
        return False
    if first.is_place and not several:
        # "Moua, PA" is a town.
        return False
    if words[index + 1].shape == "I":
        ends = words.text[words[index + 1].end :][:1] == "."
        return ends and last.is_last and not last.is_common
    if words[index + 1].shape not in "CU" or words[index].shape == "U" != words[index + 1].shape:
        return False
    both_capitals = words[index].shape == "U" == words[index + 1].shape
    if first.is_first and (last.is_last or not last.is_common):
        return both_capitals or not (last.is_common or first.is_common)
    return sure and not (last.is_common or first.is_common or first.is_function)


def name_end(words: Words, first: int, *, anything: bool) -> int:
    """The index behind the last word of the name that begins at `first`, or 0.

    `anything` accepts words that are no names by themselves, as a title before them asks for.
    """
    if not _begins_name(words[first], anything):
        return 0
    last = first + 1
    while last < min(first + _LONGEST_NAME, len(words)) and words.joined(last - 1):
        word = words[last]
        if word.kind.key in SUFFIXES and word.shape in "CU":
            return last + 1
        if "\n" in words.gap(last - 1) and last - first > 1 and word.kind.is_first:
            break
        if not _continues_name(words, first, last):
            break
        last += 1
    while last > first + 1 and words[last - 1].text in PARTICLES:
        last -= 1
    return last


def _begins_name(word: Word, anything: bool) -> bool:
    kind = word.kind
    if kind.is_function or (kind.key in CALENDAR and not anything) or kind.key in AGENCIES:
        return False
    if word.shape == "l":
        if word.text in PARTICLES:
            return True
        return kind.is_name and not kind.is_common and not kind.is_place
    if word.shape == "m":
        return False
    if anything:
        return not kind.is_role or kind.is_name
    if kind.is_role and not (kind.is_last and not kind.is_common):
        return False
    if kind.key in ORGANISATION_HEADS and not kind.is_name:
        return False
    return not kind.is_common or kind.is_last or kind.is_first or word.shape == "I"


def _continues_name(words: Words, first: int, index: int) -> bool:
    word, kind = words[index], words[index].kind
    if word.text in PARTICLES:
        return (
            index + 1 < len(words)
            and words[index + 1].shape in "CUl"
            and _particle_leads(words, index)
        )
    if words[first].shape == "l":
        return word.shape == "l" and kind.is_name and (not kind.is_common or kind.is_both)
    if word.shape in "CU" and kind.key in TRANSLATED and index + 1 < _LONGEST_NAME + first:
        return index > first or not words[first].kind.is_common
    if word.shape not in "CUI" or kind.is_function or kind.key in CALENDAR:
        return False
    if word.shape == "I":
        return "." in words.text[word.end : word.end + 1] or index + 1 < len(words)
    if kind.is_name:
        return not kind.is_common or (kind.is_last and not _leads_on(words, index))
    return not kind.is_common and kind.key not in ORGANISATION_HEADS and kind.key not in AGENCIES


def _particle_leads(words: Words, index: int) -> bool:
    for following in range(index + 1, min(index + 3, len(words))):
        word = words[following]
        if word.text not in PARTICLES:
            return word.shape in "CU" or (word.kind.is_last and not word.kind.is_common)
    return False


def _leads_on(words: Words, index: int) -> bool:
    """Whether a further word with a capital follows, as in "Maria Gonzalez Park Rangers"."""
    return index + 1 < len(words) and words.joined(index) and words[index + 1].shape in "CU"


def _candidate(words: Words, first: int, last: int, severity: Severity, reason: str) -> Candidate:
    start, end = name_start(words, first), name_stop(words, last)
    return Candidate(start, end, PERSON, severity, (reason,), named=True)
