"""The offices, groups and people an author may name, under the ids that pages show."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.actor import CASE_ROLES, Actor
from coalition.access.audience import Audience
from coalition.accounts.models import Person, PersonRole
from coalition.db import db
from coalition.documents.readership import groups_with
from coalition.offices.groups import groups_by_id, is_at_work
from coalition.offices.models import Group, Office


@dataclass(frozen=True)
class Listed:
    """One office, group or person: the row's id, the id on pages, and the words beside it."""

    id: int
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
        wanted = set(ids)
        return [o.key for o in self.offices if o.id in wanted]

    def person_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these people; those not listed are left out."""
        wanted = set(ids)
        return [p.key for p in self.people if p.id in wanted]

    def group_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these groups; those not listed are left out."""
        wanted = set(ids)
        return [g.key for g in self.groups if g.id in wanted]


def _ids(listed: tuple[Listed, ...], keys: Iterable[str]) -> frozenset[int] | None:
    known = {entry.key: entry.id for entry in listed}
    found = [known.get(key) for key in keys]
    return None if None in found else frozenset(i for i in found if i is not None)


def directory_for(
    actor: Actor, office_id: int, author_ids: Iterable[int], *, kept: Audience | None = None
) -> Directory:
    """Whom ``actor`` may name for a paper of ``office_id``.

    Listed are the other offices, the groups that the actor is in and those at work that ``kept``
    names already, and active people who work on cases but the authors themselves.
    """
    offices = db.session.execute(
        select(Office.id, Office.public_id, Office.name, Office.state)
        .where(Office.id != office_id)
        .order_by(Office.name)
    )
    people = db.session.execute(
        select(Person.id, Person.public_id, Person.name, Office.name)
        .join(Office, Office.id == Person.office_id)
        .where(
            Person.status == "active",
            Person.id.not_in(list(author_ids)),
            Person.id.in_(
                select(PersonRole.person_id).where(
                    PersonRole.role.in_([role.value for role in CASE_ROLES])
                )
            ),
        )
        .order_by(Office.name, Person.name)
    )
    return Directory(
        tuple(Listed(i, key, f"{name} ({state})") for i, key, name, state in offices),
        tuple(Listed(i, key, f"{name} — {office}") for i, key, name, office in people),
        tuple(Listed(g.id, g.public_id, g.name) for g in _groups(actor, kept)),
    )


def _groups(actor: Actor, kept: Audience | None) -> list[Group]:
    named = groups_by_id(kept.group_ids).values() if kept else ()
    listed = [*groups_with([actor.person_id]), *filter(is_at_work, named)]
    found = {group.id: group for group in listed}
    return sorted(found.values(), key=lambda group: (group.name, group.id))
