"""Numbers of applications to a court abroad, as in "application no. 316/07"."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_words
from coalition.deidentify.findings import CASE_NUMBER

_NUMBER: Final = r"[0-9]{1,6}/[0-9]{2}(?![0-9/])"
_PATTERN: Final = re.compile(
    rf"\b(?:applications?|petitions?|complaints?)[ \n]{{1,2}}\(?(?:nos?\.?|numbers?)[ \n]{{1,2}}"
    rf"{_NUMBER}(?:(?:,|,?[ ]and)[ ]{_NUMBER}){{0,20}}",
    re.IGNORECASE,
)
_WORDS: Final = (
    "application", "applications", "petition", "petitions", "complaint", "complaints",
)  # fmt: skip
_EACH: Final = re.compile(_NUMBER)


def find_application_numbers(text: str) -> Iterator[Candidate]:
    """Each number in a list of them."""
    for match in at_words(_PATTERN, text, _WORDS):
        for number in _EACH.finditer(text, *match.span()):
            reason = "the words before it call it the number of an application"
            yield Candidate(*number.span(), CASE_NUMBER, "block", (reason,), named=True)
