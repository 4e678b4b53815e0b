"""Names without any word before them that calls them so: stretches of words with capitals."""

from collections.abc import Container, Iterator
from typing import Final

from coalition.deidentify.case_names import CaseNames
from coalition.deidentify.detectors.acting_names import (
    acts,
    find_acting,
    find_companions,
    is_something,
    owns,
)
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.name_ends import name_start, name_stop
from coalition.deidentify.detectors.name_words import (
    AGENCIES,
    LEGAL_HEADS,
    ORGANISATION_HEADS,
    PLACE_HEADS,
    SUFFIXES,
)
from coalition.deidentify.detectors.unlisted_words import is_unlisted
from coalition.deidentify.findings import PERSON, Severity
from coalition.deidentify.gazetteers import lines_of, table_of
from coalition.deidentify.words import (
    ALSO_SURNAMES,
    CALENDAR,
    PARTICLES,
    TRANSLATED,
    Kind,
    Word,
    Words,
    looks_ordinary,
)

_HEADS: Final = ORGANISATION_HEADS | PLACE_HEADS | LEGAL_HEADS
# As account names and file names part them too.
_GAPS: Final = (" ", ".", "-")
_UNLISTED: Final = "a word that no list holds"
_LONG: Final = 5
_AROUND: Final = ALSO_SURNAMES | PARTICLES | TRANSLATED

_FULL: Final = "a first name and a last name"
_ONE: Final = "a name that is frequent in the United States"
_BESIDE: Final = "listed beside a name"
_MAYBE: Final = "words with capitals that may be a name"


def find_in_runs(words: Words, cases: CaseNames) -> Iterator[Candidate]:
    """Names that only their own words give away, and what may be one."""
    found: set[int] = set()
    for first, last in words.runs():
        for start, end in _pieces(words, first, last, cases):
            severity, reason = _judged(words, start, end)
            if severity is not None:
                found.update(range(start, end))
                yield _candidate(words, start, end, severity, reason)
    for start, end in find_acting(words, found):
        yield _candidate(words, start, end, "review", _MAYBE)
    for index in find_companions(words, found):
        yield _candidate(words, index, index + 1, "review", _BESIDE)
    for index, word in enumerate(words.all):
        if word.shape != "l" or not word.kind.is_first or word.kind.is_common:
            continue
        if index + 1 < len(words) and _is_in_lower_case(words, index):
            yield _candidate(words, index, index + 2, "block", _FULL)
        elif len(word.text) > 4 and not word.kind.is_place:
            yield _candidate(words, index, index + 1, "review", "a first name in small letters")


def _is_in_lower_case(words: Words, index: int) -> bool:
    """Whether a first and a last name stand here without capitals, as in hurried notes."""
    given, surname = words[index], words[index + 1]
    if given.shape != "l" or surname.shape != "l" or words.gap(index) not in _GAPS:
        return False
    plain = given.kind.is_common or surname.kind.is_common
    return given.kind.is_first and surname.kind.is_last and not plain and len(given.text) > 2


def _pieces(words: Words, first: int, last: int, cases: CaseNames) -> Iterator[tuple[int, int]]:
    """The parts of a run that could be names: without ordinary words and what is no person."""
    start = first
    for index in range(first, last + 1):
        at_end = index == last
        if not at_end and not _parts(words, index) and not cases.hold(index):
            continue
        # A name right before "Street" or "Hospital" belongs to that thing.
        names_a_thing = not at_end and words[index].kind.key in _HEADS and not cases.hold(index)
        if start < index and not names_a_thing:
            yield from _trimmed(words, start, index)
        start = index + 1


def _parts(words: Words, index: int) -> bool:
    word, kind = words[index], words[index].kind
    if word.text in PARTICLES or kind.key in SUFFIXES:
        return False
    behind_name = index > 0 and words.joined(index - 1) and words[index - 1].shape in "CU"
    if behind_name and _may_follow_name(words, index):
        return False
    if word.shape == "I":
        return index + 1 >= len(words) or not words.joined(index)
    if kind.is_function or (kind.key in CALENDAR and not kind.is_first) or kind.key in AGENCIES:
        return True
    if kind.key in _HEADS:
        leads = index + 1 < len(words) and words.joined(index) and words[index + 1].shape == "C"
        if kind.is_first and leads and not words[index + 1].kind.is_common:
            return False
        return not kind.is_last or kind.is_common
    return kind.is_common and not kind.is_name


def _may_follow_name(words: Words, index: int) -> bool:
    """Whether this word is no name by itself, but one behind the name before it."""
    word, before = words[index], words[index - 1].kind
    ordinary = before.is_common and not before.is_name and before.key not in TRANSLATED
    if ordinary or before.is_place:
        return False
    if word.shape == "I":
        return words.text[word.end : word.end + 1] == "."
    if word.kind.key in ALSO_SURNAMES or word.text.lower() in PARTICLES:
        return word.shape == "C" and not (before.is_common or words.starts_sentence(index))
    return word.kind.key in TRANSLATED and (before.is_name or before.key in TRANSLATED)


def _trimmed(words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The piece without ordinary words at its ends, once for each line where lines part names."""
    while first < last and (words[first].text in PARTICLES or _opens_sentence(words, first, last)):
        first += 1
    while last > first and words[last - 1].text in PARTICLES:
        last -= 1
    start = first
    for index in range(first + 1, last):
        apart = "\n" in words.gap(index - 1)
        if apart and index - start > 1 and words[index].kind.is_first:
            yield start, index
            start = index
    if start < last:
        yield start, last


def _opens_sentence(words: Words, index: int, last: int) -> bool:
    """Whether an ordinary word carries its capital only because a sentence begins with it."""
    kind = words[index].kind
    if not kind.is_common or not words.starts_sentence(index):
        return False
    if last - index < 2:
        acting = acts(words, index + 1) or owns(words, index + 1)
        return not (kind.is_name and words[index].shape == "C" and acting)
    if not (kind.is_first or kind.is_both):
        return True
    behind = words[index + 1].kind
    return behind.is_common and not behind.is_name


def _judged(words: Words, first: int, last: int) -> tuple[Severity | None, str]:
    name = [words[index] for index in range(first, last)]
    spelled = " ".join(word.kind.key for word in name)
    full = [word for word in name if word.shape != "I" and word.kind.key not in SUFFIXES]
    if any(word.shape == "C" for word in full):
        # "Raleigh PD", "Texas DL"
        full = [word for word in full if word.shape == "C" or len(word.text) > 3]
    if not full or _is_known_not_to_be(words, last, spelled, full):
        return None, ""
    if all(word.shape == "U" for word in full) and not any(
        word.kind.is_name and not word.kind.is_common and len(word.text) > 3 for word in full
    ):
        unlisted = len(full) > 1 and any(map(is_unlisted, full))
        people = unlisted and all(is_unlisted(word) or word.kind.is_name for word in full)
        return ("review", _MAYBE) if people else (None, "")
    if len(full) == 1:
        return _judged_alone(words, first, last, full[0])
    return _judged_together(full, acting=acts(words, last) or is_something(words, last))


def _is_known_not_to_be(words: Words, last: int, spelled: str, full: list[Word]) -> bool:
    if last < len(words) and words.joined(last - 1) and words[last].kind.key in ("doe", "roe"):
        return True
    if spelled in lines_of("not_names") or spelled.removesuffix("s") in lines_of("not_names"):
        return not acts(words, last)
    if any(spelled in places for places in _place_lists()):
        return True
    return all(word.kind.key in lines_of("not_names") or word.kind.is_place for word in full)


def _place_lists() -> tuple[Container[str], ...]:
    return lines_of("cities"), lines_of("states"), table_of("nationalities")


def _judged_together(full: list[Word], *, acting: bool) -> tuple[Severity | None, str]:
    kinds = [
        word.kind for word in full if word.kind.key not in ALSO_SURNAMES | PARTICLES | TRANSLATED
    ]
    kinds = kinds or [word.kind for word in full]
    rare = [kind for kind in kinds if kind.is_name and not kind.is_common and not kind.is_place]
    if any(kind.is_common and not kind.is_name for kind in kinds) or _starts_a_place(full):
        return None, ""
    of_a_place = kinds[-1].key in PLACE_HEADS and (kinds[0].is_common or not kinds[0].is_first)
    if of_a_place and not acting:
        return None, ""
    if rare and kinds[0].is_first and (kinds[-1].is_last or not kinds[-1].is_common):
        return "block", _FULL
    if rare and sum(kind.is_name for kind in kinds) > 1 and not kinds[0].is_place:
        return "block", _FULL
    if rare and kinds[-1].is_frequent and not kinds[0].is_place:
        return "block", _FULL
    return "review", _MAYBE


def _starts_a_place(full: list[Word]) -> bool:
    return full[0].kind.key in ("san", "santa", "fort", "ft", "saint", "mount", "el", "los", "las")


def _judged_alone(words: Words, first: int, last: int, word: Word) -> tuple[Severity | None, str]:
    kind = word.kind
    if last - first > 1 and not kind.is_function:
        return _judged_with_initial(words, first, last, kind)
    if kind.is_place or kind.key in CALENDAR:
        return None, ""
    opens = words.starts_sentence(first)
    if kind.is_common:
        acting = acts(words, last) or owns(words, last)
        acting = acting or (kind.is_both and is_something(words, last))
        maybe = (kind.is_name and acting) or (kind.is_both and not opens)
        return ("review", _MAYBE) if maybe and word.shape == "C" else (None, "")
    if kind.is_name and not (opens and kind.key in words.lower_case):
        # A rarer name may be the name of anything, unless somebody acts.
        sure = kind.is_frequent or kind.is_first or acts(words, last)
        return "block" if sure else "review", _ONE
    if acts(words, last) or is_something(words, last):
        return "review", "a word with a capital, and what people do behind it"
    if word.shape == "U" and is_unlisted(word) and _is_in_capitals(words, first):
        return "review", _UNLISTED
    if word.shape == "U" or kind.key in words.lower_case or looks_ordinary(kind.key):
        return None, ""
    if opens and not is_unlisted(word):
        return None, ""
    return "review", "a word with a capital that may be a name"


def _is_in_capitals(words: Words, index: int) -> bool:
    """Whether this longer word stands in a line of capitals, where it is no abbreviation."""
    if len(words[index].text) < _LONG:
        return False
    near = words.all[max(0, index - 3) : index] + words.all[index + 1 : index + 4]
    line = [each for each in near if "\n" not in _between(words, index, each)]
    return len(line) > 1 and all(each.shape in "UI" for each in line)


def _between(words: Words, index: int, other: Word) -> str:
    word = words[index]
    return words.text[min(word.end, other.end) : max(word.start, other.start)]


def _judged_with_initial(
    words: Words, first: int, last: int, kind: Kind
) -> tuple[Severity | None, str]:
    dated = words.text[words[last - 1].end :][:2].strip()[:1].isdigit()
    if kind.key in CALENDAR and (dated or len(words[first].text) > 2):
        # "D.O.B. April 1" begins with a word for a date, not with initials.
        return None, ""
    if kind.is_name and not kind.is_place and (not kind.is_common or kind.is_both):
        return "block", "an initial and a name"
    if kind.is_common or kind.key in lines_of("not_names") or kind.is_place:
        return None, ""
    return "review", "an initial and a word with a capital"


def _candidate(words: Words, first: int, last: int, severity: Severity, reason: str) -> Candidate:
    start, end = name_start(words, first), name_stop(words, last)
    return Candidate(start, end, PERSON, severity, (reason,), named=False)
