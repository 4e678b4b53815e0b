"""The offices, groups and people an author may name, under the ids that pages show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.actor import CASE_ROLES, Actor
from coalition.access.audience import Audience
from coalition.accounts.bylines import is_named_person, shown_person
from coalition.accounts.models import Person
from coalition.accounts.roles import holders_of
from coalition.db import db
from coalition.documents.readership import groups_with
from coalition.offices.groups import groups_by_id, is_at_work
from coalition.offices.models import Group, Office
from coalition.offices.naming import is_named_to, veiled_name, veiled_slug
from coalition.offices.queries import all_offices


@dataclass(frozen=True)
class Listed:
    """An office, group or person: its row's id, the id on pages, and the words beside it.

    Offices of one state that keep their names off papers are one entry with the ids of all.
    """

    ids: frozenset[int]
    key: str
    label: str


@dataclass(frozen=True)
class Directory:
    """Everyone who may be named, read once for a request."""

    offices: tuple[Listed, ...]
    people: tuple[Listed, ...]
    groups: tuple[Listed, ...] = ()

    def office_ids(self, keys: Iterable[str]) -> frozenset[int] | None:
        """The rows behind ``keys``, or nothing if any of them is not listed."""
        return _ids(self.offices, keys)

    def person_ids(self, keys: Iterable[str]) -> frozenset[int] | None:
        """The rows behind ``keys``, or nothing if any of them is not listed."""
        return _ids(self.people, keys)

    def group_ids(self, keys: Iterable[str]) -> frozenset[int] | None:
        """The rows behind ``keys``, or nothing if any of them is not listed."""
        return _ids(self.groups, keys)

    def office_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these offices; those not listed are left out."""
        return _keys(self.offices, ids)

    def person_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these people; those not listed are left out."""
        return _keys(self.people, ids)

    def group_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these groups; those not listed are left out."""
        return _keys(self.groups, ids)


def _ids(listed: tuple[Listed, ...], keys: Iterable[str]) -> frozenset[int] | None:
    known = {entry.key: entry.ids for entry in listed}
    found = [known.get(key) for key in keys]
    return None if None in found else frozenset(i for ids in found if ids for i in ids)


def _keys(listed: tuple[Listed, ...], ids: Iterable[int]) -> list[str]:
    # An entry of several is chosen when all of them are; otherwise choosing would reach further.
    wanted = set(ids)
    return [entry.key for entry in listed if entry.ids <= wanted]


def directory_for(
    actor: Actor, office_id: int, author_ids: Iterable[int], *, kept: Audience | None = None
) -> Directory:
    """Whom ``actor`` may name for a paper of ``office_id``.

    Listed are the other offices, the groups that the actor is in and those at work that ``kept``
    names already, and active people who work on cases but the authors themselves. Offices that
    keep their names off papers are named together, by state.
    """
    offices = [office for office in all_offices() if office.id != office_id]
    people = db.session.scalars(
        select(Person)
        .where(
            Person.status == "active",
            Person.id.not_in(list(author_ids)),
            Person.id.in_(holders_of(*CASE_ROLES)),
        )
        .order_by(Person.name, Person.id)
    ).all()
    return Directory(
        (*_named_offices(actor, offices), *_veiled_offices(actor, offices, kept)),
        tuple(_people(actor, people, kept)),
        tuple(Listed(frozenset({g.id}), g.public_id, g.name) for g in _groups(actor, kept)),
    )


def _named_offices(actor: Actor, offices: list[Office]) -> list[Listed]:
    named = sorted((o for o in offices if is_named_to(actor, o)), key=lambda o: (o.name, o.id))
    return [Listed(frozenset({o.id}), o.public_id, f"{o.name} ({o.state})") for o in named]


def _veiled_offices(actor: Actor, offices: list[Office], kept: Audience | None) -> Iterator[Listed]:
    """One entry for each state, and one for those that the paper names already but not all of."""
    by_state: dict[str, set[int]] = {}
    for office in offices:
        if not is_named_to(actor, office):
            by_state.setdefault(office.state, set()).add(office.id)
    for state, ids in sorted(by_state.items()):
        yield Listed(
            frozenset(ids), veiled_slug(state), f"Member offices in {state} that show no name"
        )
        before = ids & kept.office_ids if kept else set()
        if before and before != ids:
            key, label = f"{veiled_slug(state)}-as-before", f"{veiled_name(state)}, as before"
            yield Listed(frozenset(before), key, label)


def _people(actor: Actor, people: Iterable[Person], kept: Audience | None) -> Iterator[Listed]:
    """By office and name; who shows no name is listed only where the paper names them already."""
    named = [p for p in people if is_named_person(actor, p)]
    for person in sorted(named, key=lambda p: (p.office.name, p.name, p.id)):
        label = f"{person.name} — {person.office.name}"
        yield Listed(frozenset({person.id}), person.public_id, label)
    for person in people:
        if kept and person.id in kept.person_ids and not is_named_person(actor, person):
            label = f"{shown_person(actor, person)}, as before"
            yield Listed(frozenset({person.id}), person.public_id, label)


def _groups(actor: Actor, kept: Audience | None) -> list[Group]:
    named = groups_by_id(kept.group_ids).values() if kept else ()
    listed = [*groups_with([actor.person_id]), *filter(is_at_work, named)]
    found = {group.id: group for group in listed}
    return sorted(found.values(), key=lambda group: (group.name, group.id))
