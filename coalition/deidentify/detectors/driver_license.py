"""Driver's licence and state identification card numbers, known by words around them.

Shapes: what the licensing offices of the states issue, as AAMVA collects them for the CDLIS. In
FORMATS `9` is a digit and `A` a letter; spaces and dashes do not count. Far from the naming words
only these shapes count.
"""

import re
from typing import Final

from coalition.deidentify.detectors.labelled import NUMBER_WORD, Label, Link, is_something_else
from coalition.deidentify.findings import DRIVER_LICENSE, Severity

FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "AL": ("9" * 7, "9" * 8),
    "AK": ("9" * 6, "9" * 7),
    "AZ": ("A99999999", "9" * 9),
    "AR": ("9" * 8, "9" * 9),
    "CA": ("A9999999",),
    "CO": ("9" * 9, "A999999", "AA9999"),
    "CT": ("9" * 9,),
    "DE": ("9" * 6, "9" * 7),
    "DC": ("9" * 7, "9" * 9),
    "FL": ("A" + "9" * 12,),
    "GA": ("9" * 7, "9" * 8, "9" * 9),
    "HI": ("A99999999", "9" * 9),
    "ID": ("AA999999A", "9" * 9),
    "IL": ("A" + "9" * 11, "A" + "9" * 12),
    "IN": ("A" + "9" * 9, "9" * 9, "9" * 10),
    "IA": ("9" * 9, "999AA9999"),
    "KS": ("A9A9A", "A99999999", "9" * 9),
    "KY": ("A99999999", "A999999999", "9" * 9),
    "LA": ("9" * 8, "9" * 9),
    "ME": ("9" * 7, "9999999A", "9" * 8),
    "MD": ("A" + "9" * 12, "AA" + "9" * 11),
    "MA": ("A99999999", "AA9999999", "9" * 9),
    "MI": ("A" + "9" * 10, "A" + "9" * 12),
    "MN": ("A" + "9" * 12,),
    "MS": ("9" * 9,),
    "MO": ("A99999", "A999999", "A9999999", "A99999999", "A999999999", "A999999R"),
    "MT": ("9" * 9, "9" * 13, "9" * 14, "A99999999"),
    "NE": ("A999999", "A9999999", "A99999999"),
    "NV": ("9" * 9, "9" * 10, "9" * 12, "X99999999"),
    "NH": ("99AAA99999", "AAA99999999"),
    "NJ": ("A" + "9" * 14,),
    "NM": ("9" * 8, "9" * 9),
    "NY": ("A9999999", "A" + "9" * 18, "9" * 8, "9" * 9, "9" * 16),
    "NC": tuple("9" * length for length in range(6, 13)),
    "ND": ("AAA999999", "9" * 9),
    "OH": ("AA999999", "A9999999", "A99999999", "9" * 8),
    "OK": ("A999999999", "9" * 9),
    "OR": ("9" * 7, "9" * 8, "9" * 9, "A999999"),
    "PA": ("9" * 8,),
    "RI": ("9" * 7, "9" * 8, "A999999"),
    "SC": tuple("9" * length for length in range(6, 12)),
    "SD": ("9" * 8, "9" * 9, "9" * 10),
    "TN": ("9" * 7, "9" * 8, "9" * 9),
    "TX": ("9" * 7, "9" * 8),
    "UT": tuple("9" * length for length in range(6, 11)),
    "VT": ("9" * 8, "9999999A"),
    "VA": ("A99999999", "A9999999999", "A99999999999", "9" * 9),
    "WA": ("WDL999999999", "AAAAAAA999AA"),
    "WV": ("9" * 7, "A999999", "AA99999"),
    "WI": ("A" + "9" * 13,),
    "WY": ("9" * 9, "9" * 10),
}
"""The shapes of each state and the District of Columbia."""

_VALUE: Final = re.compile(
    r"(?<![A-Za-z0-9$.])(?=[A-Za-z]{0,8}[-* ]{0,6}[A-Za-z0-9*]{0,3}[0-9])"
    r"(?:[A-Z]{1,2}[0-9]{0,4}|[a-z]{1,2}(?=[0-9])[0-9]{1,4}|[0-9]{1,4}|[A-Z]{3,8}\*{0,6})"
    r"(?:[ \-*][0-9A-Z]{1,6}|[0-9A-Z*]{2,19}){1,5}"
    r"(?![A-Za-z0-9*])"
)
_WEIGHTY: Final = 4


def _shape(number: str) -> str:
    bare = re.sub(r"[ \-]", "", number).upper()
    return re.sub(r"[A-Z]", "A", re.sub(r"[0-9]", "9", bare))


def _known_shapes() -> frozenset[str]:
    return frozenset(_shape(form) for forms in FORMATS.values() for form in forms)


_SHAPES: Final = _known_shapes()
_WASHINGTON: Final = re.compile(r"(?:WDL[A-Z0-9*]{9}|[A-Z][A-Z*]{6}[A-Z0-9*]{5})\Z")


def has_a_states_shape(number: str) -> bool:
    """Whether some state issues numbers that look like this.

    >>> has_a_states_shape("S530-460-61-123-0"), has_a_states_shape("12")
    (True, False)
    """
    bare = re.sub(r"[ \-]", "", number)
    return _shape(number) in _SHAPES or _WASHINGTON.match(bare) is not None


def _judge(number: str, link: Link) -> Severity | None:
    digits = sum(map(str.isdigit, number))
    if is_something_else(number):
        return None
    if has_a_states_shape(number) and digits >= 2:
        return "block"
    return "block" if link == "near" and digits >= _WEIGHTY else None


_NOT_A_PLATE: Final = r"(?![ \n](?:plates?|tags?))"
_LICENSE: Final = rf"(?:'s|’s|s'|s)?[ \n](?:licen[cs]e|lic\b\.?|permit|id\b){_NOT_A_PLATE}"


LABELS: Final = (
    Label(
        DRIVER_LICENSE,
        {
            "driver": _LICENSE,
            "drivers": _LICENSE,
            "driving": _LICENSE,
            "operator": rf"{_LICENSE}|(?=[ ][0-9]{{2}}[ ][0-9]{{3}}[ ][0-9]{{3}}(?![0-9]))",
            "operators": _LICENSE,
            "chauffeur": _LICENSE,
            "learner": _LICENSE,
            "dl": r"",
            "dln": r"",
            "cdl": r"",
            "oln": r"",
            "d": r"\.l\.(?![A-Za-z])|/l\b",
            "license": _NOT_A_PLATE,
            "lic": r"\.?" + _NOT_A_PLATE,
            "ol": r"",
            "soundex": r"",
            **{f"{state.lower()}{word}": r"" for state in FORMATS for word in ("dl", "dln")},
            **{f"{state[0].lower()}dl": r"" for state in FORMATS},
            "licence": _NOT_A_PLATE,
            "identification": r"[ ]card",
            "nondriver": r"[ ]id",
            "state": r"[ ](?:id\b|i\.d\.|identification)(?:[ ]card)?",
            "permit": rf"(?:{NUMBER_WORD})?",
        },
        _judge,
        "the words around it call it a driver's licence or identity card",
        _VALUE,
    ),
)
