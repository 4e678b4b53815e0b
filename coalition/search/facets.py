"""The filters beside the results and the chips above them, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from coalition.db import db
from coalition.documents.kinds import KINDS
from coalition.documents.vocabularies import (
    DEFENSES,
    EVENT_KINDS,
    FLAGS,
    FORUMS,
    OFFENSES,
    OUTCOMES,
    RESPONSES,
    STAGES,
)
from coalition.offices.models import Office
from coalition.offices.naming import veiled_name, veiled_state
from coalition.offices.states import STATES
from coalition.search.asked import FILTERS, Search

NAMES = {
    "kind": "Kind of paper",
    "office": "Office",
    "state": "Jurisdiction",
    "offense": "Offense",
    "defense": "Defense",
    "response": "Response",
    "stage": "Stage",
    "outcome": "Outcome",
    "forum": "Forum",
    "event": "Seen in footage",
    "is": "Disclosure flag",
    "tlp": "Marking",
    "after": "From",
    "before": "Until",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {code: kind.label for code, kind in KINDS.items()},
    "state": STATES,
    "offense": OFFENSES,
    "defense": DEFENSES,
    "response": RESPONSES,
    "stage": STAGES,
    "outcome": OUTCOMES,
    "forum": FORUMS,
    "event": EVENT_KINDS,
    "is": FLAGS,
}
OPEN = frozenset({"kind", "state"})
MOST_OPTIONS = 40

Address = Callable[[Search], str]


@dataclass(frozen=True)
class Option:
    """One value of a filter; following ``url`` adds it, or takes it away if it is in use."""

    label: str
    count: int
    url: str
    selected: bool


@dataclass(frozen=True)
class FacetGroup:
    """One filter with the values that the results have."""

    name: str
    label: str
    options: list[Option]
    open: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, and where the same search without it is."""

    label: str
    url: str


def label_of(name: str, value: str, offices: Mapping[str, str]) -> str:
    """What people read for a value; a value that nothing has is shown as it was given."""
    if name == "tlp":
        return f"TLP:{value}"
    return offices.get(value, value) if name == "office" else WORDS.get(name, {}).get(value, value)


def office_names(slugs: Iterable[str]) -> dict[str, str]:
    """What the offices are called whose papers were found or asked for.

    One that keeps its name off papers is found under its state; whoever types its own short name
    learns as little as from one that no office has.
    """
    wanted = set(slugs)
    rows = db.session.execute(
        select(Office.slug, Office.name).where(
            Office.slug.in_(wanted), Office.name_hidden.is_(False)
        )
    )
    states = {slug: veiled_state(slug) for slug in wanted}
    veiled = {slug: veiled_name(state) for slug, state in states.items() if state}
    return veiled | {row.slug: row.name for row in rows}


def facet_groups(
    facets: Mapping[str, Mapping[str, int]],
    asked: Search,
    offices: Mapping[str, str],
    address: Address,
) -> list[FacetGroup]:
    """The filters that tell the results apart, or are in use."""
    groups = []
    for name in FILTERS:
        counts = list(facets.get(name, {}).items())[:MOST_OPTIONS]
        options = [_option(name, value, count, asked, offices, address) for value, count in counts]
        if options:
            groups.append(FacetGroup(name, NAMES[name], options, name in OPEN))
    return groups


def _option(
    name: str,
    value: str,
    count: int,
    asked: Search,
    offices: Mapping[str, str],
    address: Address,
) -> Option:
    selected = value in asked.filters.get(name, ())
    then = asked.without_filter(name, value) if selected else asked.with_filter(name, value)
    return Option(label_of(name, value, offices), count, address(then), selected)


def chips(asked: Search, offices: Mapping[str, str], address: Address) -> list[Chip]:
    """One for each filter in use."""
    return [
        Chip(
            f"{NAMES[name]}: {label_of(name, value, offices)}",
            address(asked.without_filter(name, value)),
        )
        for name, value in asked.pairs
    ]
