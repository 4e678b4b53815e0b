"""How a number went, month by month: bars to draw and the same figures for a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

MONTHS: Final = 12
HEIGHT: Final = 96
BAR: Final = 32
GAP: Final = 12


@dataclass(frozen=True)
class Bar:
    """One month; ``x`` and ``height`` in the picture's units."""

    month: date
    count: int
    x: int
    height: int


def months_until(today: date) -> list[date]:
    """The first days of the last twelve months, the oldest first."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def by_month(moments: Iterable[datetime], today: date) -> list[Bar]:
    """How many of ``moments`` fall into each of the last twelve months (UTC)."""
    counts = dict.fromkeys(months_until(today), 0)
    for moment in moments:
        month = moment.date().replace(day=1)
        if month in counts:
            counts[month] += 1
    most = max(counts.values()) or 1
    return [
        Bar(month, count, place * (BAR + GAP), round(count / most * HEIGHT))
        for place, (month, count) in enumerate(counts.items())
    ]
