"""Passports, visas, receipts and other numbers of immigration files but the A-number.

Receipt: USCIS, "Receipt Number" (three letters of the office and ten digits). SEVIS identifier: ICE
(N and ten digits). I-94: CBP, "I-94 number" (eleven characters: digits, with a letter tenth since
2019). DS-160: Department of State (AA and eight letters and digits). Passports: ICAO Doc 9303 (up
to nine letters and digits). CURP: Diario Oficial de la Federación, 18 June 2018 (18 characters).
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, by_digits
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import PASSPORT

_SHAPED: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<receipt>(?i:IOE|LIN|MSC|EAC|WAC|SRC|NBC|YSC|TSC|VSC|CSC|NSC|PSC|MCT"
    r"|RCM)"
    r"[- ]?(?:[0-9]{10}|[0-9]{2}[- ][0-9]{3}[- ][0-9]{5}))|(?P<sevis>(?<!-)N[- ]?00[0-9]{8})"
    r"|(?P<admission>[0-9]{9}[A-HJ-NP-Z][0-9])|(?P<application>AA00[A-Z0-9]{6})"
    r"|(?P<curp>[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]))(?![0-9A-Za-z])"
)
_REASONS: Final = {
    "receipt": "written as a USCIS receipt number is",
    "sevis": "written as a SEVIS number is",
    "admission": "written as the number of an I-94 is",
    "application": "written as the number of a visa application is",
    "curp": "written as a Mexican CURP is",
}
_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?=[A-Za-z]{0,4}[- ]?[A-Za-z]{0,3}[0-9])"
    r"(?:[A-Z]{1,3}[ ])?[A-Za-z0-9]{2,14}(?:[ -][0-9]{2,8}){0,3}(?![A-Za-z0-9])"
)
_NO: Final = rf"(?:{NUMBER_WORD})"

LABELS: Final = (
    Label(
        PASSPORT,
        {
            "passport": r"(?:[ ]card)?",
            "passports": r"",
            "ppt": _NO,
            "visa": r"(?:[ ](?:foil|control|stamp|page|no\b\.?|number|#|application)){1,2}",
            "receipt": rf"(?:{_NO})",
            "i": r"-94[A-Z]?(?:[ ](?:admission|record|arrival))?",
            "admission": rf"{_NO}",
            "sevis": r"",
            "uscis": r"[ ](?:receipt|online|account)",
            "matricula": r"(?:[ ]consular)?",
            "consular": r"[ ](?:id|card|case|identification)",
            "curp": r"",
            "naturalization": r"[ ](?:certificate|cert\.?)",
            "citizenship": r"[ ]certificate",
            "certificate": r"[ ]of[ ](?:naturalization|citizenship)",
            "ead": r"",
            "laissez": r"-passer",
            "travel": r"[ ]document",
            "green": r"[ ]card[ ](?:no\b\.?|number|#)",
            "permanent": r"[ ]resident[ ]card",
            "ds": r"-(?:160|2019|260)(?:[ ](?:confirmation|barcode|application))?",
            "cedula": r"",
            "cédula": r"",
            "dui": _NO,
            "dpi": _NO,
            "known": r"[ ]traveler[ ]number",
            "ktn": r"",
            "passid": r"",
        },
        by_digits(5, far=6),
        "the words around it call it a passport, visa or immigration number",
        _VALUE,
    ),
)


def find_passports(text: str) -> Iterator[Candidate]:
    """Receipts, SEVIS and I-94 numbers and the like, which have shapes of their own."""
    for match in at_numbers(_SHAPED, text, before=1):
        reason = _REASONS[match.lastgroup or "receipt"]
        yield Candidate(*match.span(), PASSPORT, "block", (reason,), named=True)
