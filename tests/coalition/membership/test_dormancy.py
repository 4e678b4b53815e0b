"""Unused accounts are warned about, then suspended, and never all admins."""

import pytest
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.db import db
from coalition.membership.dormancy import tend_dormant_accounts
from coalition.outbox.models import OutboxMessage

TOPICS = ("access.dormant-soon", "access.ended", "access.spared")


@pytest.fixture
def tend(app):
    """Runs the worker's part as often as asked."""

    def run(times: int = 2) -> None:
        with app.app_context():
            for _ in range(times):
                tend_dormant_accounts()

    return run


@pytest.fixture
def status(app):
    def of(member) -> str:
        with app.app_context():
            return db.session.get_one(Person, member.id).status

    return of


@pytest.fixture
def told(app):
    """How many messages of each topic there are."""

    def count() -> list[int]:
        with app.app_context():
            topics = db.session.scalars(select(OutboxMessage.topic)).all()
            return [topics.count(topic) for topic in TOPICS]

    return count


def test_an_unused_account_is_warned_once_and_suspended_two_weeks_later(
    world, clock, tend, status, told
):
    member = world.person("Mem Ber", world.office())
    clock.advance(days=75)
    tend()
    assert told() == [0, 0, 0]
    clock.advance(days=1)
    tend()
    assert told() == [1, 0, 0]
    clock.advance(days=13)
    tend()
    assert status(member) == "active"
    clock.advance(days=1)
    tend()
    assert status(member) == "suspended"
    assert told() == [1, 1, 0]


def test_nobody_is_suspended_without_a_warning_of_two_weeks(world, clock, tend, status, told):
    member = world.person("Mem Ber", world.office())
    clock.advance(days=500)
    tend()
    assert (status(member), told()) == ("active", [1, 0, 0])
    clock.advance(days=14)
    tend()
    assert status(member) == "suspended"


def test_a_sign_in_after_the_warning_starts_the_time_anew(
    world, browser, clock, tend, status, told
):
    member = world.person("Mem Ber", world.office())
    clock.advance(days=80)
    tend()
    browser().sign_in(member)
    clock.advance(days=60)
    tend()
    assert (status(member), told()) == ("active", [1, 0, 0])
    clock.advance(days=16)
    tend()
    assert told() == [2, 0, 0]


def test_two_admins_always_remain_and_the_admins_are_told_once(world, clock, tend, status, told):
    office = world.office()
    admins = [world.person(f"Admin {n}", office, "coalition-admin") for n in range(4)]
    clock.advance(days=80)
    tend()
    clock.advance(days=30)
    tend(times=3)
    assert [status(admin) for admin in admins].count("active") == 2
    assert told() == [4, 2, 2]
