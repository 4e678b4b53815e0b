"""How long a session lives, and who ends it."""

import pytest
from sqlalchemy import select

from coalition.accounts.models import AccountSession
from coalition.db import db


def is_signed_in(browser, **options):
    """Whether a page of the person's own opens; the smallest there is."""
    return browser.get("/enrol/recovery-codes.txt", **options).status == 200


def test_a_session_ends_after_thirty_minutes_without_use(browser, ada, clock):
    person = browser().sign_in(ada)
    for _ in range(3):
        clock.advance(minutes=29)
        assert is_signed_in(person)
    clock.advance(minutes=30)
    assert not is_signed_in(person)


def test_a_session_ends_after_twelve_hours_of_use(browser, ada, clock):
    person = browser().sign_in(ada)
    for _ in range(24):
        clock.advance(minutes=29)
        assert is_signed_in(person)
    clock.advance(minutes=24)
    assert not is_signed_in(person)


def test_an_expired_session_stays_dead_when_the_clock_goes_back(browser, ada, clock):
    person = browser().sign_in(ada)
    clock.advance(minutes=31)
    assert not is_signed_in(person)
    clock.advance(minutes=-20)
    assert not is_signed_in(person)


def test_polling_does_not_keep_a_session_alive(browser, ada, clock):
    person = browser().sign_in(ada)
    clock.advance(minutes=20)
    assert is_signed_in(person, headers={"X-Background-Request": "1"})
    clock.advance(minutes=10)
    assert not is_signed_in(person)


def test_use_is_noted_at_most_once_a_minute(app, browser, ada, clock):
    def last_seen():
        with app.app_context():
            return db.session.scalar(select(AccountSession.last_seen_at))

    person = browser().sign_in(ada)
    began = last_seen()
    clock.advance(seconds=59)
    person.get("/account")
    assert last_seen() == began
    clock.advance(seconds=1)
    person.get("/account")
    assert last_seen() == clock()


def test_only_the_hash_of_the_token_is_stored(app, browser, ada):
    person = browser().sign_in(ada)
    token = person.client.get_cookie("session").value
    with app.app_context():
        stored = db.session.scalar(select(AccountSession.token_hash))
    assert len(stored) == 64
    assert token not in stored


@pytest.mark.parametrize("token", ["", "x", "a" * 52, "A" * 52, "0" * 3_000, "é" * 52])
def test_an_invented_token_is_nobody(browser, token):
    person = browser()
    person.client.set_cookie("session", token)
    assert not is_signed_in(person)


def test_the_cookie_is_not_for_scripts_and_not_for_other_sites(browser):
    header = browser().get("/sign-in").response.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header


def test_another_session_is_ended_on_its_next_request(browser, ada, clock):
    one = browser().sign_in(ada)
    clock.advance(seconds=30)
    two = browser().sign_in(ada)
    page = two.get("/account")
    ends = [f["action"] for f in page.soup.select("main form") if f["action"].endswith("/end")]
    assert len(ends) == 1
    assert two.submit(page, action=ends[0]).location == "/account?notice=session-ended"
    assert not is_signed_in(one)
    assert is_signed_in(two)


def test_all_other_sessions_are_ended_together(browser, ada, clock):
    others = []
    for _ in range(2):
        others.append(browser().sign_in(ada))
        clock.advance(seconds=30)
    me = browser().sign_in(ada)
    me.submit(me.get("/account"), action="/account/sessions/end-others")
    assert is_signed_in(me)
    assert not any(is_signed_in(other) for other in others)


def test_nobody_ends_the_session_of_somebody_else(app, browser, world, office, ada):
    ben = world.person("Ben Field", office, "prosecutor")
    me, other = browser().sign_in(ada), browser().sign_in(ben)
    with app.app_context():
        target = db.session.scalar(
            select(AccountSession.public_id).where(AccountSession.person_id == ben.id)
        )
    tokens = me.tokens("/account")
    assert me.post(f"/account/sessions/{target}/end", tokens).status == 404
    assert is_signed_in(other)
