"""Who guesses is slowed down; who does not is let in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from coalition.accounts import sign_in, throttle
from coalition.accounts.models import FailedAttempt
from coalition.accounts.sessions import Origin
from coalition.accounts.throttle import Locked
from coalition.db import db, unit_of_work
from coalition.errors import Invalid


def fail(email, source, times=1):
    """Note failures without hashing anything."""
    with unit_of_work():
        for _ in range(times):
            throttle.count_attempt(throttle.keys_for(email, source))


def is_locked(email, source, *, recognized=False):
    """Whether another attempt would be refused."""
    try:
        keys = replace(throttle.keys_for(email, source), recognized=recognized)
        throttle.refuse_if_locked(keys)
    except Locked:
        return True
    return False


@pytest.fixture
def context(app):
    """An open application context."""
    with app.app_context():
        yield


@pytest.mark.usefixtures("context")
def test_the_fifth_failure_locks_for_fifteen_minutes_from_then(clock):
    for _ in range(4):
        fail("a@x.example", "192.0.2.1")
        clock.advance(minutes=3)
    assert not is_locked("a@x.example", "192.0.2.1")
    fail("a@x.example", "192.0.2.1")
    clock.advance(minutes=14, seconds=59)
    assert is_locked("a@x.example", "192.0.2.1")
    clock.advance(seconds=1)
    assert not is_locked("a@x.example", "192.0.2.1")


@pytest.mark.usefixtures("context")
def test_slow_failures_lock_nothing(clock):
    for _ in range(12):
        fail("a@x.example", "192.0.2.1")
        clock.advance(minutes=4)
    assert not is_locked("a@x.example", "192.0.2.1")


@pytest.mark.usefixtures("context")
def test_a_source_is_locked_after_fifty_failures_over_many_accounts():
    for number in range(50):
        assert not is_locked("b@x.example", "192.0.2.1")
        fail(f"{number}@x.example", "192.0.2.1")
    assert is_locked("b@x.example", "192.0.2.1")
    assert is_locked("b@x.example", "192.0.2.1", recognized=True)
    assert not is_locked("b@x.example", "192.0.2.2")


@pytest.mark.usefixtures("context")
def test_an_account_under_fire_from_everywhere_still_lets_its_own_sources_in(clock):
    for number in range(50):
        fail("a@x.example", f"192.0.2.{number}")
    assert is_locked("a@x.example", "203.0.113.9")
    assert not is_locked("a@x.example", "203.0.113.9", recognized=True)
    clock.advance(seconds=61)
    assert not is_locked("a@x.example", "203.0.113.9")
    fail("a@x.example", "203.0.113.9")
    clock.advance(seconds=61)
    assert is_locked("a@x.example", "203.0.113.9")


@pytest.mark.usefixtures("context")
def test_addresses_of_one_network_are_one_source():
    fail("a@x.example", "2001:db8:1:2::1", times=5)
    assert is_locked("a@x.example", "2001:db8:1:2:ffff::9")
    assert not is_locked("a@x.example", "2001:db8:1:3::1")
    fail("b@x.example", "::ffff:192.0.2.1", times=5)
    assert is_locked("b@x.example", "192.0.2.1")


@pytest.mark.usefixtures("context")
def test_the_table_names_nobody():
    fail("ada@birch.example", "192.0.2.1")
    row = db.session.scalars(select(FailedAttempt)).one()
    assert len(row.account_key) == len(row.source_key) == 64
    assert "ada" not in row.account_key


@pytest.mark.usefixtures("context")
def test_old_failures_are_forgotten(clock):
    fail("a@x.example", "192.0.2.1", times=3)
    clock.advance(days=3)
    fail("b@x.example", "192.0.2.1")
    assert db.session.scalar(select(func.count()).select_from(FailedAttempt)) == 1


def test_parallel_guesses_are_counted_before_they_are_tried(app, ada):
    tried = []

    def guess(number):
        with app.app_context():
            try:
                sign_in.try_password(ada.email, f"guess {number}", Origin("::1"), replacing=None)
            except Locked:
                tried.append(False)
            except Invalid:
                tried.append(True)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(24)))
    assert tried.count(True) == 5


def test_failures_survive_a_restart(app, ada, tmp_path):
    from coalition.app import create_app
    from tests.support.settings import make_settings

    with app.app_context():
        fail(ada.email, "127.0.0.1", times=5)
    again = create_app(make_settings(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"]))
    with again.app_context():
        assert is_locked(ada.email, "127.0.0.1")
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("context")
def test_patient_guessing_from_everywhere_comes_down_to_four_guesses_an_hour(clock):
    """A code of six digits holds for weeks against a hundred guesses a day, not five thousand."""
    for number in range(100):
        assert not is_locked("a@x.example", f"192.0.2.{number}")
        fail("a@x.example", f"192.0.2.{number}")
        clock.advance(minutes=5)
    allowed = 0
    for minute in range(10 * 60):
        if not is_locked("a@x.example", f"198.51.100.{minute % 250}"):
            fail("a@x.example", f"198.51.100.{minute % 250}")
            allowed += 1
        clock.advance(minutes=1)
    assert allowed == 40
    assert not is_locked("a@x.example", "192.0.2.1", recognized=True)
    clock.advance(days=1)
    assert not is_locked("a@x.example", "192.0.2.1")
