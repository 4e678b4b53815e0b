"""Who may do what with an application, and what follows."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from coalition import clock as time
from coalition.accounts.models import Person
from coalition.accounts.services import suspend_person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted
from coalition.membership import acceptance, casework, services
from coalition.membership.case import alike
from coalition.membership.models import Application
from tests.support.vetting import WISH, apply, approve, look_into, stage_of, vetters


@pytest.fixture
def who(world):
    return vetters(world)


@pytest.fixture
def ready(app, who):
    """An application of a new office's lead, looked into and not yet approved."""
    public_id = apply(app)
    look_into(app, public_id, who)
    return public_id


def row_of(public_id):
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one()


def test_two_admins_bring_in_a_new_office_with_its_lead(app, who, ready):
    approve(app, ready, who.first)
    assert stage_of(app, ready) == "approved-once"
    approve(app, ready, who.second)
    with app.app_context():
        row = row_of(ready)
        assert (row.stage, row.invitation.state) == ("invited", "approved")
        office = row.office
        assert (office.name, office.kind) == ("Maple County Attorney", "county-attorney")
        assert office.domains == ("maple.example",)
        assert {row.invitation.asked_by_id, row.invitation.decided_by_id} == {
            who.first.id,
            who.second.id,
        }


def test_the_lead_of_the_office_decides_after_the_two(app, world, who):
    office = world.office("maple")
    lead = world.person("Lea Ford", office, "office-lead")
    public_id = apply(app, role="prosecutor", email="nora@elsewhere.example")
    look_into(app, public_id, who, office=office)
    approve(app, public_id, who.first)
    approve(app, public_id, who.second)
    with app.app_context():
        invitation = row_of(public_id).invitation
        assert invitation.state == "awaiting"
        made = invitation.public_id
    for admin in (who.first, who.second, who.third):
        with pytest.raises(NotPermitted), app.app_context(), unit_of_work():
            services.approve(admin.actor, made)
    with app.app_context(), unit_of_work():
        services.approve(lead.actor, made)


def test_one_admin_counts_once(app, who, ready):
    approve(app, ready, who.first)
    with pytest.raises(NotPermitted):
        approve(app, ready, who.first)
    assert stage_of(app, ready) == "approved-once"


def test_of_approvals_of_one_admin_at_once_one_counts(app, who, ready):
    with app.app_context():
        seen = str(row_of(ready).revision)

    def attempt(_):
        with app.app_context():
            try:
                with unit_of_work():
                    casework.approve(who.first.actor, ready, seen=seen)
            except DomainError:
                return "refused"
            return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(attempt, range(4)))
    assert answers == ["done", "refused", "refused", "refused"]
    assert stage_of(app, ready) == "approved-once"


def test_neither_the_sponsor_nor_a_colleague_of_the_applicant_approves(app, world, who, ready):
    colleague = world.person("Col League", world.office("maple"), "coalition-admin")
    with pytest.raises(NotPermitted):
        approve(app, ready, colleague)
    vouching = world.person("Ada Both", world.office("elm"), "coalition-admin")
    with app.app_context(), unit_of_work():
        casework.ask_sponsor(who.first.actor, ready, email=vouching.email)
        casework.vouch(vouching.actor, ready, vouches=True)
    with pytest.raises(NotPermitted):
        approve(app, ready, vouching)


def test_a_case_worker_is_not_an_admin(app, world, who, ready):
    member = world.person("Pia Stone", world.office("elm"), "prosecutor", "office-lead")
    with pytest.raises(NotFound):
        approve(app, ready, member)
    with pytest.raises(NotPermitted):
        approve(app, ready, who.sponsor)


@pytest.mark.parametrize(
    "left_out", ["office", "address", "bar", "title", "call", "sponsor", "office is known"]
)
def test_nothing_of_the_checklist_can_be_left_out(app, who, ready, left_out):
    with app.app_context(), unit_of_work():
        row = row_of(ready)
        if left_out == "call":
            row.calls[0].confirmed = False
        elif left_out == "sponsor":
            row.sponsor_answer = ""
        elif left_out == "office is known":
            row.new_office = False
        else:
            for check in row.checks:
                check.fits = check.fits and check.item != left_out
    with pytest.raises(Invalid, match="Still missing"):
        approve(app, ready, who.first)


@pytest.mark.parametrize("change", ["doubt", "match", "sponsor", "decline", "ask", "call"])
def test_what_changes_the_case_ends_the_earlier_approval(app, world, who, ready, change):
    approve(app, ready, who.first)
    other = world.person("Una Oak", world.office("elm"), "prosecutor")
    actor, found = who.second.actor, "On the website of the office"
    with app.app_context(), unit_of_work():
        if change == "doubt":
            casework.note_finding(actor, ready, item="title", fits=False, found=found)
        elif change == "match":
            casework.match_office(actor, ready, office="new", county_fips="27001", found=found)
        elif change == "sponsor":
            casework.ask_sponsor(actor, ready, email=other.email)
        elif change == "decline":
            casework.vouch(who.sponsor.actor, ready, vouches=False)
        elif change == "ask":
            casework.ask(actor, ready, message="Since when do you work there?")
        else:
            casework.log_call(
                actor, ready, where_found="The bar’s register", number="612 555 0100",
                reached="Nobody", called_at=time.now(), confirmed=False,
            )  # fmt: skip
    with app.app_context():
        assert row_of(ready).approvals == []
    with suppress(DomainError):
        approve(app, ready, who.second)
    assert stage_of(app, ready) != "invited"


def test_an_approval_given_before_the_last_change_was_seen_is_refused(app, who, ready):
    with app.app_context():
        seen = str(row_of(ready).revision)
    with app.app_context(), unit_of_work():
        casework.note_finding(
            who.second.actor, ready, item="title", fits=True, found="On the staff page too"
        )
    with (
        pytest.raises(Invalid, match="changed since you looked"),
        app.app_context(),
        unit_of_work(),
    ):
        casework.approve(who.first.actor, ready, seen=seen)


def test_an_approval_of_an_admin_who_is_suspended_counts_no_more(app, who, ready):
    approve(app, ready, who.first)
    with app.app_context(), unit_of_work():
        suspend_person(who.third.actor, who.first.public_id)
    approve(app, ready, who.second)
    assert stage_of(app, ready) == "approved-once"
    approve(app, ready, who.third)
    assert stage_of(app, ready) == "invited"


def test_the_link_is_dead_once_one_of_the_two_is_suspended(app, who, ready):
    approve(app, ready, who.first)
    approve(app, ready, who.second)
    with app.app_context(), unit_of_work():
        token = services.issue_link(row_of(ready).invitation.public_id)
    with app.app_context():
        assert acceptance.offered(token) is not None
    with app.app_context(), unit_of_work():
        suspend_person(who.second.actor, who.first.public_id)
    with app.app_context():
        assert acceptance.offered(token) is None


def test_whoever_does_not_lead_waits_until_the_office_has_a_lead(app, who):
    public_id = apply(app, role="investigator")
    look_into(app, public_id, who)
    with pytest.raises(Invalid, match="a lead of the office, who joins first"):
        approve(app, public_id, who.first)


def test_an_address_that_became_a_members_meanwhile_is_not_invited_twice(app, world, who, ready):
    approve(app, ready, who.first)
    someone = world.person("Nora", world.office("elm"))
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, someone.id)
        person.email = WISH.email
    with pytest.raises(Invalid, match="has this address already"):
        approve(app, ready, who.second)
    assert stage_of(app, ready) == "approved-once"


def test_a_refused_application_is_over_and_shown_to_the_next(app, who, ready):
    with app.app_context(), unit_of_work():
        casework.refuse(
            who.first.actor, ready, reason="not-verified", message="We could not reach you."
        )
    for admin in (who.first, who.second):
        with pytest.raises(Conflict), app.app_context(), unit_of_work():
            casework.approve(admin.actor, ready, seen=str(row_of(ready).revision))
    again = apply(app, email="other@maple.example", name="Norah A.")
    with app.app_context():
        (before,) = alike(row_of(again))
    assert before.what.startswith("Application, refused (could not be verified): Nora Applicant")
    assert before.public_id == ready


def test_a_sponsor_is_an_active_member_of_another_office(app, world, who, ready):
    maple = world.office("maple-town")
    colleague = world.person("Col League", maple)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, colleague.id).email = "col@maple.example"
    for email, rule in (
        ("nobody@oak.example", "No active member"),
        (who.first.email, "does not vouch"),
        ("col@maple.example", "another office"),
    ):
        with pytest.raises(Invalid, match=rule), app.app_context(), unit_of_work():
            casework.ask_sponsor(who.first.actor, ready, email=email)


def test_only_the_one_who_was_asked_vouches(app, world, who, ready):
    for other in (who.second, world.person("Una Oak", world.office("elm"))):
        with pytest.raises(NotFound), app.app_context(), unit_of_work():
            casework.vouch(other.actor, ready, vouches=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "call me"),
        ("where_found", "there"),
        ("reached", ""),
        ("called_at", None),
        ("called_at", timedelta(minutes=1)),
        ("called_at", timedelta(days=-3)),
        ("confirmed", None),
    ],
)
def test_a_call_says_where_the_number_was_found_who_was_reached_and_when(
    app, who, ready, field, value
):
    call = {
        "where_found": "The directory of the state",
        "number": "+1 (612) 555-0134 x12",
        "reached": "Front desk",
        "called_at": time.now(),
        "confirmed": True,
    }
    wrong = time.now() + value if isinstance(value, timedelta) else value
    with pytest.raises(Invalid) as refusal, app.app_context(), unit_of_work():
        casework.log_call(who.first.actor, ready, **(call | {field: wrong}))
    assert refusal.value.problems[0].field == field


def test_every_step_is_in_the_log_without_what_anybody_wrote(app, who, ready):
    approve(app, ready, who.first)
    approve(app, ready, who.second)
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        steps = [e.action for e in entries if e.object_id == ready]
        details = str([e.detail.content for e in entries])
    assert steps == [
        "application.made",
        "application.confirmed",
        "application.office-found",
        *["application.finding-noted"] * 5,
        "application.sponsor-asked",
        "application.vouched",
        "application.approved",
        "application.approved",
    ]
    for text in ("Nora", "maple.example", "website", "0391234", "555-0134"):
        assert text not in details
