"""Setting up the authenticator and the recovery codes."""

import re

import pyotp
import pytest
from sqlalchemy import select

from coalition import clock as time
from coalition.access.actor import operator
from coalition.accounts import services
from coalition.accounts.models import AccountSession, Person, RecoveryCode
from coalition.db import db, unit_of_work
from coalition.outbox.models import OutboxMessage
from tests.coalition.accounts.conftest import give_code, give_password

PASSWORD = "ostrich envelope mango ladder"


@pytest.fixture
def newcomer(app, office):
    """Somebody with a password and no authenticator yet."""
    with app.app_context(), unit_of_work():
        services.create_person(
            operator("test"),
            email="new.comer@cedar.example",
            name="Nell Comer",
            office_id=office.id,
            roles=["prosecutor"],
            password=PASSWORD,
        )
    return "new.comer@cedar.example"


def secret_on(page):
    """The typed key of the enrolment page."""
    return page.soup.select_one("#typed-key").get_text().replace(" ", "")


def code_of(secret):
    """What an authenticator with that secret shows now."""
    return pyotp.TOTP(secret).at(time.now())


def enrol(person, email):
    """Password, picture and first code; returns the secret."""
    page = give_password(person, email, PASSWORD)
    assert page.location.endswith("/enrol/authenticator")
    page = person.follow(page)
    secret = secret_on(page)
    done = person.submit(page, {"code": code_of(secret)})
    assert done.location.endswith("/enrol/recovery-codes")
    return secret, person.follow(done)


def codes_on(page):
    """The recovery codes that a page shows."""
    return [item.get_text() for item in page.soup.select("#recovery-codes code")]


def test_confirming_completes_the_sign_in_and_shows_ten_codes(browser, newcomer):
    person = browser()
    _, page = enrol(person, newcomer)
    codes = codes_on(page)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}", c) for c in codes)
    assert person.get("/account").status == 200


def test_the_page_offers_picture_key_and_link(browser, newcomer):
    person = browser()
    page = person.follow(give_password(person, newcomer, PASSWORD))
    assert page.soup.select_one("main svg path") is not None
    assert not page.soup.select("[style]")
    link = page.soup.select_one('a[href^="otpauth://totp/"]')["href"]
    assert f"secret={secret_on(page)}" in link


def test_until_it_is_confirmed_nothing_else_opens(browser, newcomer):
    person = browser()
    give_password(person, newcomer, PASSWORD)
    for path in ("/", "/account", "/enrol/recovery-codes", "/enrol/recovery-codes.txt"):
        assert "/sign-in" in person.get(path).location
    assert person.get("/sign-in/code").location.endswith("/enrol/authenticator")
    page = person.submit(person.get("/enrol/authenticator"), {"code": "000000"})
    assert page.status == 422
    assert "/sign-in" in person.get("/account").location


def test_the_code_that_confirmed_cannot_sign_in_again(browser, newcomer, clock):
    secret, _ = enrol(browser(), newcomer)
    again = browser()
    assert give_password(again, newcomer, PASSWORD).location.endswith("/sign-in/code")
    assert give_code(again, code_of(secret)).status == 422
    clock.advance(seconds=30)
    assert give_code(again, code_of(secret)).location == "/"


def test_starting_again_makes_a_new_secret_and_ends_the_older_page(browser, newcomer):
    watcher, owner = browser(), browser()
    seen = secret_on(watcher.follow(give_password(watcher, newcomer, PASSWORD)))
    secret, _ = enrol(owner, newcomer)
    assert secret != seen
    assert watcher.get("/enrol/authenticator").location.startswith("/sign-in")


def test_the_secret_is_sealed_and_not_the_persons_before_it_is_confirmed(app, browser, newcomer):
    person = browser()
    secret = secret_on(person.follow(give_password(person, newcomer, PASSWORD)))
    with app.app_context():
        row = db.session.scalars(select(Person).where(Person.email == newcomer)).one()
        sealed = db.session.scalars(select(AccountSession.pending_secret)).one()
        assert secret.encode() not in sealed
        assert row.totp_secret is row.totp_confirmed_at is None


def test_codes_are_shown_for_ten_minutes_and_downloaded_as_text(browser, newcomer, clock):
    person = browser()
    _, page = enrol(person, newcomer)
    codes = codes_on(page)
    text = person.get("/enrol/recovery-codes.txt")
    assert all(code in text.text for code in codes)
    assert codes_on(person.get("/enrol/recovery-codes")) == codes
    clock.advance(minutes=10)
    assert codes_on(person.get("/enrol/recovery-codes")) == []
    assert not any(code in person.get("/enrol/recovery-codes.txt").text for code in codes)


def test_the_codes_are_shown_in_no_other_session(browser, newcomer, clock):
    secret, _ = enrol(browser(), newcomer)
    clock.advance(seconds=30)
    other = browser()
    give_password(other, newcomer, PASSWORD)
    give_code(other, code_of(secret))
    assert codes_on(other.get("/enrol/recovery-codes")) == []


def test_typing_one_back_proves_that_they_are_saved(browser, newcomer):
    person = browser()
    _, page = enrol(person, newcomer)
    codes = codes_on(page)
    assert "have not confirmed" in person.get("/account").words
    wrong = person.submit(page, {"code": "aaaa-aaaa-aaaa-aaaa"})
    assert wrong.status == 422
    assert codes_on(wrong) == codes
    done = person.submit(wrong, {"code": codes[3].upper().replace("-", " ")})
    assert done.location == "/account?notice=codes-saved"
    page = person.follow(done)
    assert "have not confirmed" not in page.words
    assert "10 of 10 left" in page.words
    assert codes_on(person.get("/enrol/recovery-codes")) == []


def test_a_recovery_code_signs_in_once_and_is_told(app, browser, newcomer):
    _, page = enrol(browser(), newcomer)
    code = codes_on(page)[0]
    person = browser()
    give_password(person, newcomer, PASSWORD)
    form = person.get("/sign-in/recovery-code")
    assert person.submit(form, {"code": f" {code.upper()} "}).location == "/"
    assert "9 of 10 left" in person.get("/account").words
    again = browser()
    give_password(again, newcomer, PASSWORD)
    page = again.submit(again.get("/sign-in/recovery-code"), {"code": code})
    assert page.status == 422
    assert code not in page.text
    with app.app_context():
        told = [
            m.payload["what"]
            for m in db.session.scalars(select(OutboxMessage))
            if m.topic == "person.security-changed" and m.payload["what"] != "device.new"
        ]
        stored = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert told == ["totp.confirmed", "recovery-code.used"]
    assert code not in stored


def test_a_recovery_code_needs_the_password_first(browser, newcomer):
    _, page = enrol(browser(), newcomer)
    person = browser()
    form = person.tokens() | {"code": codes_on(page)[0]}
    assert person.post("/sign-in/recovery-code", form).location.startswith("/sign-in")


def test_a_recovery_code_cannot_replace_enrolment(browser, newcomer, ada):
    person = browser()
    give_password(person, newcomer, PASSWORD)
    form = person.tokens("/enrol/authenticator") | {"code": "aaaa-aaaa-aaaa-aaaa"}
    page = person.post("/sign-in/recovery-code", form)
    assert page.location.endswith("/enrol/authenticator")


def test_enrolment_leads_to_the_page_that_was_asked_for(browser, newcomer):
    person = browser()
    page = person.follow(person.get("/account/password"))
    page = person.submit(page, {"email": newcomer, "password": PASSWORD})
    page = person.follow(page)
    page = person.follow(person.submit(page, {"code": code_of(secret_on(page))}))
    page = person.submit(page, {"code": codes_on(page)[0]})
    assert page.location == "/account/password"
