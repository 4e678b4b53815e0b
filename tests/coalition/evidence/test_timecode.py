import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.timecode import (
    SECONDS_PER_DAY,
    TimecodeError,
    elapsed,
    format_timecode,
    parse_timecode,
    within,
)

MILLISECONDS = st.integers(0, SECONDS_PER_DAY * 1000 - 1)
MOMENTS = st.integers(0, SECONDS_PER_DAY - 1)


@given(MILLISECONDS)
def test_every_millisecond_of_a_day_survives_being_written_and_read(milliseconds: int) -> None:
    assert parse_timecode(format_timecode(milliseconds / 1000)) == pytest.approx(
        milliseconds / 1000, abs=1e-9
    )


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_whole_second_is_written_as_it_was_read(hour: int, minute: int, second: int) -> None:
    shown = f"{hour:02}:{minute:02}:{second:02}"
    assert parse_timecode(shown) == hour * 3600 + minute * 60 + second
    assert format_timecode(parse_timecode(shown)) == shown


@given(st.floats(0, SECONDS_PER_DAY, exclude_max=True))
def test_any_time_of_day_can_be_written_and_is_off_by_under_a_millisecond(seconds: float) -> None:
    assert abs(parse_timecode(format_timecode(seconds)) - seconds) <= 0.001


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:00", 0),
        ("00:07:31.5", 451.5),
        ("23:59:59.999", 86_399.999),
        ("12:00:00.05", 43_200.05),
    ],
)
def test_a_displayed_time_is_seconds_since_midnight(text: str, seconds: float) -> None:
    assert parse_timecode(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        "", "7:31", "00:07", "0:07:31", "00:7:31", "24:00:00", "99:00:00", "00:60:00", "00:00:60",
        "00:00:00.", "00:00:00.1234", "00:00:00,5", " 00:00:00", "00:00:00 ", "00:00:00\n",
        "-00:00:01", "+00:00:01", "00:00:00Z", "00-07-31", "٠٠:٠٧:٣١", "００:０７:３１",
        "00:00:00;12",
        "00:\x0000:00", "1e:00:00", "00:00:0²",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(TimecodeError):
        parse_timecode(text)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_time_of_day_or_refused(text: str) -> None:
    try:
        seconds = parse_timecode(text)
    except TimecodeError:
        return
    assert 0 <= seconds < SECONDS_PER_DAY


@pytest.mark.parametrize("seconds", [-1, -0.001, SECONDS_PER_DAY, float("inf"), float("nan")])
def test_a_time_outside_one_day_cannot_be_written(seconds: float) -> None:
    with pytest.raises(TimecodeError, match="between"):
        format_timecode(seconds)


def test_a_clip_that_crosses_midnight_holds_both_sides_of_it() -> None:
    start, end = parse_timecode("23:58:00"), parse_timecode("00:04:00")
    inside = ["23:58:00", "23:59:59", "00:00:00", "00:04:00"]
    outside = ["23:57:59", "00:04:01", "12:00:00"]
    assert all(within(start, end, parse_timecode(at)) for at in inside)
    assert not any(within(start, end, parse_timecode(at)) for at in outside)
    by_the_clock = sorted(inside)
    assert sorted(by_the_clock, key=lambda at: elapsed(start, parse_timecode(at))) == inside


@given(MOMENTS, st.integers(0, SECONDS_PER_DAY - 1), MOMENTS)
def test_a_moment_is_within_a_clip_when_no_more_has_elapsed_than_the_clip_lasts(
    start: int, length: int, at: int
) -> None:
    end = (start + length) % SECONDS_PER_DAY
    assert within(start, end, at) == (elapsed(start, at) <= length)


@given(MOMENTS, MOMENTS)
def test_a_photo_holds_its_own_moment_only(moment: int, other: int) -> None:
    assert within(moment, moment, moment)
    assert within(moment, moment, other) == (moment == other)
