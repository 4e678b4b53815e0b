"""What a detector yields, and how detectors look at the words around a number.

Every pattern of the detectors has bounded quantifiers, and where two ways to match the same text
would exist, only one: a text made to be slow costs no more than any other of its length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from coalition.deidentify.findings import Severity

# Between the digits of one number: a dash, dot or slash with space or one line end around it.
_SPACE: Final = r"[ \t]{0,2}(?:\n[ \t]{0,2})?"
DASH: Final = rf"{_SPACE}[-./]{{1,2}}{_SPACE}"
# The same, or white space alone.
GAP: Final = rf"(?:{DASH}|[ \t]{{1,3}}(?:\n[ \t]{{0,2}})?|\n[ \t]{{0,2}})"

_BEFORE: Final = 60
_AFTER: Final = 30

# A number behind one of these is probably a file's, an exhibit's or a page's.
_FILE_WORD: Final = re.compile(
    r"\b(?:nos?|case|docket|dkt|index|file|incident|report|cad|complaint|cause|invoice|item"
    r"|exhibit|ex|ev|evidence|bates|badge|serial|model|part|pages?|pp|lines?|appendix|schedule"
    r"|section|property|claim|petition)\b[ .#:\n]{0,3}(?:(?:nos?|num|number)\b[ .#:\n]{0,3})?$",
    re.IGNORECASE,
)
# An amount of money, or the letters that begin the number of an exhibit or a docket: EV-612-...
_PREFIX: Final = re.compile(r"(?:\$[ ]?|(?<![A-Za-z])[A-Z]{1,6}-?)$")
_GOES_ON_BEFORE: Final = re.compile(r"[0-9][-./:,]$")
_GOES_ON_AFTER: Final = re.compile(r"-[0-9]|,[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`text[start:end]` of a view, taken for an identifier of this type.

    `named` means that words nearby say what it is, so that no likeness to a citation saves it.
    """

    start: int
    end: int
    type: str
    severity: Severity
    reasons: tuple[str, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The little text on both sides of a number that decides what it is."""

    before: str
    after: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Surroundings":
        """What stands around `text[start:end]`."""
        return cls(text[max(0, start - _BEFORE) : start], text[end : end + _AFTER])

    def follow_a_file_word(self) -> bool:
        """Whether a word such as "docket" or "exhibit no." stands directly before."""
        return _FILE_WORD.search(self.before) is not None

    def carry_a_prefix(self) -> bool:
        """Whether a dollar sign or the capitals of some other kind of number stand before."""
        return _PREFIX.search(self.before) is not None

    def carry_it_on(self) -> bool:
        """Whether the number may be a part of something longer."""
        return bool(_GOES_ON_BEFORE.search(self.before) or _GOES_ON_AFTER.match(self.after))


_DIGITS: Final = re.compile(r"[0-9]+")


def near_digits(text: str, before: int, after: int) -> Iterator[tuple[int, int]]:
    """The stretches of the text that have a digit so near; most texts have few.

    Stretches never overlap, and none begins within a word.
    """
    start, end = 0, -1
    for digits in _DIGITS.finditer(text):
        if digits.start() - before > end:
            if end != -1:
                yield start, end
            start = max(0, digits.start() - before, end)
            while start > max(0, end, digits.start() - 2 * before) and text[start].isalnum():
                start -= 1
        end = min(len(text), digits.end() + after)
    if end != -1:
        yield start, end


def matches_near_digits(
    pattern: re.Pattern[str], text: str, before: int = 30, after: int = 40
) -> Iterator[re.Match[str]]:
    """What the pattern finds there; it must hold a digit within `before` of its beginning."""
    for start, end in near_digits(text, before, after):
        yield from pattern.finditer(text, start, end)
