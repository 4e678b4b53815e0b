"""Whatever one admin does, in whatever order, nobody gets in by that admin alone."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.accounts.models import FailedAttempt, Person, PersonRole
from coalition.accounts.queries import actor_of
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import DomainError
from coalition.membership import casework, services
from coalition.membership.models import Application, Invitation
from coalition.offices.models import Office, OfficeDomain
from coalition.offices.services import create_office, describe_office
from coalition.web.dispatch import Portal
from tests.support.vetting import Vetters, apply, look_into, vetters
from tests.support.world import World

FOUND = "On the website of the state"
MADE = "maple-county-attorney"
OFFICES = ("cedar", "oak", "empty", MADE)
ROLES = (
    ("coalition-admin",),
    ("coalition-admin", "prosecutor"),
    ("coalition-admin", "auditor"),
    ("prosecutor",),
)
Act = Callable[[Actor, str], object]


def _row(public_id: str) -> Application:
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one()


def _office(slug: str) -> Office | None:
    return db.session.scalar(select(Office).where(Office.slug == slug))


def approve(actor: Actor, public_id: str) -> object:
    return casework.approve(actor, public_id, seen=str(_row(public_id).revision))


def look(actor: Actor, public_id: str) -> object:
    return casework.note_finding(actor, public_id, item="title", fits=True, found=FOUND)


def call(actor: Actor, public_id: str) -> object:
    return casework.log_call(
        actor,
        public_id,
        where_found=FOUND,
        number="612-555-0134",
        reached="Front desk",
        called_at=clock.now(),
        confirmed=True,
    )


def vouch(actor: Actor, public_id: str) -> object:
    return casework.vouch(actor, public_id, vouches=True)


def ask(actor: Actor, public_id: str) -> object:
    return casework.ask(actor, public_id, message="Since when are you there?")


def sponsor(address: str) -> Act:
    return lambda actor, public_id: casework.ask_sponsor(actor, public_id, email=address)


def match(slug: str) -> Act:
    def act(actor: Actor, public_id: str) -> object:
        office = _office(slug)
        chosen = office.public_id if office else casework.NEW_OFFICE
        return casework.match_office(actor, public_id, office=chosen, county_fips="", found=FOUND)

    return act


def invite(slug: str) -> Act:
    """Another way in: an invitation for the same address."""

    def act(actor: Actor, public_id: str) -> object:
        office, row = _office(slug), _row(public_id)
        return services.invite(
            actor,
            email=row.email,
            name=row.name,
            office_id=office.id if office else 0,
            role="office-lead",
        )

    return act


def approve_invitations(actor: Actor, public_id: str) -> object:
    waiting = select(Invitation.public_id).where(Invitation.state == "awaiting")
    return [services.approve(actor, made) for made in db.session.scalars(waiting).all()]


def add_the_office(actor: Actor, public_id: str) -> object:
    return create_office(actor, name="Maple County Attorney", state="MN")


def claim_the_domain(actor: Actor, public_id: str) -> object:
    office = db.session.get_one(Office, actor.office_id)
    facts = {"kind": office.kind, "county": "", "county_fips": ""}
    return describe_office(actor, office.public_id, domains="maple.example", **facts)


def suspend(who: str) -> Act:
    return lambda actor, public_id: suspend_person(actor, who)


def become(roles: tuple[str, ...]) -> Act:
    def act(actor: Actor, public_id: str) -> object:
        person = db.session.get_one(Person, actor.person_id)
        person.role_rows = [PersonRole(role=role) for role in roles]
        return person

    return act


def move(slug: str) -> Act:
    def act(actor: Actor, public_id: str) -> object:
        office = _office(slug)
        if office is not None:
            db.session.get_one(Person, actor.person_id).office_id = office.id
        return office

    return act


def everything(who: Vetters) -> list[Act]:
    """All that one admin could try."""
    addresses = (who.first.email, who.second.email, who.third.email, who.sponsor.email)
    return [
        # Listed more than once, because it is what all the others are tried for.
        *[approve] * 6,
        *[approve_invitations] * 2,
        *(look, call, vouch, ask, add_the_office, claim_the_domain),
        *map(sponsor, addresses),
        *map(match, OFFICES),
        *map(invite, OFFICES),
        *map(move, OFFICES),
        *map(become, ROLES),
        *(suspend(one.public_id) for one in (who.second, who.third, who.sponsor)),
    ]


def attempt(app: Portal, admin_id: int, public_id: str, act: Act) -> None:
    """One act, as who the admin is at that moment."""
    with app.app_context(), suppress(DomainError), unit_of_work():
        act(actor_of(db.session.get_one(Person, admin_id)), public_id)


def restore(app: Portal, who: Vetters, homes: dict[int, int]) -> None:
    """Everybody as they were, and nothing that was invited."""
    with app.app_context(), unit_of_work():
        for person_id, office_id in homes.items():
            person = db.session.get_one(Person, person_id)
            person.office_id, person.status = office_id, "active"
        db.session.get_one(Person, who.first.id).role_rows = [PersonRole(role="coalition-admin")]
        for invitation in db.session.scalars(select(Invitation)):
            invitation.state = "refused"
        for row in db.session.scalars(select(Application)):
            row.stage = "refused"
        for table in (OfficeDomain, FailedAttempt):
            db.session.execute(delete(table))
        for office in db.session.scalars(select(Office).where(Office.slug == MADE)):
            office.slug = f"before-{office.id}"


def let_in(app: Portal, public_id: str) -> list[str]:
    """What would bring the applicant in."""
    with app.app_context():
        row = _row(public_id)
        sent = select(Invitation.state).where(
            Invitation.email == row.email, Invitation.state == "approved"
        )
        invited = ["application"] if row.stage == "invited" else []
        return invited + list(db.session.scalars(sent))


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_sequence_of_acts_of_one_admin_lets_anybody_in(
    app: Portal, world: World, data: st.DataObject
) -> None:
    who = _once(world)
    homes = {one.id: one.office_id for one in (who.first, who.second, who.third, who.sponsor)}
    restore(app, who, homes)
    public_id = apply(app, email=f"nora.{ids.public_id()}@maple.example")
    look_into(app, public_id, who)
    acts = everything(who)
    for chosen in data.draw(st.lists(st.integers(0, len(acts) - 1), min_size=4, max_size=14)):
        attempt(app, who.first.id, public_id, acts[chosen])
    assert let_in(app, public_id) == []


def _once(world: World) -> Vetters:
    """The same people for every example of the test."""
    known: dict[int, Vetters] = world.__dict__.setdefault("vetters", {})
    if not known:
        known[0] = vetters(world)
        world.office("empty")
    return known[0]


def test_the_same_acts_with_a_second_admin_do_let_in(app: Portal, world: World) -> None:
    who = vetters(world)
    public_id = apply(app)
    look_into(app, public_id, who)
    attempt(app, who.first.id, public_id, approve)
    attempt(app, who.first.id, public_id, approve)
    assert let_in(app, public_id) == []
    attempt(app, who.second.id, public_id, approve)
    assert let_in(app, public_id) == ["application", "approved"]
