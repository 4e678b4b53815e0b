"""Illnesses, injuries and disabilities, by the words and word endings that medicine has."""

import re
from collections.abc import Iterator
from typing import Final

_AILMENTS: Final = (
    r"[a-z‑-]{3,20}(?:osis|itis|pathy|algia|plegia|phrenia|lepsy)"
    r"|(?:fracture|fractures|loss|amputation|calcification)[ ]of[ ](?:the[ ]|his[ ]|her[ ])?"
    r"(?:[a-z0-9‑-]{2,16}[ ]){0,3}[a-z]{3,16}"
    r"|(?:total|partial|permanent|mental|physical|psychotic|psychiatric|chronic|terminal|congenital)"
    r"[ ](?:disability|illness|disorder|impairment|disease)"
    r"|sciatica|neuralgia|heart[ ]attack|kidney[ ]failure|prosthe(?:sis|ses|tic)[a-z ]{0,14}"
)
_PATTERN: Final = re.compile(rf"(?<![a-z‑-])(?:{_AILMENTS})(?![a-z])", re.IGNORECASE)
# The law has words that end as illnesses do.
_ORDINARY: Final = frozenset("diagnosis hypnosis basis emphasis sympathy prognosis osmosis".split())


def find_conditions(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for match in _PATTERN.finditer(text):
        if match[0].lower() not in _ORDINARY:
            yield match.span()
