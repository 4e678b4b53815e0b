"""Applications for tests: filled in, confirmed, looked into, approved."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from coalition import clock
from coalition.db import db, unit_of_work
from coalition.membership import applications, casework
from coalition.membership.applications import Wish
from coalition.membership.checklist import items_for
from coalition.membership.models import Application
from coalition.web.dispatch import Portal
from tests.support.world import Member, TestOffice, World

WISH = Wish(
    name="Nora Applicant",
    email="nora.applicant@maple.example",
    title="County Attorney",
    role="office-lead",
    bar_number="0391234",
    bar_state="MN",
    office_name="Maple County Attorney",
    office_kind="county-attorney",
    state="MN",
    county="Maple",
    sponsor_named="Otto Lane, Cedar County Attorney",
    statement="We met at the spring conference.",
)


@dataclass(frozen=True)
class Vetters:
    """Two admins of different offices, a third who is a colleague of the first, a sponsor."""

    first: Member
    second: Member
    third: Member
    sponsor: Member


def vetters(world: World) -> Vetters:
    """The people who look into applications."""
    cedar, birch, oak = world.office("cedar"), world.office("birch"), world.office("oak")
    return Vetters(
        world.person("Amy Hill", cedar, "coalition-admin"),
        world.person("Sam Dale", birch, "coalition-admin"),
        world.person("Tia Moss", cedar, "coalition-admin"),
        world.person("Otto Lane", oak, "prosecutor"),
    )


def apply(app: Portal, **changes: str) -> str:
    """An application with a confirmed address; its public id."""
    with app.app_context():
        with unit_of_work():
            applications.submit("192.0.2.1", replace(WISH, **changes))
            newest = select(Application).order_by(Application.id.desc()).limit(1)
            row = db.session.scalars(newest).one()
            made = applications.issue_confirmation(row.public_id)
            public_id = row.public_id
        assert made is not None
        with unit_of_work():
            applications.confirm(made[1])
    return public_id


def look_into(
    app: Portal, public_id: str, who: Vetters, *, office: TestOffice | None = None
) -> None:
    """Everything that the checklist asks for, found by the first admin."""
    actor = who.first.actor
    with app.app_context(), unit_of_work():
        row = db.session.scalars(
            select(Application).where(Application.public_id == public_id)
        ).one()
        chosen = office.public_id if office else casework.NEW_OFFICE
        found = "On the website of the state"
        casework.match_office(actor, public_id, office=chosen, county_fips="", found=found)
        for item in items_for(row.role):
            casework.note_finding(actor, public_id, item=item, fits=True, found=found)
        casework.log_call(
            actor,
            public_id,
            where_found="The directory of the state",
            number="612-555-0134",
            reached="The front desk",
            called_at=clock.now(),
            confirmed=True,
        )
        casework.ask_sponsor(actor, public_id, email=who.sponsor.email)
        casework.vouch(who.sponsor.actor, public_id, vouches=True)


def approve(app: Portal, public_id: str, admin: Member) -> None:
    """The approval of what stands there now."""
    with app.app_context(), unit_of_work():
        seen = db.session.scalars(
            select(Application.revision).where(Application.public_id == public_id)
        ).one()
        casework.approve(admin.actor, public_id, seen=str(seen))


def stage_of(app: Portal, public_id: str) -> str:
    """Where an application stands."""
    with app.app_context():
        return db.session.scalars(
            select(Application.stage).where(Application.public_id == public_id)
        ).one()
