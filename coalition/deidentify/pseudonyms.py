"""Roles in the place of names: “Officer A”, “Witness 2”, one for each person throughout."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from string import ascii_uppercase
from typing import Final

from coalition.deidentify.analysis import Entity
from coalition.deidentify.findings import TYPE_LABELS
from coalition.deidentify.naming import label_of
from coalition.deidentify.roles import Role, role_of

# What is told apart by a number of its own; everything else becomes the name of its type.
_COUNTED: Final = {
    "organisation": Role("Organization", "an organization", lettered=True),
    "place": Role("Location", "a place"),
    "address": Role("Location", "a place"),
    "case-number": Role("Case", "a case"),
    "plate": Role("Vehicle", "a vehicle"),
    "vin": Role("Vehicle", "a vehicle"),
    "handle": Role("Account", "an account"),
}
_WORDS: Final = (
    "Officer|Agent|Victim|Witness|Defendant|Child|Judge|Attorney|Medic|Investigator|Person"
    "|Organization|Location|Case|Vehicle|Account"
)
_LABEL: Final = re.compile(
    rf"\b(?:{_WORDS})[ \u00a0](?:[A-Z]{{1,2}}|[0-9]{{1,4}})\b", re.IGNORECASE
)
# A name in brackets is still a name: only what the page itself puts in brackets is a label.
_BRACKETED: Final = frozenset(f"[{label}]" for label in TYPE_LABELS.values())


def is_pseudonym(text: str) -> bool:
    """Whether ``text`` is nothing but a label as they are made here."""
    return bool(_LABEL.fullmatch(text)) or text in _BRACKETED


def labels_in(texts: Iterable[str]) -> set[str]:
    """The labels that stand in ``texts`` already, folded."""
    return {_folded(label) for text in texts for label in _LABEL.findall(text)}


def propose_pseudonyms(
    parts: Mapping[str, str], entities: Iterable[Entity], known: Mapping[int, str] | None = None
) -> dict[int, str]:
    """A label for each entity, by its number.

    ``known`` are those that have one already, in this paper or in others of its matter; they keep
    it. No label is given twice, and none that stands in the text.
    """
    held = dict(known or {})
    taken = labels_in(parts.values()) | {_folded(label) for label in held.values()}
    proposed: dict[int, str] = {}
    for entity in entities:
        label = held.get(entity.number) or _new_label(entity, parts, taken)
        proposed[entity.number] = label
        taken.add(_folded(label))
    return proposed


def _new_label(entity: Entity, parts: Mapping[str, str], taken: set[str]) -> str:
    role = role_of(entity, parts) if entity.type == "person" else _COUNTED.get(entity.type)
    if role is None:
        return f"[{label_of(entity.type)}]"
    marks = _letters() if role.lettered else map(str, count(1))
    return next(label for mark in marks if _folded(label := f"{role.word} {mark}") not in taken)


def _letters() -> Iterator[str]:
    """A to Z, then AA to ZZ, then numbers."""
    yield from ascii_uppercase
    yield from (first + second for first in ascii_uppercase for second in ascii_uppercase)
    yield from map(str, count(1))


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
