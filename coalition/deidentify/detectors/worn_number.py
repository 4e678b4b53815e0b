"""Numbers that somebody wears: "the vest carried the number 2267", "“7731” taped to his helmet"."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_numbers, at_words
from coalition.deidentify.findings import BADGE

_NUMBER: Final = r"[A-Z]{0,2}-?[0-9]{2,6}"
_WORN: Final = (
    "vest", "vests", "helmet", "helmets", "jacket", "jackets", "uniform", "uniforms", "sleeve",
    "patch", "shoulder", "chest", "cap", "nametape", "carrier",
)  # fmt: skip
_BEHIND: Final = re.compile(
    rf"(?:{'|'.join(_WORN)})\b(?:[^.;!?\n0-9]{{0,40}}\b(?:numbers?|nos?\.|#)[ ]?"
    r"|[ ](?:said|read|reads|saying|reading|showed|bore)[ ])"
    rf"[\"“]?(?P<number>{_NUMBER})(?![0-9A-Za-z]|[-/.:,][0-9])",
    re.IGNORECASE,
)
_ON: Final = (
    r"(?:on|to|onto|across)[ ](?:his|her|their|the|a|one)[ ](?:[a-z]{3,10}[ ])?"
    rf"(?:{'|'.join(_WORN)}|back|shield)(?![a-z])"
)
_BEFORE: Final = re.compile(rf"numbers?[ ][\"“]?#?(?P<number>{_NUMBER})[\"”]?[ ](?:was[ ])?{_ON}")
_FIXED: Final = re.compile(
    rf"(?<![0-9A-Za-z]){_NUMBER}(?=[\"”]?[ ](?:was[ ])?(?:taped|written|printed|stitched|sewn"
    rf"|stenciled|painted|marked|pinned)[ ]{_ON})"
)


def find_worn_numbers(text: str) -> Iterator[Candidate]:
    """The number on what an officer wears, which stands for the officer."""
    for pattern, words in ((_BEHIND, _WORN), (_BEFORE, ("number", "numbers"))):
        for match in at_words(pattern, text, words):
            yield _candidate(*match.span("number"))
    for match in at_numbers(_FIXED, text):
        yield _candidate(*match.span())


def _candidate(start: int, end: int) -> Candidate:
    reason = "a number that somebody wears"
    return Candidate(start, end, BADGE, "block", (reason,), named=True)
