"""A text cut into words, with what a glance at each tells: its shape and which lists hold it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from coalition.deidentify.gazetteers import folded, lines_of, table_of, word_class, words_of

_WORD: Final = re.compile(r"(?<!\w)[^\W\d_]+(?:['’‐-][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’][sS]$")
# Between the words of one name: space, one line end, or the dot of an initial or abbreviation.
_JOINED: Final = re.compile(r"(?:\.?[ \t]{1,3}(?:\n[ \t>]{0,4})?|\.?\n[ \t>]{0,4}|\.|[ ]?-[ ]?)")
_OPENS_NICKNAME: Final = (' "', " “", " '", " ‘", " (")
_CLOSES_NICKNAME: Final = ('" ', "” ", "' ", "’ ", ") ")
_ENDINGS: Final = re.compile(
    r"(?:tion|sion|ment|ness|ship|ance|ence|ity|ing|ings|tions|ments|able|ible|ful|less|ous|ally"
    r"|ized|ised|wide|ward|wards|ware|proof|hood|ology|graphic|istic)$"
)

# Latin, Greek, Cyrillic and Armenian have capitals in use.
_CASED: Final = re.compile("[A-Za-z\u00aa-\u058f\u1e00-\u1fff\uff21-\uff5a]")
_CONTRACTED: Final = re.compile(r"^(?:i|you|he|she|it|we|they|that|there|who|what|let)['’]|n['’]t$")

# As long as the longest word of the list; a syllable of Korean counts as its three letters.
_LENGTHS: Final = range(1, 17)

FUNCTION_WORDS: Final = word_class("function_words")
CALENDAR: Final = word_class("calendar")


@dataclass(frozen=True, slots=True)
class Kind:
    """What the lists say of one spelling."""

    key: str
    is_first: bool
    is_last: bool
    is_frequent: bool
    is_common: bool
    is_both: bool
    is_place: bool
    is_role: bool
    is_function: bool

    @property
    def is_name(self) -> bool:
        """Whether a list of names holds it."""
        return self.is_first or self.is_last


@lru_cache(maxsize=65_536)
def kind_of(spelling: str) -> Kind:
    """What the lists say of a word, whatever its case, accents and possessive ending."""
    key = folded(_POSSESSIVE.sub("", spelling))
    is_first = key in words_of("first_names")
    is_frequent = key in words_of("frequent_surnames")
    is_last = is_frequent or key in words_of("surnames")
    if "-" in key and not (is_first or is_last):
        halves = [kind_of(half) for half in key.split("-") if half]
        plain = any(half.is_common and not half.is_last for half in halves)
        is_last = any(half.is_last for half in halves) and not plain
        is_frequent = any(half.is_frequent for half in halves) and not plain
        is_first = any(half.is_first for half in halves) and not plain
    return Kind(
        key,
        is_first,
        is_last,
        is_frequent,
        _is_common(key, is_first or is_last),
        key in words_of("names_and_words"),
        key in _place_words(),
        key in words_of("roles"),
        key in FUNCTION_WORDS or _CONTRACTED.search(key) is not None,
    )


def _is_common(key: str, is_name: bool) -> bool:
    common = words_of("common_words")
    if (
        key in common
        or key in words_of("legal_words")
        or key in FUNCTION_WORDS
        or key in CALENDAR
        or key in words_of("roles")
    ):
        return True
    if is_name:
        return False
    if not key.isascii() and is_made_of_listed(key):
        return True
    # The lists hold one form of a word; endings stand for the others.
    stem = key[:-1] if key.endswith("s") else key
    if stem in common or key.removesuffix("ed") in common or key.removesuffix("es") in common:
        return True
    return "-" in key and all(part in common or part in FUNCTION_WORDS for part in key.split("-"))


def is_made_of_listed(key: str) -> bool:
    """Whether listed words of a script without blanks follow one another from end to end."""
    listed = words_of("foreign_words")
    ends = {0}
    for end in range(1, len(key) + 1):
        if any(key[end - length : end] in listed for length in _LENGTHS if end - length in ends):
            ends.add(end)
    return len(key) in ends


def looks_ordinary(key: str) -> bool:
    """Whether a word that no list holds ends as ordinary words do."""
    return len(key) > 6 and _ENDINGS.search(key) is not None


@lru_cache(maxsize=1)
def _place_words() -> frozenset[str]:
    nations = table_of("nationalities")
    names = lines_of("cities") | lines_of("states") | frozenset(nations)
    abbreviated = (name.rstrip(".") for name in words_of("state_abbreviations"))
    single = frozenset(name for name in names if " " not in name)
    return single.union(abbreviated, *nations.values())


@dataclass(frozen=True)
class Word:
    """One word of the text."""

    start: int
    end: int
    text: str
    kind: Kind
    shape: str
    """C capitalised, U all capitals, I one capital letter, l lower case, m any other mixture."""


class Words:
    """All words of one text in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = [_word(match) for match in _WORD.finditer(text)]

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, index: int) -> Word:
        return self.all[index]

    def gap(self, index: int) -> str:
        """What stands between word `index` and the next, or the end of the text."""
        ahead = self.all[index + 1].start if index + 1 < len(self.all) else len(self.text)
        return self.text[self.all[index].end : ahead]

    def gap_after(self, last: int) -> str:
        """What stands between word `last - 1` and word `last`; empty behind the last word."""
        return self.gap(last - 1) if 0 < last < len(self.all) else ""

    def joined(self, index: int) -> bool:
        """Whether word `index` and the next may be of one name."""
        if index + 1 >= len(self.all):
            return False
        gap = self.gap(index)
        if gap == " " or self._around_nickname(index, gap):
            return True
        if len(gap) > 12 or _JOINED.fullmatch(gap) is None:
            return False
        if "\n" in gap and "." not in gap and self.all[index].shape == "I":
            # "Agent B" ends a line, a cell or a heading.
            return False
        if "." in gap:
            return self.all[index].shape == "I" or self.all[index].kind.key in _ABBREVIATED
        return True

    def _around_nickname(self, index: int, gap: str) -> bool:
        """Whether the gap opens or closes the quotation marks of Maria “Mimi” Gonzalez."""
        if gap in _OPENS_NICKNAME:
            return index + 2 < len(self.all) and self.gap(index + 1) in _CLOSES_NICKNAME
        return gap in _CLOSES_NICKNAME and index > 0 and self.gap(index - 1) in _OPENS_NICKNAME

    def starts_sentence(self, index: int) -> bool:
        """Whether a capital at this word says nothing."""
        if index == 0:
            return True
        gap = self.gap(index - 1)
        if "\n" in gap and gap.strip(" \t\n") != "":
            return True
        return bool(re.search(r"[.!?:;|•\n]", gap)) and not self._after_abbreviation(index, gap)

    def _after_abbreviation(self, index: int, gap: str) -> bool:
        before = self.all[index - 1]
        return gap == ". " and (before.shape == "I" or before.kind.key in _ABBREVIATED)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands, by its key."""
        found: dict[str, list[int]] = {}
        for index, word in enumerate(self.all):
            found.setdefault(word.kind.key, []).append(index)
        return found

    @cached_property
    def lower_case(self) -> frozenset[str]:
        """The words that also stand in lower case here, which a name seldom does."""
        return frozenset(word.kind.key for word in self.all if word.shape == "l")

    def runs(self) -> list[tuple[int, int]]:
        """Stretches `[first, last)` of words with capitals that may belong together."""
        return self._runs

    @cached_property
    def _runs(self) -> list[tuple[int, int]]:
        return list(self._find_runs())

    def _find_runs(self) -> Iterator[tuple[int, int]]:
        index = 0
        while index < len(self.all):
            if self.all[index].shape not in "CUI":
                index += 1
                continue
            last = index + 1
            while last < len(self.all) and self.joined(last - 1):
                if self.all[last].shape in "CUI":
                    last += 1
                elif self._particles_end(last):
                    last = self._particles_end(last) + 1
                else:
                    break
            yield index, last
            index = last

    def _particles_end(self, index: int) -> int:
        """Where the capital word stands that particles from here lead to, or 0."""
        last = index
        while last < min(index + 3, len(self.all) - 1):
            if self.all[last].text not in PARTICLES or not self.joined(last):
                return 0
            last += 1
            if self.all[last].shape in "CU":
                return last
        return 0


# Some families translate their names: Two Bears, White Horse, Standing Rock.
TRANSLATED: Final = word_class("translated")
# Words of closed classes that are also surnames, which then stand behind a first name.
ALSO_SURNAMES: Final = word_class("also_surnames")
PARTICLES: Final = word_class("particles")
_ABBREVIATED: Final = word_class("abbreviated")


def _word(match: re.Match[str]) -> Word:
    text = match[0]
    kind = kind_of(text)
    return Word(match.start(), match.end(), text, kind, shape_of(text))


@lru_cache(maxsize=65_536)
def shape_of(text: str) -> str:
    """The letter for how capitals stand in it; see Word.shape."""
    bare = _POSSESSIVE.sub("", text)
    if not _CASED.match(bare):
        # Scripts without capitals count as capitalised; a reader of English takes them for names.
        return "C"
    if bare.islower():
        return "l"
    if bare.isupper():
        return "I" if len(bare) == 1 else "U"
    if bare[0].isupper() and any(letter.islower() for letter in bare):
        return "C"
    return "m"
