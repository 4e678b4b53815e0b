"""Social Security numbers, and the taxpayer numbers of the same shape (ITIN).

Which numbers are issued: Social Security Administration, "Social Security Number Randomization"
(no 000, 666 or 9xx area, no 00 group, no 0000 serial); IRS, ITIN ranges for the 9xx area.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import DASH, GAP, Candidate, Surroundings
from coalition.deidentify.detectors.landmarks import at_digits, at_words
from coalition.deidentify.findings import SSN

_NAME: Final = (
    r"(?:s\.?s\.?n\b\.?|ss[ ]?#|s\.s\.|soc(?:ial)?\.?[ \n]?sec(?:urity)?\b"
    r"|(?<![a-z])itin\b|tax(?:payer)?[ ]?id(?:entification)?\b|(?<![a-z])tin\b)"
)
_NAMED_BEFORE: Final = re.compile(
    rf"(?:{_NAME}[^0-9A-Za-z]{{0,6}}(?:[A-Za-z]{{1,10}}[^0-9A-Za-z]{{1,4}}){{0,4}}"
    r"|\bsocial(?:[ ](?:is|was|number|no))?[^0-9A-Za-z]{0,4})$",
    re.IGNORECASE,
)
# A cue may be glued to its number: SSN123456789.
_GLUED_NAME: Final = re.compile(r"ssn$", re.IGNORECASE)
_NAMED_AFTER: Final = re.compile(
    r"[^0-9A-Za-z\n]{0,4}(?:is (?:his|her|their|the) )?" + _NAME, re.IGNORECASE
)

_SHAPED: Final = re.compile(
    rf"(?<![0-9])([0-9]{{3}})({GAP})([0-9]{{2}})({GAP})([0-9]{{4}})(?![0-9])"
)
_NINE_DIGITS: Final = re.compile(rf"(?<![0-9])[0-9](?:(?:{GAP})?[0-9]){{8}}(?![0-9])")
_MASKED: Final = re.compile(
    rf"[Xx*#](?<![A-Za-z0-9].)[Xx*#]{{2}}(?:{DASH})?[Xx*#]{{2}}(?:{DASH})?[0-9]{{4}}(?![0-9])"
)
_LAST_FOUR: Final = re.compile(
    r"last[ \n](?:four|4)\b[^0-9\n]{0,60}([0-9]{4})(?![0-9])", re.IGNORECASE
)
_ENDING: Final = re.compile(
    rf"{_NAME}[^0-9A-Za-z\n]{{0,4}}(?:(?:number|no|is|was|in|with)[ .]{{1,2}}){{0,2}}"
    r"(?:ending|ends|end|last[ -]?(?:4|four))[^0-9\n]{0,16}([0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_NAME_WORDS: Final = (
    "s", "ss", "ssn", "soc", "social", "socialsecurity", "socsec", "itin", "tax", "taxid",
    "taxpayer", "taxpayerid", "tin",
)  # fmt: skip
_ANY_NAME: Final = re.compile(rf"{_NAME}|\bsocial\b(?![ ]media)", re.IGNORECASE)


def find_social_security_numbers(text: str) -> Iterator[Candidate]:
    """Numbers that are called Social Security numbers or are written like them."""
    yield from _named_numbers(text)
    yield from _shaped_numbers(text)
    yield from _partial_numbers(text)


def _named_numbers(text: str) -> Iterator[Candidate]:
    for match in at_digits(_NINE_DIGITS, text):
        around = Surroundings.of(text, *match.span())
        if _is_named(around):
            reason = "the words around it call it a Social Security or taxpayer number"
            yield Candidate(*match.span(), SSN, "block", (reason,), named=True)


def _is_named(around: Surroundings) -> bool:
    return bool(
        _NAMED_BEFORE.search(around.before)
        or _GLUED_NAME.search(around.before)
        or _NAMED_AFTER.match(around.after)
    )


def _shaped_numbers(text: str) -> Iterator[Candidate]:
    for match in at_digits(_SHAPED, text):
        around = Surroundings.of(text, *match.span())
        if not _may_be_issued(match[1], match[3], match[5]) or around.carry_a_prefix():
            continue
        # Columns of numbers break over lines like this; a number broken in two has its dashes.
        is_column = "\n" in match[2] + match[4] and "-" not in match[2] + match[4]
        doubtful = is_column or around.follow_a_file_word() or around.carry_it_on()
        reason = "nine digits written as a Social Security number is: three, two, four"
        yield Candidate(
            *match.span(), SSN, "review" if doubtful else "block", (reason,), named=False
        )


def _may_be_issued(area: str, group: str, serial: str) -> bool:
    if group == "00" or serial == "0000" or area in ("000", "666"):
        return False
    return area < "900" or "50" <= group <= "99"


def _partial_numbers(text: str) -> Iterator[Candidate]:
    for match in _MASKED.finditer(text):
        reason = "the last four digits of a masked Social Security number"
        yield Candidate(*match.span(), SSN, "review", (reason,), named=True)
    for match in at_words(_ENDING, text, _NAME_WORDS):
        reason = "the last four digits of a Social Security number"
        yield Candidate(*match.span(1), SSN, "review", (reason,), named=True)
    for match in at_words(_LAST_FOUR, text, ("last",)):
        if _ANY_NAME.search(text, max(0, match.start() - 40), match.end() + 40):
            reason = "the last four digits of a Social Security number"
            yield Candidate(*match.span(1), SSN, "review", (reason,), named=True)
