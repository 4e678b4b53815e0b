"""Radio call signs and the numbers of patrol units, which stand for the people who use them.

Letters are spoken by the APCO alphabet (Adam, Boy, Charles) or the ITU's (Alfa, Bravo, Charlie).
Ten-codes and signals ("10-4", "Code 3") name nobody.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import Label, Link, is_counted, is_something_else
from coalition.deidentify.detectors.landmarks import at_numbers, at_words
from coalition.deidentify.findings import CALL_SIGN, Severity

SPOKEN: Final = (
    "Adam|Boy|Charles|David|Edward|Eddie|Frank|George|Henry|Ida|John|King|Lincoln|Mary|Nora|Ocean"
    "|Paul|Queen|Robert|Sam|Tom|Union|Victor|William|X-?ray|Young|Zebra|Alfa|Alpha|Bravo|Charlie"
    "|Delta|Echo|Foxtrot|Golf|Hotel|India|Juliett?|Kilo|Lima|Mike|November|Oscar|Papa|Quebec"
    "|Romeo|Sierra|Tango|Uniform|Victor|Whiskey|Yankee|Zulu"
)
_VALUE: Final = re.compile(
    rf"(?<![A-Za-z0-9$.])(?:(?:[0-9]-){{1,3}}[0-9][ ](?:Baker|{SPOKEN})|(?:[0-9]{{1,3}}[- ]?)?"
    rf"(?:{SPOKEN})[- ][0-9]{{1,4}}"
    r"|[0-9]{1,3}[ -]?[A-Z]{1,2}[ -]?[0-9]{1,4}[A-Z]?|[0-9]{1,2}[a-z]{1,2}[0-9]{1,4}"
    r"|[A-Z]{1,3}[- ]?[0-9]{1,5}[A-Z]?(?:-[0-9]{1,5}[A-Z]?)?"
    r"|[0-9]{2,4}[ ](?:[B-HJ-Z]|A(?![ ][a-z]))(?![A-Za-z0-9'’])|[0-9]{2,6}[A-Z]?"
    r"(?:-[0-9]{1,3})?|[0-9]{1,2}-[0-9]{1,3}"
    r")(?![A-Za-z0-9]|[.:][0-9])"
)
_OF_A_CALL: Final = re.compile(
    rf"(?<![A-Za-z0-9$.])[A-Z][a-z]{{2,9}}[- ][0-9]{{1,3}}(?![A-Za-z0-9]|[.:][0-9])"
    rf"|{_VALUE.pattern}"
)
_NUMBERED: Final = re.compile(r"[0-9]{1,3}[- ]?[A-Za-z]|[A-Za-z]{2,8}[- ][0-9]")
_TEN_CODE: Final = re.compile(r"1[01]-[0-9]{1,3}\Z")
_SHORT: Final = 2


def _of_a_call(number: str, link: Link) -> Severity | None:
    if _TEN_CODE.match(number) or is_something_else(number):
        return None
    if link == "far":
        return "block" if _NUMBERED.match(number) else None
    return "block"


def _count(number: str) -> int:
    return sum(map(str.isdigit, number))


def _of_a_unit(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isalnum, number)) if number[0].isupper() else _count(number)
    if _TEN_CODE.match(number) or is_something_else(number) or link == "far":
        return None
    if number.isdigit() and digits <= _SHORT:
        return "review"
    return "block" if digits >= _SHORT else None


# What belongs to a fleet has three figures or more; "vehicle 2" is how a paper counts vehicles.
_FLEET: Final = r"(?=[ ]#?[A-Z]?[0-9]{3,5}(?![0-9A-Za-z]|[-/.,:][0-9]))"

LABELS: Final = (
    Label(
        CALL_SIGN,
        {
            "call": r"[ -]?signs?",
            "callsign": r"",
            "callsigns": r"",
            "radio": r"[ ](?:call(?:[ -]?sign)?|id|designation|designator|number|unit)",
        },
        _of_a_call,
        "the words around it call it a call sign",
        _OF_A_CALL,
    ),
    Label(
        CALL_SIGN,
        {
            "unit": r"(?:[ ](?:no\b\.?|number|#|id|designator))?",
            "units": r"",
            "squad": r"(?:[ ]car)?",
            "car": r"(?:[ ](?:no\b\.?|number|#))?",
            "cruiser": r"",
            "patrol": r"[ ](?:car|unit|vehicle)",
            "fleet": r"(?:[ ](?:no\b\.?|number|#))?",
            "shop": r"[ ](?:no\b\.?|number|#)",
            "vehicle": rf"[ ](?:no\b\.?|number|#)|{_FLEET}",
            "coach": _FLEET,
            "bus": rf"[ ](?:no\b\.?|number|#)|{_FLEET}",
            "van": rf"[ ](?:no\b\.?|number|#)|{_FLEET}",
            "element": r"",
            "elements": r"",
            "rmp": r"",
            "go": r"[ ]ahead",
        },
        _of_a_unit,
        "the words around it call it the number of a unit or its car",
        _VALUE,
        with_name=True,
    ),
)

_SPELLED: Final = re.compile(
    rf"(?<![A-Za-z0-9.\-])(?:(?P<district>[0-9]{{1,3}})[- ]?(?:{SPOKEN}|ADAM|DAVID|LINCOLN|KING"
    rf"|TOM|SAM|BOY|MARY|PAUL)(?:[- ]?(?P<beat>[0-9]{{1,4}}))?"
    rf"|(?P<word>{SPOKEN})[- ](?P<number>[0-9](?:-[0-9]){{1,2}}|[0-9]{{1,3}}))"
    r"(?![A-Za-z0-9]|[,.:/][0-9]|%)"
)
_IN_WORDS: Final = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five"
    r"|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|niner?|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_ALL_SPOKEN: Final = re.compile(
    rf"{_IN_WORDS}[ -](?:{SPOKEN})(?:[ -](?P<beat>{_IN_WORDS}|[0-9]{{1,3}}))?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# What units other than patrols are called on the air, with a number right behind.
_TEAM: Final = re.compile(
    r"(?<![A-Za-z-])(?:Air|AIR|Tac|TAC|Omaha|OMAHA|Eagle|Fox|BORSTAR|BORTAC|Star|Metro|Traffic"
    r"|Marine|Brush|Tanker|Chief|Command|Guardian|Sky|Copter|Canine|K-?9)[ -]"
    r"(?:[0-9]{1,3}|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?![A-Za-z0-9]|[-.:/,][0-9])"
)
_RADIO: Final = re.compile(
    r"\b(?:radio(?:ed)?|dispatch(?:er)?|unit|units|call|copy|channel|traffic|transmi\w{1,8}|tape"
    r"|staged|staging|advised|requested|supervisor|stood by|moved up|had eyes|(?:on|over) the air"
    r"|answered|responding|base|10-[0-9]{1,2}|show|on scene|en route|clear)\b",
    re.IGNORECASE,
)
_MONTHLIKE: Final = re.compile(
    r"(?:November|Mike|King|John|Paul|David|Mary|Sam|Tom|Frank|George|Henry|Ida|Nora|Robert"
    r"|William|Victor|Charles|Edward|Oscar|Romeo|Charlie)\b"
)
_IS_DATE: Final = re.compile(r"[0-9]{1,2}[ -]?November[ -]?(?:[0-9]{2,4})?\Z", re.IGNORECASE)
_MARGIN: Final = 60

_CREW: Final = re.compile(
    r"(?<![A-Za-z])(?P<kind>Medic|MEDIC|Rescue|RESCUE|Engine|ENGINE|Truck|TRUCK|Ladder|LADDER"
    r"|Ambulance|AMBULANCE|RA|ALS|BLS|Supervisor|SUPERVISOR|(?:Engine|Ladder|Truck)[ ]Co\."
    r"|Battalion|Beat|BEAT|Squad|SQUAD|AMR|EMS|Boat|K-?9|TAC|SWAT|Sam|Utility|UNITS?|[Ss]cout"
    r"|[Bb]eat|[Ss]ector|[Pp]ost)(?:[ ]#?|-(?=[0-9]{1,2}(?![0-9])))"
    r"(?P<number>[0-9]{1,3}-[0-9]{1,3}|[0-9]{1,4}[A-Z]?|[A-Z][0-9]{1,4})"
    r"(?![A-Za-z0-9]|[-.,/:][0-9])"
)
_MIXED: Final = re.compile(
    r"(?<![A-Za-z0-9.$/#\-])(?:[0-9]{1,2}[A-Z][0-9]{2,3}[A-Z]?|[0-9][A-Z][0-9]{1,2}[A-Z]"
    r"|(?P<short>[0-9]{2,3}[A-Z]))"
    r"(?![A-Za-z0-9]|[-./][0-9A-Za-z])"
)
_LOG: Final = re.compile(
    r"//|\|[ ]|\b(?:RP|R/P|ENRT|ENROUTE|UNITS?|[Uu]nits?|CAD|DISP|CLR|C6|CODE|ADV|INC|[Dd]ispatch"
    r"|[Rr]adio|[Ss]quad|[Rr]esponded|[Cc]leared|10-[0-9]{1,2})\b"
)


_NUMBER_WORDS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "niner", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_TEAM_WORDS: Final = (
    "air", "tac", "omaha", "eagle", "fox", "borstar", "bortac", "star", "metro", "traffic",
    "marine", "brush", "tanker", "chief", "command", "guardian", "sky", "copter", "canine", "k",
)  # fmt: skip


class _Cues:
    """Where some words stand in a text, looked up once and only if anybody asks."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern, self._text = pattern, text

    @cached_property
    def _starts(self) -> list[int]:
        return [cue.start() for cue in self._pattern.finditer(self._text)]

    def stand_near(self, match: re.Match[str]) -> bool:
        """Whether one of them begins within a line or so of what was found."""
        place = bisect_left(self._starts, match.start() - _MARGIN)
        return place < len(self._starts) and self._starts[place] < match.end() + _MARGIN


def find_call_signs(text: str) -> Iterator[Candidate]:
    """Call signs and names of crews, in figures or as they are spoken: "4-Adam-12", "Sierra 6"."""
    radio, log = _Cues(_RADIO, text), _Cues(_LOG, text)
    yield from _with_spoken_letter(text, radio)
    yield from _in_words(text, radio)
    yield from _of_crews(text, radio)
    for match in at_numbers(_MIXED, text):
        in_log = log.stand_near(match)
        if in_log or not match["short"]:
            yield _mixed(*match.span(), "block" if in_log and not match["short"] else "review")


def _with_spoken_letter(text: str, radio: _Cues) -> Iterator[Candidate]:
    for match in at_numbers(_SPELLED, text, before=2):
        if is_counted(text, match.end()) or _IS_DATE.match(match[0]):
            continue
        on_the_air = radio.stand_near(match)
        crew = match["number"] and "-" in match["number"]
        if match["beat"] or crew or (match["district"] and "-" in match[0]):
            severity: Severity | None = "block"
        elif match["word"] and _MONTHLIKE.match(match["word"]) and not on_the_air:
            severity = "review" if len(match["number"]) > 1 else None
        else:
            severity = "block" if on_the_air else "review"
        if severity:
            reason = "written as a radio call sign is, with a spoken letter"
            yield Candidate(*match.span(), CALL_SIGN, severity, (reason,), named=True)


def _in_words(text: str, radio: _Cues) -> Iterator[Candidate]:
    for match in at_words(_ALL_SPOKEN, text, _NUMBER_WORDS):
        if match["beat"] or radio.stand_near(match):
            yield _mixed(*match.span(), "block" if match["beat"] else "review")


def _of_crews(text: str, radio: _Cues) -> Iterator[Candidate]:
    for match in at_words(_TEAM, text, _TEAM_WORDS):
        if radio.stand_near(match):
            yield _mixed(*match.span(), "review")
    for match in at_numbers(_CREW, text, before=2):
        # One figure alone may be how a paper numbers those it speaks of: Medic 1, Medic 2.
        if len(match["number"]) > 1:
            yield _mixed(*match.span(), "block")
        elif match["kind"] not in ("Medic", "MEDIC") and match["kind"][0].isupper():
            yield _mixed(*match.span(), "review")


def _mixed(start: int, end: int, severity: Severity) -> Candidate:
    reason = "written as the call sign of a crew is"
    return Candidate(start, end, CALL_SIGN, severity, (reason,), named=False)
