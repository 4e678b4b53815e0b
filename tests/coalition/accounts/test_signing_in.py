"""Two factors through the pages: what lets people in and what does not."""

import re

import pytest
from sqlalchemy import select

from coalition.accounts.models import AccountSession, Person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from tests.coalition.accounts.conftest import ELSEWHERE, HERE, give_code, give_password

MASKED = re.compile(r'name="(csrf_token|request_id)" value="[^"]*"')


def masked(page):
    """A page without what differs from one request to the next."""
    return MASKED.sub("", page.text)


def actions(app):
    """What the log says happened, in order."""
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def is_signed_in(browser):
    """Whether the account page opens."""
    return browser.get("/account").status == 200


def test_password_and_code_sign_in(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    page = person.get("/account")
    assert page.status == 200
    assert "Ada Winter" in page.words
    assert actions(app) == ["session.started"]


def test_a_password_alone_opens_nothing(browser, ada):
    person = browser()
    assert give_password(person, ada.email, ada.password).location.endswith("/sign-in/code")
    for path in ("/", "/account", "/enrol/recovery-codes", "/account/recovery-codes"):
        assert "/sign-in" in person.get(path).location
    tokens = person.tokens("/sign-in/code")
    for path in ("/account/theme", "/account/password", "/account/recovery-codes"):
        assert "/sign-in" in person.post(path, tokens | {"theme": "dark"}).location


def test_a_half_session_cannot_enrol_another_authenticator(browser, ada):
    person = browser()
    give_password(person, ada.email, ada.password)
    assert person.get("/enrol/authenticator").location.endswith("/sign-in/code")
    tokens = person.tokens("/sign-in/code")
    page = person.post("/enrol/authenticator", tokens | {"code": ada.code()})
    assert page.location.startswith("/sign-in")
    assert not is_signed_in(person)


def test_a_code_without_a_password_opens_nothing(browser, ada):
    person = browser()
    page = person.post("/sign-in/code", person.tokens() | {"code": ada.code()})
    assert page.location.startswith("/sign-in")
    assert not is_signed_in(person)


def test_the_token_changes_at_every_step(app, browser, ada):
    person = browser()
    seen = []
    person.get("/sign-in")
    seen.append(person.client.get_cookie("session").value)
    give_password(person, ada.email, ada.password)
    seen.append(person.client.get_cookie("session").value)
    give_code(person, ada.code())
    seen.append(person.client.get_cookie("session").value)
    assert len(set(seen)) == 3
    with app.app_context():
        stored = db.session.scalars(select(AccountSession.token_hash)).all()
    assert not set(seen) & set(stored)


def test_known_and_unknown_accounts_get_the_same_bytes(browser, ada):
    known, unknown = browser(), browser()
    for _ in range(7):
        one = give_password(known, ada.email, "not the password at all")
        two = give_password(unknown, "nobody.here@birch.example", "not the password at all")
        assert one.status == two.status
        assert masked(one).replace(ada.email, "") == masked(two).replace(
            "nobody.here@birch.example", ""
        )
        assert dict(one.response.headers)["Content-Type"] == two.response.headers["Content-Type"]
    assert one.status == 429


def test_wrong_anything_says_the_same_and_keeps_no_password(browser, ada):
    page = give_password(browser(), ada.email, "some other password entirely")
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert "do not match an account" in page.words
    assert "some other password entirely" not in page.text


def test_five_failures_lock_the_account_for_that_source_only(browser, ada, clock):
    here, there = browser(), browser()
    for _ in range(5):
        page = give_password(here, ada.email, "wrong wrong wrong wrong", environ_overrides=HERE)
        assert page.status == 422
    locked = give_password(here, ada.email, ada.password, environ_overrides=HERE)
    assert locked.status == 429
    assert "Wait 15 minutes" in locked.words
    page = give_password(there, ada.email, ada.password, environ_overrides=ELSEWHERE)
    assert page.location.endswith("/sign-in/code")
    clock.advance(minutes=15)
    assert give_password(here, ada.email, ada.password).location.endswith("/sign-in/code")


def test_a_right_password_does_not_forgive_wrong_codes(browser, ada):
    person = browser()
    for _ in range(5):
        give_password(person, ada.email, ada.password)
        give_code(person, "000000")
    assert give_password(person, ada.email, ada.password).status == 429


def test_a_full_sign_in_clears_the_failures(browser, ada, clock):
    person = browser()
    for _ in range(4):
        give_password(person, ada.email, "wrong wrong wrong wrong")
    person.sign_in_by_pages(ada)
    clock.advance(seconds=60)
    for _ in range(4):
        assert give_password(browser(), ada.email, "wrong wrong wrong").status == 422


def test_the_code_just_accepted_says_wait_and_does_not_count(browser, ada):
    browser().sign_in_by_pages(ada)
    again = browser()
    give_password(again, ada.email, ada.password)
    for _ in range(8):
        page = give_code(again, ada.code())
        assert page.status == 422
        assert "Wait for the next code" in page.words
    assert not is_signed_in(again)


def test_an_earlier_code_is_refused_after_a_later_one(browser, ada, clock):
    earlier = ada.code()
    clock.advance(seconds=30)
    browser().sign_in_by_pages(ada)
    again = browser()
    give_password(again, ada.email, ada.password)
    assert give_code(again, earlier).status == 422
    assert give_code(again, ada.code()).status == 422
    clock.advance(seconds=30)
    assert give_code(again, ada.code()).location == "/"


def test_a_clock_set_back_revives_no_code(browser, ada, clock):
    used = ada.code()
    browser().sign_in_by_pages(ada)
    clock.advance(minutes=5)
    clock.advance(minutes=-5)
    again = browser()
    give_password(again, ada.email, ada.password)
    assert give_code(again, used).status == 422


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_phone_thirty_seconds_off_signs_in(browser, ada, clock, seconds):
    clock.advance(seconds=seconds)
    code = ada.code()
    clock.advance(seconds=-seconds)
    person = browser()
    give_password(person, ada.email, ada.password)
    assert give_code(person, code).location == "/"


def test_the_half_session_lasts_ten_minutes(browser, ada, clock):
    person = browser()
    give_password(person, ada.email, ada.password)
    tokens = person.tokens("/sign-in/code")
    clock.advance(minutes=10)
    page = person.post("/sign-in/code", tokens | {"code": ada.code()})
    assert page.location.startswith("/sign-in")
    assert not is_signed_in(person)


def test_posting_the_code_twice_leaves_the_person_signed_in(browser, ada):
    person = browser()
    give_password(person, ada.email, ada.password)
    form = person.tokens("/sign-in/code") | {"code": ada.code()}
    before = person.client.get_cookie("session").value
    assert person.post("/sign-in/code", form).location == "/"
    after = person.client.get_cookie("session").value
    person.client.set_cookie("session", before)
    assert person.post("/sign-in/code", form).location.startswith("/sign-in")
    person.client.set_cookie("session", after)
    assert is_signed_in(person)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aLocation:evil",
        "/\t/evil.example",
        " //evil.example",
        "evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(browser, ada, target):
    person = browser()
    page = person.get("/sign-in", query_string={"next": target})
    page = person.submit(page, {"email": ada.email, "password": ada.password})
    page = person.submit(person.follow(page), {"code": ada.code()})
    assert page.status == 303
    assert page.location.startswith("/")
    assert not page.location.startswith(("//", "/\\"))
    assert "evil" not in page.location.partition("/%0d")[0]


def test_signing_in_leads_to_the_page_that_was_asked_for(browser, ada):
    person = browser()
    page = person.follow(person.get("/account?notice=codes-saved"))
    page = person.submit(page, {"email": ada.email, "password": "wrong wrong wrong wrong"})
    page = person.submit(page, {"email": ada.email, "password": ada.password})
    page = person.submit(person.follow(page), {"code": "000000"})
    page = person.submit(page, {"code": ada.code()})
    assert page.location == "/account?notice=codes-saved"


def test_whoever_is_signed_in_is_sent_home_from_the_sign_in_page(browser, ada):
    person = browser().sign_in_by_pages(ada)
    assert person.get("/sign-in").location == "/"
    assert person.get("/sign-in/code").location.startswith("/sign-in")


def test_a_suspended_person_is_answered_like_a_stranger(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, ada.id).status = "suspended"
    assert person.get("/account").location.startswith("/sign-in")
    page = give_password(browser(), ada.email, ada.password)
    assert page.status == 422
    assert "do not match an account" in page.words


def test_signing_out_ends_the_session_on_the_next_request(app, browser, ada):
    person = browser().sign_in_by_pages(ada)
    token = person.client.get_cookie("session").value
    page = person.submit(person.get("/account"), action="/sign-out")
    assert page.location == "/sign-in?notice=signed-out"
    person.client.set_cookie("session", token)
    assert not is_signed_in(person)
    assert actions(app)[-1] == "session.ended"


def test_a_form_without_its_csrf_token_is_refused(browser, ada):
    person = browser()
    person.get("/sign-in")
    page = person.post("/sign-in", {"email": ada.email, "password": ada.password})
    assert page.status == 400


@pytest.mark.parametrize("email", ["\0", "a\0b@birch.example", "x" * 100_000, "é@ü.example", ""])
def test_odd_addresses_are_answered_like_any_other(browser, email):
    assert give_password(browser(), email, "whatever it may be").status == 422


def test_odd_codes_are_wrong_codes(browser, ada):
    person = browser()
    give_password(person, ada.email, ada.password)
    for code in ("", "12345", "abcdef", "１２３４５６"):
        assert give_code(person, code).status == 422


def test_an_outdated_hash_is_replaced_at_sign_in(app, browser, ada):
    from coalition.accounts import passwords

    with passwords.use_parameters(memory_kib=16, time_cost=1):
        browser().sign_in_by_pages(ada)
        with app.app_context():
            stored = db.session.get_one(Person, ada.id).password_hash
        assert "m=16," in stored
        assert passwords.matches(stored, ada.password)
