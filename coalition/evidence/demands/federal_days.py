"""Federal holidays, and counting days as the federal rules do.

Pure. Fed. R. Civ. P. 6(a) and Fed. R. Crim. P. 45(a): the day of the event is left out, every day
is counted, and an end on a Saturday, Sunday or legal holiday moves to the next day that is none.
The holidays are those of 5 U.S.C. 6103(a). Holidays of states, and days that the President or
Congress sets once, are not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

ONE_DAY: Final = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
# Public Law 117-17 made it one in June of that year.
FIRST_JUNETEENTH: Final = 2021


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=(last.weekday() - _MONDAY) % 7)


def _legal_days(year: int) -> Iterator[tuple[date, str]]:
    yield date(year, 1, 1), "New Year’s Day"
    yield _nth(year, 1, _MONDAY, 3), "Birthday of Martin Luther King, Jr."
    yield _nth(year, 2, _MONDAY, 3), "Washington’s Birthday"
    yield _last_monday_of_may(year), "Memorial Day"
    if year >= FIRST_JUNETEENTH:
        yield date(year, 6, 19), "Juneteenth National Independence Day"
    yield date(year, 7, 4), "Independence Day"
    yield _nth(year, 9, _MONDAY, 1), "Labor Day"
    yield _nth(year, 10, _MONDAY, 2), "Columbus Day"
    yield date(year, 11, 11), "Veterans Day"
    yield _nth(year, 11, _THURSDAY, 4), "Thanksgiving Day"
    yield date(year, 12, 25), "Christmas Day"


@lru_cache(maxsize=64)
def holidays(year: int) -> Mapping[date, str]:
    """The legal holidays of a year by day, with the weekdays on which those of weekends are kept.

    One on a Saturday is kept on the Friday before (5 U.S.C. 6103(b)), one on a Sunday on the
    Monday after (Executive Order 11582). A New Year's Day may so be kept in the year before.
    """
    found: dict[date, str] = {}
    for each in (year, year + 1):
        for day, name in _legal_days(each):
            found.setdefault(day, name)
            if day.weekday() == _SATURDAY:
                found.setdefault(day - ONE_DAY, f"{name}, observed")
            elif day.weekday() == _SUNDAY:
                found.setdefault(day + ONE_DAY, f"{name}, observed")
    return MappingProxyType({day: name for day, name in found.items() if day.year == year})


def day_off(day: date) -> str:
    """Why nothing ends on that day: the name of the holiday or weekday; empty on a working day."""
    holiday = holidays(day.year).get(day)
    if holiday is not None:
        return holiday
    return {_SATURDAY: "Saturday", _SUNDAY: "Sunday"}.get(day.weekday(), "")


@dataclass(frozen=True)
class Counted:
    """Where a count ended. ``skipped``: the days that were left out, each with why."""

    last: date
    skipped: tuple[tuple[date, str], ...] = ()


def rolled(day: date) -> Counted:
    """``day``, or the next day that is no Saturday, Sunday or legal holiday."""
    skipped = []
    while reason := day_off(day):
        skipped.append((day, reason))
        day += ONE_DAY
    return Counted(day, tuple(skipped))


def count_days(start: date, days: int) -> Counted:
    """Every day after ``start``; the end moves off a weekend or holiday (Rule 6(a)(1))."""
    return rolled(start + timedelta(days=days))


def count_working_days(start: date, days: int) -> Counted:
    """The days after ``start`` without Saturdays, Sundays and legal holidays."""
    day, left, skipped = start, days, []
    while left:
        day += ONE_DAY
        if reason := day_off(day):
            skipped.append((day, reason))
        else:
            left -= 1
    return Counted(day, tuple(skipped))
