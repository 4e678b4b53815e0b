"""Months are counted from the calendar, and the tallest bar fills the picture."""

from datetime import UTC, date, datetime

from coalition.admin.trends import HEIGHT, by_month, months_until


def test_twelve_months_end_with_the_one_that_runs() -> None:
    months = months_until(date(2026, 2, 28))
    assert (months[0], months[-1], len(months)) == (date(2025, 3, 1), date(2026, 2, 1), 12)
    assert months_until(date(2026, 12, 31))[0] == date(2026, 1, 1)


def test_each_moment_counts_in_its_month_and_older_ones_in_none() -> None:
    at = [
        datetime(2026, 2, 1, tzinfo=UTC),
        datetime(2026, 2, 28, 23, 59, tzinfo=UTC),
        datetime(2025, 3, 1, tzinfo=UTC),
        datetime(2025, 2, 28, tzinfo=UTC),
    ]
    bars = by_month(at, date(2026, 2, 28))
    assert [bar.count for bar in bars] == [1, *[0] * 10, 2]
    assert (bars[-1].height, bars[0].height, bars[1].height) == (HEIGHT, HEIGHT // 2, 0)


def test_a_year_without_anybody_is_flat() -> None:
    assert {bar.height for bar in by_month([], date(2026, 2, 28))} == {0}
