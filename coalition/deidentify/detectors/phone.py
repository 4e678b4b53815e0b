"""Telephone numbers: North American in any usual spelling, and international ones with a `+`.

Which North American numbers exist: the numbering plan's NXX-NXX-XXXX, N from 2 to 9.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from coalition.deidentify.detectors.candidate import (
    GAP,
    Candidate,
    Surroundings,
)
from coalition.deidentify.detectors.landmarks import at_digits, at_words
from coalition.deidentify.findings import PHONE, Severity

_NAMED_BEFORE: Final = re.compile(
    r"(?:\b(?:tele)?phone|\btel\b|\bcell(?:ular)?\b|\bmobile\b|\bfax\b|\bcall(?:ed|ing|s)?\b"
    r"|\btext(?:ed|ing)?\b|\bdial(?:ed|ing)?\b|\breach(?:ed)?\b|\bsms\b|\bwhatsapp\b|\bvoicemail\b"
    r"|\bph\b|\bcb\b|\bcallback\b|\bcontact\b)(?:[^0-9A-Za-z]{0,4}(?:[Nn]os?|[Nn]um(?:ber)?s?|at"
    r"|on|is|was|to|him|her|them|me|us"
    r"|his"
    r"|their|my|from|the|home|work)\b){0,4}[^0-9A-Za-z]{0,4}$",
    re.IGNORECASE,
)
# In a dispatcher's log the number stands after the reporting party's name.
_OF_A_CALLER: Final = re.compile(
    r"\b(?:RP|R/P|C/P|caller|CALLER|complainant|COMPL?|victim|VICTIM|witness|WITNESS"
    r"|CP)\b[^0-9.;\n]{0,40}$"
)
_COUNTRY: Final = r"\+?1[ ]{0,2}[-./]?[ ]{0,2}"
_TEN_DIGITS: Final = re.compile(
    rf"(?<![0-9])(?P<country>{_COUNTRY})?(?:\([ ]?)?(?P<area>[0-9]{{3}})"
    rf"(?P<first>[ ]?\)(?:{GAP})?|{GAP})?"
    rf"(?P<exchange>[0-9]{{3}})(?P<second>{GAP})?[0-9]{{4}}(?![0-9])"
)
_SEVEN_DIGITS: Final = re.compile(rf"(?<![0-9])([2-9][0-9]{{2}})(?:{GAP})?[0-9]{{4}}(?![0-9])")
_ABROAD: Final = r"[ ]?[1-9](?:[ \n]?(?:[-./()]{1,2}[ ]?)?[0-9]){7,14}(?![0-9])"
_INTERNATIONAL: Final = re.compile(rf"\+(?<![0-9A-Za-z+]\+){_ABROAD}")
_DIALLED_ABROAD: Final = re.compile(rf"(?<![0-9A-Za-z+])011[ -]{_ABROAD}")

_SAID: Final = r"[ ]{1,2}[(\[]?(?:dot|dash|hyphen|period|point)[)\]]?[ ]{1,2}"
_DICTATED: Final = re.compile(
    rf"(?<![0-9])\(?[0-9]{{3}}\)?{_SAID}[0-9]{{3}}{_SAID}[0-9]{{4}}(?![0-9])", re.IGNORECASE
)

_EXTENSION: Final = re.compile(
    r"[ ,;]{0,3}\(?(?:(?:ext(?:ension|n)?|opt(?:ion)?|x)[.:#]{0,2}[ ]?#?|#)[0-9]{1,6}"
    r"(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ENDED_WORDS: Final = (
    "phone", "telephone", "cell", "cellphone", "mobile", "home", "work", "number", "tel", "call",
    "text", "fax",
)  # fmt: skip
_ENDING: Final = re.compile(
    r"(?:(?:tele|cell)?phone|cell|mobile|tel|number)(?:[ ]number)?[ ](?:that[ ])?(?:ending|ends)[ ]"
    r"(?:in|with)[ ](?P<ending>[0-9]{2,4})(?![0-9])"
    r"|(?:(?:tele|cell)?phone|cell|mobile|home|work|tel|fax)\)?[:.]{0,2}[ ]"
    r"-(?P<last>[0-9]{4})(?![0-9-])"
    r"|(?:call|text)(?:[ ](?:me|us|him|her|them))?(?:[ ](?:back|at|on)){1,2}[ ]"
    r"(?P<short>[0-9]-[0-9]{4})(?![0-9-])",
    re.IGNORECASE,
)
_EXTENSION_WORDS: Final = (
    "ext", "extn", "extension", "line", "desk", "phone", "office", "direct", "dial", "call",
)  # fmt: skip
_EXTENSION_ALONE: Final = re.compile(
    r"(?:ext(?:ension)?|extn)\b[.:]?[ ](?:no\.[ ]|number[ ]|#)?(?P<number>[0-9]{3,6})(?![0-9])"
    r"|(?:line|desk|phone|office|direct|dial|call)\b[^.;\n0-9]{0,24}[ ]"
    r"(?P<short>x[0-9]{3,6})(?![0-9])",
    re.IGNORECASE,
)
_HIDDEN_AT_ITS_END: Final = re.compile(
    r"(?<![0-9A-Za-z])\(?[0-9]{3}\)?[-. ]{1,2}(?:[0-9]{3}[-. ](?=[0-9Xx*#?]{4}(?![0-9A-Za-z]))"
    r"[0-9]{0,3}[Xx*#?]{1,4}[0-9]{0,2}|[Xx*#?]{3}[-. ][0-9Xx*#?]{4})(?![0-9A-Za-z])"
)
_HIDDEN_AT_ITS_START: Final = re.compile(
    r"[Xx*#?](?<![0-9A-Za-z].)[Xx*#?]{2}\)?[-. ]{1,2}[Xx*#?0-9]{3}[-. ][0-9]{4}(?![0-9A-Za-z])"
)
# Lines for everybody, which name nobody: 47 CFR 52.101 (toll-free codes).
_TOLL_FREE: Final = re.compile(r"(?:\+?1[-. ]{0,2})?\(?8(?:00|33|44|55|66|77|88)")
_HOTLINE: Final = re.compile(
    r"\b(?:hot[ -]?line|help[ -]?line|tip[ -]?line|life[ -]?line|crisis line|tips?|toll[- ]free"
    r"|line)\b",
    re.IGNORECASE,
)


def find_phones(text: str) -> Iterator[Candidate]:
    """Numbers that are called telephone numbers or are written like them."""
    for match in _international(text):
        reason = "written as an international telephone number"
        yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)
    for match in at_digits(_TEN_DIGITS, text, led_by="+("):
        yield from _with_extension(text, _ten_digits(text, match))
    for match in at_digits(_DICTATED, text, led_by="("):
        reason = "ten digits with the marks between them in words"
        yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)
    for match in at_words(_EXTENSION_ALONE, text, _EXTENSION_WORDS):
        reason = "the extension of a telephone"
        yield Candidate(*match.span(match.lastgroup or 0), PHONE, "review", (reason,), named=True)
    for match in at_words(_ENDING, text, _ENDED_WORDS):
        reason = "the last digits of a telephone number"
        yield Candidate(*match.span(match.lastgroup or 0), PHONE, "review", (reason,), named=True)
    for match in _hidden(text):
        reason = "a telephone number that is partly hidden"
        yield Candidate(*match.span(), PHONE, "review", (reason,), named=True)
    for match in at_digits(_SEVEN_DIGITS, text):
        around = Surroundings.of(text, *match.span())
        if _NAMED_BEFORE.search(around.before) and not around.carry_it_on():
            reason = "the words before it call it a telephone number"
            yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)


def _international(text: str) -> Iterator[re.Match[str]]:
    yield from _INTERNATIONAL.finditer(text)
    yield from at_digits(_DIALLED_ABROAD, text)


def _hidden(text: str) -> Iterator[re.Match[str]]:
    yield from at_digits(_HIDDEN_AT_ITS_END, text, led_by="(")
    yield from _HIDDEN_AT_ITS_START.finditer(text)


def _with_extension(text: str, phones: Iterator[Candidate]) -> Iterator[Candidate]:
    for phone in phones:
        extension = _EXTENSION.match(text, phone.end)
        yield replace(phone, end=extension.end()) if extension else phone


def _is_for_everybody(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 60) : match.end() + 60]
    return _TOLL_FREE.match(match[0]) is not None and _HOTLINE.search(around) is not None


def _ten_digits(text: str, match: re.Match[str]) -> Iterator[Candidate]:
    around = Surroundings.of(text, *match.span())
    if _is_for_everybody(text, match):
        return
    if _NAMED_BEFORE.search(around.before):
        reason = "the words before it call it a telephone number"
        yield Candidate(*match.span(), PHONE, "block", (reason,), named=True)
    elif _OF_A_CALLER.search(around.before) and _severity(match, around) == "block":
        reason = "ten digits right after the one who called"
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
