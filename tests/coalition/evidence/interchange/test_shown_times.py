"""Dates and times as exports write them."""

from datetime import date

import pytest

from coalition.evidence.interchange.shown_times import (
    Shown,
    ShownError,
    ahead,
    day_number,
    parse_date,
    parse_duration,
    parse_shown,
)

DAY = date(2025, 9, 12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2025-09-12 21:05:28", Shown(DAY, "21:05:28")),
        ("2025-09-12T21:05:28.250-05:00", Shown(DAY, "21:05:28.250", "-05:00")),
        ("2025-09-12T21:05:28Z", Shown(DAY, "21:05:28", "+00:00")),
        ("9/12/2025 9:05:28 PM", Shown(DAY, "21:05:28")),
        ("09/12/2025 12:05 am", Shown(DAY, "00:05:00")),
        ("Sep 12, 2025 9:05:28 PM", Shown(DAY, "21:05:28")),
        ("Friday, September 12, 2025 21:05", Shown(DAY, "21:05:00")),
        ("12 Sep 2025 21:05:28", Shown(DAY, "21:05:28")),
        ("21:05:28", Shown(None, "21:05:28")),
    ],
)
def test_the_spellings_of_exports_are_understood(text, shown):
    assert parse_shown(text) == shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025-02-30 10:00:00", "is not in the calendar"),
        ("13/12/2025 10:00:00", "is not in the calendar"),
        ("12 Foo 2025 10:00:00", "is not in the calendar"),
        ("2025-09-12", "is no time"),
        ("25:00:00", "is no time of day"),
        ("13:05 PM", "that no 12-hour clock shows"),
        ("yesterday", "is no time"),
    ],
)
def test_anything_else_is_refused_with_the_way_to_write_it(text, said):
    with pytest.raises(ShownError, match=said):
        parse_shown(text)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("01:07:30", 4_050_000),
        ("7:30", 450_000),
        ("1h 7m 30s", 4_050_000),
        ("45 seconds", 45_000),
        ("90.5", 90_500),
        ("00:00:01.25", 1_250),
        ("0", 0),
    ],
)
def test_lengths_are_understood(text, milliseconds):
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize("text", ["-00:05:00", "-3", "long", "", "::"])
def test_a_length_is_never_negative_and_never_a_word(text):
    with pytest.raises(ShownError):
        parse_duration(text)


def test_dates_are_counted_from_day_1_and_never_before_it():
    assert parse_date("9/13/2025") == date(2025, 9, 13)
    assert day_number(date(2025, 9, 13), DAY) == 2
    with pytest.raises(ShownError, match="not among the 999"):
        day_number(date(2025, 9, 11), DAY)
    assert ahead(1, 86_300_000, 200_000) == (2, "00:01:40")
