"""Groups for tests, made through the services by as many people as it takes."""

from datetime import timedelta

from coalition import clock
from coalition.access.actor import Actor
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of
from coalition.db import db, unit_of_work
from coalition.membership import founding, placing
from coalition.offices.groups import find_group
from coalition.offices.models import Office
from coalition.web.dispatch import Portal
from tests.support.world import Member


def actor_now(app: Portal, member: Member) -> Actor:
    """What a request of ``member`` acts as at this moment, groups included."""
    with app.app_context():
        actor = actor_of(db.session.get_one(Person, member.id))
        db.session.rollback()
        return actor


def found_group(
    app: Portal, founder: Member, lead: Member, *members: Member, days: int = 90, name: str = ""
) -> str:
    """A group at work that ``founder`` owns; ``lead`` confirmed it, the members asked to join."""
    with app.app_context():
        office = db.session.get_one(Office, lead.office_id).public_id
        with unit_of_work():
            group = founding.found(
                founder.actor,
                name=name or "Harbor stop task force",
                purpose="Compares what the offices know of one kind of stop.",
                ends_on=clock.now().date() + timedelta(days=days),
                confirming_office=office,
            )
            public_id = group.public_id
        with unit_of_work():
            founding.confirm(lead.actor, public_id)
        for member in members:
            with unit_of_work():
                placing.ask_to_join(member.actor, code=public_id)
                placing.approve(founder.actor, public_id, member.public_id)
    return public_id


def group_id(app: Portal, public_id: str) -> int:
    """The row's number."""
    with app.app_context():
        group = find_group(public_id)
        assert group is not None
        return group.id
