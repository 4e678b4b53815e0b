"""Docket numbers of courts, by their shape alone.

Federal: Judicial Conference, CM/ECF numbering (office:year-type-number, initials of the judges).
States: the uniform case numbers of the states' judicial branches, e.g. Florida (2025-CF-001234),
Minnesota MNCIS (27-CR-25-1234), Indiana Administrative Rule 8 (49D01-2501-F5-001234), Pennsylvania
CPCMS (CP-51-CR-0001234-2025), Washington (25-1-00123-4), Wisconsin (2025CF001234), New Mexico
(D-101-CR-2025-00123), Massachusetts (2584CR00123).

The number of a published decision stands before its citation and is no secret: it is left alone.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_numbers, at_words
from coalition.deidentify.findings import CASE_NUMBER, Severity

_KIND: Final = (
    r"CR[ABDFMIST]?|CRI[MN]?|CF[AM]?|CF[1-6]|CMD|CMF|CTF|DVM|CM[M]?|CIV|CV[ACEFHMST]?|CJ|CC|CP|CPC"
    r"|DCW|DCC|DC"
    r"|F[A-EHTJ]|F[1-6]|FECR|AGCR|SRCR|OWCR|SMCR|GS|GC|GJ|JV|JD|JU|MJ|MC|MM|MISC|MAG|SW|TR[CDE]?"
    r"|WR|BK"
    r"|IND|DR|DV|DP|CT|PO|PD|FEL|MISD|MI|MO|SM|FH|FY|FC|SD|CRSDA|CS|M5|M6|WDCR|PCR|COA|SC|CO|INF"
    r"|CRC"
)
_FEDERAL_KIND: Final = (
    "cr|cv|mj|mc|md|po|bk|ap|sw|dp|pt|gj|mr|ct|hc|sm|tp|mag|misc|adv|cm|ml|m|y|wr|ec|tr|cb|pet"
)
_START: Final = r"(?<![A-Za-z0-9.$/:\-])"
_END: Final = r"(?![A-Za-z0-9])"

_FEDERAL: Final = re.compile(
    rf"{_START}[0-9]{{1,2}}:(?:20)?[0-9]{{2}}[- ]?(?:{_FEDERAL_KIND})[- ]?[0-9]{{1,6}}"
    rf"(?:-[A-Za-z]{{2,4}}){{0,3}}(?:-[0-9]{{1,3}}){{0,2}}{_END}",
    re.IGNORECASE,
)
_FEDERAL_SHORT: Final = re.compile(
    rf"{_START}[0-9]{{2}}[- ]?(?:cr|cv|mj|mc|sw|gj)[- ]?[0-9]{{2,6}}(?:-[A-Za-z]{{2,4}}){{0,3}}"
    rf"(?:[ ]?\([A-Z]{{2,4}}\)){{0,2}}{_END}"
    rf"|{_START}[0-9]{{2}}[ ](?:Cr|Civ|Mag|Misc|MJ)\.?[ ](?:No\.[ ])?[0-9]{{2,6}}"
    rf"(?:[ ]?\([A-Z]{{2,4}}\)){{0,2}}{_END}"
)
_YEAR_FIRST: Final = re.compile(
    rf"{_START}(?:19|20)?[0-9]{{2}}[ ](?:CR[ABDFMIST]?|CRI|CRS|CF[AM]?|CF[1-6]|CMD|CV[A-Z]?|CM|CT"
    rf"|TR[CDE]?|MM|JV|GS|MJ|FH|CI)[ ]"
    rf"[0-9]{{2,8}}(?:-[0-9A-Z]{{1,4}})?{_END}"
)
_GLUED: Final = re.compile(
    rf"{_START}(?:(?:19|20)?[0-9]{{2}}|[0-9]{{4}}|[0-9]{{2}}[A-Z]{{2}}-?)(?:ST)?(?:{_KIND})"
    rf"[0-9]{{3,13}}[A-Z]{{0,2}}(?:-[0-9A-Z]{{1,4}}){{0,2}}{_END}"
    rf"|{_START}(?:20)?[0-9]{{2}}[A-FMST][0-9]{{5,8}}[A-Z]{{0,2}}{_END}"
    rf"|{_START}(?:FECR|AGCR|SRCR|OWCR|SMCR|FECI|AGIN|SRIN)[0-9]{{6}}{_END}"
    rf"|{_START}D[0-9]{{3}}20[0-9]{{2}}[A-Z]{{1,3}}[0-9]{{6}}{_END}"
    rf"|{_START}(?:CR|GC|CL|JJ|GT)[0-9]{{8}}(?:-[0-9]{{2}})?{_END}"
    rf"|{_START}20[0-9]{{2}}A[0-9]{{10,13}}{_END}"
)
_KIND_FIRST: Final = re.compile(
    rf"{_START}(?:CR|CF|CV|CM|MJ|DC|CC|CRA|CRF|CRM|MC|SW)[ ]?(?:19|20)?[0-9]{{2}}-[0-9]{{3,8}}"
    rf"(?:-[A-Z0-9]{{1,4}}){{0,3}}{_END}"
)
_NUMERIC: Final = re.compile(
    rf"{_START}[0-9]{{2}}-[1-9]-[0-9]{{5}}-[0-9](?:[ ]?(?:SEA|KNT))?{_END}"
    rf"|{_START}[0-9]{{2}}[A-Z][0-9]{{2}}-[0-9]{{4}}-[A-Z][A-Z0-9]-[0-9]{{6}}{_END}"
    rf"|{_START}(?:20)?[0-9]{{2}}[ -][0-9]{{4,8}}[ -](?:FH|FC|FY|SM|SD|ST|SI|FJ|AR|CZ|CR|CF|CM|OM)"
    rf"(?:-[0-9A-Z]{{1,4}})?{_END}"
    rf"|{_START}[0-9]{{1,4}}-[0-9]{{1,2}}-[0-9]{{2}}[ ][A-Z][a-z]cr{_END}"
    rf"|{_START}F-?[0-9]{{7}}-[A-Z]{_END}|{_START}[NKS][0-9]{{2}}[A-Z]-[0-9]{{2}}-[0-9]{{3}}{_END}"
    rf"|{_START}[KNPW][1-3][-/]20[0-9]{{2}}-[0-9]{{4,5}}[A-Z]?{_END}"
    rf"|{_START}[0-9]{{9}}[ ](?:FS|MO|TN|TC|MS|AP|CA|DA)(?![A-Za-z0-9])"
    rf"|{_START}(?:[1-5]D|SC|1D)[0-9]{{2,4}}-[0-9]{{3,5}}{_END}"
)
_DASHED: Final = re.compile(
    rf"{_START}[A-Za-z0-9]{{1,12}}(?:[-:][A-Za-z0-9]{{1,13}}){{1,6}}(?:/[0-9]{{3}}"
    rf"|\.[0-9]{{2}}|[ ]C[RVI]|[ ][A-Z]{{2}}(?=[,.;)\n]|$))?{_END}"
)
_SHAPES: Final = (_FEDERAL, _FEDERAL_SHORT, _GLUED, _NUMERIC, _YEAR_FIRST, _KIND_FIRST)
_BEGINNING: Final = re.compile(
    rf"{_START}(?=[A-Za-z0-9]{{0,8}}[-: ]?[A-Za-z]{{0,3}}[- ]?[0-9])"
    # Every number of a case holds two digits side by side, and not far from its beginning.
    r"(?=[A-Za-z0-9:/. -]{0,30}?[0-9]{2})[A-Za-z0-9]"
)
_IS_KIND: Final = re.compile(rf"[0-9]{{0,8}}(?:{_KIND}|[A-Z]{{2}}-?CR)(?:[0-9]{{2,8}})?\Z")
_LETTER_KIND: Final = re.compile(r"[A-DFILMST]\Z")
_YEAR: Final = re.compile(r"(?:(?:19[7-9]|20[0-3])[0-9]|[012][0-9])\Z")
_APPELLATE: Final = re.compile(rf"{_START}A-?[0-9]{{2,6}}-[0-9]{{2,5}}(?:-[0-9T]{{1,3}})?{_END}")
_NUMBERED: Final = re.compile(
    r"\bNos?\.[ \n]?(?P<number>(?:[A-Z]{1,3}-?)?[0-9]{2}-[0-9]{3,6}(?:-[A-Z0-9]{1,4})?)"
    r"(?![A-Za-z0-9-])"
)

# What follows the number of a published decision: ", 2024 WL 123", ", slip op.", "(9th Cir. 2024)".
_PUBLISHED: Final = re.compile(
    r"(?:,?[ \n]{1,2}(?:\([A-Z][^()\n]{0,40}\))?)?,?[ \n]{1,2}(?:(?:19|20)[0-9]{2}[ ](?:WL"
    r"|U\.?S\.?[ ](?:App\.?|Dist\.?)?[ ]?LEXIS|BL)\b|slip[ ]op"
    r"|[0-9]{1,4}[ ](?:U\.[ ]?S\.|F\.|S\.[ ]?Ct)|\((?:[^()\n]{0,30}Cir\.|[A-Z]\.?[^()\n]{0,40}"
    r"(?:App|Ct|D\.|Sup)[^()\n]{0,40}|U\.S\.)[ ][^()\n]{0,20}(?:19|20)[0-9]{2}\))"
)


def find_dockets(text: str) -> Iterator[Candidate]:
    """Numbers written as a court writes those of its cases."""
    for beginning in at_numbers(_BEGINNING, text, before=2):
        for pattern in _SHAPES:
            match = pattern.match(text, beginning.start())
            if match is not None:
                yield from _docket(text, match.start(), match.end(), "block")
        dashed = _DASHED.match(text, beginning.start())
        severity = dashed and _severity(re.split("[-:]", dashed[0].upper().replace(" ", "")))
        if dashed and severity:
            yield from _docket(text, dashed.start(), dashed.end(), severity)
        appeal = _APPELLATE.match(text, beginning.start())
        if appeal is not None:
            yield from _docket(text, appeal.start(), appeal.end(), "review")
    for match in at_words(_NUMBERED, text, ("no", "nos")):
        yield from _docket(text, *match.span("number"), "review")


def _severity(parts: list[str]) -> Severity | None:
    digits = sum(character.isdigit() for part in parts for character in part)
    if digits < 5:
        return None
    if any(_IS_KIND.match(part) and not part.isdigit() for part in parts):
        return "block"
    has_letter = any(map(_LETTER_KIND.match, parts))
    if not has_letter or len(parts) < 3 or not any(map(_YEAR.match, parts)):
        return None
    return "block" if digits >= 8 else "review"


def _docket(text: str, start: int, end: int, severity: Severity) -> Iterator[Candidate]:
    if _PUBLISHED.match(text, end) is None:
        reason = "written as a court writes the number of a case"
        yield Candidate(start, end, CASE_NUMBER, severity, (reason,), named=True)
