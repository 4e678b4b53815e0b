"""What each rule of the table makes of a day, and that every rule says where it comes from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.demands.deadlines import NotCounted, deadline_of
from coalition.evidence.demands.rules import DEMANDS, RULES, Count, Rule, rules_for

DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("code", "start", "day"),
    [
        ("frcp-45-objection", MONDAY, date(2026, 3, 16)),
        # The fourteenth day is a Sunday.
        ("frcp-45-objection", date(2026, 3, 1), date(2026, 3, 16)),
        ("foia-request", MONDAY, date(2026, 3, 30)),
        ("foia-extended", MONDAY, date(2026, 4, 13)),
        ("foia-appeal-decision", date(2026, 6, 1), date(2026, 6, 30)),
        # These two are the office's own acts: an end on a Sunday does not give it a day more.
        ("foia-appeal", MONDAY, date(2026, 5, 31)),
        ("2703f", MONDAY, date(2026, 5, 31)),
        ("removal", MONDAY, date(2026, 4, 1)),
        ("remand", date(2026, 4, 23), date(2026, 5, 26)),
    ],
)
def test_the_day_that_a_rule_makes(code: str, start: date, day: date) -> None:
    assert deadline_of(RULES[code], starts_on=start, named_on=None).day == day


def test_an_earlier_day_that_a_subpoena_names_counts_and_a_later_one_does_not() -> None:
    rule = RULES["frcp-45-objection"]
    for named, day in ((date(2026, 3, 9), 9), (date(2026, 3, 20), 16)):
        made = deadline_of(rule, starts_on=MONDAY, named_on=named)
        assert made.day == date(2026, 3, day)
        assert ("The day that is named is earlier" in " ".join(made.steps)) is (day == 9)


def test_a_named_day_is_taken_as_it_is_even_on_a_sunday() -> None:
    sunday = date(2026, 3, 1)
    assert deadline_of(RULES["named"], starts_on=None, named_on=sunday).day == sunday


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.count is Count.NONE])
def test_where_the_law_gives_no_days_none_are_made_up(code: str) -> None:
    assert deadline_of(RULES[code], starts_on=MONDAY, named_on=MONDAY).day is None
    assert "No deadline" in RULES[code].label


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_that_lacks_its_day_says_which(rule: Rule) -> None:
    if rule.count is Count.NONE:
        return
    with pytest.raises(NotCounted) as refusal:
        deadline_of(rule, starts_on=None, named_on=None)
    assert refusal.value.field == ("starts_on" if rule.is_counted else "named_on")


@given(start=DAYS, rule=st.sampled_from([rule for rule in RULES.values() if rule.is_counted]))
def test_every_counted_deadline_lies_after_its_event_by_its_days_or_more(
    start: date, rule: Rule
) -> None:
    made = deadline_of(rule, starts_on=start, named_on=None)
    assert made.day is not None
    assert made.day >= start + timedelta(rule.days)
    assert (made.day == start + timedelta(rule.days)) or rule.count is not Count.EXACT


def test_the_steps_name_the_holidays_that_were_left_out() -> None:
    steps = deadline_of(RULES["foia-request"], starts_on=date(2026, 6, 1), named_on=None).steps
    assert "2026-06-19 (Juneteenth National Independence Day)" in " ".join(steps)
    assert "8 days of weekends" in " ".join(steps)


def test_every_rule_says_its_source_its_jurisdiction_and_when_it_was_checked() -> None:
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.source
        assert rule.jurisdiction
        assert rule.checked
        assert rule.demands
        assert rule.demands <= set(DEMANDS)
        assert bool(rule.starts) is bool(rule.days) is rule.is_counted


@pytest.mark.parametrize("demand", DEMANDS)
def test_every_kind_of_demand_may_have_a_named_day_or_none(demand: str) -> None:
    counts = {rule.count for rule in rules_for(demand)}
    assert {Count.NAMED, Count.NONE} <= counts
