"""The warning about what is harmless alone and names somebody together.

A place, an exact date and a rare event, all three kept, lead to one newspaper article.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from coalition.deidentify.analysis import Entity
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.generalising import read_day

_PLACES: Final = frozenset({"place", "address", "coordinates"})
_RARE_WORDS: Final = re.compile(
    r"\b(?:shot|shooting|shoots|killed|killing|homicide|died|death|dead|stabb(?:ed|ing)|explosion"
    r"|tear gas|drowned|collapsed|crash(?:ed)?|collision|hospitali[sz]ed|paraly[sz]ed"
    r"|baton|muzzle|rubber bullets?|flash-?bangs?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RareCombination:
    """The numbers of entities that are kept in one paper with a rare event."""

    places: tuple[int, ...]
    dates: tuple[int, ...]


def rare_combination(
    parts: Mapping[str, str], entities: Iterable[Entity], decisions: Mapping[int, Decision]
) -> RareCombination | None:
    """The places and exact dates that are kept beside a rare event, if there are both."""
    kept = [
        entity
        for entity in entities
        if (decision := decisions.get(entity.number)) and decision.choice is Choice.KEEP
    ]
    places = tuple(entity.number for entity in kept if entity.type in _PLACES)
    dates = tuple(e.number for e in kept if e.type == "date" and _is_exact(e, parts))
    if not places or not dates:
        return None
    rare = any(entity.type == "rare-fact" for entity in kept)
    if not rare and not any(_RARE_WORDS.search(text) for text in parts.values()):
        return None
    return RareCombination(places, dates)


def _is_exact(entity: Entity, parts: Mapping[str, str]) -> bool:
    words = (parts[place.part][place.start : place.end] for place in entity.places)
    return any(day is not None and day.day > 0 for day in map(read_day, words))
