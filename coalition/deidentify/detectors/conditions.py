"""Illnesses, injuries and disabilities, by the words and word endings that medicine has."""

import re
from collections.abc import Iterator
from typing import Final

from coalition.deidentify.gazetteers import word_class

_WHOSE: Final = r"(?:the|his|her|their)"
_BODY: Final = (
    r"(?:eyes?|ears?|arms?|hands?|legs?|knees?|feet|foot|head|face|back|spine|neck|shoulders?|hips?"
    r"|chest|lungs?|heart|liver|kidneys?|brain|skull|jaw|wrists?|ankles?|fingers?|abdomen)"
)
_AILMENTS: Final = (
    r"[a-z‑-]{3,20}(?:osis|itis|pathy|algia|plegia|phrenia|lepsy|opia|trophy|aemia|emia)"
    r"|loss[ ]of[ ](?:the[ ]|his[ ]|her[ ])?(?:eyesight|sight|vision|hearing|speech|memory)"
    r"|(?:fracture|fractures|amputation|calcification)[ ]of[ ](?:the[ ]|his[ ]|her[ ])?"
    r"(?:[a-z0-9‑-]{2,16}[ ]){0,3}[a-z]{3,16}"
    r"|(?:total|partial|permanent|mental|physical|psychotic|psychiatric|chronic|terminal|congenital)"
    r"[ ](?:disability|illness|disorder|impairment|disease)"
    r"|sciatica|neuralgia|heart[ ]attack|kidney[ ]failure|prosthe(?:sis|ses|tic)[a-z ]{0,14}"
    r"|(?:[a-z]{4,14}[ ]){0,2}(?:degeneration|complications|deafness|blindness|paralysis|tumou?r)"
)
_PATTERN: Final = re.compile(
    rf"(?<![a-z‑-])(?:{_AILMENTS})(?![a-z])(?:[ ]\([^()\n]{{3,120}}\))?"
    rf"(?:[ ](?:in|on|of|to|affecting)[ ]{_WHOSE}[ ](?:(?:left|right|lower|upper)[ ])?{_BODY}"
    rf"(?:[ ]and[ ]{_BODY})?)?",
    re.IGNORECASE,
)
# The law has words that end as illnesses do.
_ORDINARY: Final = word_class("ordinary_endings")


def find_conditions(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for match in _PATTERN.finditer(text):
        if match[0].lower() not in _ORDINARY:
            yield match.span()
