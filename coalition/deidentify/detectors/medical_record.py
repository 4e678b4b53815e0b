"""Numbers of patients, members of health plans, prescribers and visits.

Medicare beneficiary identifier: CMS, "Understanding the MBI" (11 characters, fixed kinds of letters
and digits in each place, none of S, L, O, I, B, Z). National provider identifier: 45 CFR 162.406
(ten digits; ISO/IEC 7812 check digit over 80840 and the number). The others have no common shape.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, by_digits
from coalition.deidentify.detectors.landmarks import at_numbers
from coalition.deidentify.findings import MEDICAL_RECORD

_LETTER: Final = "[AC-HJKMNP-RT-Y]"
_EITHER: Final = "[AC-HJKMNP-RT-Y0-9]"
_BENEFICIARY: Final = re.compile(
    rf"(?<![A-Za-z0-9-])[1-9]{_LETTER}{_EITHER}[0-9](?P<dash>[- ]?){_LETTER}{_EITHER}[0-9](?P=dash)"
    rf"{_LETTER}{{2}}[0-9]{{2}}(?![A-Za-z0-9-])"
)
_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:[0-9]{1,4}(?:[ -][0-9]{2,4}){1,4}"
    r"|(?=[A-Za-z]{0,6}[-#]?[A-Za-z]{0,3}[0-9])[A-Za-z0-9]{2,20}(?:[-/][A-Za-z0-9]{1,12}){0,4})"
    r"(?![A-Za-z0-9])"
)

_NO: Final = rf"(?:{NUMBER_WORD})?"

LABELS: Final = (
    Label(
        MEDICAL_RECORD,
        {
            "mrn": r"",
            "mrns": r"",
            "mr": r"[ ]?(?:#|no\b\.?|number)",
            "medical": rf"[ \n](?:records?|chart|id\b|file|account){_NO}",
            "hospital": rf"[ \n](?:record|chart|account|id|visit|patient)?(?:{NUMBER_WORD})",
            "patient": r"(?:'s|’s)?(?:[ \n](?:account|record|chart|identifier)|"
            rf"(?:[ \n](?:account|record|chart))?(?:{NUMBER_WORD}))",
            "chart": NUMBER_WORD,
            "encounter": _NO,
            "visit": NUMBER_WORD,
            "admission": rf"[ ](?:account|record){_NO}",
            "csn": r"",
            "fin": rf"(?:{NUMBER_WORD})",
            "accession": _NO,
            "specimen": _NO,
            "wristband": _NO,
            "triage": NUMBER_WORD,
            "prescription": _NO,
            "rx": _NO,
            "health": rf"[ \n](?:plan|insurance|card|record)(?:[ ](?:member|beneficiary|id))?{_NO}",
            "insurance": rf"[ \n](?:policy|member|card|id|group|plan){_NO}",
            "member": NUMBER_WORD,
            "subscriber": NUMBER_WORD,
            "beneficiary": NUMBER_WORD + r"|[ ]identifier",
            "group": NUMBER_WORD,
            "medicare": rf"(?:[ ](?:beneficiary|claim))?{_NO}|[ ]beneficiary[ ]identifier",
            "medicaid": rf"(?:[ ](?:beneficiary|recipient|case))?{_NO}",
            "medi": rf"-cal{_NO}",
            "mbi": r"",
            "hicn": r"",
            "npi": r"",
            "dea": NUMBER_WORD,
        },
        by_digits(4, far=5),
        "the words around it call it a medical or insurance number",
        _VALUE,
    ),
)


def find_medical_records(text: str) -> Iterator[Candidate]:
    """Medicare numbers, which have a shape of their own."""
    for match in at_numbers(_BENEFICIARY, text):
        reason = "written as a Medicare beneficiary identifier is"
        yield Candidate(*match.span(), MEDICAL_RECORD, "block", (reason,), named=True)
