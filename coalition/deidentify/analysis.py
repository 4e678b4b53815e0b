"""What identifies somebody in several named parts at once, each person or thing once.

A paper's title, text, tags and notes are looked at together, so that one decision serves every
place where the same name stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coalition.deidentify.findings import Finding, Severity, TextTooLong
from coalition.deidentify.normalise import canonical
from coalition.deidentify.pipeline import VERSION, find_identifiers


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
    grouped: dict[tuple[str, str], list[tuple[Place, Finding]]] = {}
    for name, found in _found(parts, use_model):
        key = found.type, canonical(parts[name][found.start : found.end])
        grouped.setdefault(key, []).append((Place(name, found.start, found.end), found))
    entities = (_entity(number, group) for number, group in enumerate(grouped.values(), start=1))
    return Analysis(tuple(entities), VERSION, used_model=False)


def _found(parts: Mapping[str, str], use_model: bool) -> Iterator[tuple[str, Finding]]:
    for name, text in parts.items():
        try:
            yield from ((name, each) for each in find_identifiers(text, use_model=use_model))
        except TextTooLong as refused:
            raise TextTooLong(f"{name}: {refused}") from refused


def _entity(number: int, group: list[tuple[Place, Finding]]) -> Entity:
    findings = [finding for _, finding in group]
    return Entity(
        number,
        findings[0].type,
        "block" if any(each.severity == "block" for each in findings) else "review",
        tuple(dict.fromkeys(reason for each in findings for reason in each.reasons)),
        tuple(place for place, _ in group),
    )
