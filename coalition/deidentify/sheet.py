"""Everything a reviewer has before them: what was found, what is decided of it, what is not.

The sheet also looks a second time: at the text that follows from the decisions. What is found
there and does not come from a decision stands in the way like anything else.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coalition.deidentify.analysis import Analysis, Entity
from coalition.deidentify.decisions import Choice, Decided, Decision, apply_decisions
from coalition.deidentify.dossier import Dossier, Standing, longest_mention, version_of
from coalition.deidentify.examined import Look
from coalition.deidentify.gate import unsettled
from coalition.deidentify.generalising import earliest_day, phrases_for
from coalition.deidentify.marks import REASON, with_marks
from coalition.deidentify.pseudonyms import propose_pseudonyms
from coalition.deidentify.rare import RareCombination, rare_combination

MADE_LESS_EXACT = "It is what the review put there."


class State(StrEnum):
    """How far an item has come."""

    DECIDED = "decided"
    LAPSED = "lapsed"  # decided for another text, or with other detectors
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Item:
    """One thing that identifies somebody, as the reviewer meets it.

    ``late``: it was found only in the text that follows from the other decisions, so it can be
    kept or the text be edited, but nothing put in its place.
    """

    entity: Entity
    key: str
    words: str
    state: State
    decision: Decision | None
    pseudonym: str
    phrases: tuple[str, ...]
    late: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way."""
        return self.state is not State.DECIDED

    @property
    def marked(self) -> bool:
        """Whether a person marked it."""
        return REASON in self.entity.reasons


@dataclass(frozen=True)
class Basis:
    """What a paper says of itself to its review.

    Args:
        region: the state the paper is about.
        markdown: the parts in which what is put in must not become markup.
        derived: other ways in which the decided parts are read, such as rendered.
    """

    region: str = ""
    markdown: Collection[str] = ()
    derived: Callable[[Mapping[str, str]], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Sheet:
    """A review as it stands. ``decided`` and ``second`` are there once everything is decided."""

    dossier: Dossier
    parts: Mapping[str, str]
    version: str
    used_model: bool
    items: tuple[Item, ...]
    decided: Decided | None = None
    second: Analysis | None = None
    seen: Mapping[str, str] | None = None
    rare: RareCombination | None = None

    @property
    def open_items(self) -> list[Item]:
        """What stands in the way."""
        return [item for item in self.items if item.is_open]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands in the way of publishing."""
        return self.decided is not None and not self.open_items

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The decisions that hold, by the key of their item."""
        return {i.key: i.decision for i in self.items if i.decision and not i.is_open}

    @property
    def decided_parts(self) -> Mapping[str, str]:
        """The parts as they may be shared; as they are while something is undecided."""
        return self.decided.parts if self.decided else self.parts

    def item(self, key: str) -> Item | None:
        """The item with that key."""
        return next((item for item in self.items if item.key == key), None)

    def texts_of(self, item: Item) -> Mapping[str, str]:
        """The parts that the item's places lie in."""
        return self.seen if item.late and self.seen is not None else self.parts

    def standing(self, item: Item, decision: Decision) -> Standing:
        """``decision`` about ``item``, bound to the texts and detectors of this sheet."""
        texts = self.dossier.texts_of(item.entity, self.texts_of(item))
        return Standing(decision, item.entity.type, self.version, texts)


def make_sheet(
    dossier: Dossier,
    parts: Mapping[str, str],
    *,
    look: Look,
    basis: Basis,
    known: Callable[[Entity], str | None] = lambda entity: None,
) -> Sheet:
    """The sheet for ``parts`` under the decisions of ``dossier``.

    Args:
        look: how texts are looked through.
        known: the pseudonym that an entity has in its matter.
    """
    analysis = with_marks(look(parts), parts, dossier.marks)
    version = version_of(analysis)
    items = _items(dossier, parts, analysis, basis.region, known)
    decisions = {i.entity.number: i.decision for i in items if i.decision and not i.is_open}
    rare = rare_combination(parts, analysis.entities, decisions)
    sheet = Sheet(dossier, parts, version, analysis.used_model, items, rare=rare)
    if sheet.open_items:
        return sheet
    decided = apply_decisions(parts, analysis.entities, decisions, markdown=basis.markdown)
    seen = {**decided.parts, **basis.derived(decided.parts)}
    second = look(seen)
    late = tuple(
        _late_item(dossier, seen, entity) for entity in unsettled(dossier, decided, second, seen)
    )
    return Sheet(
        dossier, parts, version, analysis.used_model, items + late, decided, second, seen, rare
    )


def _items(
    dossier: Dossier,
    parts: Mapping[str, str],
    analysis: Analysis,
    region: str,
    known: Callable[[Entity], str | None],
) -> tuple[Item, ...]:
    entities = analysis.entities
    keys = {entity.number: dossier.key_of(entity, parts) for entity in entities}
    labels = propose_pseudonyms(parts, entities, _labels_held(dossier, entities, keys, known))
    earliest = earliest_day(parts, entities)
    version = version_of(analysis)
    return tuple(
        Item(
            entity,
            key := keys[entity.number],
            longest_mention(entity, parts),
            _state(dossier, key, entity, parts, version),
            standing.decision if (standing := dossier.standing.get(key)) else None,
            labels[entity.number],
            phrases_for(entity, parts, earliest=earliest, region=region),
        )
        for entity in sorted(entities, key=lambda each: _reading_order(each, parts))
    )


def _labels_held(
    dossier: Dossier,
    entities: Collection[Entity],
    keys: Mapping[int, str],
    known: Callable[[Entity], str | None],
) -> dict[int, str]:
    held = {}
    for entity in entities:
        standing = dossier.standing.get(keys[entity.number])
        if standing and standing.decision.choice is Choice.REPLACE:
            held[entity.number] = standing.decision.text
        elif label := known(entity):
            held[entity.number] = label
    return held


def _state(
    dossier: Dossier, key: str, entity: Entity, parts: Mapping[str, str], version: str
) -> State:
    if dossier.holds(key, entity, parts, version):
        return State.DECIDED
    return State.LAPSED if key in dossier.standing else State.UNDECIDED


def _reading_order(entity: Entity, parts: Mapping[str, str]) -> tuple[int, int]:
    names = list(parts)
    first = min(entity.places, key=lambda place: (names.index(place.part), place.start))
    return names.index(first.part), first.start


def _late_item(dossier: Dossier, seen: Mapping[str, str], entity: Entity) -> Item:
    key = dossier.late_key_of(entity, seen)
    standing = dossier.standing.get(key)
    return Item(
        entity,
        key,
        longest_mention(entity, seen),
        State.LAPSED if standing else State.UNDECIDED,
        standing.decision if standing else None,
        "",
        (),
        late=True,
    )
