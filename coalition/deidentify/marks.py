"""What the detectors missed and a person marked: a phrase, wherever it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from coalition.deidentify.analysis import Analysis, Entity, Place

LONGEST_PHRASE: Final = 200
REASON: Final = "You marked it."


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase that identifies somebody, and what it is."""

    phrase: str
    type: str


def places_of(phrase: str, parts: Mapping[str, str]) -> tuple[Place, ...]:
    """Where ``phrase`` stands as whole words, however it is capitalised or broken over lines."""
    words = phrase.split()
    if not words:
        return ()
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    return tuple(
        Place(name, match.start(), match.end())
        for name, text in parts.items()
        for match in pattern.finditer(text)
    )


def with_marks(analysis: Analysis, parts: Mapping[str, str], marks: Iterable[Mark]) -> Analysis:
    """The analysis with one more entity for each mark that still stands in the text."""
    entities = list(analysis.entities)
    for mark in marks:
        places = places_of(mark.phrase, parts)
        if places:
            number = len(entities) + 1
            entities.append(Entity(number, mark.type, "block", (REASON,), places))
    return replace(analysis, entities=tuple(entities))
