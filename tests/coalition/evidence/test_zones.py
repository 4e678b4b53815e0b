"""Displayed dates and times in their zones: twice a year, on leap days, and in fixed offsets."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.zones import ZoneError, instant_of, offset_from_utc

SUNDAY = 6
ZONES = st.sampled_from(["America/Chicago", "America/Phoenix", "Pacific/Guam", "-06:00", "+00:00"])
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@given(INSTANTS, st.sampled_from(["America/Chicago", "America/Phoenix", "Pacific/Guam"]))
def test_an_instant_survives_being_shown_or_is_said_to_come_twice(at: datetime, zone: str) -> None:
    shown = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    twice = zone == "America/Chicago" and (shown.month, shown.hour) == (11, 1)
    if twice and shown.day < 8 and shown.weekday() == SUNDAY:
        with pytest.raises(ZoneError, match="came twice"):
            instant_of(shown, zone)
    else:
        assert instant_of(shown, zone) == at


@given(INSTANTS, ZONES)
def test_the_fixed_offset_of_an_instant_leads_back_to_it(at: datetime, zone: str) -> None:
    fixed = offset_from_utc(at, zone)
    ahead = datetime.strptime(fixed.replace(":", ""), "%z").utcoffset()
    assert ahead is not None
    assert instant_of((at + ahead).replace(tzinfo=None), fixed) == at


@pytest.mark.parametrize(
    ("shown", "zone", "utc"),
    [
        ("2026-03-14 21:04:10", "America/Chicago", "2026-03-15 02:04:10"),
        ("2026-01-14 21:04:10", "America/Chicago", "2026-01-15 03:04:10"),
        ("2026-07-14 21:04:10", "America/Phoenix", "2026-07-15 04:04:10"),
        ("2028-02-29 23:30:00", "America/New_York", "2028-03-01 04:30:00"),
        ("2028-02-28 23:30:00", "America/New_York", "2028-02-29 04:30:00"),
        ("2026-03-08 02:30:00", "-06:00", "2026-03-08 08:30:00"),
    ],
)
def test_a_displayed_time_is_placed_in_utc(shown, zone, utc):
    at = instant_of(datetime.fromisoformat(shown), zone)
    assert at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "words"),
    [("2026-03-08 02:30:00", "was skipped"), ("2026-11-01 01:30:00", "came twice")],
)
def test_a_time_that_never_was_or_was_twice_is_not_guessed(shown, words):
    with pytest.raises(ZoneError, match=words):
        instant_of(datetime.fromisoformat(shown), "America/Chicago")
