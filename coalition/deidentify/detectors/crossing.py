"""Places on streets and roads that have no house number: crossings, hundred blocks, mile markers.

Shapes: MUTCD section 2H.05 (mile markers, with tenths); "and", "&", a slash or "at" between the
streets of a crossing, as in dispatchers' logs.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.address import STATES
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, by_digits
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers, at_words, landmarks
from coalition.deidentify.findings import ADDRESS, Severity
from coalition.deidentify.gazetteers import folded, lines_of

_SIDE: Final = (
    r"(?:(?:[NSEW]|[NS]\.?[EW]|North|South|East|West|NORTH|SOUTH|EAST|WEST"
    r"|(?:North|South)(?:east|west))\.?[ ])?"
)
_ORDINAL: Final = r"[0-9]{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)"
_NAME: Final = rf"(?:{_ORDINAL}|[A-Z][A-Za-z'’]{{1,20}}(?:[ ][A-Z][A-Za-z'’]{{1,20}}){{0,2}}?)"
_FULL: Final = (
    "street", "avenue", "road", "boulevard", "drive", "lane", "parkway", "place", "court",
    "terrace", "highway", "way", "pike", "circle", "streets", "avenues", "roads",
)  # fmt: skip
_SHORT: Final = (
    "st", "ave", "av", "rd", "blvd", "bl", "dr", "ln", "pkwy", "pl", "ct", "ter", "hwy", "cir",
)  # fmt: skip
_KINDS: Final = (*_FULL, *_SHORT)
_KIND: Final = (
    rf"(?:[ ](?i:(?:{'|'.join(_FULL)})(?![A-Za-z])|(?:{'|'.join(_SHORT)})(?![A-Za-z])\.?))"
)
_AND: Final = r"(?:[ ](?:and|AND|at|AT|x)[ ]|[ ]?[&/@][ ]?)"
_QUARTER: Final = r"(?:,?[ ](?:[NS]\.?[EW]|[NSEW])(?![A-Za-z])\.?)?"
_ROAD: Final = rf"{_SIDE}{_NAME}{_KIND}{_QUARTER}"
_CROSSING: Final = re.compile(
    rf"(?<![A-Za-z0-9.])(?:{_ROAD}{_AND}{_SIDE}{_NAME}(?:{_KIND}{_QUARTER})?"
    rf"|{_SIDE}{_NAME}{_AND}{_ROAD}|{_ROAD}[ ](?:between|btwn|from)[ ]{_SIDE}{_NAME}{_KIND}?"
    rf"(?:{_AND}|[ ]to[ ]){_SIDE}{_NAME}{_KIND}?|{_ROAD}[ ]near[ ]{_ROAD})(?![A-Za-z0-9])"
)
# The house behind its street: "Larkspur Trail, number 4471", "Calle 13 #662, Urb. Las Lomas".
_HOUSE_BEHIND: Final = re.compile(
    rf"(?:{'|'.join(_FULL)}|trail|st\.|ave\.|rd\.),?[ ](?:house[ ])?(?:no\.?|number|#)[ ]?"
    r"[0-9]{1,6}[A-Z]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NAME_BEFORE: Final = re.compile(r"(?:[A-Z][A-Za-z'’]{1,20}[ ]){1,3}$")
_CALLE: Final = re.compile(
    r"(?:Calle|Avenida|Ave\.)[ ][A-Z0-9][A-Za-zÀ-ÿ0-9]{0,20}(?:[ ][A-Z][A-Za-zÀ-ÿ]{1,20}){0,2}"
    r",?[ ]"
    r"(?:#|[Nn][uú]m\.?[ ]?|No\.[ ])[0-9]{1,5}[A-Z]?"
    r"(?:,?[ ](?:Urb|Bo|Res|Villa|Ext|Urbanizaci[oó]n|Barrio)\.?"
    r"(?:[ ][A-Z][A-Za-zÀ-ÿ]{1,20}){1,3})?"
)
_OF_ORDINALS: Final = re.compile(
    rf"(?<![A-Za-z0-9.]){_SIDE}{_ORDINAL}{_KIND}?(?P<sign>{_AND}){_SIDE}{_NAME}{_KIND}?(?![A-Za-z0-9])"
    r"(?![ ](?:Cir|Amend|Dist|Cong|Dep|and\b|of\b|grade|time|day|floor))"
)
_CUED: Final = re.compile(
    rf"(?i:corner|intersection|crossing|junction)[ ](?:of|at)[ ](?P<place>{_SIDE}{_NAME}{_KIND}?"
    rf"{_AND}{_SIDE}{_NAME}{_KIND}?)(?![A-Za-z0-9])"
)
_BEFORE_CUE: Final = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<place>{_SIDE}{_NAME}{_KIND}?{_AND}{_SIDE}{_NAME}{_KIND}?)[ ]$"
)
_NUMBERED: Final = (
    r"(?:(?:(?:State|County|US|U\.S\.|Forest|Forest Service|Ranch|Township|Tribal|BIA)[ ])?"
    r"(?i:route|rte?\.?|road|rd\.?|highway|hwy\.?"
    rf"|interstate|sr|us|i|fm|rm|cr|ih|sh|pr|loop)[ -]?|(?:{STATES})-)[0-9]{{1,4}}[A-Z]?"
    r"(?![A-Za-z0-9])"
)
_MILE: Final = (
    r"(?i:mile[ -]?(?:marker|post|mark)?[ ]?|mm[ ]|mp[ ]|m\.m\.[ ]?|exit[ ])"
    r"#?[0-9]{1,3}(?:\.[0-9]{1,2})?"
    r"(?![A-Za-z0-9]|[.:/-][0-9])"
)
_MARKED: Final = re.compile(
    rf"(?<![A-Za-z0-9]){_NUMBERED}(?:[ ](?:[NSEW]B?|north|south|east|west)(?:bound)?)?,?[ ]"
    rf"(?:(?:at|near|around|by|and|[a-z]{4, 5}[ ]of)[ ](?:the[ ])?)?{_MILE}"
)
_MILES_FIRST: Final = re.compile(
    rf"{_MILE}(?:,?[ ](?:(?:on|of|off)[ ](?:the[ ])?)?(?:{_NUMBERED}|{_NAME}{_KIND}))?"
)
# A numbered road crosses others as a named one does, but two of them together are mostly a map.
_CROSSED: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_NUMBERED}(?:{_AND}|[ ](?:to|onto)[ ])(?:{_ROAD}|(?P<road>{_NUMBERED})))"
)
_EXIT: Final = re.compile(
    rf"(?i:exit|ramp)[ ]#?[0-9]{{1,3}}[A-Z]?,?[ ](?:(?:on|of|off|from)[ ](?:the[ ])?)?{_NUMBERED}"
)
_ROAD_WORDS: Final = (
    *STATES.lower().split("|"),
    "state", "county", "us", "u", "route", "rt", "rte", "road", "rd", "highway", "hwy",
    "interstate", "sr", "i", "fm", "rm", "cr", "ih", "sh", "pr", "loop",
)  # fmt: skip
_BLOCK: Final = re.compile(
    r"(?<![A-Za-z0-9$.:/#-])[0-9]{1,5}(?:00)?(?:[ -](?i:block)|[ ]blk)[ ](?:(?:of|on)[ ])?"
    rf"(?!(?:The|This|That)\b){_SIDE}{_NAME}(?:{_KIND}|(?![A-Za-z]))(?:[ ][NS][EW]?(?![A-Za-z]))?"
)
_IN_TOWN: Final = re.compile(
    r"(?<![A-Za-z0-9$§¶.:/#-])(?P<place>(?!(?:19|20)[0-9]{2}[ ])[0-9]{3,5}[ ][A-Z][a-z]{2,20}),[ ]"
    r"(?P<town>[A-Z][a-z]{2,20}(?:[ ][A-Z][a-z]{2,20})?)"
)
_AT_A_PLACE: Final = re.compile(r"\b(?i:at|on|near|turn|corner|from|to|toward|by)[ ]$")
_ENDS: Final = re.compile(r"[,.;)\n]|$")
_REACH: Final = 60

LABELS: Final = (
    Label(
        ADDRESS,
        {"house": NUMBER_WORD},
        by_digits(2, far=4),
        "the words before it call it the number of a house",
    ),
)


def find_crossings(text: str) -> Iterator[Candidate]:
    """Crossings of two streets, hundred blocks, mile markers, and houses before a town."""
    yield from _crossings(text)
    for match in at_words(_MARKED, text, _ROAD_WORDS):
        yield _candidate(*match.span(), "block", "a mile of a road")
    for match in at_words(_CALLE, text, ("calle", "avenida", "ave")):
        yield _candidate(*match.span(), "block", "a street and the number of a house")
    for match in at_words(_HOUSE_BEHIND, text, (*_FULL, "trail", "st", "ave", "rd")):
        name = _NAME_BEFORE.search(text, max(0, match.start() - _REACH), match.start())
        if name is not None:
            yield _candidate(
                name.start(), match.end(), "block", "a street and the number of a house"
            )
    for match in at_words(_CROSSED, text, _ROAD_WORDS):
        if not match["road"] or _AT_A_PLACE.search(text, max(0, match.start() - 12), match.start()):
            yield _candidate(*match.span(), "review", "where two roads cross")
    for match in at_words(_EXIT, text, ("exit", "ramp")):
        yield _candidate(*match.span(), "review", "an exit of a road")
    for match in at_words(_MILES_FIRST, text, ("mile", "milepost", "milemarker", "mm", "mp")):
        yield _candidate(*match.span(), "review", "a mile of a road")
    for match in at_digits(_BLOCK, text):
        yield _candidate(*match.span(), "review", "a block of a street")
    for match in at_digits(_IN_TOWN, text):
        if folded(match["town"]) in lines_of("cities"):
            reason = "a number and a name before a town"
            yield _candidate(*match.span("place"), "review", reason)


def _crossings(text: str) -> Iterator[Candidate]:
    reason = "where two streets cross"
    words = landmarks(text).words
    for start, end in _near_kinds(text):
        for match in _CROSSING.finditer(text, start, end):
            yield _candidate(*match.span(), "block", reason)
    for match in at_numbers(_OF_ORDINALS, text, before=1):
        before = text[max(0, match.start() - 12) : match.start()]
        alone = match["sign"].strip() in ("&", "/", "@") or _ENDS.match(text, match.end())
        if alone or _AT_A_PLACE.search(before):
            yield _candidate(*match.span(), "review", reason)
    for match in at_words(_CUED, text, ("corner", "intersection", "crossing", "junction")):
        yield _candidate(*match.span("place"), "block", reason)
    for at in words.get("intersection", ()):
        crossing = _BEFORE_CUE.search(text, max(0, at - _REACH), at)
        if crossing is not None:
            yield _candidate(*crossing.span("place"), "review", reason)


def _near_kinds(text: str) -> Iterator[tuple[int, int]]:
    """The stretches around words for streets, joined where they overlap."""
    words = landmarks(text).words
    start = end = 0
    for at in sorted(at for kind in _KINDS for at in words.get(kind, ()) if text[at].isupper()):
        if at - _REACH > end:
            if end:
                yield start, end
            start = at - _REACH
        end = at + _REACH
    if end:
        yield start, end


def _candidate(start: int, end: int, severity: Severity, reason: str) -> Candidate:
    return Candidate(start, end, ADDRESS, severity, (reason,), named=False)
