"""What the detectors report, without the words they found."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from types import MappingProxyType
from typing import Final, Literal

MAX_CHARACTERS: Final = 400_000

Severity = Literal["block", "review"]
"""`block` must be removed before publishing; `review` is shown to the author to look at."""

SSN: Final = "ssn"
PHONE: Final = "phone"
EMAIL: Final = "email"
A_NUMBER: Final = "a-number"
DATE_OF_BIRTH: Final = "date-of-birth"
ADDRESS: Final = "address"
PLATE: Final = "plate"
VIN: Final = "vin"
DRIVER_LICENSE: Final = "driver-license"
BADGE: Final = "badge"
CALL_SIGN: Final = "call-sign"
CASE_NUMBER: Final = "case-number"
COORDINATES: Final = "coordinates"
URL: Final = "url"
HANDLE: Final = "handle"
IP_ADDRESS: Final = "ip-address"
ACCOUNT: Final = "account"
CARD: Final = "card"
MEDICAL_RECORD: Final = "medical-record"
PASSPORT: Final = "passport"
SERIAL_NUMBER: Final = "serial-number"
OTHER_NUMBER: Final = "other-number"
PERSON: Final = "person"
DATE: Final = "date"
AGE: Final = "age"
PLACE: Final = "place"
ORGANISATION: Final = "organisation"
OCCUPATION: Final = "occupation"
NATIONALITY: Final = "nationality"
RARE_FACT: Final = "rare-fact"
QUANTITY: Final = "quantity"
OTHER: Final = "other"

OF_WORDS: Final = frozenset(
    {PERSON, DATE, AGE, PLACE, ORGANISATION, OCCUPATION, NATIONALITY, RARE_FACT, QUANTITY, OTHER}
)
"""What words tell; the other types are numbers and addresses, which are surer of their ends."""

# What is left of a doubtful stretch beside something sure is worth a look if it is a word or more.
_LEFTOVER: Final = 4

TYPE_LABELS: Final[MappingProxyType[str, str]] = MappingProxyType(
    {
        SSN: "Social Security number",
        PHONE: "phone number",
        EMAIL: "email address",
        A_NUMBER: "alien registration number",
        DATE_OF_BIRTH: "date of birth",
        ADDRESS: "address",
        PLATE: "vehicle plate",
        VIN: "vehicle identification number",
        DRIVER_LICENSE: "driver's license number",
        BADGE: "badge or employee number",
        CALL_SIGN: "call sign",
        CASE_NUMBER: "case number",
        COORDINATES: "map coordinates",
        URL: "web address",
        HANDLE: "account name",
        IP_ADDRESS: "network or device address",
        ACCOUNT: "account number",
        CARD: "payment card number",
        MEDICAL_RECORD: "medical record number",
        PASSPORT: "passport or visa number",
        SERIAL_NUMBER: "serial number",
        OTHER_NUMBER: "number that may identify somebody",
        PERSON: "name of a person",
        DATE: "date",
        AGE: "age",
        PLACE: "place",
        ORGANISATION: "organization",
        OCCUPATION: "occupation",
        NATIONALITY: "nationality or other trait",
        RARE_FACT: "rare fact",
        QUANTITY: "amount or count",
        OTHER: "detail that may identify somebody",
    }
)


class TextTooLong(ValueError):
    """The text is longer than MAX_CHARACTERS, so nothing was looked for: refuse it."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One identifier: `text[start:end]` of the text as given, and why it was taken for one.

    Holds offsets and reasons only, so it may be logged, counted and stored.
    """

    start: int
    end: int
    type: str
    severity: Severity
    reasons: tuple[str, ...]


def merged(findings: Iterable[Finding], text: str) -> list[Finding]:
    """The findings in `text` in order, each stretch of it once.

    Findings that overlap become one over both, with the type of the more serious (of two alike,
    the longer) and the reasons of all.
    """
    result: list[Finding] = []
    for finding in sorted(_clear_of_blocking(list(findings), text)):
        if result and finding.start < result[-1].end:
            result[-1] = _joined(result[-1], finding)
        else:
            result.append(finding)
    return result


def _clear_of_blocking(findings: list[Finding], text: str) -> Iterator[Finding]:
    """The findings, where doubtful words around something sure are cut down to their own part."""
    blocking = sorted(each for each in findings if each.severity == "block")
    starts = [each.start for each in blocking]
    reach = list(accumulate((each.end for each in blocking), max))
    for finding in findings:
        if finding.severity == "block" or finding.type not in OF_WORDS:
            yield finding
            continue
        place = bisect_right(reach, finding.start)
        start = finding.start
        while place < len(blocking) and starts[place] < finding.end:
            yield from _part(finding, start, blocking[place].start, text)
            start = max(start, reach[place])
            place += 1
        yield from _part(finding, start, finding.end, text)


def _part(finding: Finding, start: int, end: int, text: str) -> Iterator[Finding]:
    whole = (start, end) == (finding.start, finding.end)
    # What a cut leaves at its edge, as in " & Pine LLP", would be replaced with the words.
    while not whole and start < end and not text[start].isalnum():
        start += 1
    while not whole and start < end and not text[end - 1].isalnum():
        end -= 1
    if whole or end - start > _LEFTOVER:
        yield replace(finding, start=start, end=end)


def _joined(first: Finding, second: Finding) -> Finding:
    chief = max(
        first,
        second,
        key=lambda each: (
            each.severity == "block",
            each.type not in OF_WORDS,
            each.end - each.start,
        ),
    )
    return Finding(
        min(first.start, second.start),
        max(first.end, second.end),
        chief.type,
        chief.severity,
        tuple(dict.fromkeys((*chief.reasons, *first.reasons, *second.reasons))),
    )
