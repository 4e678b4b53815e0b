"""The offices and people an author may name, under the ids that pages show."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.actor import CASE_ROLES
from coalition.accounts.models import Person, PersonRole
from coalition.db import db
from coalition.offices.models import Office


@dataclass(frozen=True)
class Listed:
    """One office or person: the row's id, the id on pages, and the words beside it."""

    id: int
    key: str
    label: str


@dataclass(frozen=True)
class Directory:
    """Everyone who may be named, read once for a request."""

    offices: tuple[Listed, ...]
    people: tuple[Listed, ...]

    def office_ids(self, keys: Iterable[str]) -> frozenset[int] | None:
        """The rows behind ``keys``, or nothing if any of them is not listed."""
        return _ids(self.offices, keys)

    def person_ids(self, keys: Iterable[str]) -> frozenset[int] | None:
        """The rows behind ``keys``, or nothing if any of them is not listed."""
        return _ids(self.people, keys)

    def office_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these offices; those not listed are left out."""
        wanted = set(ids)
        return [o.key for o in self.offices if o.id in wanted]

    def person_keys(self, ids: Iterable[int]) -> list[str]:
        """What the page calls these people; those not listed are left out."""
        wanted = set(ids)
        return [p.key for p in self.people if p.id in wanted]


def _ids(listed: tuple[Listed, ...], keys: Iterable[str]) -> frozenset[int] | None:
    known = {entry.key: entry.id for entry in listed}
    found = [known.get(key) for key in keys]
    return None if None in found else frozenset(i for i in found if i is not None)


def directory_for(office_id: int, author_ids: Iterable[int]) -> Directory:
    """Whom authors of ``office_id`` may name: other offices, and active people but themselves.

    Only people who work on cases are listed, in the order of their offices and names.
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
    )
