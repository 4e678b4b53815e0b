"""Which role a person plays, read from the words around the name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coalition.deidentify.analysis import Entity, Place

_BEFORE: Final = 40
_AFTER: Final = 45
# From a cue to the name: nothing, or the names of others in the same role (“agents Doe and Roe”).
_LEADS_UP: Final = re.compile(r"[\s,:(“\"'-]{0,4}(?:(?:[A-Z][\w'-]*,?|and)\s+){0,5}")
# From the name to a cue: “, a bystander”, “ (the victim”, “, who witnessed”, “ was a witness”.
_APPOSITION: Final = re.compile(
    r"\s?(?:,|\(|is|was)\s?(?:an? |the |one of the |who |his |her |their )?(?:[\w-]+ ){0,3}"
)
# The stop after an abbreviation ends no sentence.
_ABBREVIATED: Final = re.compile(r"\b(?:Ofc|Sgt|Det|Lt|Capt|Cpl|Mr|Mrs|Ms|Dr|Hon|Dep)\.")


@dataclass(frozen=True, slots=True)
class Role:
    """A role: the word of its pseudonyms, the phrase for anybody in it, and how it is counted."""

    word: str
    phrase: str
    lettered: bool = False


PERSON: Final = Role("Person", "a person")
_ROLES: Final = (
    (Role("Agent", "an agent", lettered=True), r"(?:special )?agents?|ICE|CBP|HSI|ERO|BORTAC"),
    (
        Role("Officer", "an officer", lettered=True),
        r"officers?|ofc|deput(?:y|ies)|dep|sergeants?|sgt|detectives?|det|troopers?|lieutenant|lt"
        r"|captain|capt|corporal|cpl|policem[ae]n",
    ),
    (Role("Victim", "a victim"), r"victims?|decedent|complainant"),
    (Role("Defendant", "a defendant"), r"defendants?|suspects?|accused"),
    (
        Role("Witness", "a witness"),
        r"witness(?:es|ed)?|bystanders?|onlookers?|neighbou?rs?|passers?-?by|testified|testimony",
    ),
    (Role("Child", "a child"), r"child(?:ren)?|minors?|juveniles?|daughters?|sons?"),
    (Role("Judge", "a judge"), r"judges?|magistrate|hon"),
    (Role("Attorney", "an attorney"), r"attorneys?|prosecutors?|counsel|lawyers?|esq"),
    (Role("Medic", "a medic"), r"medics?|paramedics?|doctors?|dr|physicians?"),
    (Role("Investigator", "an investigator"), r"investigators?"),
)
_CUES: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<r{at}>{cue})" for at, (_, cue) in enumerate(_ROLES)) + r")\b",
    re.IGNORECASE,
)


def role_of(entity: Entity, parts: Mapping[str, str]) -> Role:
    """The role whose cue stands nearest to one of the mentions; a person when there is none."""
    cues = [cue for place in entity.places if (cue := _nearest(place, parts[place.part]))]
    return min(cues, key=lambda cue: cue[0])[1] if cues else PERSON


def _nearest(place: Place, text: str) -> tuple[int, Role] | None:
    own = _CUES.search(_unabbreviated(text[place.start : place.end]))
    if own is not None:
        return 0, _role(own)
    before = _unabbreviated(text[max(0, place.start - _BEFORE) : place.start])
    found = [
        (len(before) - cue.end(), _role(cue))
        for cue in _CUES.finditer(before)
        if _LEADS_UP.fullmatch(before, cue.end())
    ]
    after = text[place.end : place.end + _AFTER]
    found += [
        (cue.start(), _role(cue))
        for cue in _CUES.finditer(after)
        if _APPOSITION.fullmatch(after, 0, cue.start())
    ]
    return min(found, key=lambda each: each[0], default=None)


def _unabbreviated(text: str) -> str:
    return _ABBREVIATED.sub(lambda match: match[0][:-1] + " ", text)


def _role(cue: re.Match[str]) -> Role:
    return _ROLES[int((cue.lastgroup or "r0")[1:])][0]
