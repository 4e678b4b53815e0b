"""No order of acts in a review of access gives anybody a role or a token."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from coalition import clock as time
from coalition.accounts import services as accounts
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of
from coalition.db import db, unit_of_work
from coalition.errors import DomainError
from coalition.membership.reviews import services
from coalition.membership.reviews.models import AccessReview, ReviewedPerson
from coalition.membership.reviews.queries import latest_review
from coalition.membership.reviews.tending import tend_access_review
from coalition.web.dispatch import Portal
from tests.support.world import Member, World

ACTS = ("open", "confirm", "suspend", "lapse")


def held(people: list[Member]) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    """The roles in the database and the tokens of each person."""
    rows = [db.session.get_one(Person, one.id, populate_existing=True) for one in people]
    return {row.id: (frozenset(row.roles), actor_of(row).tokens) for row in rows}


def act(name: str, by: Member, about: Member) -> None:
    """One act, refused or not."""
    review = latest_review()
    try:
        if name == "lapse":
            with unit_of_work():
                db.session.execute(update(AccessReview).values(due_at=time.now()))
            tend_access_review()
            return
        with unit_of_work():
            actor = actor_of(db.session.get_one(Person, by.id))
            if name == "open":
                services.open_review(actor, due_on=time.now().date() + timedelta(days=30))
            elif name == "suspend":
                accounts.suspend_person(actor, about.public_id)
            elif review is not None:
                services.confirm(actor, review.public_id, about.public_id)
    except DomainError:
        db.session.rollback()


def cast(world: World) -> list[Member]:
    """The same people for every example: two admins, two leads and a member."""
    known: dict[int, list[Member]] = world.__dict__.setdefault("reviewed", {})
    if not known:
        elm, oak = world.office("elm"), world.office("oak")
        known[0] = [
            world.person("Amy Hill", oak, "coalition-admin"),
            world.person("Lea Ford", elm, "office-lead"),
            world.person("Sam Dale", oak, "coalition-admin", "office-lead"),
            world.person("Pia Stone", elm),
        ]
    return known[0]


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_no_order_of_acts_of_one_person_changes_roles_or_adds_tokens(
    app: Portal, world: World, data: st.DataObject
) -> None:
    people = cast(world)
    with app.app_context():
        with unit_of_work():
            db.session.execute(delete(ReviewedPerson))
            db.session.execute(delete(AccessReview))
            db.session.execute(update(Person).values(status="active"))
        before, by = held(people), data.draw(st.sampled_from(people))
        steps = st.tuples(st.sampled_from(ACTS), st.sampled_from(people))
        for name, about in data.draw(st.lists(steps, min_size=3, max_size=8)):
            act(name, by, about)
            after = held(people)
            for number, (roles, tokens) in after.items():
                assert roles == before[number][0]
                assert tokens <= before[number][1]
            before = after
