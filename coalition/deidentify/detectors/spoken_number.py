"""Numbers that are spelled out: "six one two, five five five, oh one four two", "Kilo X-ray 418".

Letters are spoken by the alphabets of APCO and ITU, as dispatchers read plates.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.call_sign import SPOKEN
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_words
from coalition.deidentify.findings import CALL_SIGN, OTHER_NUMBER, PHONE, PLATE, SSN, Severity

_VALUES: Final = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "tree": "3",
    "four": "4", "five": "5", "fife": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "niner": "9",
}  # fmt: skip
_DIGIT: Final = rf"(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
_WORDS: Final = re.compile(
    rf"(?<![A-Za-z])(?=[zotfsendZOTFSEND])(?:(?:double|triple)[ -])?{_DIGIT}(?:[ ,.\n-]{{1,3}}(?:"
    rf"(?:double"
    rf"|triple)[ -])?{_DIGIT}(?![A-Za-z])){{3,14}}",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(_DIGIT, re.IGNORECASE)
_REPEATED: Final = re.compile(rf"(?P<times>double|triple)[ -](?P<digit>{_DIGIT})", re.IGNORECASE)
# Two or three figures in words are a number only behind a word for a unit or a badge.
_OF_A_UNIT: Final = re.compile(
    rf"(?:unit|squad|car|engine|medic|badge|star|beat|ladder|rescue|cruiser)[ ](?:number[ ])?"
    rf"(?P<number>{_DIGIT}(?:[ -]{_DIGIT}){{1,2}})(?![A-Za-z]|[ -]{_DIGIT})",
    re.IGNORECASE,
)
_UNIT_WORDS: Final = (
    "unit", "squad", "car", "engine", "medic", "badge", "star", "beat", "ladder", "rescue",
    "cruiser",
)  # fmt: skip
_COUNTED_UP: Final = "01234567890123456789"
_SOCIAL: Final = re.compile(r"(?:\bssn\b|social|s\.s\.)[^.;\n]{0,40}$", re.IGNORECASE)
_LETTERED: Final = re.compile(
    rf"(?<![A-Za-z])(?:(?:{SPOKEN})[ ,-]{{1,2}}){{2,4}}(?:[0-9][0-9 -]{{0,8}}[0-9]"
    rf"|{_DIGIT}(?:[ -]{_DIGIT}){{1,4}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPOKEN_WORDS: Final = (*re.sub("[-?]", "", SPOKEN).lower().split("|"), "x", "juliet")
# "K as in king, V as in Victor, R, nine one seven": who reads a plate out explains its letters.
_EXPLAINED: Final = re.compile(
    rf"[A-Z][ ](?:as[ ]in|like|for)[ ][\"“']?[A-Za-z]{{2,12}}[\"”']?(?:[,;]?[ ](?:and[ ])?(?:[A-Z]"
    rf"(?:[ ](?:as[ ]in|like|for)[ ][\"“']?[A-Za-z]{{2,12}}[\"”']?)?|[0-9]{{1,5}}|{_DIGIT})"
    r"(?![A-Za-z0-9])){1,9}",
    re.IGNORECASE,
)
_LETTERS: Final = tuple("abcdefghijklmnopqrstuvwxyz")
# The figure before the letters: "4 King Robert Tom 187".
_LEADING: Final = re.compile(r"(?<![A-Za-z0-9])[0-9][ -]?$")
_PHONE_LENGTHS: Final = (7, 10, 11)
_SSN_LENGTH: Final = 9


def find_spoken_numbers(text: str) -> Iterator[Candidate]:
    """Four or more digits in words, and plates read out letter by letter."""
    for match in at_words(_WORDS, text, (*_VALUES, "double", "triple")):
        digits = _digits(match[0])
        if digits in _COUNTED_UP or digits in _COUNTED_UP[::-1]:
            continue
        type_, severity = _kind(digits, text[max(0, match.start() - 60) : match.start()])
        reason = "digits spelled out in words"
        yield Candidate(*match.span(), type_, severity, (reason,), named=True)
    for match in at_words(_OF_A_UNIT, text, _UNIT_WORDS):
        reason = "digits spelled out behind a word for a unit"
        yield Candidate(*match.span("number"), CALL_SIGN, "block", (reason,), named=True)
    for match in at_words(_EXPLAINED, text, _LETTERS):
        reason = "letters that are explained as they are read out"
        yield Candidate(*match.span(), PLATE, "block", (reason,), named=True)
    for match in at_words(_LETTERED, text, _SPOKEN_WORDS):
        leading = _LEADING.search(text, max(0, match.start() - 3), match.start())
        start = leading.start() if leading else match.start()
        reason = "letters and digits as they are read out over the radio"
        yield Candidate(start, match.end(), PLATE, "block", (reason,), named=True)


def _digits(words: str) -> str:
    spelled = _REPEATED.sub(
        lambda part: f"{part['digit']} " * (2 if part["times"].lower() == "double" else 3), words
    )
    return "".join(_VALUES[word.lower()] for word in _FIRST.findall(spelled))


def _kind(digits: str, before: str) -> tuple[str, Severity]:
    if len(digits) == _SSN_LENGTH and _SOCIAL.search(before):
        return SSN, "block"
    if len(digits) in _PHONE_LENGTHS:
        return PHONE, "block"
    return OTHER_NUMBER, "review"
