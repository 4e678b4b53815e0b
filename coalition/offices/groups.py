"""Groups as what gives tokens: which are at work now, and who is in them.

All of it is asked when it matters, so that a group is over on the day after its last one without
anything having to run.
"""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, select

from coalition import clock
from coalition.db import db
from coalition.offices.models import Group, GroupPlace

MOST_YEARS = 2


def today() -> date:
    """The day by which groups end (UTC)."""
    return clock.now().date()


def last_possible_day(founded: date) -> date:
    """The last day that a group founded then can have: 24 months later."""
    try:
        return founded.replace(year=founded.year + MOST_YEARS)
    except ValueError:
        return founded.replace(year=founded.year + MOST_YEARS, day=28)  # Founded on a leap day.


def at_work() -> ColumnElement[bool]:
    """A condition on :class:`Group`: it was confirmed and has not ended."""
    return and_(Group.confirmed_at.is_not(None), Group.ended_at.is_(None), Group.ends_on >= today())


def is_at_work(group: Group) -> bool:
    """The same of one group."""
    return group.confirmed_at is not None and group.ended_at is None and group.ends_on >= today()


def members_of(group_ids: Iterable[int], office: ColumnElement[int]) -> Select[int]:
    """The people in those of the groups that are at work; ``office`` is the person's own now."""
    return (
        select(GroupPlace.person_id)
        .join(Group)
        .where(
            Group.id.in_(sorted(group_ids)),
            at_work(),
            GroupPlace.approved_at.is_not(None),
            GroupPlace.office_id == office,
        )
    )


def current_group_ids(person_id: int, office_id: int) -> frozenset[int]:
    """The groups at work whose token somebody of that office holds, if they work on cases."""
    rows = db.session.scalars(
        select(Group.id)
        .join(GroupPlace)
        .where(
            GroupPlace.person_id == person_id,
            GroupPlace.office_id == office_id,
            GroupPlace.approved_at.is_not(None),
            at_work(),
        )
    )
    return frozenset(rows)


def groups_by_id(group_ids: Collection[int]) -> dict[int, Group]:
    """The groups with these ids, also those that ended."""
    if not group_ids:
        return {}
    rows = db.session.scalars(select(Group).where(Group.id.in_(sorted(group_ids))))
    return {group.id: group for group in rows}


def find_group(public_id: str) -> Group | None:
    """The group with that public id."""
    if "\0" in public_id:
        return None  # PostgreSQL refuses this character even in a comparison.
    return db.session.scalar(select(Group).where(Group.public_id == public_id))
