"""Numbers of reports, calls and kept things, by their shape alone: a year and a serial number.

Shape: FBI, NIBRS User Manual, data element 2 (the agency's own number, up to twelve characters);
record systems begin it with the year. Many stand in reports without a word: "Fargo PD 25-077184".
Prosecutors' and clerks' prefixes of California counties: the courts' case-search instructions.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import CASE_NUMBER, Severity

_START: Final = r"(?<![A-Za-z0-9.$/:\-])"
_END: Final = r"(?![A-Za-z0-9]|-[0-9A-Za-z]|[./:][0-9])"
_YEAR: Final = r"(?:20)?(?:1[5-9]|2[0-9]|3[0-5])"

_LONG: Final = re.compile(
    rf"{_START}(?:[A-Z]-|[A-Z]{{1,3}})?{_YEAR}-[0-9]{{5,8}}(?:-[A-Z]{{1,3}}|-[0-9]{{1,4}})?{_END}"
    rf"|{_START}(?![IOQSZ][0-9])[A-Z]{{1,4}}{_YEAR}[0-9]{{6,9}}{_END}"
    rf"|{_START}20[12][0-9][ ][0-9]{{6,8}}{_END}"
    rf"|{_START}[A-Z]{{2,4}}-[0-9]{{4,6}}-(?:1[5-9]|2[0-9]|3[0-5]){_END}"
    rf"|{_START}[A-Z]{{2,4}}-(?:1[5-9]|2[0-9]|3[0-5])-[0-9]{{5,6}}{_END}"
    rf"|{_START}DA[ ][0-9]{{3,5}}-(?:1[5-9]|2[0-9]|3[0-5]){_END}"
    rf"|{_START}(?:[A-Z]{{2,4}}-){{1,2}}(?:1[5-9]|2[0-9]|3[0-5])(?:0[1-9]|1[0-2])(?:[0-2][0-9]"
    rf"|3[01])-[0-9]{{3,6}}{_END}"
    rf"|{_START}[A-Z]{{1,2}}[0-9]{{4}}CR20[0-9]{{8,9}}{_END}"
    rf"|{_START}[A-L]-[0-9]{{5}}-[0-9]{{2}}{_END}"
    rf"|{_START}{_YEAR}-(?!NM|NC|ND|OK|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV"
    rf"|DEC)[A-Z]{{1,4}}-?[0-9]{{4,7}}{_END}"
    rf"|{_START}[0-9]{{2}}-{_YEAR}-[0-9]{{5,7}}{_END}"
    rf"|{_START}20[0-9]{{2}}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])-[0-9]{{3,6}}"
    rf"(?:-[0-9]{{2}})?{_END}"
    rf"|{_START}(?:SC[DENS]|RI[FMC]|BAF|INF|SWF|F[SVW][BIV]|MCR|VCR|PEF|BF)[0-9]{{6,8}}{_END}"
    rf"|{_START}(?:BA|GA|KA|LA|MA|NA|PA|SA|TA|VA|XC|YA|ZA|VB)[0-9]{{6}}{_END}"
)
_SHORT: Final = re.compile(
    rf"{_START}(?:[A-Z]{{2,4}}-(?=[123][0-9]-)|[A-Z]{{1,2}})?{_YEAR}-(?!(?:19|20)[0-9]{{2}}"
    rf"(?![0-9]))[0-9]{{4}}(?:-[0-9A-Z]{{1,3}})?{_END}"
)
# A year, the day of the year and a serial number: Milwaukee and others.
_BY_DAY: Final = re.compile(rf"{_START}(?:1[5-9]|2[0-9]|3[0-5])[0-3][0-9]{{2}}-[0-9]{{4}}{_END}")
_AGENCY: Final = re.compile(
    r"(?:\b[A-Z]{2,6}|\b(?:PD|SO|Police|Sheriff|Office|Department|Dept\.?|County|Coroner|Examiner"
    r"|Troop|Patrol|File|Report|Item|Call|Log))[ #:,(]{1,3}$"
)


def find_incidents(text: str) -> Iterator[Candidate]:
    """A year and a serial number, with letters before or after them."""
    for match in at_numbers(_LONG, text, before=2):
        yield _incident(match, "block")
    for match in at_numbers(_SHORT, text, before=1):
        follows = _AGENCY.search(text, max(0, match.start() - 24), match.start())
        yield _incident(match, "block" if follows else "review")
    for match in at_numbers(_BY_DAY, text):
        if _AGENCY.search(text, max(0, match.start() - 24), match.start()):
            yield _incident(match, "block")


def _incident(match: re.Match[str], severity: Severity) -> Candidate:
    reason = "a year and a serial number, as agencies number their reports"
    return Candidate(*match.span(), CASE_NUMBER, severity, (reason,), named=False)
