"""Licence plates and other marks of vehicles, known by the words around them.

Shapes: AAMVA, "License Plate Standard" (ed. 3, up to eight letters and digits, spaces and dashes
without meaning); no state's series can be told from other numbers without a word that names it.
Aircraft: 14 CFR 47.15 (N and one to five characters). Boats: 33 CFR 173.27.
"""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.detectors.abbreviations import ABBREVIATIONS
from coalition.deidentify.detectors.address import STATES
from coalition.deidentify.detectors.candidate import Candidate
from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, Link, is_something_else
from coalition.deidentify.detectors.landmarks import at_numbers, at_words
from coalition.deidentify.findings import PLATE, Severity

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?:"
    r"[A-Z]{2}[ -][0-9]{4}[ -][A-Z]{2}(?![A-Z])"
    r"|[A-Z0-9]{1,4}[ \n.\-·•](?=[A-Z]{0,3}[0-9]|(?<=[0-9].)[A-Z])[A-Z0-9]{1,6}"
    r"(?:[ .\-·•][0-9]{1,4})?"
    r"|[0-9]{3}[ -][0-9]{3}|[0-9][a-z]{2,3}[ -]?[0-9]{2,3}|[0-9]{3}[ -][a-z]{3}(?![a-z])"
    r"|(?=[A-Za-z]{0,6}[0-9])[A-Za-z0-9]{2,8}(?:-[A-Za-z0-9]{1,5})?"
    r")(?![A-Za-z0-9])"
)
_ORDINAL: Final = re.compile(r"[0-9]+(?:st|nd|rd|th|s|x|mm)\Z", re.IGNORECASE)


def _judge(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isdigit, number))
    letters = sum(map(str.isupper, number))
    if not digits or is_something_else(number) or _ORDINAL.match(number):
        return None
    if link == "far":
        return "block" if digits >= (2 if letters else 6) and len(number) >= 5 else None
    return "block" if (letters and len(number) >= 3) or digits >= 4 or len(number) >= 5 else None


_MARINE: Final = rf"(?:{NUMBER_WORD})?(?=[ ,:]{{1,3}}(?:{STATES})[ -]?[0-9]{{4}}[ -]?[A-Z]{{2}})"

LABELS: Final = (
    Label(
        PLATE,
        {
            "plate": r"",
            "plates": r"",
            "license": r"[ ](?:tags?|p[1Il]ates?)",
            "tag": r"",
            "tags": r"",
            "lic": r"\.?(?:[ ]?#)?",
            "plt": r"(?:[ ]?#)?",
            "marker": r"[ ]plates?",
            "tablilla": r"",
            "lp": r"(?:[ ]?#)?",
            "lpr": r"",
            "alpr": r"",
            "registration": rf"(?:{NUMBER_WORD})?",
            "reg": rf"(?:{NUMBER_WORD}|(?=[ ][A-Z0-9])|\.(?=[ ][0-9]{{0,3}}[A-Z]))",
            "registered": r"[ ](?:as|under)",
            "tail": rf"{NUMBER_WORD}|(?=[ ]N[0-9])",
            "hull": rf"(?:{NUMBER_WORD})",
            "boat": _MARINE,
            "vessel": _MARINE,
            "skiff": _MARINE,
            "trailer": r"[ ]tag",
        },
        _judge,
        "the words around it call it a vehicle's plate",
        _VALUE,
    ),
)

_PLATED: Final = re.compile(
    r"\b(?:[Pp]lates?|[Tt]ags?|LICENSE PLATE)(?:[ ](?:number|no\.))?[ ]?(?:reads?|reading|was|is"
    r"|spelled|spelling|says|saying|:)[ ]"
    r"[\"“'*`]{0,2}(?P<mark>[A-Z][A-Z0-9]{3,7}|[A-Z]{2,4}[ -][A-Z]{2,4})(?![A-Za-z0-9])"
)
_ENDING: Final = re.compile(
    r"\b(?:plates?|tags?)\b[^.;!?\n]{0,40}?\b(?:ends?|ending|ended)[ ](?:in[ ]|with[ ])?"
    r"[\"“]?(?P<mark>(?=[A-Z]{0,3}[0-9])[A-Z0-9]{2,4})(?![A-Za-z0-9])",
)
_CAR: Final = re.compile(
    r"\b(?:cars?|sedan|truck|pickup|van|minivan|suv|coupe|hatchback|wagon|jeep|motorcycle|vehicles?"
    r"|ford|chevy|chevrolet|toyota|honda|nissan|dodge|gmc|hyundai|kia|subaru|mazda|tesla|bmw|lexus"
    r"|tahoe|suburban|explorer|expedition|durango|charger|malibu|camry|corolla|civic|accord|altima"
    r"|sentra|silverado|sienna|odyssey|caravan|wrangler|yukon|traverse|impala|escape|fusion"
    r"|transit|ran|registered|rental|driving|drove|driven|bearing)\b"
    r"[^.;!?\n|]{0,45}$",
    re.IGNORECASE,
)
_SERIES: Final = re.compile(
    r"(?<![A-Za-z0-9\-./])(?:[A-Z]{3}[ -]?[0-9]{3,4}|[0-9]{3}[ -]?[A-Z]{3}|[0-9][A-Z]{3}[0-9]{3}"
    r"|[A-Z]{2}[ -]?[0-9]{2}[ ]?[0-9]{3}|[0-9]{3}[ -][A-Z]{2}[0-9]"
    r"|[A-Z]{3}[ -][0-9][A-Z][0-9]{1,2})(?![A-Za-z0-9]|-[0-9A-Za-z])"
)
# Two or three groups of capitals and digits, which only a plate nearby makes a plate of.
_GROUPS: Final = re.compile(
    r"(?<![A-Za-z0-9\-./#$])(?=(?:[A-Z0-9][ -]?){0,8}[0-9])[A-Z0-9]{1,4}[ -][A-Z0-9]{1,4}"
    r"(?:[ -][0-9]{1,4})?"
    r"(?![A-Za-z0-9]|[-.:][0-9A-Za-z])"
)
_MODEL: Final = re.compile(
    rf"(?:{'|'.join(sorted(ABBREVIATIONS))}|VAN|GLC|GLS|AMG|CLA|CCTV)[ -]?[0-9]|[0-9]{{1,4}}[ -]"
    rf"(?:{'|'.join(sorted(ABBREVIATIONS))})(?![A-Z])|(?:19|20)[0-9]{{2}}[ -]"
)
# "He read it back as 418 XKD": the second reading of a plate stands near the first.
_PLATE: Final = re.compile(r"\b(?:[Pp]lates?|PLATE|[Tt]ags?|TAG|LP|[Rr]egistration)\b")
_NEARBY: Final = 160
_STATED: Final = re.compile(
    rf"(?<![A-Za-z])(?:{STATES})[ ](?P<mark>"
    rf"(?=[A-Z0-9 -]{{0,7}}[0-9])[A-Z0-9]{{1,4}}[ -]?[A-Z0-9]{{2,5}})"
    r"(?![A-Za-z0-9]|[-.][0-9])"
)


def find_plates(text: str) -> Iterator[Candidate]:
    """Plates without a digit after "plate reads", and usual series right after a vehicle."""
    for match in at_words(_PLATED, text, ("plate", "plates", "tag", "tags", "license")):
        reason = "the words before it call it a vehicle's plate"
        yield Candidate(*match.span("mark"), PLATE, "block", (reason,), named=True)
    for match in at_words(_ENDING, text, ("plate", "plates", "tag", "tags")):
        reason = "the last characters of a vehicle's plate"
        yield Candidate(*match.span("mark"), PLATE, "review", (reason,), named=True)
    for match in at_numbers(_SERIES, text, before=1):
        if not _MODEL.match(match[0]) and _follows_a_vehicle(text, match.start()):
            reason = "letters and digits as on a plate, near a vehicle or another plate"
            yield Candidate(*match.span(), PLATE, "block", (reason,), named=False)
    for match in at_numbers(_GROUPS, text, before=1):
        start, word = match.start(), match[0]
        enough = sum(map(str.isalnum, word)) >= 5 and sum(map(str.isupper, word)) >= 2
        if enough and not _MODEL.match(word) and _follows_a_vehicle(text, start):
            reason = "letters and digits as on a plate, near a vehicle or another plate"
            yield Candidate(*match.span(), PLATE, "review", (reason,), named=False)
    for match in at_numbers(_STATED, text, before=2):
        mixed = any(map(str.isalpha, match["mark"]))
        if mixed and _CAR.search(text, max(0, match.start() - 70), match.start()):
            reason = "a state and what may be on a plate, right after a vehicle"
            yield Candidate(*match.span("mark"), PLATE, "block", (reason,), named=False)


def _follows_a_vehicle(text: str, start: int) -> bool:
    return bool(
        _CAR.search(text, max(0, start - 70), start)
        or _PLATE.search(text, max(0, start - _NEARBY), start)
    )
