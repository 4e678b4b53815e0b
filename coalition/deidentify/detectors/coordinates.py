"""Places on the map: latitude and longitude in every usual notation, grids and codes.

Notations: ISO 6709 (annex D) and FGDC-STD-011 (United States National Grid); Open Location Code
("plus codes", version 1.0.4); geo URIs, RFC 5870; what3words addresses begin with three slashes.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_digits, at_numbers, at_words
from coalition.deidentify.findings import COORDINATES, Severity

_LATITUDE: Final = 90
_LONGITUDE: Final = 180

_CIRCLE: Final = r"[ ]?(?:°|deg(?:rees)?\b\.?)[ ]?"
_MINUTES: Final = r"[ ]?(?:['’′]|min(?:utes)?\b\.?)[ ]?"
_SECONDS: Final = r"[ ]?(?:[\"”″]|''|’’|sec(?:onds)?\b\.?)[ ]?"
_DECIMAL: Final = re.compile(
    r"(?<![0-9A-Za-z.$])(?P<lat>[+-]?[0-9]{1,2}\.[0-9]{3,10})°?[ ]?(?P<ns>[NSns](?![A-Za-z]))?"
    r"[ ]{0,2}(?:[,;/]|[ ]|and[ ]|by[ ])[ \n]{0,2}"
    r"(?P<lon>[+-]?[0-9]{1,3}\.[0-9]{3,10})°?(?:[ ]?[EWew](?![A-Za-z]))?(?![0-9]|\.[0-9])"
)
_NAMED: Final = re.compile(
    r"\b(?:lat(?:itude)?|long?(?:itude)?|gps|coordinates?)\b\.?(?:[ ](?:is|of|was|were"
    r"|at))?[ :=]{0,3}"
    r"(?P<value>[+-]?[0-9]{1,3}\.[0-9]{2,10})(?:°?[ ]?[NSEW](?![A-Za-z]))?(?![0-9]|\.[0-9])",
    re.IGNORECASE,
)
_NAMES: Final = (
    "lat", "latitude", "lon", "long", "longitude", "gps", "coordinate", "coordinates",
)  # fmt: skip
_DEGREES: Final = re.compile(
    rf"(?<![0-9A-Za-z.])(?:[NSEW][ ]?)?[0-9]{{1,3}}(?:\.[0-9]{{1,10}})?{_CIRCLE}"
    rf"(?:[0-9]{{1,2}}(?:\.[0-9]{{1,8}})?{_MINUTES}(?:[0-9]{{1,2}}(?:\.[0-9]{{1,6}})?{_SECONDS})?)?"
    r"(?P<side>[NSEW]|north|south|east|west)?(?![A-Za-z])",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[ ]{0,2}(?:[,;/]|and|by)?[ \n]{0,2}")
_SHAPED: Final = re.compile(
    r"(?<![0-9A-Za-z.])(?:"
    r"(?P<sides>[0-9]{1,2}\.[0-9]{1,8}°?[ ]?[NS][,; ]{1,2}[0-9]{1,3}\.[0-9]{1,8}°?[ ]?[EW]"
    r"|[NS][ ]?[0-9]{1,2}(?:[ ][0-9]{1,2}\.[0-9]{1,6}|\.[0-9]{3,8})[, ]{1,2}"
    r"[EW][ ]?[0-9]{1,3}(?:[ ][0-9]{1,2}\.[0-9]{1,6}|\.[0-9]{3,8}))(?![A-Za-z0-9])"
    r"|(?P<spaced>[0-9]{1,2}[ -][0-9]{2}[ -][0-9]{2}(?:\.[0-9]{1,3})?[ ]?[NS][,; /]{1,2}"
    r"[0-9]{2,3}[ -][0-9]{2}[ -][0-9]{2}(?:\.[0-9]{1,3})?[ ]?[EW])(?![A-Za-z0-9])"
    r"|(?P<geo>geo:-?[0-9]{1,2}(?:\.[0-9]{1,12})?,-?[0-9]{1,3}(?:\.[0-9]{1,12})?[^\s<>\"')]{0,60})"
    r"|(?P<grid>(?:[1-9]|[1-5][0-9]|60)[C-HJ-NP-X][ ]?[A-HJ-NP-Z]{2}[ ]?"
    r"(?:[0-9]{4}[ ][0-9]{4}|[0-9]{5}[ ][0-9]{5}|[0-9]{8}|[0-9]{10}))(?![0-9A-Za-z])"
    r"|(?P<zone>[0-9]{1,2}[C-HJ-NP-X][ ][0-9]{6}(?:\.[0-9]{1,3})?m?E?,?[ ][0-9]{7}(?:\.[0-9]{1,3})?"
    r"m?N?)(?![0-9A-Za-z])"
    r"|(?P<utm>(?i:(?:UTM[ ])?zone)[ ][0-9]{1,2}[ ]?[A-Z]?[,:]?[ ](?i:easting[ ])?[0-9]{6}"
    r"(?:\.[0-9]{1,3})?m?E?,?[ ](?i:northing[ ])?[0-9]{6,7}(?:\.[0-9]{1,3})?m?N?)(?![0-9]))"
)
_REASONS: Final = {
    "spaced": "written as latitude and longitude are",
    "sides": "written as latitude and longitude are",
    "geo": "written as a geo URI is",
    "grid": "written as a reference of the national grid is",
    "zone": "written as UTM coordinates are",
    "utm": "written as UTM coordinates are",
}
_PLUS_CODE: Final = re.compile(
    r"(?<![A-Za-z0-9+])(?P<area>[23456789CFGHJMPQRVWX]{4})?[23456789CFGHJMPQRVWX]{4}\+"
    r"[23456789CFGHJMPQRVWX]{2,3}(?![A-Za-z0-9+])"
)
_WORDS: Final = re.compile(
    r"(?<![A-Za-z0-9:/])///[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}(?![A-Za-z.])"
    r"|(?<=what3words )(?:address )?[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}(?![A-Za-z])",
)


def find_coordinates(text: str) -> Iterator[Candidate]:
    """Pairs of numbers that are a latitude and a longitude, grid references and codes."""
    for match in at_digits(_DECIMAL, text, led_by="+-"):
        if abs(float(match["lat"])) <= _LATITUDE and abs(float(match["lon"])) <= _LONGITUDE:
            yield _candidate(*match.span(), "a latitude and a longitude")
    for match in at_words(_NAMED, text, _NAMES):
        if abs(float(match["value"])) <= _LONGITUDE:
            yield _candidate(
                *match.span("value"), "the words before it call it a latitude or longitude"
            )
    yield from _degrees(text)
    for match in at_numbers(_SHAPED, text, before=2):
        yield _candidate(*match.span(), _REASONS[match.lastgroup or "sides"])
    if "///" in text or "what3words" in text:
        for match in _WORDS.finditer(text):
            yield _candidate(*match.span(), "written as a what3words address is")
    for match in _PLUS_CODE.finditer(text) if "+" in text else ():
        severity: Severity = "block" if match["area"] else "review"
        if any(map(str.isalpha, match[0])):
            yield _candidate(*match.span(), "written as a plus code is", severity)


def _degrees(text: str) -> Iterator[Candidate]:
    """Degrees with a side of the world, or two that stand together."""
    if "°" not in text and "deg" not in text.lower():
        return
    start, end, sides, count = -1, -1, 0, 0
    for match in at_numbers(_DEGREES, text, before=1):
        if start != -1 and not _BETWEEN.fullmatch(text, end, match.start()):
            if count > 1 or sides:
                yield _candidate(start, end, "degrees of latitude and longitude")
            start, sides, count = -1, 0, 0
        start = match.start() if start == -1 else start
        end = match.start() + len(match[0].rstrip())
        sides += match["side"] is not None or match[0][0] in "NSEW"
        count += 1
    if start != -1 and (count > 1 or sides):
        yield _candidate(start, end, "degrees of latitude and longitude")


def _candidate(start: int, end: int, reason: str, severity: Severity = "block") -> Candidate:
    return Candidate(start, end, COORDINATES, severity, (reason,), named=True)
