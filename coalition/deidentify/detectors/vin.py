"""Vehicle identification numbers.

Shape: 49 CFR 565.13 and ISO 3779, 17 characters without I, O and Q. Check digit: 49 CFR 565.15(c),
the ninth character, a weighted sum of the others modulo 11.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import Label, Link
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import VIN, Severity

_VALUES: Final = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        map(int, "123456781234579234567890123456789"),
        strict=True,
    )
)
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LENGTH: Final = 17

_SEVENTEEN: Final = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])")
_NAMED: Final = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]{0,12}[ -]?[A-Za-z]{0,4}[0-9])"
    r"(?:[A-Z0-9*]{4,17}(?:[ -][A-Z0-9*]{1,11}){0,4}|[A-Za-z0-9*]{11,18})(?![A-Za-z0-9])"
)


def has_check_digit(number: str) -> bool:
    """Whether the ninth character is the one that the others ask for.

    >>> has_check_digit("1M8GDM9AXKP042788")
    True
    """
    total = sum(
        _VALUES.get(character, 0) * weight
        for character, weight in zip(number.upper(), _WEIGHTS, strict=True)
    )
    return number[8].upper() == "0123456789X"[total % 11]


def _judge(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isdigit, number))
    bare = number.replace(" ", "").replace("-", "")
    if link == "near":
        return "block" if digits >= 4 else None
    return "block" if len(bare) >= 6 and digits >= 4 and bare != bare.lower() else None


LABELS: Final = (
    Label(
        VIN,
        {
            "vin": r"",
            "vins": r"",
            "vehicle": r"[ \n]identification(?:[ \n](?:no\b\.?|number|#))?",
            "chassis": r"[ ](?:no\b\.?|number|#)",
        },
        _judge,
        "the words around it call it a vehicle identification number",
        _NAMED,
    ),
)


def find_vins(text: str) -> Iterator[Candidate]:
    """Words of 17 characters whose check digit is right, and mixed ones whose digit is wrong."""
    for match in at_numbers(_SEVENTEEN, text):
        digits = sum(map(str.isdigit, match[0]))
        if digits < 5 or digits == _LENGTH:
            continue
        checked = has_check_digit(match[0])
        reason = "17 characters as in a vehicle identification number"
        if checked or match[0] == match[0].upper():
            severity: Severity = "block" if checked else "review"
            yield Candidate(*match.span(), VIN, severity, (reason,), named=True)
