"""Amounts of foreign money and counted or measured things that may single somebody out."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.landmarks import at_digits, at_words, at_words_or_digits

_NUMBER: Final = (
    r"[0-9]{1,3}(?:[,. ][0-9]{3}){0,5}(?:[.,][0-9]{1,2})?|[0-9]{1,12}(?:[.,][0-9]{1,2})?"
)
_CODE: Final = (
    r"(?:EUR|DEM|DM|ATS|TRL|TRY|YTL|PLN|GBP|CHF|FRF|ITL|SEK|NOK|DKK|CYP|RUB|UAH|HUF|CZK|SKK|RON|BGN"
    r"|HRK|MXN|CAD|JPY|CNY|INR|USD|€|£|¥)"
)
_CURRENCY: Final = (
    r"(?:new[ ])?(?:euros?|pounds[ ]sterling|francs?|liras?|zlotys?|schillings?"
    r"|kron(?:or|er)"
    r"|roubles?|rubles?|forints?|pesos?|rupees?|yen|deutsch(?:e)?[ ]marks?"
    r"|(?:turkish|polish|austrian|german|swiss|french|italian|swedish|norwegian|cypriot|danish|new)"
    r"[ ](?:new[ ])?(?:liras?|zlotys?|schillings?|marks?|francs?|kron(?:or|er)|pounds))"
)
_SIGNED: Final = re.compile(rf"[€£¥][ ]?(?:{_NUMBER})(?![0-9])")
_CODED: Final = re.compile(rf"{_CODE}[ ]?(?:{_NUMBER})(?![0-9])")
_CODES: Final = tuple(re.findall("[a-z]+", _CODE.lower()))
_PATTERNS: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"(?<![0-9.,])(?:{_NUMBER})[ ]?(?:million[ ])?{_CODE}\b(?:[ ]\([a-z]{{4,12}}\))?", 0),
        (
            rf"(?<![0-9.,])(?:{_NUMBER})[ ]?(?:million[ ])?{_CURRENCY}\b(?:[ ]\([A-Z]{{2,3}}\))?"
            rf"(?:[ ]\[[^\]\n]{{1,40}}\])?",
            re.IGNORECASE,
        ),
        (r"(?<![0-9.,])[0-9]{1,3}(?:[.,][0-9]{1,2})?[ ]?(?:%|per[ ]?cent)", 0),
        (
            r"(?<![0-9.,])[0-9]{1,6}(?:[.,][0-9]{1,3})?[ ]?(?:km/h|km|metres|square[ ]metres|m2"
            r"|sq\.?[ ]?m|hectares|kilograms?|kg|litres|tonnes)\b",
            0,
        ),
    )
)
_NUMBER_WORDS: Final = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_COUNTED: Final = re.compile(
    r"\b(?:[2-9]|[1-9][0-9]{1,3}|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)(?:-[a-z]{3,5})?))[ ](?:other[ ])?(?:persons|people|hearings|plots|children"
    r"|sons|daughters|brothers|sisters|siblings|victims|applicants|landowners|owners|occasions|decisions"
    r"|shops|envelopes|employees|companies|villages|houses|shares)(?:[ ]of[ ]land)?\b",
    re.IGNORECASE,
)


def find_counts(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each number of people or things that belong to somebody."""
    for match in at_words_or_digits(_COUNTED, text, _NUMBER_WORDS):
        yield match.span()


def find_quantities(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each; sums in dollars and feet are what papers here are full of."""
    for match in _SIGNED.finditer(text):
        yield match.span()
    for match in at_words(_CODED, text, _CODES):
        yield match.span()
    for pattern in _PATTERNS:
        for match in at_digits(pattern, text):
            yield match.span()
