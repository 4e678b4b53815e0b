"""Rows of an index on one line of time: days, zones, clocks that jump, and overlaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.clocks import DAY, Coverage, Estimate
from coalition.evidence.recordings import (
    RowError,
    in_words,
    index_zone,
    overlaps,
    recording_of,
    shown_position,
    spans_days,
    zone_shift,
)

HOUR = 3_600_000
TIMES = st.times().map(lambda t: t.strftime("%H:%M:%S"))


def clip(**cells: str) -> dict[str, str]:
    return {"label": "Camera 1", "starts_at": "10:00:00", "ends_at": "11:00:00", **cells}


def placed(zone: str = "", **cells: str):
    return recording_of(1, clip(**cells), zone)


@pytest.mark.parametrize(
    ("cells", "hours"),
    [
        ({}, 1),
        ({"ends_at": "10:00:00"}, 0),
        ({"ends_at": "09:00:00"}, 23),
        ({"ends_day": "2", "ends_at": "16:00:00"}, 30),
        ({"day": "59", "ends_day": "60", "ends_at": "10:00:00"}, 24),
    ],
)
def test_a_recording_lasts_from_its_beginning_to_its_end_whatever_days_lie_between(cells, hours):
    found = placed(**cells)
    assert found.ends - found.begins == hours * HOUR


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"ends_day": "1", "ends_at": "09:00:00"}, "ends before it begins"),
        ({"day": "3", "ends_day": "2"}, "ends before it begins"),
        ({"ends_day": "40"}, "over 31 days"),
        ({"day": "0"}, "a day is a number"),
        ({"day": "2026-03-14"}, "a day is a number"),
        ({"starts_at": "25:00:00"}, "Hours run from 00 to 23"),
        ({"offset_seconds": "soon"}, "the offset must be a number"),
        ({"offset_seconds": "1e9"}, "the offset must be a number"),
        ({"offset_seconds": "1", "uncertainty_seconds": "-1"}, "cannot be less than nothing"),
        ({"second_offset_seconds": "1"}, "needs the displayed time"),
        ({"second_at": "10:30:00", "second_offset_seconds": "1"}, "needs a first one"),
        (
            {"offset_seconds": "0", "second_at": "10:30:00", "second_offset_seconds": "3600"},
            "as two recordings of one camera",
        ),
    ],
)
def test_figures_that_cannot_be_are_said_in_words(cells, rule):
    with pytest.raises(RowError, match=rule):
        placed(**cells)


def test_a_drifting_clock_is_corrected_by_where_in_the_recording_it_is_read():
    found = placed(
        offset_seconds="4", uncertainty_seconds="1", second_at="11:00:00", second_offset_seconds="2"
    )
    half = found.place(shown_position(found, "10:30:00"))
    assert half == Estimate(10 * HOUR + HOUR // 2 + 3000, 1000)


def test_a_display_set_to_utc_is_placed_beside_one_set_to_local_time():
    rows = [clip(zone="-06:00"), clip(zone="+00:00", starts_at="16:30:00", ends_at="17:00:00")]
    zone = index_zone(rows)
    local, utc = (recording_of(number, row, zone) for number, row in enumerate(rows, start=1))
    assert utc.start.at == local.start.at + HOUR // 2


@given(st.integers(-12, 14), st.sampled_from([0, 30, 45]))
def test_a_zone_is_ahead_of_utc_by_what_it_says(hours: int, minutes: int) -> None:
    text = f"{'-' if hours < 0 else '+'}{abs(hours):02}:{minutes:02}"
    assert zone_shift(text) == (hours * 60 + (minutes if hours >= 0 else -minutes)) * 60_000


@given(TIMES, TIMES, st.integers(1, 400))
def test_every_time_a_clip_shows_lies_between_its_ends(starts: str, ends: str, day: int) -> None:
    found = placed(starts_at=starts, ends_at=ends, day=str(day))
    for shown in (starts, ends):
        assert found.begins <= shown_position(found, shown) <= found.ends
    assert 0 <= found.ends - found.begins < DAY


def test_a_time_that_a_clip_shows_twice_needs_its_day():
    long = placed(ends_day="2", ends_at="16:00:00")
    with pytest.raises(RowError, match="on several days"):
        shown_position(long, "12:00:00")
    assert shown_position(long, "12:00:00", "2") == DAY + 12 * HOUR
    assert shown_position(long, "09:00:00") == DAY + 9 * HOUR
    with pytest.raises(RowError, match="outside the clip"):
        shown_position(long, "09:00:00", "1")


def test_a_clock_that_jumps_is_two_recordings_of_one_camera():
    before = recording_of(1, clip(camera="Dash", offset_seconds="0", uncertainty_seconds="1"))
    after = clip(label="Later", camera="Dash", starts_at="10:30:00", ends_at="11:30:00")
    jumped = recording_of(2, {**after, "offset_seconds": "1801", "uncertainty_seconds": "1"})
    assert list(overlaps([before, jumped])) == []
    assert list(overlaps([before, recording_of(2, after)])) == [(before, recording_of(2, after))]


def test_cameras_of_their_own_may_run_at_the_same_time():
    assert list(overlaps([placed(), recording_of(2, clip(label="Camera 2"))])) == []


def test_what_has_no_times_covers_nothing_and_an_unchecked_clock_only_possibly():
    moment = Estimate(10 * HOUR + 1, 0)
    assert placed(starts_at="").covers(moment) is Coverage.NONE
    assert placed().covers(moment) is Coverage.POSSIBLE
    stated = placed(offset_seconds="0", uncertainty_seconds="0")
    assert stated.covers(moment) is Coverage.CERTAIN


def test_a_position_is_said_with_its_day_only_where_there_are_several():
    assert in_words(DAY + 5000, with_day=False) == "00:00:05"
    assert in_words(DAY + 5000, with_day=True) == "day 2, 00:00:05"
    assert in_words(-1000, with_day=True) == "day 0, 23:59:59"
    assert spans_days([5, DAY + 5])
    assert not spans_days([5, DAY - 1])
    assert not spans_days([])
