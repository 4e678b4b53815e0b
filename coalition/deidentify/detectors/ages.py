"""Ages of people."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from coalition.deidentify.detectors.landmarks import at_words_or_digits

_NUMBER: Final = (
    r"(?:[1-9][0-9]?|1[01][0-9]|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_NUMBER}(?:(?:-|[ ]to[ ]){_NUMBER})?[- ]?(?:years?|yrs?\.?|months?|mos?\.?"
        r"|weeks?|wks?)[- ](?:old|of[ ]age)s?\b",
        rf"\b{_NUMBER}[ ]?(?:y/o|yo|yoa|y\.o\.(?:a\.)?)(?![A-Za-z])",
        r"\b(?:[WBHAIU][/]?)?[MF]/(?:1[0-9]|[2-9][0-9])(?![0-9/])",
        rf"\b(?:aged?|age[ ]of)[ :]{{1,2}}{_NUMBER}(?![0-9/:.-][0-9]|[ ]?%)\b",
        r"\bin[ ](?:his|her|their)[ ](?:early[ ]|mid-?[ ]?|late[ ])?"
        r"(?:[2-9]0s|twenties|thirties|forties|fifties|sixties|seventies|eighties)\b",
        rf"\b(?:turned|turns|is|was)[ ]{_NUMBER}(?=[,;)]|\.(?![0-9])"
        r"|[ ](?:at[ ]the[ ]time|when|last|this|in)\b)",
    )
)
_BEGINNINGS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "age", "aged", "m", "f", "w", "b", "h", "a", "i", "u", "wm", "wf", "bm", "bf", "hm", "hf",
    "in", "turned", "turns", "is", "was",
)  # fmt: skip
# "Hodan Jama (34)", "Luis Ortega, 52," behind a name.
_BEHIND_NAME: Final = re.compile(r"(?:[ ]\(|,[ ]|[ ])(?P<age>[1-9][0-9]?)(?=\)|,|;|\.(?:[ \n]|$))")


def find_ages(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each age, with the words that make it one."""
    for pattern in _PATTERNS:
        for match in at_words_or_digits(pattern, text, _BEGINNINGS):
            yield match.span()


def find_ages_behind(text: str, ends: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each number directly behind one of the names, which end at `ends`."""
    for end in ends:
        match = _BEHIND_NAME.match(text, end)
        if match is not None:
            yield match.span("age")
