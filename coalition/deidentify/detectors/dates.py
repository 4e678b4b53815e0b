"""Dates, times and spans of time, in any usual spelling."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.birth_date import IN_WORDS
from coalition.deidentify.detectors.landmarks import at_words_or_digits

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?)"
_DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:1[6-9]|20)[0-9]{2}(?![0-9])"
_GAP: Final = r"[ \t]{0,2}\n?[ \t]{0,2}"
_NUMBER_WORD: Final = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|several"
    r"|[0-9]{1,4})"
)

# Each kind by itself, the more exact first: what an exact one covers no later one takes again.
_KINDS: Final = (
    (
        "day",
        rf"\b(?:{_WEEKDAY},?{_GAP})?(?:the[ ])?{_DAY}(?:{_GAP}(?:,|of|and|to|-){_GAP}{_DAY})?"
        rf"{_GAP}(?:of[ ])?{_MONTH}(?:,?{_GAP}(?:of[ ])?{_YEAR}|{_GAP}'[0-9]{{2}})?",
    ),
    (
        "day",
        rf"\b(?:{_WEEKDAY},?{_GAP})?{_MONTH}{_GAP}{_DAY}(?![0-9:])"
        rf"(?:{_GAP}(?:,|and|to|-){_GAP}{_DAY}(?![0-9:]))?(?:,?{_GAP}{_YEAR}|,?{_GAP}'[0-9]{{2}})?",
    ),
    *(("day", rf"\b{written}") for written in IN_WORDS),
    ("day", rf"\b{_WEEKDAY},?[ ](?:the[ ])?(?:[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)\b"),
    (
        "digits",
        rf"\b{_YEAR}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
        r"(?:T[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    ),
    (
        "digits",
        r"(?<![0-9A-Za-z])(?:0?[1-9]|[12][0-9]|3[01])-?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?"
        r"|oct|nov|dec)-?(?:20[0-9]{2}|[0-9]{2})(?![0-9A-Za-z])",
    ),
    (
        "digits",
        rf"\b{_WEEKDAY},?[ ](?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12][0-9]|3[01])(?![0-9/-])",
    ),
    (
        "digits",
        r"(?<![0-9A-Za-z/.-])(?:0?[1-9]|[12][0-9]|3[01])(?P<sep>[-/.])(?:0?[1-9]|[12][0-9]|3[01])(?P=sep)"
        r"(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9A-Za-z/-])",
    ),
    (
        "digits",
        r"(?:(?<=on )|(?<=On )|(?<=dated )|(?<=of )|(?<=since )|(?<=until ))"
        r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])(?![0-9/])",
    ),
    ("month", rf"\b{_MONTH}(?:{_GAP}(?:,|and|to|-){_GAP}{_MONTH})?,?{_GAP}(?:of[ ])?{_YEAR}"),
    ("season", rf"\b(?:spring|summer|autumn|fall|winter)[ ](?:of[ ])?{_YEAR}"),
    (
        "month",
        r"(?:(?<=in )|(?<=In )|(?<=since )|(?<=until )|(?<=last )|(?<=early )|(?<=late ))"
        r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    ),
    ("years", rf"\b{_YEAR}{_GAP}[-/]{_GAP}(?:{_YEAR}|[0-9]{{2}}(?![0-9]))"),
    ("decade", r"\b(?:(?:early|mid|late)[- ])?(?:the[ ])?(?:1[89]|20)[0-9]0s\b"),
    ("year", rf"(?<![0-9A-Za-z/.,$§:-]){_YEAR}(?![0-9A-Za-z/:-]|[.,][0-9])"),
    (
        "time",
        r"(?<![0-9:])(?:0?[0-9]|1[0-9]|2[0-3])(?:[:.][0-5][0-9])?[ ]?"
        r"(?:[ap]\.?[ ]?m\b\.?|o['’]clock|hours\b)",
    ),
    (
        "span",
        rf"\b{_NUMBER_WORD}(?:(?:[ ]and[ ]a[ ]half)|[- ]{_NUMBER_WORD})?[- ]"
        r"(?:consecutive[ ]|calendar[ ]|working[ ])?"
        r"(?:minutes?|hours?|days?|weeks?|months?|years?|decades?)['’]?"
        r"(?![A-Za-z]|[- ]old|[ ]of[ ]age)"
        rf"(?:,?(?:[ ]and)?[ ]{_NUMBER_WORD}[- ](?:minutes?|hours?|days?|weeks?|months?))?",
    ),
)
_PATTERNS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
# The words that a date can begin with, where it does not begin with a digit.
_BEGINNINGS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec",
    "mon", "monday", "tue", "tues", "tuesday", "wed", "wednesday", "thu", "thurs",
    "thursday", "fri", "friday", "sat", "saturday", "sun", "sunday",
    "the", "early", "mid", "late", "spring", "summer", "autumn", "fall", "winter",
    "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "several",
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "thirtieth",
)  # fmt: skip


def find_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each: day, digits, month, season, years, decade, year, time, span."""
    taken: set[int] = set()
    for kind, pattern in _PATTERNS:
        for match in at_words_or_digits(pattern, text, _BEGINNINGS):
            if match.start() not in taken and match.end() - 1 not in taken:
                taken.update(range(*match.span()))
                yield match.start(), match.end(), kind
