"""Who is reminded of the day of a demand, and when; no mail says which demand or of whom."""

import pytest
from sqlalchemy import select

from coalition.cli.housekeeping import keep_house
from coalition.db import db, unit_of_work
from coalition.evidence.demands.models import DemandDay
from coalition.evidence.demands.queries import day_everywhere
from tests.coalition.notifications.test_letters import mails
from tests.flows.sharing import withdraw
from tests.support.demands import register_for

__all__ = ["mails"]
pytestmark = pytest.mark.database

SOON, TODAY, OVER = (
    "A deadline of a demand is within a week",
    "A deadline of a demand is today",
    "A deadline of a demand is over",
)


@pytest.fixture
def kept(app, world):
    office = world.office("birch")
    kept = register_for(app, world.person("Ina Investigator", office, "investigator"))
    kept.write("missing")
    return kept


@pytest.fixture
def colleague(world, kept):
    office = type(world.office("elm"))(kept.member.office_id, "", "birch", "", "MN")
    return world.person("Cal Colleague", office)


def told(app, mails):
    """Keep house; who is mailed what."""
    with app.app_context():
        keep_house()
        found = mails()
    for _, _, text in found:
        assert not [word for word in ("bridge", "Agent", "counsel", "subpoena") if word in text]
        assert "/documents/demands" in text
    return sorted((address, subject) for address, subject, _ in found)


def test_a_day_is_told_of_a_week_before_on_it_and_after_it_each_once(
    app, clock, mails, kept, colleague
):
    kept.write("demand", 1, by=colleague, named_on="2026-11-30")
    both = sorted([kept.member.email, colleague.email])
    assert told(app, mails) == []
    for days, subject in ((1, SOON), (7, TODAY), (1, OVER)):
        clock.advance(days=days)
        assert told(app, mails) == [(email, subject) for email in both]
        assert told(app, mails) == []
    clock.advance(days=1)
    assert told(app, mails) == []


def test_after_a_pause_of_the_worker_only_the_last_reminder_goes_out(app, clock, mails, kept):
    kept.write("demand", 1, named_on="2026-11-30")
    clock.advance(days=20)
    assert told(app, mails) == [(kept.member.email, OVER)]


def test_a_day_that_was_moved_is_told_of_anew_and_an_answered_one_no_more(app, clock, mails, kept):
    demand = kept.write("demand", 1, named_on="2026-11-24")
    assert told(app, mails) == [(kept.member.email, SOON)]
    kept.write("deadline", demand, rule="named", named_on="2026-11-28")
    assert told(app, mails) == [(kept.member.email, SOON)]
    kept.write("answer", demand, outcome="refused", ground="privacy")
    clock.advance(days=8)
    assert told(app, mails) == []


def test_whoever_may_not_read_the_register_any_more_is_not_told(app, mails, kept, colleague):
    kept.write("demand", 1, by=colleague, named_on="2026-11-24")
    withdraw(app, kept.member, kept.index)
    assert told(app, mails) == [(kept.member.email, SOON)]


def test_those_that_were_told_of_hold_up_no_others(app, clock, mails, kept, monkeypatch):
    monkeypatch.setattr("coalition.cli.housekeeping.BATCH", 1)
    for day in ("2026-11-24", "2026-11-25"):
        kept.write("demand", 1, named_on=day)
    assert [len(told(app, mails)) for _ in range(3)] == [1, 1, 0]


@pytest.mark.parametrize(("hours", "stage"), [(-1, "on"), (11, "on"), (12, "after")])
def test_a_day_is_over_when_it_is_over_in_the_last_of_the_states(app, clock, kept, hours, stage):
    kept.write("demand", 1, named_on="2026-11-22")
    # Midnight of that day in UTC, which is early evening in the states.
    clock.advance(minutes=(12 + hours) * 60)
    with app.app_context():
        keep_house()
        with unit_of_work():
            assert db.session.scalars(select(DemandDay.told)).all() == [stage]
            assert (day_everywhere().day == 22) is (stage == "on")
