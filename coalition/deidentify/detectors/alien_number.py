"""Alien registration numbers: an A and seven to nine digits, or so many digits that are named so.

Shape: USCIS, "A-Number/Alien Registration Number" (A and seven, eight or nine digits).
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import GAP, Candidate, Surroundings
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers, at_words
from coalition.deidentify.findings import A_NUMBER

_NAMED_BEFORE: Final = re.compile(
    r"(?:\balien\b(?:[ \n]{1,2}(?:registration|file))?|\buscis\b"
    r"|\ba[-# ]{0,2}(?:file|number|num\b|no\b\.?|#))"
    r"(?:[^0-9A-Za-z]{0,3}(?:account|online|registration|file|nos?|num(?:ber)?s?|is|was)\b){0,4}"
    r"[^0-9A-Za-z]{0,6}(?:A[-# ]{0,2})?$",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(rf"(?<![0-9])[0-9](?:(?:{GAP})?[0-9]){{6,8}}(?![0-9])")
_LETTERED: Final = re.compile(
    rf"(?<![A-Za-z0-9])[Aa](?P<gap>[ \n]?[-#:.]{{0,2}}[ \n]?)"
    rf"(?P<digits>[0-9]{{7,9}}|[0-9]{{1,3}}(?:{GAP})[0-9]{{3}}(?:{GAP})[0-9]{{3}})(?![0-9])"
)
_LEADING_A: Final = re.compile(r"(?<![A-Za-z0-9])A[-# ]{0,2}$", re.IGNORECASE)
# "Exhibit A 1234567" names an exhibit; "Agent A" and "Officer A" are how papers name people.
_LABEL_WORD: Final = re.compile(
    r"\b(?:exhibit|ex\.?|appendix|schedule|section|item|property|part|group|unit|bates|serial|model"
    r"|officer|agent|witness|victim|clip|camera|evidence|docket|no\.?|case)[ \n]{0,2}$",
    re.IGNORECASE,
)

_HIDDEN: Final = re.compile(
    r"A(?<![A-Za-z0-9]A)[-# ]{0,2}(?:[Xx*#]{2,3}[- ]?){1,2}[0-9]{2,4}(?![0-9A-Za-z])"
)
_ENDING: Final = re.compile(
    r"\b(?:alien|a-?number|a#|a-file|a file)[^0-9.;\n]{0,30}(?:ending|ends|last (?:two|three"
    r"|four))[^0-9.;\n]{0,16}(?P<number>[0-9]{2,4})(?![0-9])",
    re.IGNORECASE,
)


def find_alien_numbers(text: str) -> Iterator[Candidate]:
    """Numbers that are called alien registration numbers or are written like them."""
    for match in at_digits(_DIGITS, text):
        before = Surroundings.of(text, *match.span()).before
        if _NAMED_BEFORE.search(before):
            letter = _LEADING_A.search(before)
            start = match.start() - (len(letter[0]) if letter else 0)
            reason = "the words before it call it an alien registration number"
            yield Candidate(start, match.end(), A_NUMBER, "block", (reason,), named=True)
    for match in at_numbers(_LETTERED, text, before=1):
        yield from _lettered(text, match)
    for match in _HIDDEN.finditer(text):
        reason = "an alien registration number that is partly hidden"
        yield Candidate(*match.span(), A_NUMBER, "review", (reason,), named=True)
    for match in at_words(_ENDING, text, ("alien", "a")):
        reason = "the last digits of an alien registration number"
        yield Candidate(*match.span("number"), A_NUMBER, "review", (reason,), named=True)


def _lettered(text: str, match: re.Match[str]) -> Iterator[Candidate]:
    around = Surroundings.of(text, *match.span())
    # A small "a" before a number is mostly the article.
    is_article = match[0][0] == "a" and not match["gap"].strip() and match["gap"] != ""
    # Letters and a dash before it make it a part of some other number, as in AX-A1234567.
    if is_article or re.search(r"[A-Za-z0-9][-./:]$", around.before):
        return
    doubtful = around.carry_it_on() or _LABEL_WORD.search(around.before)
    reason = "an A and seven to nine digits, as on an immigration file"
    yield Candidate(
        *match.span(), A_NUMBER, "review" if doubtful else "block", (reason,), named=False
    )
