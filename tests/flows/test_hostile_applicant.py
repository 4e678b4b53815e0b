"""What somebody tries who has no business in the coalition, and what an insider tries for them."""

import pytest
from sqlalchemy import func, select

from coalition.accounts.models import Person
from coalition.accounts.services import suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import DomainError, NotPermitted
from coalition.membership import acceptance, casework, services
from coalition.membership.models import Application
from coalition.offices.models import OfficeDomain
from tests.support.vetting import WISH, apply, approve, look_into, stage_of, vetters

FORM = vars(WISH)


@pytest.fixture
def who(world):
    return vetters(world)


def row_of(public_id):
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one()


def test_markup_in_every_field_stays_text(app, browser, who):
    evil = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    texts = dict.fromkeys(
        ("name", "title", "bar_number", "office_name", "county", "sponsor_named", "statement"), evil
    )
    public_id = apply(app, **(texts | {"bar_number": "<b>1</b>"}))
    admin = browser().sign_in(who.first)
    for path in ("/vetting", f"/vetting/{public_id}", f"/vetting/{public_id}/refuse"):
        page = admin.get(path)
        assert page.status == 200
        assert "<img src=x" not in page.text
        assert "49" not in page.soup.select_one("main").get_text().replace(public_id, "")


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "N\u202eora"},
        {"email": "nora@maple.example\r\nBcc: all@oak.example"},
        {"email": "nоra@maple.example"},
        {"title": "x" * 5000},
        {"statement": "\0" * 50},
        {"state": "ZZ"},
        {"office_kind": "coalition"},
        {"role": "coalition-admin"},
    ],
)
def test_what_no_form_offers_is_refused_with_the_field(app, browser, typed):
    visitor = browser()
    page = visitor.submit(visitor.get("/join"), FORM | typed)
    assert page.status == 422
    assert page.soup.select_one(f".error-summary a[href='#{next(iter(typed))}']")


def test_fields_that_are_not_the_applicants_are_not_taken(app, browser):
    visitor = browser()
    extra = {"stage": "invited", "office_id": "1", "new_office": "1", "sponsor_answer": "yes"}
    assert visitor.submit(visitor.get("/join"), FORM | extra).status == 303
    with app.app_context():
        row = db.session.scalars(select(Application)).one()
        assert (row.stage, row.office_id, row.sponsor_answer) == ("unconfirmed", None, "")


def test_an_address_that_imitates_an_office_is_flagged_to_the_admins(app, browser, world, who):
    office_id = world.office("hennepin").id
    with app.app_context(), unit_of_work():
        db.session.add(OfficeDomain(office_id=office_id, domain="hennepin.us"))
    admin = browser().sign_in(who.first)
    for address, words in (
        ("nora@hennep1n.us", "It looks like hennepin.us"),
        ("nora@hennepin.us.evil.example", "It only begins like hennepin.us"),
        ("nora@hennepin.com", "with the ending .com, not .us"),
        ("nora@gmail.com", "Anybody can open an address there"),
    ):
        public_id = apply(app, email=address)
        assert words in admin.get(f"/vetting/{public_id}").words
    assert admin.get("/vetting").words.count("Look at the address") == 4


def test_many_addresses_from_one_source_are_throttled(app, browser):
    statuses = set()
    for number in range(52):
        visitor = browser()
        wish = FORM | {"email": f"nora{number}@maple.example"}
        statuses.add(visitor.submit(visitor.get("/join"), wish).status)
    assert statuses == {303, 429}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Application)) == 50


def test_a_member_opens_nothing_of_an_application(app, browser, world, who):
    public_id = apply(app)
    for role in ("prosecutor", "investigator", "office-lead", "auditor"):
        session = browser().sign_in(world.person("Member", world.office(f"o-{role}"), role))
        for path in ("/vetting", f"/vetting/{public_id}", f"/vetting/{public_id}/question"):
            assert session.get(path).status == 403, (role, path)
        assert session.get(f"/vouch/{public_id}").status == 404


def test_an_insider_cannot_vouch_for_a_colleague_to_be(app, world, who):
    insider = world.person("Ida Insider", world.office("maple"), "prosecutor")
    public_id = apply(app)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, insider.id).email = "ida@maple.example"
    with pytest.raises(DomainError), app.app_context(), unit_of_work():
        casework.ask_sponsor(who.first.actor, public_id, email="ida@maple.example")


def test_a_sponsor_who_moves_into_the_applicants_office_counts_no_more(app, world, who):
    office = world.office("maple")
    public_id = apply(app)
    look_into(app, public_id, who, office=office)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, who.sponsor.id).office_id = office.id
    with pytest.raises(DomainError, match="a sponsor from another office"):
        approve(app, public_id, who.first)


def test_an_approver_who_moves_into_the_applicants_office_counts_no_more(app, world, who):
    office = world.office("maple")
    public_id = apply(app)
    look_into(app, public_id, who, office=office)
    approve(app, public_id, who.first)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, who.first.id).office_id = office.id
    approve(app, public_id, who.second)
    assert stage_of(app, public_id) == "approved-once"


def test_an_insider_cannot_be_first_and_second_by_being_suspended_and_back(app, world, who):
    public_id = apply(app)
    look_into(app, public_id, who)
    approve(app, public_id, who.first)
    with app.app_context(), unit_of_work():
        suspend_person(who.second.actor, who.first.public_id)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, who.first.id).status = "active"
    with pytest.raises(NotPermitted):
        approve(app, public_id, who.first)


def test_the_invitation_of_a_vetted_applicant_is_not_decided_by_the_two(app, world, who):
    office = world.office("maple")
    world.person("Lea Ford", office, "office-lead")
    public_id = apply(app, role="prosecutor")
    look_into(app, public_id, who, office=office)
    approve(app, public_id, who.first)
    approve(app, public_id, who.second)
    with app.app_context():
        made = row_of(public_id).invitation.public_id
    for admin in (who.first, who.second, who.third):
        with pytest.raises(NotPermitted), app.app_context(), unit_of_work():
            services.approve(admin.actor, made)


def test_a_plain_invitation_is_no_way_round_a_refusal(app, world, who):
    """An admin who was outvoted can only ask; somebody else decides, and the log shows both."""
    office = world.office("empty")
    public_id = apply(app)
    with app.app_context(), unit_of_work():
        casework.refuse(who.second.actor, public_id, reason="other", message="We cannot do that.")
    with app.app_context(), unit_of_work():
        made = services.invite(
            who.first.actor,
            email=WISH.email,
            name=WISH.name,
            office_id=office.id,
            role="office-lead",
        ).public_id
    with pytest.raises(NotPermitted), app.app_context(), unit_of_work():
        services.approve(who.first.actor, made)


def test_a_password_alone_and_an_old_factor_decide_nothing(app, browser, clock, who):
    public_id = apply(app)
    look_into(app, public_id, who)
    session = browser().sign_in(who.first)
    clock.advance(minutes=11)
    page = session.get(f"/vetting/{public_id}")
    page = session.submit(page, action=f"/vetting/{public_id}/approve")
    assert "/account/confirm" in page.text
    assert stage_of(app, public_id) == "waiting"


def test_the_link_of_an_invitation_is_dead_for_whoever_tries_it_after_the_applicant(
    app, browser, who
):
    public_id = apply(app)
    look_into(app, public_id, who)
    approve(app, public_id, who.first)
    approve(app, public_id, who.second)
    with app.app_context(), unit_of_work():
        token = services.issue_link(row_of(public_id).invitation.public_id)
    path = f"/invitations/{token}"
    applicant = browser()
    typed = {"name": WISH.name, "password": "ostrich envelope mango ladder"}
    assert applicant.submit(applicant.get(path), typed).status == 303
    page = browser().get(path)
    assert page.status == 404
    for secret in (WISH.email, WISH.name, "Maple"):
        assert secret not in page.text
    with app.app_context():
        assert acceptance.offered(token) is None


def test_two_applications_of_one_person_bring_in_one(app, who):
    first, again = apply(app), apply(app)
    for public_id in (first, again):
        look_into(app, public_id, who)
        approve(app, public_id, who.first)
    approve(app, first, who.second)
    with pytest.raises(DomainError):
        approve(app, again, who.second)
