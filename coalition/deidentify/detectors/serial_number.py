"""Serial and inventory numbers of devices, cameras and firearms.

Firearms: 27 CFR 478.92 (a serial number, unlike others of the maker). Axon's body cameras and
conducted-energy weapons carry an X and eight letters or digits; others have no common shape.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, by_digits
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import SERIAL_NUMBER

_NO: Final = rf"(?:{NUMBER_WORD})"
_DEVICE: Final = (
    r"(?:[ ](?:camera|device|unit))?[ ](?:id\b|identifier|serial|asset|no\b\.?|number|#)"
)

LABELS: Final = (
    Label(
        SERIAL_NUMBER,
        {
            "serial": rf"(?:ized|s)?{_NO}?",
            "serials": r"",
            "s": r"/n\b\.?|\.n\.",
            "sn": r"",
            "ser": rf"\.?{_NO}",
            "device": rf"(?:[ ](?:id|identifier)|{_NO})",
            "camera": r"[ ](?:id|identifier|asset|serial)",
            "bwc": r"[ ](?:id|identifier|asset|serial|no\b\.?|number|#)",
            "body": _DEVICE,
            "taser": _DEVICE,
            "cew": _DEVICE,
            "asset": r"(?:[ ]tag)?(?:[ ](?:no\b\.?|number|#|id))?",
            "inventory": _NO,
            "equipment": _NO,
            "weapon": _NO,
            "firearm": _NO,
            "imprinted": r"",
            "engraved": r"",
            "udid": r"",
            "android": r"[ ]id",
            "part": r"[ ]serial",
            "lot": _NO,
            "radio": r"[ ]serial",
            "phone": r"[ ]serial",
        },
        by_digits(3, far=4),
        "the words around it call it the serial number of a thing",
    ),
)

_AXON: Final = re.compile(r"(?<![A-Za-z0-9\-])X(?=[0-9]{2})[0-9A-Z]{8}(?![A-Za-z0-9\-])")


def find_serial_numbers(text: str) -> Iterator[Candidate]:
    """Serial numbers of body cameras, which have a shape of their own."""
    for match in at_numbers(_AXON, text):
        reason = "written as the serial number of a body camera is"
        yield Candidate(*match.span(), SERIAL_NUMBER, "block", (reason,), named=False)
