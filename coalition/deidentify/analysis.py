"""What identifies somebody in several named parts at once, each person or thing once.

A paper's title, text, tags and notes are looked at together, so that one decision serves every
place where the same name stands.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from coalition.deidentify.entities import persons
from coalition.deidentify.findings import PERSON, Finding, Severity
from coalition.deidentify.language_model import is_available
from coalition.deidentify.normalise import Folded, canonical
from coalition.deidentify.pipeline import VERSION, examine
from coalition.deidentify.words import Words


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: `parts[part][start:end]`."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, number or other thing that identifies somebody, and all its places.

    Holds offsets and reasons only, never the words. `number` counts from 1 in the order of the
    first places; it means something within one analysis alone.
    """

    number: int
    type: str
    severity: Severity
    reasons: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that was found in some parts, and by which version of the detectors."""

    entities: tuple[Entity, ...]
    version: str
    used_model: bool


def analyse(parts: Mapping[str, str], *, use_model: bool = True) -> Analysis:
    """Look at all parts and say what is one and the same.

    The names of parts are repeated in the result, so they must not come from what people typed.
    Raises TextTooLong with the name of the part.
    """
    found = [
        (Place(name, each.start, each.end), each)
        for name, findings in examine(parts, use_model=use_model).items()
        for each in findings
    ]
    words = [parts[place.part][place.start : place.end] for place, _ in found]
    grouped: dict[Hashable, list[tuple[Place, Finding]]] = {}
    for key, each in zip(_keys(found, words), found, strict=True):
        grouped.setdefault(key, []).append(each)
    entities = (_entity(number, group) for number, group in enumerate(grouped.values(), start=1))
    return Analysis(tuple(entities), VERSION, used_model=use_model and is_available())


def _keys(found: list[tuple[Place, Finding]], words: list[str]) -> list[Hashable]:
    """What tells for each finding whether it is the same as another: who, or how it is spelled."""
    keys: list[Hashable] = [
        (finding.type, canonical(spelled))
        for (_, finding), spelled in zip(found, words, strict=True)
    ]
    named = [index for index, (_, finding) in enumerate(found) if finding.type == PERSON]
    mentions = [Words(next(Folded.of(words[index]).prose_views()).text).all for index in named]
    for index, person in zip(named, persons(mentions), strict=True):
        keys[index] = (PERSON, person)
    return keys


def _entity(number: int, group: list[tuple[Place, Finding]]) -> Entity:
    findings = [finding for _, finding in group]
    return Entity(
        number,
        findings[0].type,
        "block" if any(each.severity == "block" for each in findings) else "review",
        tuple(dict.fromkeys(reason for each in findings for reason in each.reasons)),
        tuple(place for place, _ in group),
    )
