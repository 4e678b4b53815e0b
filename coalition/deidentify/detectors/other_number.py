"""Numbers that words call an "ID" or a "number" without saying of what.

The fallback: no rule gives their shape, so they are left to the author to look at.
"""

from typing import Final

from coalition.deidentify.detectors.labelled import (
    NUMBER_WORD,
    Label,
    Link,
    by_digits,
    is_something_else,
)
from coalition.deidentify.findings import OTHER_NUMBER, Severity

_LONG: Final = 5
_MIXED: Final = 5
_MIXED_LETTERS: Final = 3
# Digests of files are made so that nothing can be read from them.
_DIGEST: Final = 32


def _judge(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isdigit, number))
    letters = sum(map(str.isupper, number))
    if link == "far" or is_something_else(number) or len(number) >= _DIGEST:
        return None
    is_code = letters >= _MIXED_LETTERS and len(number) > _LONG and digits > 1
    is_mixed = letters and digits >= _MIXED - 1
    return "review" if digits >= _LONG or is_mixed or is_code else None


LABELS: Final = (
    Label(
        OTHER_NUMBER,
        {
            "id": r"",
            "ids": r"",
            "identifier": r"",
            "identifiers": r"",
            "number": r"",
            "numbers": r"",
            "num": r"\.?",
            "no": r"\.",
            "ref": r"\.?",
            "receipt": r"",
            "reference": r"",
            "confirmation": r"",
            "tracking": r"",
            "ticket": r"",
            "order": r"",
            "code": r"",
            "reservation": r"",
            "booking": r"",
            "username": r"",
            "pin": r"",
            "barcode": r"",
            "locker": r"",
            "locator": r"",
            "pnr": r"",
        },
        _judge,
        "the words before it call it a number or an ID",
        sure=False,
    ),
    Label(
        OTHER_NUMBER,
        {
            "gate": r"[ ]code",
            "door": r"[ ]code",
            "lock": r"[ ]code",
            "alarm": r"[ ]code",
            "access": r"[ ]code",
            "entry": r"[ ]code",
            "security": r"[ ]code",
            "passcode": r"",
            "passcodes": r"",
            "pin": r"",
            "squawk": r"",
            "union": r"[ ](?:card|member(?:ship)?)(?:[ ](?:no\b\.?|number|#|id\b))?",
            "member": NUMBER_WORD,
            "membership": rf"(?:{NUMBER_WORD})?",
            "library": r"[ ]card",
            "bus": r"[ ](?:pass|run)",
        },
        by_digits(3, far=4, severity="review"),
        "the words before it call it a code that opens something",
        sure=False,
    ),
)
