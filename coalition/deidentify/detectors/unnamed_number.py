"""The fallback: long numbers, and letters mixed with digits, that nothing near explains.

No rule says what they are, so they are left to the author to look at. What explains a number is
what the safe spans hold (law, money, time, measures, exhibits), a unit or a counted thing after it,
and the names of makes and standards below.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from coalition.deidentify.detectors.abbreviations import ABBREVIATIONS
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import is_counted, is_something_else
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import OTHER_NUMBER

_WORD: Final = re.compile(
    r"(?<![A-Za-z0-9$.,:/@\-_+%=&?§¶°'’])(?=[A-Za-z]{0,8}[-/.#]?[A-Za-z]{0,4}[-/.]?[0-9])"
    r"[A-Za-z0-9]{1,20}(?:[-/.#*][A-Za-z0-9]{1,16}){0,6}(?![A-Za-z0-9%°]|[-/.:,@][A-Za-z0-9]"
    r"|[’'\"″′]|[-–][0-9])"
)
_SPACED: Final = re.compile(
    r"(?<![A-Za-z0-9$.,:/@\-_+%§¶°])(?:(?P<letters>[A-Z]{1,3})[ ](?:[0-9]{3,4}|[0-9]{2,4}"
    r"(?:[ ][0-9]{2,4}){1,3}"
    r"|[0-9]{5,8}|[A-Z][0-9]{2,3}|[0-9]{1,3}[A-Z]{1,2})|[0-9]{3,4}[ ](?P<after>[A-Z]{2,3})"
    r"|[0-9]{2,5}(?:[ ][0-9]{2,5}){2,6})(?![A-Za-z0-9%°]|[-/.:,@][A-Za-z0-9])"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2} ")
_DECADE: Final = re.compile(r"[0-9]0S$")
_SIGNED: Final = re.compile(
    r"#(?<![A-Za-z0-9&/]#)[ ]?(?P<number>[A-Z]{0,3}-?[0-9]{2,12})"
    r"(?![A-Za-z0-9]|[-/.][0-9])"
)
_MODEL: Final = re.compile(
    r"(?:802\.11[a-z]{0,2}|[0-9]{2,4}X|P[23][0-9]{2}|M[0-9]{1,2}A[0-9]|M(?:16|2[04][0-9]|4A1)|R870)\Z|(?:SHA|MD|AES|RSA|MIL|STD|NIST|ISO"
    r"|IEEE|RFC|FIPS|USB|HDMI|H|MP|JPEG|AR|AK|UH|MQ|RQ|MV|CV|AH"
    r"|AS|EC|KC|FN|LRAD|PAVA"
    r"|PB|TX|HK|MP|G|F|E|CX|CRV|RAV|HR|XC|COVID|TLP|CVE|UTC|GMT|FY|Q|GS|PL|EO|PT|MS|SB|HB|AB|DHS"
    r"|ICE|CBP|DOJ|OPLA)[-. ]?[0-9]{1,4}[A-Z]{0,3}\Z"
)
# A section of some code, a resolution, the padded number of a page of production.
_SECTION: Final = re.compile(
    r"[0-9]{1,3}[A-Z]{0,2}(?:[-./:][0-9]{1,4}[A-Z]?){0,3}[./][0-9]{1,4}[A-Za-z]?(?:-[0-9]{1,2}"
    r"(?:\.[0-9]{1,2})?)?\Z"
    r"|[0-9]{1,2}-[0-9]{1,2}-[0-9]{3}\Z|[0-9]{1,4}(?:\.[0-9]{1,2})?x[0-9]{2,4}(?:p|mm)?\Z"
    r"|[0-9]{5}-[0-9]{4}\Z"
    r"|[A-Z]{2,8}-(?=(?:[^0-9]*[0-9]){6})[0-9A-Z-]{6,30}\Z|[A-Z]{2,8}-?0[0-9]{3,9}"
    r"(?:-[A-Z]{2,8}-?0[0-9]{3,9})?\Z"
)
# The page that a citation points to: "1 U.S. 9997, 10000 (2001)".
_PIN_BEFORE: Final = re.compile(r"[0-9],[ ](?:[0-9]{1,5}[-–])?$")
_PIN_AFTER: Final = re.compile(r"(?:[-–][0-9]{1,5})?(?:, [0-9]{1,5}){0,4}[ ]\(")
# "12500 residents": a number before a word for many of something counts them.
_MANY: Final = re.compile(
    r"[ ](?!(?:this|does|plus|says|was|has|is)\b)[a-z]{3,16}(?:s|people"
    r"|men)\b"
)
_DIGEST: Final = 32
_LONG: Final = 5
_MIXED: Final = 3
_RANGE: Final = re.compile(
    r"(?!(?:1[5-9]|2[0-9]|3[0-5])-[0-9]{3,4}\Z)[0-9]{1,4}[-/][0-9]{1,4}\Z|[0-9]{1,3}"
    r"(?:\.[0-9]{1,3}){1,4}\Z"
)
_FROM_TO: Final = re.compile(r"([0-9]{3,4})[-–]([0-9]{3,4})\Z")
_MANY_PAGES: Final = 100
_MIDNIGHT: Final = 2400
_LABEL: Final = re.compile(
    r"\b(?:apt|apartment|suite|exhibits?|ex|items?|counts?|tabs?|clips?|cam(?:era)?s?|pages?|pp?"
    r"|steps?|footnotes?|notes?|nos?|lines?|rows?|frames?|questions?|points?|rules?|section|volume"
    r"|vol|doc|dkt|ecf)\.?[ ]?$",
    re.IGNORECASE,
)


def find_unnamed_numbers(text: str) -> Iterator[Candidate]:
    """Numbers that may identify somebody although no word says so."""
    for match in at_numbers(_WORD, text, before=2):
        if (
            _is_worth_a_look(match[0])
            and not (match[0].isdigit() and _MANY.match(text, match.end()))
            and not is_counted(text, match.end())
            and not _is_pin(text, match)
        ):
            yield _candidate(*match.span())
    for match in at_numbers(_SPACED, text, before=1):
        letters = match["letters"] or match["after"]
        known = _DECADE.search(match[0]) or letters in ABBREVIATIONS or _YEAR.match(match[0])
        if (
            not (known or _MODEL.match(match[0].rpartition(" ")[2]))
            and _is_long(match[0])
            and not is_counted(text, match.end())
        ):
            yield _candidate(*match.span())
    for match in _SIGNED.finditer(text):
        if not _LABEL.search(text, max(0, match.start() - 14), match.start()):
            yield _candidate(*match.span("number"))


def _is_pin(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    return bool(_PIN_BEFORE.search(text, max(0, start - 12), start) and _PIN_AFTER.match(text, end))


def best_explained(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without the numbers of nobody knows what that others explain better."""
    known = sorted((each.start, each.end) for each in candidates if each.type != OTHER_NUMBER)
    starts = [start for start, _ in known]
    reach = list(accumulate((end for _, end in known), max))

    def is_known(candidate: Candidate) -> bool:
        earlier = bisect_left(starts, candidate.end)
        return earlier > 0 and reach[earlier - 1] > candidate.start

    return [each for each in candidates if each.type != OTHER_NUMBER or not is_known(each)]


def _is_long(groups: str) -> bool:
    digits = sum(map(str.isdigit, groups))
    letters = sum(map(str.isalpha, groups))
    # A single letter is the label of a person or an exhibit: "Agent B 120".
    return digits >= _LONG + 2 if not letters else digits >= (_LONG if letters == 1 else 2)


def _is_stretch(word: str) -> bool:
    """Whether it goes from one page to one soon after, or from one time of day to another."""
    ends = _FROM_TO.match(word)
    if ends is None:
        return False
    first, last = int(ends[1]), int(ends[2])
    by_clock = all(end % 100 in (0, 15, 30, 45) and end <= _MIDNIGHT for end in (first, last))
    return first < last and (last - first < _MANY_PAGES or (by_clock and len(ends[1]) == 4))


def _is_worth_a_look(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    letters = sum(map(str.isalpha, word))
    if is_something_else(word) or len(word) >= _DIGEST or _MODEL.match(word):
        return False
    if _SECTION.match(word) or _is_stretch(word):
        return False
    if not letters:
        return (digits >= _LONG and not _RANGE.match(word)) or digits > _LONG
    # Small letters are mostly a unit or an ending: 1080p, 25th, 1990s.
    has_capitals = any(map(str.isupper, word))
    return digits >= _MIXED and (has_capitals or digits >= _LONG)


def _candidate(start: int, end: int) -> Candidate:
    reason = "a long number that nothing near it explains"
    return Candidate(start, end, OTHER_NUMBER, "review", (reason,), named=False)
