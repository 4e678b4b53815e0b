"""Dates of birth: a date in any usual spelling that words nearby call one."""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import at_digits, at_words
from coalition.deidentify.findings import DATE_OF_BIRTH, Severity

_CUES: Final = (
    "d", "dob", "dobs", "date", "dates", "day", "birth", "birthdate", "birthdates", "birthday",
    "birthdays", "born", "b", "yob", "year",
)  # fmt: skip
_LABEL: Final = (
    r"(?<![A-Za-z])d[.]?[ ]?o[.]?[ ]?b(?:s|[.]|'s)?(?![A-Za-z])|(?<![A-Za-z])d/o/b(?![A-Za-z])"
    r"|\b(?:dates?|day)[ \n]of[ \n]birth\b|\bbirth[ -]?(?:dates?|days?)\b"
)
_NAMED_BEFORE: Final = re.compile(
    rf"(?P<label>{_LABEL})|(?P<verb>\bborn\b|\bbirth\b)|(?P<short>(?<![A-Za-z])b\.)", re.IGNORECASE
)
_NAMED_AFTER: Final = re.compile(
    rf"[^0-9A-Za-z\n]{{0,4}}(?:(?:is|was|as)[ ])?(?:(?:his|her|their|my|the)[ ])?(?:{_LABEL})",
    re.IGNORECASE,
)

_LABELED: Final = re.compile(_LABEL, re.IGNORECASE)

_REACH: Final = 70
# More columns than any table that a person reads.
_COLUMNS: Final = 40
_DIVIDER: Final = r"(?:[ \n]{0,2}[-./,][ \n]{0,2}|[ \n]{1,2})"
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_RUN_MONTH: Final = _MONTH.replace(r"\b\.?", "")
_DAY: Final = r"(?:the[ ])?(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_MONTH_NUMBER: Final = r"(?:0?[1-9]|1[0-2])"
_DAY_NUMBER: Final = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR: Final = r"(?:(?:19|20)[0-9]{2}|'?[0-9]{2})(?![0-9])"
_FULL_YEAR: Final = r"(?:19|20)[0-9]{2}"
_FULL: Final = (
    rf"{_FULL_YEAR}{_DIVIDER}{_MONTH_NUMBER}{_DIVIDER}{_DAY_NUMBER}(?![0-9])",
    rf"{_DAY_NUMBER}{_DIVIDER}{_DAY_NUMBER}{_DIVIDER}{_YEAR}",
    rf"{_DAY}[ \n.-]{{0,2}}(?:day[ ])?(?:of[ \n])?{_MONTH}(?:{_DIVIDER})?(?:of[ ])?{_YEAR}",
    rf"{_DAY}{_RUN_MONTH}{_YEAR}",
    rf"{_MONTH}(?:{_DIVIDER})?{_DAY}(?:{_DIVIDER})(?:of[ ]|in[ ])?{_YEAR}",
    rf"{_FULL_YEAR}{_DIVIDER}{_MONTH}{_DIVIDER}{_DAY}(?![0-9])",
    rf"{_FULL_YEAR}{_MONTH_NUMBER}{_DAY_NUMBER}(?![0-9])",
    r"[0-3][0-9][0-3][0-9](?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])",
)
_PARTIAL: Final = (
    rf"{_MONTH}(?:{_DIVIDER})?(?:of[ ])?{_FULL_YEAR}(?![0-9])",
    rf"{_MONTH}(?:{_DIVIDER})?{_DAY}(?![0-9])",
    rf"{_DAY}[ ](?:of[ ])?{_MONTH}",
    rf"{_DAY_NUMBER}/{_DAY_NUMBER}(?![0-9/])",
    rf"{_MONTH_NUMBER}/(?:(?:19|20)[0-9]{{2}}|[3-9][0-9])(?![0-9/])",
)
_ORDINAL: Final = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    r"|twentieth|thirtieth)"
)
_TENS: Final = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_TEENS: Final = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen)"
)
_YEAR_IN_WORDS: Final = (
    rf"(?:nineteen[- ](?:hundred[- ](?:and[ ])?)?|two[ -]thousand(?:[- ]and)?[- ]?|twenty[- ])"
    rf"(?:oh[- ])?(?:{_TENS}(?:[- ]{_TEENS})?|{_TEENS})?"
)
IN_WORDS: Final = (
    rf"(?:the[ ])?{_ORDINAL}[ ](?:day[ ])?(?:of[ ])?{_MONTH},?[ ](?:in[ ])?(?:{_YEAR_IN_WORDS}"
    rf"|{_FULL_YEAR})",
    rf"{_MONTH}[ ](?:the[ ])?{_ORDINAL},?[ ](?:of[ ]|in[ ])?(?:{_YEAR_IN_WORDS}|{_FULL_YEAR})",
)
_ANY_FULL: Final = "|".join((*_FULL, *IN_WORDS))
_DATE: Final = re.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=dob)(?=[0-9]))(?:(?P<full>{_ANY_FULL})|(?P<partial>{'|'.join(_PARTIAL)}))",
    re.IGNORECASE,
)
# A time of day between the word and the date does not part them; the end of a sentence does.
_TIME_OF_DAY: Final = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2})?[ ]?(?:[ap]\.?m\b\.?|hours)", re.IGNORECASE
)
# "W/F", "BRN/BRN" and the like describe a person; the date among them is the date of birth.
_DESCRIBED: Final = re.compile(
    r"(?<![A-Za-z/])(?:[WBHAIUOP]/[MF]|[MF][WBHAIUOP]A?|[WBHAIUOP][MF]A?"
    r"|(?:BRO|BRN|BLK|BLU|GRN|HAZ|BLN|GRY|RED)/(?:BRO|BRN|BLK|BLU|GRN|HAZ|BLN|GRY))[ ,/|;-]{1,4}$"
)
_SENTENCE_END: Final = re.compile(r"(?<!\b[A-Z][a-z])(?<!\b[A-Z])[.;!?][ \n]+[A-Z]|\n[ ]{0,3}\n")


_BIRTH_YEAR: Final = re.compile(
    r"(?:\byob|\byear[ ]of[ ]birth|\bbirth[ ]year|\bborn(?:[ ]in)?)[ :]{1,3}(?:is[ ]|was[ ])?"
    r"(?:the[ ]year[ ])?(?P<year>(?:19|20)[0-9]{2})(?![0-9-])",
    re.IGNORECASE,
)
_NUMERIC_DATE: Final = re.compile(
    rf"(?<![0-9A-Za-z])(?P<full>{_DAY_NUMBER}[-/.]{_DAY_NUMBER}[-/.]"
    r"(?:(?:19|20)[0-9]{2}|[0-9]{2}))(?![0-9])"
)


def find_birth_dates(text: str) -> Iterator[Candidate]:
    """Dates that follow or precede a word for date of birth, and columns of them in tables."""
    for cue in at_words(_NAMED_BEFORE, text, _CUES):
        date = _DATE.search(text, cue.end(), cue.end() + _REACH)
        if date is not None and _belongs(cue, text[cue.end() : date.start()]):
            yield _candidate(date)
        if cue["label"]:
            yield from _dates_before(text, cue)
    for date in at_digits(_NUMERIC_DATE, text):
        if _DESCRIBED.search(text, max(0, date.start() - 14), date.start()):
            yield _candidate(date)
    for year in at_words(_BIRTH_YEAR, text, _CUES):
        reason = "a year that the words before it call a year of birth"
        yield Candidate(*year.span("year"), DATE_OF_BIRTH, "review", (reason,), named=True)
    if "|" in text:
        yield from _dates_in_columns(text)


def _belongs(cue: re.Match[str], between: str) -> bool:
    if cue["short"]:
        return between.strip() == ""
    between = _TIME_OF_DAY.sub("", between)
    if re.search(r"[0-9]", between):
        return False
    return bool(cue["label"]) or _SENTENCE_END.search(between) is None


def _dates_before(text: str, cue: re.Match[str]) -> Iterator[Candidate]:
    first = max(0, cue.start() - _REACH // 2)
    for date in _DATE.finditer(text, first, cue.start()):
        named = _NAMED_AFTER.match(text, date.end())
        if named is not None and named.end() >= cue.end():
            yield _candidate(date)


def _dates_in_columns(text: str) -> Iterator[Candidate]:
    """The dates below a word for date of birth in the head of a Markdown table."""
    columns: list[int] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        cells = line.split("|")[:_COLUMNS] if "|" in line else []
        if not cells:
            columns = []
        elif not columns:
            columns = [column for column, cell in enumerate(cells) if _LABELED.search(cell)]
        else:
            yield from _dates_in_row(text, line_start, cells, columns)
        line_start += len(line)


def _dates_in_row(
    text: str, start: int, cells: list[str], columns: list[int]
) -> Iterator[Candidate]:
    ends = list(accumulate(len(cell) + 1 for cell in cells))
    for column in columns:
        if column < len(cells):
            cell_end = start + ends[column] - 1
            date = _DATE.search(text, cell_end - len(cells[column]), cell_end)
            if date is not None:
                yield _candidate(date)


def _candidate(date: re.Match[str]) -> Candidate:
    is_full = date["full"] is not None
    severity: Severity = "block" if is_full else "review"
    reason = "a date that the words around it call a date of birth"
    if not is_full:
        reason = "a part of a date that the words around it call a date of birth"
    return Candidate(*date.span(), DATE_OF_BIRTH, severity, (reason,), named=True)
