"""From the day after the term on, who led an office can do no act of a lead, by any route."""

import pytest

from coalition.access.actor import Role
from coalition.access.policy import POLICY
from coalition.accounts.models import Person
from coalition.accounts.queries import actor_of
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.documents import withdrawing
from coalition.errors import NotFound, NotPermitted
from coalition.membership import services as invitations
from coalition.membership.reviews import services as reviews
from coalition.offices import agreements
from coalition.offices import services as offices
from coalition.offices.agreements import Signed
from coalition.records.holds import services as holds
from coalition.records.requests import services as requests
from tests.flows.doors import DOORS
from tests.flows.sharing import share
from tests.flows.test_every_route import address, ask, at_the_door
from tests.support.requests import register
from tests.support.terms import set_last_day


@pytest.fixture
def office(world):
    return world.office("birch")


@pytest.fixture
def lead(world, office):
    return world.person("Lee Adler", office, "office-lead")


@pytest.fixture
def now(app):
    """What somebody acts as at this moment."""

    def of(member):
        with app.app_context():
            return actor_of(db.session.get_one(Person, member.id))

    return of


def test_every_door_answers_who_led_as_it_answers_a_prosecutor(app, lead, browser, clock):
    set_last_day(app, lead)
    clock.advance(days=1)
    session = browser().sign_in(lead)
    tokens = session.tokens("/account")
    wrong = []
    for (method, rule), roles in DOORS.items():
        if rule == "/account/sessions/end-others":
            continue
        found = at_the_door(ask(session, method, address(rule), tokens))
        if found != ("in" if "prosecutor" in roles else "refused"):
            wrong.append((method, rule, found))
    assert wrong == []


def test_an_open_session_is_turned_away_at_its_next_click(app, lead, browser, clock):
    set_last_day(app, lead)
    clock.advance(seconds=12 * 3600 - 60)
    session = browser().sign_in(lead)
    tokens = session.tokens("/account")
    for path in ("/documents/waiting", "/members", "/records/requests/new"):
        assert session.get(path).status == 200
    clock.advance(minutes=2)
    for path in ("/documents/waiting", "/members", "/records/requests/new"):
        assert session.get(path).status == 403
    assert session.post("/members/invitations", tokens).status == 403


def clauses_of_a_lead():
    """The permissions of which some clause asks for a lead."""
    for permission, clauses in POLICY.items():
        names = {predicate.name for clause in clauses for predicate in clause}
        if any("lead" in name and "leaderless" not in name for name in names):
            yield permission


def test_nothing_in_the_policy_gives_a_prosecutor_what_a_lead_has_not(now, app, lead, clock):
    before = now(lead)
    set_last_day(app, lead)
    clock.advance(days=1)
    after = now(lead)
    assert set(clauses_of_a_lead()) >= {"invitation:approve", "agreement:sign", "document:release"}
    assert after.roles == {Role.PROSECUTOR}
    assert after.tokens <= before.tokens


@pytest.fixture
def acts(app, world, office, lead):
    """Acts of a lead that lie ready, each as something to call with who acts."""
    admin = world.person("Ada Min", world.office("cedar"), "coalition-admin")
    member = world.person("Mem Ber", office, "prosecutor")
    paper = share(app, member, "A colleague's paper")
    new, role = {"email": "new@birch.example", "name": "Ne W", "office_id": office.id}, "auditor"
    with app.app_context(), unit_of_work():
        invitation = invitations.invite(admin.actor, **new, role=role).public_id
        review = reviews.open_review(admin.actor, due_on=reviews.usual_day()).public_id
    request = register(app, lead).public_id
    hold = {"number": paper, "cause": "appeal", "reference": "A-1", "reason": "An appeal"}
    other = {"email": "other@birch.example", "name": "Oth Er", "office_id": office.id}
    return {
        "approve an invitation": lambda actor: invitations.approve(actor, invitation),
        "invite": lambda actor: invitations.invite(actor, **other, role="prosecutor"),
        "confirm in a review": lambda actor: reviews.confirm(actor, review, member.public_id),
        "sign the agreement": lambda actor: sign_anew(admin.actor, actor),
        "choose papers for a request": lambda actor: requests.choose(
            actor, request, numbers=[paper]
        ),
        "note that a request was withdrawn": lambda actor: requests.note(
            actor, request, act="withdraw"
        ),
        "withdraw a colleague's paper": lambda actor: withdrawing.withdraw(actor, paper),
        "place a hold": lambda actor: holds.place(actor, review_on="2030-01-31", **hold),
        "suspend a member": lambda actor: suspend_person(actor, member.public_id),
        "change the office": lambda actor: offices.set_release_required(
            actor, office.public_id, required=True
        ),
    }


NAMES = (
    "approve an invitation",
    "invite",
    "confirm in a review",
    "sign the agreement",
    "choose papers for a request",
    "note that a request was withdrawn",
    "withdraw a colleague's paper",
    "place a hold",
    "suspend a member",
    "change the office",
)


def sign_anew(admin, actor) -> None:
    """Sign a version for the office that an admin wrote at this moment."""
    text = agreements.write_version(admin, Signed.OFFICE, "New words to sign. " * 20)
    agreements.sign(actor, Signed.OFFICE, digest=text.digest)


class Undone(Exception):
    """What was tried is rolled back, so that it can be tried again."""


def goes_through(act, actor) -> bool:
    """Whether ``actor`` may do it; nothing is kept of what it did."""
    try:
        with unit_of_work():
            act(actor)
            raise Undone
    except Undone:
        return True
    except (NotPermitted, NotFound):
        return False


@pytest.mark.parametrize("name", NAMES)
def test_a_lead_acts_on_the_last_day_and_not_on_the_next(app, lead, acts, now, clock, name):
    set_last_day(app, lead)
    with app.app_context():
        assert goes_through(acts[name], now(lead))
        clock.advance(days=1)
        assert not goes_through(acts[name], now(lead))
