"""Who will see a paper, counted and named before it is saved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from coalition.access.actor import CASE_ROLES, Actor
from coalition.access.audience import Audience, Reach
from coalition.accounts import queries
from coalition.accounts.bylines import shown_person
from coalition.accounts.models import Person
from coalition.accounts.roles import holders_of
from coalition.db import db
from coalition.errors import Invalid
from coalition.offices.groups import at_work, groups_by_id, is_at_work, members_of
from coalition.offices.models import Group, GroupPlace, Office
from coalition.offices.naming import shown_name


@dataclass(frozen=True)
class Readership:
    """How many people in which offices; ``people`` is filled when they are named.

    ``groups`` are the names of those that it is addressed to, each with how many people of it.
    """

    count: int
    offices: tuple[tuple[str, int], ...]
    people: tuple[str, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """“41 people in 9 offices will see this.”"""
        return f"{self.amount} will see this."

    @property
    def amount(self) -> str:
        """“41 people in 9 offices”."""
        people = "1 person" if self.count == 1 else f"{self.count:,} people"
        offices = "1 office" if len(self.offices) == 1 else f"{len(self.offices)} offices"
        return f"{people} in {offices}"


def readership(
    actor: Actor, audience: Audience, *, office_id: int, author_ids: Iterable[int]
) -> Readership:
    """Active members who would hold a token of a paper with this audience, as ``actor`` sees them.

    Offices of one state that keep their names off papers count as one.
    """
    readers = db.session.scalars(
        select(Person)
        .where(Person.status == "active", _in_audience(audience, office_id, set(author_ids)))
        .order_by(Person.id)
    ).all()
    offices = Counter(shown_name(actor, person.office) for person in readers)
    named = audience.reach is Reach.PEOPLE
    # Sorted as shown: by their place among the others veiled names would tell how they begin.
    people = tuple(sorted(shown_person(actor, person) for person in readers)) if named else ()
    return Readership(len(readers), tuple(sorted(offices.items())), people, _groups(audience))


def _groups(audience: Audience) -> tuple[tuple[str, int], ...]:
    found = groups_by_id(audience.group_ids).values()
    return tuple(sorted((group.name, _count_in(group.id)) for group in found))


def _count_in(group_id: int) -> int:
    counted = select(func.count()).where(
        Person.status == "active", _works_on_cases(), Person.id.in_(_members_of([group_id]))
    )
    return db.session.scalar(counted) or 0


def _members_of(group_ids: Iterable[int]) -> Select[int]:
    return members_of(group_ids, Person.office_id.expression)


def _works_on_cases() -> ColumnElement[bool]:
    return Person.id.in_(holders_of(*CASE_ROLES))


def reader_ids(audience: Audience, *, office_id: int, author_ids: Iterable[int]) -> set[int]:
    """The people that :func:`readership` counts."""
    query = select(Person.id).where(
        Person.status == "active", _in_audience(audience, office_id, set(author_ids))
    )
    return set(db.session.scalars(query))


def _in_audience(audience: Audience, office_id: int, author_ids: set[int]) -> ColumnElement[bool]:
    if audience.reach is Reach.PEOPLE:
        return Person.id.in_(audience.person_ids | author_ids)
    works_on_cases = _works_on_cases()
    if audience.reach is Reach.COALITION:
        return works_on_cases
    offices = {office_id} | (audience.office_ids if audience.reach is Reach.OFFICES else set())
    if not audience.group_ids:
        return works_on_cases & Person.office_id.in_(offices)
    in_groups = Person.id.in_(_members_of(audience.group_ids))
    return works_on_cases & or_(Person.office_id.in_(offices), in_groups)


def office_people(office_id: int) -> list[int]:
    """The ids of everyone in one office."""
    return list(db.session.scalars(select(Person.id).where(Person.office_id == office_id)))


def leads_of(office_id: int) -> list[int]:
    """The ids of the active leads of one office."""
    return [person.id for person in queries.leads_of(office_id)]


def check_named(audience: Audience) -> tuple[set[int], set[int]]:
    """The offices and people that the audience names but that do not exist or are not active."""
    offices = set(db.session.scalars(select(Office.id).where(Office.id.in_(audience.office_ids))))
    people = set(
        db.session.scalars(
            select(Person.id).where(Person.id.in_(audience.person_ids), Person.status == "active")
        )
    )
    return set(audience.office_ids) - offices, set(audience.person_ids) - people


def groups_with(person_ids: Iterable[int | None]) -> list[Group]:
    """The groups at work that any of these people is in now, by name."""
    rows = db.session.scalars(
        select(Group)
        .join(GroupPlace)
        .join(Person, Person.id == GroupPlace.person_id)
        .where(
            Person.id.in_([i for i in person_ids if i is not None]),
            Person.status == "active",
            Person.office_id == GroupPlace.office_id,
            GroupPlace.approved_at.is_not(None),
            at_work(),
        )
        .order_by(Group.name, Group.id)
        .distinct()
    )
    return list(rows)


def check_groups(
    audience: Audience, person_ids: Iterable[int | None], *, kept: Audience | None = None
) -> None:
    """Refuse a group that has ended, and one that none of ``person_ids`` is in.

    A group that ``kept`` names already may be named again by whoever is not in it.

    Raises:
        Invalid: names the field and the way out.
    """
    if any(not is_at_work(group) for group in groups_by_id(audience.group_ids).values()):
        raise Invalid.because("groups", "One of the groups has ended. Choose who reads it again.")
    own = {group.id for group in groups_with(person_ids)}
    if audience.group_ids - own - (kept.group_ids if kept else frozenset()):
        raise Invalid.because("groups", "You can share only with groups that you are in yourself.")
