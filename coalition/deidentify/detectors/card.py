"""Payment card numbers, whole, masked or by their last digits.

Length and check digit: ISO/IEC 7812-1, 13 to 19 digits whose Luhn sum is divisible by ten; which
first digits are cards: the issuers' ranges (2-6).
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import Label, by_digits
from coalition.deidentify.detectors.landmarks import at_digits
from coalition.deidentify.findings import CARD, Severity

_DIGITS: Final = re.compile(
    r"(?<![0-9A-Za-z.\-])(?:[2-6][0-9]{3}(?P<gap>[ -]?)[0-9]{4}[ -]?[0-9]{4}[ -]?"
    r"(?:[0-9]{7}|[0-9]{4}|[0-9])|3[47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5})"
    r"(?![0-9A-Za-z]|-[0-9])"
)
_MASKED: Final = re.compile(
    r"[Xx*•#](?<![A-Za-z0-9].)[Xx*•#]{3}[ -]?(?:[Xx*•#]{4}[ -]?){1,2}[Xx*•#]{0,4}[ -]?[0-9]{4}"
    r"(?![0-9])"
)
_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:[Xx*][0-9]{4}|[0-9Xx*]{4})(?:[ \-]?[0-9Xx*]{2,6}){0,4}(?![A-Za-z0-9])"
)
_KINDS: Final = r"[ ]card(?:[ ](?:no\b\.?|number|#|account|ending))?"


def passes_luhn(digits: str) -> bool:
    """Whether the check digit at the end is right.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    total = 0
    for position, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


LABELS: Final = (
    Label(
        CARD,
        {
            "card": r"[ ](?:no\b\.?|number|#|ending)",
            "credit": _KINDS,
            "debit": _KINDS,
            "gift": _KINDS,
            "prepaid": _KINDS,
            "bank": _KINDS,
            "ebt": r"(?:[ ]card)?(?:[ ](?:no\b\.?|number|#))?",
            "visa": r"(?=[ ](?:card|ending|[0-9]{4}))(?:[ ]card)?",
            "mastercard": r"",
            "amex": r"",
            "discover": r"[ ]card",
        },
        by_digits(4, far=12),
        "the words before it call it a payment card",
        _VALUE,
    ),
)


def find_cards(text: str) -> Iterator[Candidate]:
    """Numbers with a card's length and check digit, and masked ones."""
    for match in at_digits(_DIGITS, text):
        digits = re.sub(r"[^0-9]", "", match[0])
        if passes_luhn(digits):
            severity: Severity = "block"
        elif len(digits) == 16 and match["gap"]:
            severity = "review"
        else:
            continue
        reason = "digits as on a payment card"
        yield Candidate(*match.span(), CARD, severity, (reason,), named=True)
    for match in _MASKED.finditer(text):
        reason = "the last digits of a masked card"
        yield Candidate(*match.span(), CARD, "review", (reason,), named=True)
