"""The demo's groups, made as their people would make them."""

from collections.abc import Iterable

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of, find_person_by_email
from coalition.cli.demo_papers import DemoGroup, demo_groups
from coalition.db import db
from coalition.membership import founding, placing
from coalition.offices.groups import last_possible_day
from coalition.offices.models import Group, Office


def seed_groups() -> None:
    """Found what is not there yet; joins the open unit of work."""
    held = set(db.session.scalars(select(Group.name)))
    for group in demo_groups():
        if group.name not in held:
            _found(group)


def _found(group: DemoGroup) -> None:
    lead = _person(group.confirmed_by)
    made = founding.found(
        _actor(group.founder),
        name=group.name,
        purpose=group.purpose,
        ends_on=last_possible_day(clock.now().date()),
        confirming_office=db.session.get_one(Office, lead.office_id).public_id,
    )
    founding.confirm(actor_of(lead), made.public_id)
    for email in group.members:
        member = _person(email)
        placing.ask_to_join(actor_of(member), code=made.public_id)
        placing.approve(_actor(group.founder), made.public_id, member.public_id)


def _person(email: str) -> Person:
    person = find_person_by_email(email)
    if person is None:
        raise LookupError(email)
    return person


def _actor(email: str) -> Actor:
    return actor_of(_person(email))


def group_ids_of(names: Iterable[str]) -> frozenset[int]:
    """The numbers of the groups with these names."""
    return frozenset(db.session.scalars(select(Group.id).where(Group.name.in_(sorted(names)))))
