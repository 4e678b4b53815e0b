"""Telephone numbers: North American in any usual spelling, and international ones with a `+`.

Which North American numbers exist: the numbering plan's NXX-NXX-XXXX, N from 2 to 9.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import GAP, Candidate, Surroundings
from coalition.deidentify.findings import PHONE, Severity

_NAMED_BEFORE: Final = re.compile(
    r"(?:\b(?:tele)?phone|\btel\b|\bcell(?:ular)?\b|\bmobile\b|\bfax\b|\bcall(?:ed|ing|s)?\b"
    r"|\btext(?:ed|ing)?\b|\bdial(?:ed|ing)?\b|\breach(?:ed)?\b|\bsms\b|\bwhatsapp\b|\bvoicemail\b"
    r"|\bph\b)(?:[^0-9A-Za-z]{0,4}(?:[Nn]os?|[Nn]um(?:ber)?s?|at|on|is|was|to|him|her|them|me|us"
    r"|his"
    r"|their|my|from|the|home|work)\b){0,4}[^0-9A-Za-z]{0,4}$",
    re.IGNORECASE,
)
_COUNTRY: Final = r"\+?1[ ]{0,2}[-./]?[ ]{0,2}"
_TEN_DIGITS: Final = re.compile(
    rf"(?<![0-9])(?P<country>{_COUNTRY})?(?:\([ ]?)?(?P<area>[0-9]{{3}})"
    rf"(?P<first>[ ]?\)(?:{GAP})?|{GAP})?"
    rf"(?P<exchange>[0-9]{{3}})(?P<second>{GAP})?[0-9]{{4}}(?![0-9])"
)
_SEVEN_DIGITS: Final = re.compile(rf"(?<![0-9])([2-9][0-9]{{2}})(?:{GAP})?[0-9]{{4}}(?![0-9])")
_INTERNATIONAL: Final = re.compile(
    r"(?<![0-9A-Za-z+])(?:\+|011[ -])[ ]?[1-9](?:[ \n]?(?:[-./()]{1,2}[ ]?)?[0-9]){7,14}(?![0-9])"
)


def find_phones(text: str) -> Iterator[Candidate]:
    """Numbers that are called telephone numbers or are written like them."""
    for match in _INTERNATIONAL.finditer(text):
        reason = "written as an international telephone number"
        yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)
    for match in _TEN_DIGITS.finditer(text):
        yield from _ten_digits(text, match)
    for match in _SEVEN_DIGITS.finditer(text):
        around = Surroundings.of(text, *match.span())
        if _NAMED_BEFORE.search(around.before) and not around.carry_it_on():
            reason = "the words before it call it a telephone number"
            yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)


def _ten_digits(text: str, match: re.Match[str]) -> Iterator[Candidate]:
    around = Surroundings.of(text, *match.span())
    if _NAMED_BEFORE.search(around.before):
        reason = "the words before it call it a telephone number"
        yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)
    elif _is_written_as_one(match) and not around.carry_a_prefix():
        reason = "ten digits written as a telephone number is: three, three, four"
        severity = _severity(match, around)
        yield Candidate(*match.span(), PHONE, severity, (reason,), named=False)


def _is_written_as_one(match: re.Match[str]) -> bool:
    country = match["country"] or ""
    return country.startswith("+") or bool(match["first"] and match["second"])


def _severity(match: re.Match[str], around: Surroundings) -> Severity:
    gaps = (match["first"] or "") + (match["second"] or "")
    is_column = "\n" in gaps and not re.search(r"[-.()]", gaps)
    exists = match["area"][0] in "23456789" and match["exchange"][0] in "23456789"
    doubtful = is_column or around.follow_a_file_word() or around.carry_it_on()
    return "block" if exists and not doubtful else "review"
