"""A forgotten password and a lost second factor: neither is a way around both factors."""

import pytest
from sqlalchemy import select

from coalition.accounts import factor_resets, recovering
from coalition.accounts.models import (
    FactorReset,
    FactorResetApproval,
    Passkey,
    PasswordReset,
    Person,
)
from coalition.db import db, unit_of_work
from coalition.notifications.services import mail_consumer
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import Message
from tests.coalition.accounts.conftest import (
    ELSEWHERE,
    add_passkey,
    give_code,
    give_password,
    is_signed_in,
    use_passkey,
)
from tests.coalition.accounts.test_account_page import told
from tests.coalition.accounts.test_enrolment import code_of, codes_on, secret_on
from tests.coalition.accounts.test_signing_in import masked

NEW = "ostrich envelope mango ladder"


def ask(browser, email):
    return browser.submit(browser.get("/forgotten-password"), {"email": email})


def password_link(app):
    """The link of the newest request, as its mail would hold it."""
    with app.app_context(), unit_of_work():
        newest = db.session.scalars(select(PasswordReset).order_by(PasswordReset.id.desc())).first()
        made = recovering.issue_password_link(newest.public_id)
        return f"/forgotten-password/{made[1]}" if made else None


def factor_link(app):
    """The link of the approved reset, as its mail would hold it."""
    with app.app_context(), unit_of_work():
        newest = db.session.scalars(select(FactorReset).order_by(FactorReset.id.desc())).first()
        made = factor_resets.issue_link(newest.public_id)
        return f"/enrol/reset/{made[1]}" if made else None


@pytest.fixture
def admins(world, office):
    """Two admins of the person's own office and two of others."""
    return [
        world.person(name, where, "coalition-admin")
        for name, where in (
            ("Own One", office),
            ("Own Two", office),
            ("Far One", world.office("cedar")),
            ("Far Two", world.office("fir")),
        )
    ]


def ask_for_factor(browser, ada):
    """Ada, after her password, asks for a new second factor."""
    give_password(browser, ada.email, ada.password)
    page = browser.submit(browser.get("/sign-in/lost-factor"))
    assert "Two coalition admins have to approve" in browser.follow(page).words


def vouch(browser, admin, way="called"):
    """An admin approves the only request that waits."""
    person = browser().sign_in(admin)
    page = person.get("/members/factor-resets")
    link = page.soup.select_one("main td a")["href"]
    page = person.get(link)
    if not [f for f in page.soup.select("main form") if f["action"] == link]:
        return person.post(link, person.tokens("/account") | {"way": way})
    return person.submit(page, {"way": way}, action=link)


# A forgotten password


def test_known_and_unknown_addresses_get_the_same_answer(app, browser, ada):
    known, unknown = ask(browser(), ada.email), ask(browser(), "nobody@birch.example")
    assert known.status == unknown.status == 303
    assert known.location == unknown.location
    person = browser()
    assert masked(person.get(known.location)) == masked(person.get(unknown.location))
    with app.app_context():
        topics = db.session.scalars(select(OutboxMessage.topic)).all()
        assert topics == ["password.reset-asked"] * 2
        assert len(db.session.scalars(select(PasswordReset)).all()) == 2


def test_asking_too_often_is_refused_for_known_and_unknown_alike(browser, ada):
    for email in (ada.email, "nobody@birch.example"):
        assert [ask(browser(), email).status for _ in range(6)] == [303] * 5 + [429]


def test_a_new_password_ends_all_sessions_and_both_factors_are_asked(app, browser, ada, clock):
    before = browser().sign_in(ada)
    clock.advance(seconds=30)
    ask(browser(), ada.email)
    person = browser()
    page = person.get(password_link(app))
    assert ada.email in page.words
    done = person.submit(page, {"password": NEW})
    assert done.location == "/sign-in?notice=password-reset"
    assert not is_signed_in(before)
    assert not is_signed_in(person)
    assert give_password(person, ada.email, ada.password).status == 422
    assert give_password(person, ada.email, NEW).location.endswith("/sign-in/code")
    assert not is_signed_in(person)
    assert give_code(person, ada.code()).location == "/"
    assert told(app) == ["password.reset"]


def test_the_link_works_once_and_for_thirty_minutes(app, browser, ada, clock):
    ask(browser(), ada.email)
    link = password_link(app)
    clock.advance(minutes=30)
    assert browser().get(link).status == 404
    clock.advance(minutes=-20)
    assert browser().get(link).status == 404
    clock.advance(minutes=40)
    ask(browser(), ada.email)
    link, person = password_link(app), browser()
    page = person.get(link)
    weak = person.submit(page, {"password": "short"})
    assert weak.status == 422
    assert "at least 15" in weak.words
    assert person.submit(weak, {"password": NEW}).status == 303
    assert person.submit(page, {"password": NEW + " again"}).status == 404
    assert person.get(link).status == 404


def test_a_used_link_buries_the_others(app, browser, ada):
    links = []
    for _ in range(2):
        ask(browser(), ada.email)
        links.append(password_link(app))
    person = browser()
    assert person.submit(person.get(links[0]), {"password": NEW}).status == 303
    assert person.get(links[1]).status == 404


def test_only_the_hash_of_the_link_is_stored_and_the_mail_holds_it(app, browser, ada, tmp_path):
    ask(browser(), ada.email)
    ask(browser(), "nobody@birch.example")
    with app.app_context():
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.number)).all()
        messages = [Message(row.number, row.topic, row.payload) for row in rows]
        mail_consumer().handle(messages)
        mail_consumer().handle(messages)
    mails = list((tmp_path / "mail").glob("*.eml"))
    assert len(mails) == 1
    words = mails[0].read_text().split()
    link = next(word for word in words if "/forgotten-password/" in word)
    with app.app_context():
        stored = db.session.scalars(select(PasswordReset.token_hash)).all()
    assert link.rpartition("/")[2] not in stored
    assert browser().get(link.removeprefix("http://localhost")).status == 200


def test_a_suspended_person_gets_no_link(app, browser, ada):
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, ada.id).status = "suspended"
    assert ask(browser(), ada.email).status == 303
    assert password_link(app) is None


# A lost second factor


def test_two_admins_a_link_and_the_password_lead_to_a_new_factor(
    app, browser, ada, admins, clock, device
):
    old = browser().sign_in(ada)
    add_passkey(old, device)
    clock.advance(seconds=30)
    asking = browser()
    ask_for_factor(asking, ada)
    assert vouch(browser, admins[2]).location.endswith("notice=reset-vouched")
    assert factor_link(app) is None
    assert vouch(browser, admins[3]).location.endswith("notice=reset-approved")
    link, person = factor_link(app), browser()
    page = person.submit(person.get(link), {"password": "not the password"})
    assert page.status == 422
    page = person.submit(page, {"password": ada.password})
    assert page.location == "/enrol/authenticator"
    assert not is_signed_in(person)
    assert browser().get(link).status == 404
    page = person.follow(page)
    secret = secret_on(page)
    assert is_signed_in(old)
    done = person.submit(page, {"code": code_of(secret)})
    assert len(codes_on(person.follow(done))) == 10
    assert is_signed_in(person)
    assert not is_signed_in(old)
    clock.advance(seconds=30)
    again = browser()
    give_password(again, ada.email, ada.password)
    assert give_code(again, ada.code()).status == 422
    assert use_passkey(browser(), device).status == 422
    assert give_code(again, code_of(secret)).location == "/"
    with app.app_context():
        assert db.session.scalars(select(Passkey)).all() == []
    steps = [what for what in told(app) if what.startswith("factor-reset.")]
    assert [step.removeprefix("factor-reset.") for step in steps] == [
        "asked",
        "approved",
        "approved",
        "opened",
        "used",
    ]


def test_nobody_asks_without_the_password(browser, ada):
    person = browser()
    page = person.post("/sign-in/lost-factor", person.tokens())
    assert page.location.startswith("/sign-in")


def test_one_admin_alone_and_twice_is_not_enough(app, browser, ada, admins, clock):
    ask_for_factor(browser(), ada)
    vouch(browser, admins[2])
    clock.advance(seconds=30)
    assert vouch(browser, admins[2]).status == 403
    assert factor_link(app) is None


def test_the_person_never_decides_and_not_two_of_their_own_office(
    app, browser, world, office, admins
):
    other = world.person("Ari Admin", office, "coalition-admin")
    ask_for_factor(browser(), other)
    assert vouch(browser, other).status == 403
    vouch(browser, admins[0])
    page = vouch(browser, admins[1])
    assert page.status == 422
    assert "another office" in page.words
    assert factor_link(app) is None
    assert vouch(browser, admins[2]).status == 303
    assert factor_link(app) is not None


def test_an_admin_says_how_they_made_sure_and_types_nothing_about_anybody(
    app, browser, ada, admins
):
    ask_for_factor(browser(), ada)
    for admin, way in zip(admins, ("", "Called Rosa Vale about the Vale case"), strict=False):
        page = vouch(browser, admin, way)
        assert page.status == 422
        assert page.title.startswith("Error: New second factor for Ada Winter")
        assert page.soup.select("main [name=way]:not([type=radio])") == []
    assert vouch(browser, admins[2], "met").status == 303
    with app.app_context():
        assert db.session.scalars(select(FactorResetApproval.way)).all() == ["met"]
    reset = browser().sign_in(admins[3])
    link = reset.get("/members/factor-resets").soup.select_one("main td a")["href"]
    assert "Met them in person" in reset.get(link).words


def test_the_person_cancels_and_the_link_is_dead(app, browser, ada, admins, clock):
    ask_for_factor(browser(), ada)
    vouch(browser, admins[2])
    vouch(browser, admins[3])
    link = factor_link(app)
    thief = browser()
    page = thief.submit(thief.get(link), {"password": ada.password})
    page = thief.follow(page)
    person = browser().sign_in(ada)
    shown = person.get("/account")
    assert "Somebody asked to replace your second factors" in shown.words
    person.submit(shown, action="/account/factor-reset/cancel")
    assert "Somebody asked" not in person.get("/account").words
    done = thief.submit(page, {"code": code_of(secret_on(page))})
    assert done.location.startswith("/sign-in")
    assert not is_signed_in(thief)
    assert browser().get(link).status == 404


def test_the_person_cancels_after_the_password_too(app, browser, ada, admins):
    person = browser()
    ask_for_factor(person, ada)
    page = person.submit(person.get("/sign-in/lost-factor"), action="/sign-in/lost-factor/cancel")
    assert page.location.startswith("/sign-in/code")
    assert "cancelled" in person.follow(page).words
    assert "Nothing waits" in browser().sign_in(admins[0]).get("/members/factor-resets").words


def test_any_admin_cancels(app, browser, ada, admins):
    ask_for_factor(browser(), ada)
    person = browser().sign_in(admins[0])
    link = person.get("/members/factor-resets").soup.select_one("main td a")["href"]
    page = person.submit(person.get(link), action=f"{link}/cancel")
    assert page.location.endswith("notice=reset-cancelled")
    assert "factor-reset.cancelled" in told(app)


@pytest.mark.parametrize("what", ["suspended admin", "new password", "suspended", "too late"])
def test_an_approval_dies_with_what_it_stood_on(app, browser, ada, admins, clock, what):
    ask_for_factor(browser(), ada)
    vouch(browser, admins[2])
    vouch(browser, admins[3])
    link = factor_link(app)
    if what == "suspended admin":
        with app.app_context(), unit_of_work():
            db.session.get_one(Person, admins[3].id).status = "suspended"
    elif what == "suspended":
        from coalition.accounts.services import suspend_person

        with app.app_context(), unit_of_work():
            suspend_person(admins[2].actor, ada.public_id)
        with app.app_context(), unit_of_work():
            db.session.get_one(Person, ada.id).status = "active"
    elif what == "new password":
        ask(browser(), ada.email)
        person = browser()
        person.submit(person.get(password_link(app)), {"password": NEW})
    else:
        clock.advance(days=1)
        assert browser().get(link).status == 404
        clock.advance(minutes=-60)
    assert browser().get(link).status == 404


def test_the_link_without_the_password_is_throttled(app, browser, ada, admins):
    ask_for_factor(browser(), ada)
    vouch(browser, admins[2])
    vouch(browser, admins[3])
    link, person = factor_link(app), browser()
    for _ in range(5):
        page = person.get(link)
        person.post(
            link,
            {"csrf_token": page.soup.select_one("[name=csrf_token]")["value"], "password": "x"},
            environ_overrides=ELSEWHERE,
        )
    token = person.get(link).soup.select_one("[name=csrf_token]")["value"]
    form = {"csrf_token": token, "password": ada.password}
    assert person.post(link, form, environ_overrides=ELSEWHERE).status == 429


def test_an_old_factor_signs_in_until_the_new_one_is_confirmed(app, browser, ada, admins, clock):
    ask_for_factor(browser(), ada)
    vouch(browser, admins[2])
    vouch(browser, admins[3])
    person = browser()
    person.submit(person.get(factor_link(app)), {"password": ada.password})
    assert is_signed_in(browser().sign_in(ada))


def test_asking_all_day_does_not_mail_the_admins_all_day(app, browser, ada, clock):
    def ask_and_cancel():
        person = browser()
        give_password(person, ada.email, ada.password)
        page = person.submit(person.get("/sign-in/lost-factor"))
        cancel = "/sign-in/lost-factor/cancel"
        if page.status == 303:
            person.submit(person.follow(page), action=cancel)
        return page

    assert [ask_and_cancel().status for _ in range(3)] == [303] * 3
    page = ask_and_cancel()
    assert page.status == 422
    assert "ask again tomorrow" in page.words
    assert told(app).count("factor-reset.asked") == 3
    clock.advance(days=1)
    assert ask_and_cancel().status == 303
