"""Known devices: the failures of others do not lock them; a new one is told and confirmed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from coalition.accounts import devices
from coalition.accounts.models import AccountSession, KnownDevice
from coalition.db import db, unit_of_work
from coalition.notifications.services import mail_consumer
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import deliver
from coalition.runtime import runtime
from tests.coalition.accounts.conftest import (
    add_passkey,
    give_code,
    give_password,
    is_signed_in,
    use_passkey,
)
from tests.support.client import Browser


@pytest.fixture
def confirming(app):
    """A portal that confirms new devices by mail."""
    with app.app_context():
        runtime().settings = replace(runtime().settings, confirm_new_devices=True)


def sign_out(person):
    person.submit(person.get("/account"), action="/sign-out")


def wrong_password(browser, email, times):
    for _ in range(times):
        give_password(browser, email, "guess guess guess")


def mailed_code(app):
    """The code of the mail to the session that waits, as the mail handler makes it."""
    with app.app_context(), unit_of_work():
        waiting = select(AccountSession.public_id).where(AccountSession.stage == "new-device")
        public_id = db.session.scalars(waiting.order_by(AccountSession.id.desc())).first()
        made = devices.issue_code(public_id or "-")
        return made[1] if made else None


def give_both(browser, ada):
    give_password(browser, ada.email, ada.password)
    return give_code(browser, ada.code())


def give_mailed(browser, code):
    return browser.submit(browser.get("/sign-in/device"), {"code": code}, action="/sign-in/device")


def news(app):
    with app.app_context():
        messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.number))
        return [m.payload.get("what", m.topic) for m in messages]


def test_the_cookie_is_random_hashed_and_not_for_scripts(app, browser, ada):
    person = browser()
    give_password(person, ada.email, ada.password)
    assert person.client.get_cookie("device") is None
    page = give_code(person, ada.code())
    header = next(h for h in page.response.headers.getlist("Set-Cookie") if "device=" in h)
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert f"Max-Age={180 * 24 * 3600}" in header
    token = person.client.get_cookie("device").value
    with app.app_context():
        assert token not in db.session.scalars(select(KnownDevice.token_hash)).all()


def test_the_cookie_is_for_this_host_alone_behind_tls(app):
    with app.app_context():
        settings = replace(runtime().settings, cookie_secure=True)
    assert settings.device_cookie_name == "__Host-device"


def test_failures_of_others_behind_the_same_address_do_not_lock_a_known_device(browser, ada):
    person = browser().sign_in_by_pages(ada)
    sign_out(person)
    wrong_password(browser(), ada.email, 5)
    assert give_password(browser(), ada.email, ada.password).status == 429
    assert give_password(person, ada.email, ada.password).location.endswith("/sign-in/code")


def test_failures_on_a_known_device_lock_neither_others_nor_help_them(browser, ada, clock):
    person = browser().sign_in_by_pages(ada)
    sign_out(person)
    wrong_password(person, ada.email, 5)
    assert give_password(person, ada.email, ada.password).status == 429
    assert give_password(browser(), ada.email, ada.password).location.endswith("/sign-in/code")
    clock.advance(minutes=15)
    assert give_password(person, ada.email, ada.password).location.endswith("/sign-in/code")


def test_a_device_is_known_for_those_who_signed_in_on_it_only(browser, world, office, ada):
    ben = world.person("Ben Field", office)
    person = browser().sign_in_by_pages(ada)
    sign_out(person)
    wrong_password(browser(), ben.email, 5)
    assert give_password(person, ben.email, ben.password).status == 429


def test_an_invented_device_token_is_no_known_device(browser, ada):
    wrong_password(browser(), ada.email, 5)
    for token in ("", "x", "a" * 52, "A" * 52, "0" * 3000):
        person = browser()
        person.client.set_cookie("device", token)
        assert give_password(person, ada.email, ada.password).status == 429


def test_an_account_under_fire_from_everywhere_lets_a_known_device_in(browser, ada, monkeypatch):
    from coalition.accounts import throttle

    monkeypatch.setattr(throttle, "ACCOUNT_FAILURES", 4)
    person = browser().sign_in_by_pages(ada)
    sign_out(person)
    wrong_password(browser(), ada.email, 4)
    assert give_password(browser(), ada.email, ada.password).status == 429
    assert give_password(person, ada.email, ada.password).status == 303


def test_a_device_is_forgotten_after_half_a_year_without_use(app, browser, ada, clock):
    person = browser().sign_in_by_pages(ada)
    clock.advance(days=180)
    with app.app_context():
        token = person.client.get_cookie("device")
        origin = devices.Origin("127.0.0.1", "", token.value if token else "")
        assert not devices.is_known(ada.id, origin)


def test_a_sign_in_on_a_new_device_is_mailed_and_on_a_known_one_is_not(app, browser, ada, clock):
    person = browser().sign_in_by_pages(ada)
    sign_out(person)
    clock.advance(seconds=30)
    person.sign_in_by_pages(ada)
    assert news(app) == ["device.new"]
    clock.advance(seconds=30)
    browser().sign_in_by_pages(ada)
    assert news(app) == ["device.new"] * 2


@pytest.mark.usefixtures("confirming")
def test_a_new_device_waits_for_the_mailed_code(app, browser, ada, clock, tmp_path):
    person = browser()
    assert give_both(person, ada).location == "/sign-in/device"
    assert not is_signed_in(person)
    with app.app_context():
        deliver(mail_consumer())
    (mail,) = (tmp_path / "mail").glob("*.eml")
    code = next(word for word in mail.read_text().split() if word.isdigit() and len(word) == 6)
    assert give_mailed(person, "000000" if code != "000000" else "000001").status == 422
    assert not is_signed_in(person)
    assert give_mailed(person, code).location == "/"
    assert is_signed_in(person)
    sign_out(person)
    clock.advance(seconds=30)
    assert give_both(person, ada).location == "/"


@pytest.mark.usefixtures("confirming")
def test_the_wanted_page_opens_after_the_mailed_code(app, browser, ada):
    person = browser()
    page = person.follow(person.get("/account/password"))
    page = person.follow(person.submit(page, {"email": ada.email, "password": ada.password}))
    page = person.follow(person.submit(page, {"code": ada.code()}))
    done = person.submit(page, {"code": mailed_code(app)}, action="/sign-in/device")
    assert done.location == "/account/password"


@pytest.mark.usefixtures("confirming")
def test_a_mailed_code_works_once_for_ten_minutes_in_its_own_session(app, browser, ada, clock):
    one = browser()
    give_both(one, ada)
    old = mailed_code(app)
    newer = mailed_code(app)
    if old != newer:
        assert give_mailed(one, old).status == 422
    clock.advance(minutes=10)
    assert give_mailed(one, newer).status == 422
    clock.advance(minutes=-5)
    assert give_mailed(one, newer).status == 422
    two = browser()
    clock.advance(minutes=6)
    give_both(two, ada)
    code = mailed_code(app)
    assert give_mailed(one, code).status == 422
    assert give_mailed(two, code).location == "/"


@pytest.mark.usefixtures("confirming")
def test_guessing_the_mailed_code_is_throttled(app, browser, ada):
    person = browser()
    give_both(person, ada)
    code = mailed_code(app)
    for number in range(5):
        assert (
            give_mailed(person, f"{number:06d}" if f"{number:06d}" != code else "x").status == 422
        )
    assert give_mailed(person, code).status == 429


@pytest.mark.usefixtures("confirming")
def test_a_passkey_that_is_given_spares_the_mail_and_one_that_is_not_does_not(
    app, browser, ada, clock, device
):
    person = browser()
    give_both(person, ada)
    give_mailed(person, mailed_code(app))
    add_passkey(person, device)
    assert use_passkey(browser(), device).location == "/"
    clock.advance(seconds=30)
    # A copied site that asked for the password and the code has no passkey to give.
    assert give_both(browser(), ada).location == "/sign-in/device"


@pytest.mark.usefixtures("confirming")
def test_another_code_can_be_asked_for_a_few_times(app, browser, ada):
    person = browser()
    give_both(person, ada)
    answers = []
    for _ in range(6):
        page = person.get("/sign-in/device")
        answers.append(person.submit(page, action="/sign-in/device/again").status)
    assert answers == [303] * 5 + [429]
    assert news(app).count("device.waits") == 6


@pytest.mark.usefixtures("confirming")
def test_a_session_that_waits_opens_no_other_half_way_page(browser, ada):
    person: Browser = browser()
    give_both(person, ada)
    for path in ("/sign-in/code", "/sign-in/lost-factor", "/enrol/authenticator", "/enrol/passkey"):
        assert person.get(path).location == "/sign-in/device"
    assert "/sign-in" in person.get("/").location


def test_a_forgotten_password_forgets_the_devices(app, browser, ada):
    from tests.coalition.accounts.test_recovering import NEW, ask, password_link

    person = browser().sign_in_by_pages(ada)
    ask(browser(), ada.email)
    person.submit(person.get(password_link(app)), {"password": NEW})
    with app.app_context():
        assert db.session.scalars(select(KnownDevice)).all() == []
