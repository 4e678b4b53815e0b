"""When an item was, from whatever columns say it: dates or days, ends or lengths, zones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from coalition.evidence.clocks import DAY
from coalition.evidence.interchange.shown_times import (
    MOST_DAYS,
    Shown,
    ShownError,
    ahead,
    day_number,
    parse_date,
    parse_duration,
    parse_shown,
)
from coalition.evidence.recordings import LONGEST_RECORDING
from coalition.evidence.timecode import parse_timecode

# The columns that are read here.
TIME_TARGETS: Final = (
    "begins", "begins_date", "day", "starts_at", "ends", "ends_date", "ends_day", "ends_at",
    "duration", "second_at",
)  # fmt: skip
# A length is often rounded to the second, and so are both ends.
_ROUNDED: Final = 2_000


class PlaceError(ShownError):
    """A time cannot be placed; ``target`` names the column that has to be mended."""

    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target = target


@dataclass(frozen=True, slots=True)
class Placed:
    """The fields of an item that say when it was."""

    day: str = ""
    starts_at: str = ""
    ends_day: str = ""
    ends_at: str = ""
    zone: str = ""
    second_at: str = ""


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a recording: the column that says it, its day if that is known, its time."""

    target: str
    day: int
    shown: Shown | None

    @property
    def position(self) -> int:
        time = self.shown.time if self.shown else "00:00:00"
        return (max(self.day, 1) - 1) * DAY + round(parse_timecode(time) * 1000)


def place(
    said: Mapping[str, str],
    *,
    first_day: date | None,
    zone: str,
    zones: Mapping[str, str],
    may_be_a_moment: bool,
) -> Placed:
    """When an item was.

    Args:
        said: a text for each of :data:`TIME_TARGETS`.
        zone: what the row or the file says of its zone; a time that states its own comes first.

    Raises:
        PlaceError: names the column, the rule and the way out.
    """
    start = _end_of(said, "begins", "begins_date", "day", "starts_at", first_day)
    end = _end_of(said, "ends", "ends_date", "ends_day", "ends_at", first_day)
    again = _time("second_at", said["second_at"])
    length = _length(said["duration"])
    zone = _one_zone(start, end, zone, zones)
    if start.shown is None and length is not None and end.shown is None:
        raise PlaceError("duration", "A length needs the time at which it starts. Enter that.")
    times = Placed(str(start.day or ""), _shown(start), "", _shown(end), zone, _text(again))
    if start.shown is None:
        return replace(times, ends_day=str(end.day or ""))
    if end.shown is None:
        times = replace(times, ends_day=str(end.day or ""))
        return times if length is None else _lasting(times, start, length)
    lasts = _lasts(start, end, may_be_a_moment=may_be_a_moment)
    if length is not None and abs(lasts - length) > _ROUNDED:
        raise PlaceError(
            "duration",
            f"From start to end it is {_words(lasts)}, and the length is {_words(length)}. Where "
            "the clock was set meanwhile, enter what comes before and after as two rows.",
        )
    stated = end.target == "ends_at" and end.day
    return replace(times, ends_day=str(end.day)) if stated or lasts >= DAY else times


def _end_of(
    said: Mapping[str, str], both: str, dated: str, day: str, time: str, first: date | None
) -> _End:
    if said[both]:
        shown = _time(both, said[both])
        if shown is not None and shown.day is not None:
            return _End(both, _counted(both, shown.day, first), shown)
        time = both
    shown = _time(time, said[time])
    if said[dated]:
        return _End(time, _counted(dated, _date(dated, said[dated]), first), shown)
    if shown is not None and shown.day is not None:
        return _End(time, _counted(time, shown.day, first), shown)
    return _End(time, _day(day, said[day]), shown)


def _time(target: str, text: str) -> Shown | None:
    if not text:
        return None
    try:
        return parse_shown(text)
    except ShownError as rule:
        raise PlaceError(target, str(rule)) from None


def _date(target: str, text: str) -> date:
    try:
        return parse_date(text)
    except ShownError as rule:
        raise PlaceError(target, str(rule)) from None


def _counted(target: str, day: date, first: date | None) -> int:
    if first is None:
        raise PlaceError(target, "It has a date. Enter above which date is day 1 of the index.")
    try:
        return day_number(day, first)
    except ShownError as rule:
        raise PlaceError(target, str(rule)) from None


def _day(target: str, text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_DAYS):
        raise PlaceError(target, "A day is a number: 1 for the first day of the index.")
    return int(text)


def _length(text: str) -> int | None:
    if not text:
        return None
    try:
        return parse_duration(text)
    except ShownError as rule:
        raise PlaceError("duration", str(rule)) from None


def _one_zone(start: _End, end: _End, zone: str, zones: Mapping[str, str]) -> str:
    stated = [one for one in (start, end) if one.shown is not None and one.shown.zone]
    found = {one.shown.zone for one in stated if one.shown}
    if len(found) > 1:
        raise PlaceError(
            end.target,
            "It starts and ends in different zones. Write both ends in the zone that the display "
            "had, or enter two rows.",
        )
    own = found.pop() if found else zone
    if own and own not in zones:
        raise PlaceError(
            stated[0].target if stated else "zone",
            f"The zone {own} is not known here. Known: {', '.join(zones)}.",
        )
    return own


def _lasting(times: Placed, start: _End, length: int) -> Placed:
    if length > LONGEST_RECORDING:
        raise PlaceError("duration", "It lasts over 31 days. Mend the cell, or split it.")
    day, time = ahead(start.day or 1, start.position % DAY, length)
    ends_day = str(day) if length >= DAY else ""
    return replace(times, ends_day=ends_day, ends_at=time)


def _lasts(start: _End, end: _End, *, may_be_a_moment: bool) -> int:
    """How long it lasts. Without a day of its own, an earlier end lies on the next day."""
    lasts = end.position - start.position
    if not end.day:
        lasts = round(parse_timecode(_shown(end)) * 1000) - start.position % DAY
        lasts %= DAY
    if lasts < 0:
        raise PlaceError(
            end.target,
            "It ends before it begins. Mend the cell; where the clock was set back meanwhile, "
            "enter what comes before and after as two rows.",
        )
    if lasts == 0 and not may_be_a_moment:
        raise PlaceError(
            end.target,
            "It ends at the time at which it begins. Mend the times, or leave the end empty.",
        )
    if lasts > LONGEST_RECORDING:
        raise PlaceError(end.target, "It lasts over 31 days. Mend the cell, or split it.")
    return lasts


def _shown(end: _End) -> str:
    return end.shown.time if end.shown else ""


def _text(shown: Shown | None) -> str:
    return shown.time if shown else ""


def _words(length: int) -> str:
    minutes, seconds = divmod(length // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
