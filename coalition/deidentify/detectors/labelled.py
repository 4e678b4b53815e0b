"""Numbers that the words around them name: "badge no. 4471", "4471 (badge)", "| Badge |" above it.

Each kind of number hands in the words that name it and how its numbers look. A name is tried only
where a word stands that can begin one, and every look around it is bounded, so the time grows with
the length of a text and with nothing else.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.landmarks import landmarks
from coalition.deidentify.findings import Severity

Link = Literal["near", "far"]
"""Whether only "no.", "is", "#" and the like stand between the name and the number, or more."""

Judge = Callable[[str, Link], Severity | None]
"""What a number is worth that stands near or far from its name; nothing if it is none."""

_REACH: Final = 80
_BEHIND: Final = 48
# More than any list or table that a person reads.
_LISTED: Final = 40
_COLUMNS: Final = 40

_BETWEEN: Final = r"(?:\.{3})?[ \t\n:#=|\"'“”‘’()\[\]<>*_`,/|–—\-]{0,6}"
_LINK_WORDS: Final = (
    r"n[o0]s?|num|numbers?|ids?|i\.d|is|was|are|were|being|as|reads?|reading|shown|given|recorded"
    r"|listed|logged|entered|assigned|issued|marked|stamped|known|bearing|ending|ends|starting"
    r"|starts|beginning|begins|in|with|last|first|four|five|six|eight|digits|the|his|her|their|its"
    r"|to|under|on|file|filed|record|card|code|came|back|up|who|wore|that|says|said|partial|full"
    r"|only|same|new|old|off|out|and|of"
)
_LINK: Final = re.compile(rf"(?:{_BETWEEN}(?:{_LINK_WORDS})\b\.?){{0,7}}{_BETWEEN}", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?<!\b[Nn]o)(?<!\b[Nn]os)[.;!?][\s\"”)]|\n[ \t]{0,9}\n|\|")
# The number that follows one of these is not the one that was named before.
_NOT_ITS: Final = re.compile(
    r"(?:\b(?:at|on|by|after|before|since|until|till|for|within|about|around|approximately|over"
    r"|than"
    r"|nearly|almost|another|all|these|those|some|p|pp|pages?|paras?|paragraphs?|lines?|sections?"
    r"|secs?|exhibits?|ex|exs|counts?|chapter|vol(?:ume)?|tab|appendix|tr|transcript|dkt|ecf"
    r"|rules?|art"
    r"|articles?|bates|form|policy|directive|order|memo|bill|clips?|frames?|channel|code|dated|part"
    r"|model|figures?|steps?|tables?|days?|hours?|age|aged|route|highway|interstate|room|level|tier"
    r"|between|from|of|through)\b|[§¶$])[ .\n]{0,3}$",
    re.IGNORECASE,
)
# So is one after a number of something else, but not after a year.
_OTHER_NUMBER: Final = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]")
_OTHER_NAME: Final = re.compile(
    r"\b(?:dob|d[./]o[./]b|ssn|itin|social|born|birth|birthday|phone|tel|cell|fax)\b", re.IGNORECASE
)
# What is counted, measured or told by the clock is not a number of something.
_COUNTED: Final = re.compile(
    r"[ -]{0,2}(?:mm|cm|m|km|kg|g|lbs?|pounds?|oz|feet|foot|ft|inch(?:es)?|yards?|yds?|miles?"
    r"|meters?"
    r"|mph|rounds?|rds?|shots?|times?|percent|people|persons?|officers?|agents?|deputies|days?"
    r"|weeks?"
    r"|months?|years?|hours?|hrs?|minutes?|mins?|seconds?|secs?|frames?|fps|pages?|words?|votes?"
    r"|dollars?|cents?|degrees?|caliber|gauge|gb|mb|kb|megabytes?|gigabytes?|pixels?|hz|volts?"
    r"|o'clock"
    r"|residents|witnesses|victims|cases|complaints|incidents|reports|records|photos?|photographs"
    r"|images|clips|videos|calls|others?|members|employees|arrests|stops|vehicles|cars|of[ ]them"
    r"|a\.?m|p\.?m|million|billion|thousand|hundred)\b"
    r"|(?:st|nd|rd|th)\b|%|:[0-9]{2}|,[0-9]{3}",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?:[-/](?:19|20)?[0-9]{2})?\Z")
_DATE: Final = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])"
    r"|[0-9]{1,2}[- /]?(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[- /]?(?:19|20)?[0-9]{2}"
    r"|(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])[-/.](?:19|20)?[0-9]{2})\Z"
)
_CLOCK: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}){0,2}\Z")
_DECIMAL: Final = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\Z")
_FORM: Final = re.compile(
    r"(?:(?:I|N|G|EOIR|AR|CBP|ICE)-[0-9]{1,3}[A-Z]?|(?:DD|DS|FD|OF|SF|DA|AO|USM)-[0-9]{2,4}[A-Z]?"
    r"|W-[0-9]"
    r"|[BEFHJLORTU]-[1-9][AB]?)\Z"
)

_BESIDE: Final = re.compile(r"[ ]{0,2}#?[ ]?")
_BACK_LINK: Final = re.compile(
    r"[ \t\n,(\"'”’–—:\-)]{0,4}(?:(?:is|was|being|as|for|by|on|from|off)[ ])?"
    r"(?:(?:his|her|their|the|an?|my|your|its|agent's|officer's|vehicle's|car's|same)[ ]){0,2}"
    r"(?:[A-Za-z]{3,12}[ ])?[(\"]?"
)
_NEXT_IN_LIST: Final = re.compile(
    r"[ ]{0,2}(?:,[ ]?(?:and|or)|,|/|;|&|and|or|to|through)[ \n]{1,2}(?:#|[Nn]os?\.?[ ]?)?"
)

NUMBER_WORD: Final = r"[ \n]{0,2}(?:(?:n[o0]s?|num|numbers?|ids?)\b\.?|i\.d\.?|#)"
"""What makes a name of a word that alone names no number: "star no.", "agent #"."""

IDENTIFIER: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?=[A-Za-z]{0,12}[-/.#]?[A-Za-z]{0,6}[-/.]?[0-9])"
    r"[A-Za-z0-9]{1,24}(?:[-/.:#*·][A-Za-z0-9]{1,20}){0,7}(?![A-Za-z0-9])"
)
"""A word with digits in it, with dashes and the like between its parts."""


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of number, the words that name it, and how it may look.

    `names` maps the first word of each name, in lower case, to a pattern of what follows it.
    """

    type: str
    names: Mapping[str, str]
    judge: Judge
    reason: str
    value: re.Pattern[str] = IDENTIFIER
    sure: bool = True
    """Whether the name alone tells that the number is no citation."""
    with_name: bool = False
    """Whether the name belongs to what is found, right before its number: "Unit 312"."""


@dataclass(frozen=True, slots=True)
class LabelledNumbers:
    """The detector for some labels."""

    begun_by: Mapping[str, Sequence[tuple[re.Pattern[str], Label]]]

    @classmethod
    def of(cls, labels: Sequence[Label]) -> "LabelledNumbers":
        """The detector for these labels."""
        begun_by: dict[str, list[tuple[re.Pattern[str], Label]]] = {}
        for label in labels:
            for word, rest in label.names.items():
                pattern = re.compile(rf"[A-Za-z]{{1,20}}(?![A-Za-z])(?:{rest})", re.IGNORECASE)
                begun_by.setdefault(word, []).append((pattern, label))
        return cls(begun_by)

    def __call__(self, text: str) -> Iterator[Candidate]:
        """Numbers after, before and below the words that name them."""
        heads: dict[int, Label] = {}
        for name, label in self._names(text):
            after = list(_after(text, name, label))
            yield from after or _before(text, name.start(), label)
            heads.setdefault(name.start(), label)
        if "|" in text and heads:
            yield from _in_columns(text, heads)

    def _names(self, text: str) -> Iterator[tuple[re.Match[str], Label]]:
        named_until = 0
        for start, word in self._beginnings(text):
            # A word inside of a name begins no other: "vehicle identification number".
            if start < named_until:
                continue
            for pattern, label in self.begun_by[word]:
                name = pattern.match(text, start)
                if name is not None:
                    named_until = max(named_until, name.end())
                    yield name, label

    def _beginnings(self, text: str) -> list[tuple[int, str]]:
        where = landmarks(text).words
        words = self.begun_by.keys() & where.keys()
        return sorted((start, word) for word in words for start in where[word])


def by_digits(near: int, far: int = 5, severity: Severity = "block") -> Judge:
    """Takes numbers with so many digits; far from their name, they need letters or more digits."""

    def judge(number: str, link: Link) -> Severity | None:
        digits = sum(map(str.isdigit, number))
        if is_something_else(number):
            return None
        if link == "near":
            return severity if digits >= near else None
        has_letters = any(map(str.isupper, number)) and digits >= 3
        return severity if digits >= far or has_letters else None

    return judge


def is_something_else(number: str) -> bool:
    """Whether it is a year, a date, a time, a decimal fraction or a form's number."""
    return any(shape.match(number) for shape in (_YEAR, _DATE, _CLOCK, _DECIMAL, _FORM))


def is_counted(text: str, end: int) -> bool:
    """Whether a unit, a counted thing or the rest of a time follows the number that ends here."""
    return _COUNTED.match(text, end) is not None


def _after(text: str, name: re.Match[str], label: Label) -> Iterator[Candidate]:
    position = end = name.end()
    for _ in range(4):
        found = label.value.search(text, position, min(len(text), end + _REACH))
        # What is searched may cut a number at its end, so it is read again from its start.
        number = found and label.value.match(text, found.start())
        link = number and _link(text[end : number.start()])
        if not number or not link:
            return
        severity = None if is_counted(text, number.end()) else label.judge(number[0], link)
        if severity:
            candidate = _candidate(label, number, severity, link)
            if label.with_name and _BESIDE.fullmatch(text, end, number.start()):
                candidate = replace(candidate, start=name.start())
            yield candidate
            yield from _listed(text, number, label)
            return
        position = number.end()


def _link(between: str) -> Link | None:
    if _LINK.fullmatch(between):
        return None if re.search(r"\n[ \t]{0,9}\n", between) else "near"
    if any(stop.search(between) for stop in (_SENTENCE_END, _NOT_ITS, _OTHER_NUMBER, _OTHER_NAME)):
        return None
    return "far"


def _listed(text: str, first: re.Match[str], label: Label) -> Iterator[Candidate]:
    """More numbers of about the same length after one: "badges 4471, 4472 and 4480"."""
    end = first.end()
    for _ in range(_LISTED):
        gap = _NEXT_IN_LIST.match(text, end)
        number = gap and label.value.match(text, gap.end())
        severity = number and not is_counted(text, number.end()) and label.judge(number[0], "near")
        if not number or not severity or abs(len(number[0]) - len(first[0])) > 1:
            return
        yield _candidate(label, number, severity, "near")
        end = number.end()


def _before(text: str, start: int, label: Label) -> Iterator[Candidate]:
    first = max(0, start - _BEHIND)
    if not any(map(str.isdigit, text[first:start])):
        return
    last: re.Match[str] | None = None
    for number in label.value.finditer(text, first, start):
        last = number
    if last is not None and _BACK_LINK.fullmatch(text, last.end(), start):
        severity = label.judge(last[0], "far")
        if severity:
            yield _candidate(label, last, severity, "far")


def _in_columns(text: str, heads: Mapping[int, Label]) -> Iterator[Candidate]:
    """The numbers below a name in the head of a Markdown table."""
    columns: dict[int, Label] = {}
    in_table = False
    start = 0
    for line in text.splitlines(keepends=True):
        cells = _cells(line, start) if "|" in line else []
        if not cells:
            columns, in_table = {}, False
        elif not in_table:
            in_table = True
            columns = {
                column: label
                for column, (first, last) in enumerate(cells)
                for label in [_label_in(heads, first, last)]
                if label is not None
            }
        elif columns:
            yield from _in_row(text, cells, columns)
        start += len(line)


def _cells(line: str, start: int) -> list[tuple[int, int]]:
    cells = []
    for cell in line.split("|")[:_COLUMNS]:
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _label_in(heads: Mapping[int, Label], first: int, last: int) -> Label | None:
    # The head of a column is short: a longer cell is a sentence.
    return next((heads[at] for at in range(first, min(last, first + 40)) if at in heads), None)


def _in_row(
    text: str, cells: Sequence[tuple[int, int]], columns: Mapping[int, Label]
) -> Iterator[Candidate]:
    for column, label in columns.items():
        if column < len(cells):
            number = label.value.search(text, *cells[column])
            severity = number and label.judge(number[0], "near")
            if number and severity and not is_counted(text, number.end()):
                yield _candidate(label, number, severity, "near")


def _candidate(label: Label, number: re.Match[str], severity: Severity, link: Link) -> Candidate:
    return Candidate(
        *number.span(), label.type, severity, (label.reason,), link == "near" and label.sure
    )
