"""Federal holidays fall where the statute puts them, and days are counted as the rules say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.demands.federal_days import (
    count_days,
    count_working_days,
    day_off,
    holidays,
    rolled,
)

DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))
LENGTHS = st.integers(1, 400)

# As the Office of Personnel Management publishes them.
PUBLISHED = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_weekdays_on_which_offices_are_closed_are_the_published_ones(year: int) -> None:
    closed = [day for day in sorted(holidays(year)) if day.weekday() < 5]
    assert [f"{day:%m-%d}" for day in closed] == PUBLISHED[year].split()


def test_juneteenth_is_a_holiday_since_the_act_that_made_it_one() -> None:
    assert day_off(date(2020, 6, 19)) == ""
    assert day_off(date(2021, 6, 18)) == "Juneteenth National Independence Day, observed"
    assert day_off(date(2026, 6, 19)) == "Juneteenth National Independence Day"


def test_a_new_years_day_on_a_saturday_is_kept_in_the_year_before() -> None:
    assert day_off(date(2027, 12, 31)) == "New Year’s Day, observed"
    assert count_working_days(date(2027, 12, 30), 1).last == date(2028, 1, 3)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        # Not moved: the end is a Tuesday, and the weekends in between are counted.
        (date(2026, 3, 3), 14, date(2026, 3, 17)),
        # A Saturday, then Sunday, then a Monday that is a holiday.
        (date(2026, 1, 3), 14, date(2026, 1, 20)),
        # Independence Day of 2026 is a Saturday, kept on the Friday before.
        (date(2026, 6, 19), 14, date(2026, 7, 6)),
        # Through the leap day, and without one.
        (date(2028, 2, 15), 14, date(2028, 2, 29)),
        (date(2027, 2, 15), 14, date(2027, 3, 1)),
        # Across the year, ending on New Year's Day.
        (date(2025, 12, 18), 14, date(2026, 1, 2)),
    ],
)
def test_calendar_days_are_all_counted_and_only_the_end_moves(
    start: date, days: int, last: date
) -> None:
    assert count_days(start, days).last == last


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 3, 2), 20, date(2026, 3, 30)),
        (date(2026, 6, 18), 1, date(2026, 6, 22)),
        (date(2025, 12, 23), 20, date(2026, 1, 23)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        # What comes in on a Saturday is counted from the Monday.
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(start: date, days: int, last: date) -> None:
    assert count_working_days(start, days).last == last


@given(start=DAYS, days=LENGTHS)
def test_no_count_ends_on_a_weekend_or_a_holiday(start: date, days: int) -> None:
    assert day_off(count_days(start, days).last) == ""
    assert day_off(count_working_days(start, days).last) == ""


@given(start=DAYS, days=LENGTHS)
def test_working_days_are_counted_one_by_one(start: date, days: int) -> None:
    counted = count_working_days(start, days)
    between = (start + timedelta(n) for n in range(1, (counted.last - start).days + 1))
    assert sum(day_off(day) == "" for day in between) == days
    assert len(counted.skipped) == (counted.last - start).days - days


@given(start=DAYS, days=LENGTHS)
def test_an_end_moves_by_the_shortest_way(start: date, days: int) -> None:
    plain, counted = start + timedelta(days), count_days(start, days)
    moved = [plain + timedelta(n) for n in range((counted.last - plain).days)]
    assert [day for day, _ in counted.skipped] == moved
    assert all(day_off(day) for day in moved)
    assert len(moved) <= 4


@given(start=DAYS, days=LENGTHS)
def test_a_longer_period_never_ends_earlier(start: date, days: int) -> None:
    for count in (count_days, count_working_days):
        assert count(start, days).last <= count(start, days + 1).last
        assert count(start, days).last <= count(start + timedelta(1), days).last
    assert count_days(start, days).last <= count_working_days(start, days).last


@given(day=DAYS)
def test_a_day_that_is_moved_stays_where_it_is(day: date) -> None:
    assert rolled(rolled(day).last).skipped == ()


@given(year=st.integers(1990, 2199))
def test_every_year_has_its_eleven_holidays(year: int) -> None:
    own = [name for name in holidays(year).values() if not name.endswith(", observed")]
    assert len(own) == len(set(own)) == (11 if year >= 2021 else 10)
