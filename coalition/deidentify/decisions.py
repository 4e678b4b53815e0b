"""What is decided about each thing that identifies somebody, and the text that follows from it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from coalition.deidentify.analysis import Entity, Place


class Choice(StrEnum):
    """The three ways to decide."""

    REPLACE = "replace"  # by a role, such as “Officer A”
    GENERALISE = "generalise"  # to something less exact, such as “March 2026”
    KEEP = "keep"  # as it is, for a reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one thing. ``text``: the pseudonym, the phrase or the reason."""

    choice: Choice
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a decided text is as it is because of a decision: ``text[start:end]``."""

    start: int
    end: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Decided:
    """The parts as they may be shared, and where decisions made them so."""

    parts: Mapping[str, str]
    stretches: Mapping[str, tuple[Stretch, ...]]

    def stretch_over(self, place: Place) -> Stretch | None:
        """The stretch that holds all of ``place``, if one does."""
        for stretch in self.stretches.get(place.part, ()):
            if stretch.start <= place.start and place.end <= stretch.end:
                return stretch
        return None


class Undecided(ValueError):
    """Some thing has no decision, so there is no decided text."""


_STRICTNESS: Final = {Choice.KEEP: 0, Choice.GENERALISE: 1, Choice.REPLACE: 2}

# Goes with the name, so that “Sgt. Doe” becomes “Officer A” and not “Sgt. Officer A”.
_TITLE: Final = re.compile(
    r"(?<![A-Za-z])(?:(?:Officer|Ofc\.?|Deputy|Sergeant|Sgt\.?|Detective|Det\.?|Lieutenant|Lt\.?"
    r"|Captain|Capt\.?|Corporal|Cpl\.?|Trooper|Special Agent|Agent|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?"
    r"|Judge|Hon\.)[ \t]{1,3}){1,2}$"
)
_LONGEST_TITLE: Final = 40
_ROLE: Final = re.compile(r"([A-Z][a-z]+)(?: [A-Z]{1,2}| [0-9]{1,4})?")
# What Markdown would read as more than the character itself.
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#|!~])")


def apply_decisions(
    parts: Mapping[str, str],
    entities: Iterable[Entity],
    decisions: Mapping[int, Decision],
    *,
    markdown: Collection[str] = (),
) -> Decided:
    """The parts with every place as it was decided; ``decisions`` go by the entity's number.

    Where places of different things overlap, the strictest decision holds for the whole stretch
    they cover; of two alike, that of the longer place. Line breaks inside a place stay, so that
    a part has as many lines as before. ``markdown`` names the parts in which what is put in must
    not become markup.

    Raises:
        Undecided: an entity has no decision.
    """
    found: dict[str, list[tuple[int, int, Decision]]] = {}
    for entity in entities:
        decision = decisions.get(entity.number)
        if decision is None:
            raise Undecided(f"entity {entity.number}")
        for place in entity.places:
            start = _start_with_title(parts[place.part], place.start, decision)
            found.setdefault(place.part, []).append((start, place.end, decision))
    texts, stretches = dict(parts), {}
    for name, places in found.items():
        texts[name], stretches[name] = _rewritten(parts[name], places, name in markdown)
    return Decided(texts, stretches)


def _start_with_title(text: str, start: int, decision: Decision) -> int:
    """Where the place begins, with the title or role before it that a pseudonym stands for too."""
    role = _ROLE.fullmatch(decision.text)
    if decision.choice is not Choice.REPLACE or role is None:
        return start
    before = text[max(0, start - _LONGEST_TITLE) : start]
    title = _TITLE.search(before)
    if title is not None:
        return start - len(title[0])
    same_role = re.search(rf"(?<![A-Za-z]){role[1]}[ \t]{{1,3}}$", before, re.IGNORECASE)
    return start - len(same_role[0]) if same_role else start


def _rewritten(
    text: str, places: list[tuple[int, int, Decision]], markdown: bool
) -> tuple[str, tuple[Stretch, ...]]:
    pieces: list[str] = []
    stretches: list[Stretch] = []
    done = length = 0
    for start, end, decision in _clusters(places):
        put = _put_in(text[start:end], decision, markdown)
        pieces += (text[done:start], put)
        length += start - done
        stretches.append(Stretch(length, length + len(put), decision))
        length += len(put)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), tuple(stretches)


def _clusters(
    places: list[tuple[int, int, Decision]],
) -> Iterator[tuple[int, int, Decision]]:
    """Stretches without overlap, each with the decision that holds for it."""
    ordered = sorted(places, key=lambda each: (each[0], each[1]))
    at = 0
    while at < len(ordered):
        start, end, _ = ordered[at]
        group = [ordered[at]]
        at += 1
        while at < len(ordered) and ordered[at][0] < end:
            group.append(ordered[at])
            end = max(end, ordered[at][1])
            at += 1
        chief = max(group, key=lambda each: (_STRICTNESS[each[2].choice], each[1] - each[0]))
        yield start, end, chief[2]


def _put_in(original: str, decision: Decision, markdown: bool) -> str:
    if decision.choice is Choice.KEEP:
        return original
    put = _MARKUP.sub(r"\\\1", decision.text) if markdown else decision.text
    return put + "\n" * original.count("\n")
