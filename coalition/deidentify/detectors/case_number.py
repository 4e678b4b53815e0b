"""Numbers of cases, reports, bookings, property and claims that the words around them name.

Their shapes are each office's own; the dockets of courts, which have known shapes, are also found
without such words (docket.py). Entries of a docket (ECF No. 45, Dkt. 12), counts and exhibits are
not numbers of a case.
"""

import re
from typing import Final

from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, Link, is_something_else
from coalition.deidentify.findings import CASE_NUMBER, Severity

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:(?!DOB|SSN|TEL|ITIN)[A-Z]{1,5}[ ])?"
    r"(?=[A-Za-z]{0,8}[-/.#:]?[A-Za-z]{0,5}[-/.]?[0-9])"
    r"[A-Za-z0-9]{1,24}(?:[-/:*][A-Za-z0-9]{1,20}){0,7}"
    r"(?:[ ](?:[A-Z]{1,3}[ ])?[0-9]{4,8}|[ ][A-Z]{2}(?=[,.;)\n]|$)|[ ][\"“][A-Z][\"”])?"
    r"(?![A-Za-z0-9]|[.:][0-9])"
)
_DIGITS: Final = re.compile(r"[0-9]")
_CODE: Final = 6
_RANGE: Final = re.compile(r"[0-9]{1,3}-[0-9]{1,3}\Z")
# What has the dashes of a telephone or Social Security number is left to their detectors.
_OTHERS: Final = re.compile(
    r"(?:1[-/])?(?:[0-9]{3}[-/])?[0-9]{3}[-/][0-9]{4}\Z|[0-9]{3}[-/][0-9]{2}[-/][0-9]{4}\Z"
)


def _judge(number: str, link: Link) -> Severity | None:
    digits = len(_DIGITS.findall(number))
    if (
        is_something_else(number.rpartition(" ")[2])
        or _RANGE.match(number)
        or _OTHERS.match(number)
    ):
        return None
    is_plain = number.isdigit()
    if link == "far":
        has_letters = any(map(str.isupper, number))
        return "block" if digits >= 6 or (has_letters and digits >= 4) else None
    if is_plain:
        return "block" if digits >= 5 else None
    # A code in capitals with a single figure in it is what machines make: "AJ2KMPE".
    is_code = len(number) >= _CODE and number.isalnum() and number.isupper()
    return "block" if digits >= 4 else "review" if digits >= 3 or is_code else None


def _judge_numbered(number: str, link: Link) -> Severity | None:
    digits = len(_DIGITS.findall(number))
    if link == "near" and digits >= 3 and not (is_something_else(number) or _OTHERS.match(number)):
        return "block"
    return _judge(number, link)


_NO: Final = rf"(?:{NUMBER_WORD})"
_MAYBE: Final = rf"(?:{NUMBER_WORD})?"
_PAPER: Final = rf"(?:[ \n](?:report|event|case|record|file|log|call))?{_MAYBE}"
_KEPT: Final = (
    r"(?:[ ](?:item|tag|bag|log|voucher|barcode|control|locker|property|invoice|sheet|receipt|clerk"
    rf"|room))?{_MAYBE}"
)

LABELS: Final = (
    Label(
        CASE_NUMBER,
        {
            "case": _PAPER,
            "cases": _MAYBE,
            "docket": _MAYBE,
            "dockets": _MAYBE,
            "docketed": r"",
            "cause": _MAYBE,
            "indictment": _MAYBE,
            "ind": r"\.",
            "information": _NO,
            "complaint": rf"(?:[ ]register)?{_MAYBE}",
            "complaints": _MAYBE,
            "incident": _PAPER,
            "report": _MAYBE,
            "reports": _MAYBE,
            "cad": _PAPER,
            "event": _PAPER,
            "dispatch": _PAPER,
            "call": rf"[ ](?:for[ ]service|record)?{_NO}|[ ]log",
            "booking": _MAYBE,
            "bookings": _MAYBE,
            "booked": r"[ ](?:as|under)",
            "inmate": _MAYBE,
            "prisoner": _MAYBE,
            "jail": rf"(?:[ ](?:booking|inmate|id))?{_MAYBE}",
            "jacket": _MAYBE,
            "detainee": _MAYBE,
            "subject": rf"[ ](?:id\b|identification){_MAYBE}",
            "register": _NO,
            "fbi": r"(?:[ ](?:no\b\.?|number|#|id\b)|#)",
            "sid": _MAYBE,
            "ucn": r"",
            "otn": r"",
            "pcn": r"",
            "atn": r"",
            "ocn": r"",
            "oca": r"",
            "ori": r"",
            "nic": r"",
            "ncic": _MAYBE,
            "cii": _MAYBE,
            "ccn": r"",
            "dr": r"(?:[ ]?#|[ ](?:no\b\.?|number))|(?=[ -][0-9]{2})",
            "ir": r"(?:[ ]?#|[ ](?:no\b\.?|number))|(?=[ -][0-9]{2})",
            "rd": r"(?:[ ]?#|[ ](?:no\b\.?|number))|(?=[ ][A-Z]{2}-?[0-9])",
            "icr": r"",
            "rin": r"",
            "fingerprint": rf"(?:[ ]identification)?{_MAYBE}",
            "evidence": _KEPT,
            "property": _KEPT,
            "voucher": _MAYBE,
            "invoice": _MAYBE,
            "item": _MAYBE,
            "barcode": _MAYBE,
            "claim": _MAYBE,
            "claims": _MAYBE,
            "warrant": _MAYBE,
            "warrants": _MAYBE,
            "citation": rf"{_NO}|(?=[ ](?=[A-Z]{{0,8}}[0-9])[A-Z0-9]{{6,9}}(?![A-Za-z0-9]))",
            "ticket": _MAYBE,
            "summons": _MAYBE,
            "petition": _MAYBE,
            "matter": _MAYBE,
            "appeal": _MAYBE,
            "log": _NO,
            "tracking": _NO,
            "control": _NO,
            "reference": _MAYBE,
            "referral": _MAYBE,
            "request": _MAYBE,
            "foia": _PAPER,
            "detainer": _MAYBE,
            "subpoena": _MAYBE,
            "investigation": _MAYBE,
            "investigative": rf"[ ](?:file|case|report){_MAYBE}",
            "autopsy": _PAPER,
            "coroner": rf"(?:'s|’s)?{_PAPER}",
            "examiner": rf"(?:'s|’s)?{_PAPER}",
            "lab": rf"(?:oratory)?{_PAPER}",
            "laboratory": _PAPER,
            "arrest": _PAPER,
            "police": rf"[ ](?:report|incident|case){_MAYBE}",
            "crash": _PAPER,
            "offense": _PAPER,
            "supplement": _MAYBE,
            "file": _MAYBE,
            "intake": _MAYBE,
            "cn": r"(?:[ ]?#)?",
            "go": r"(?:[ ]?#)|(?=[ ]20[0-9]{2}-)",
            "cfs": _MAYBE,
            "inc": r"(?:\.|[ ]?#)?",
            "cc": r"[ ]?#",
            "rb": r"[ ]?#",
            "dc": r"[ ]?#",
            "crn": r"(?:[ ]?#)?",
            "compl": r"\.?(?:[ ]?#)?",
            "o": r"\.c\.a\.",
            "r": r"\.d\.",
            "job": _NO,
            "run": _NO,
            "fins": _MAYBE,
            "sbi": _MAYBE,
            "bci": _MAYBE,
            "pp": r"#",
            "dcn": r"",
            "district": r"(?=[ ][0-9]{8,9}(?![0-9]))",
            "sheriff": rf"(?:'s|’s)?[ ](?:case|report|office[ ]case|file){_MAYBE}",
            "parole": _NO,
            "probation": _NO,
            "cdcr": _MAYBE,
            "tdcj": _MAYBE,
            "doc": _NO,
            "bop": rf"(?:[ ]register)?{_NO}",
            "ident": _NO,
            "id": r"[ ]event",
            "juvenile": rf"(?:[ ](?:case|petition|docket|court|file)){{1,2}}{_MAYBE}",
        },
        _judge,
        "the words around it call it the number of a case, report, booking or thing kept",
        _VALUE,
    ),
    Label(
        CASE_NUMBER,
        dict.fromkeys(
            [
                "case",
                "incident",
                "report",
                "booking",
                "inmate",
                "event",
                "cad",
                "complaint",
                "claim",
                "cause",
                "indictment",
                "warrant",
                "summons",
                "docket",
                "property",
                "evidence",
                "voucher",
                "invoice",
                "arrest",
                "run",
                "job",
            ],
            NUMBER_WORD,
        ),
        _judge_numbered,
        "the words around it call it the number of a case, report, booking or thing kept",
        _VALUE,
    ),
)
