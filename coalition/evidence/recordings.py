"""Rows of an evidence index, placed on one line of true time.

A row holds what people typed: displayed times of day, days counted from 1, the zone that the
display was set to, and offsets in seconds. Nothing here knows a date, which would identify.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from coalition.evidence.clocks import (
    DAY,
    Anchor,
    Clock,
    ClockError,
    Coverage,
    Estimate,
    Offset,
    clock_through,
    coverage,
)
from coalition.evidence.timecode import TimecodeError, format_timecode, parse_timecode

Row = Mapping[str, str]

LONGEST_RECORDING: Final = 31 * DAY
_SECONDS: Final = re.compile(r"[+-]?(?=\.?[0-9])[0-9]{0,9}(?:\.[0-9]{0,9})?")
_DAYS: Final = re.compile(r"[1-9][0-9]{0,2}")
_ZONE: Final = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")


class RowError(ValueError):
    """A row cannot be placed. The message may be shown after the row's number."""


@dataclass(frozen=True)
class Recording:
    """One recording. Positions are milliseconds from the midnight that begins day 1.

    ``begins`` and ``ends`` are as displayed on its own clock. ``clock`` is ``None`` where nobody
    compared it with another. ``shift`` leads from the zone of its display to that of the index.
    """

    number: int
    label: str
    camera: str
    begins: int | None
    ends: int | None
    clock: Clock | None
    shift: int

    def place(self, displayed: int) -> Estimate:
        """Where on the line of true time it was that its clock showed this."""
        found = Estimate(displayed) if self.clock is None else self.clock.true(displayed)
        return Estimate(found.at + self.shift, found.doubt)

    @property
    def start(self) -> Estimate | None:
        """When it begins."""
        return None if self.begins is None else self.place(self.begins)

    @property
    def end(self) -> Estimate | None:
        """When it ends."""
        return None if self.ends is None else self.place(self.ends)

    def covers(self, moment: Estimate) -> Coverage:
        """Whether it ran then; what is not known to begin or end covers nothing."""
        if self.start is None or self.end is None:
            return Coverage.NONE
        return coverage(self.start, self.end, moment)


def index_zone(rows: Iterable[Row]) -> str:
    """The zone in which an index counts: the first that a recording states, or none."""
    return next((row["zone"] for row in rows if row.get("zone")), "")


def recording_of(number: int, row: Row, zone: str = "") -> Recording:
    """The recording that a row describes, for an index that counts in ``zone``.

    Raises:
        RowError: says which of its figures cannot be.
    """
    day = _day(row, "day") or 1
    begins = _shown(row.get("starts_at", ""), day)
    ends = _ends(row, day, begins)
    own = row.get("zone") or zone
    return Recording(
        number=number,
        label=row["label"],
        camera=row.get("camera") or row["label"],
        begins=begins,
        ends=ends,
        clock=_clock(row, day, begins),
        shift=zone_shift(zone) - zone_shift(own),
    )


def zone_shift(zone: str) -> int:
    """Milliseconds that a zone written as ``-06:00`` is ahead of UTC; none for no zone."""
    match = _ZONE.fullmatch(zone)
    if match is None:
        return 0
    ahead = (int(match[2]) * 60 + int(match[3])) * 60_000
    return -ahead if match[1] == "-" else ahead


def _ends(row: Row, day: int, begins: int | None) -> int | None:
    last = _day(row, "ends_day")
    ends = _shown(row.get("ends_at", ""), last or day)
    if ends is None or begins is None:
        return ends
    if not last:
        # No day is stated, so an earlier time of day means that it crosses midnight once.
        return begins + (ends - begins) % DAY
    if ends < begins:
        raise RowError("it ends before it begins. Check the times and the days.")
    if ends - begins > LONGEST_RECORDING:
        raise RowError("it lasts over 31 days. Check the days, or split it.")
    return ends


def _clock(row: Row, day: int, begins: int | None) -> Clock | None:
    amount = milliseconds(row.get("offset_seconds", ""), "the offset")
    doubt = milliseconds(row.get("uncertainty_seconds", ""), "the ± seconds")
    later = milliseconds(row.get("second_offset_seconds", ""), "the second offset")
    at = _shown(row.get("second_at", ""), day)
    if doubt is not None and doubt < 0:
        raise RowError("the ± seconds cannot be less than nothing.")
    if (later is None) != (at is None):
        raise RowError("a second offset needs the displayed time at which it was measured.")
    if amount is None:
        if later is not None:
            raise RowError("a second offset needs a first one, measured where it begins.")
        return None
    first = Anchor(begins or 0, Offset(amount, doubt))
    if at is None or later is None:
        return Clock(first)
    if begins is None:
        raise RowError("a second offset needs the time at which the recording begins.")
    second = Anchor(begins + (at - begins) % DAY, Offset(later, doubt))
    try:
        return clock_through(first, second)
    except ClockError as rule:
        raise RowError(str(rule)) from None


def milliseconds(text: str, what: str) -> int | None:
    """Seconds as typed, in milliseconds.

    Raises:
        RowError: it is no such number.
    """
    if not text:
        return None
    if not _SECONDS.fullmatch(text):
        raise RowError(f"{what} must be a number of seconds.")
    return round(Decimal(text) * 1000)


def _day(row: Row, name: str) -> int:
    text = row.get(name, "")
    if text and not _DAYS.fullmatch(text):
        raise RowError("a day is a number: 1 for the first day of the index.")
    return int(text or 0)


def _shown(time: str, day: int) -> int | None:
    if not time:
        return None
    try:
        return (day - 1) * DAY + round(parse_timecode(time) * 1000)
    except TimecodeError as rule:
        raise RowError(str(rule)) from None


def shown_position(recording: Recording, time: str, day: str = "") -> int:
    """Where on a recording's own clock a displayed time lies.

    Raises:
        RowError: outside the recording, or shown on several of its days and none is stated.
    """
    number = _day({"day": day}, "day")
    position = _shown(time, number or 1)
    if position is None:
        raise RowError("the time is missing.")
    begins, ends = recording.begins, recording.ends
    if number == 0 and begins is not None:
        position = begins + (position - begins) % DAY
    within = (begins is None or begins <= position) and (ends is None or position <= ends)
    if begins is not None and not within:
        raise RowError(f"{time} is outside the clip “{recording.label}”.")
    if number == 0 and begins is not None and ends is not None and position + DAY <= ends:
        raise RowError(f"the clip “{recording.label}” shows {time} on several days. Say the day.")
    return position


def overlaps(recordings: Iterable[Recording]) -> Iterator[tuple[Recording, Recording]]:
    """Pairs of one camera that ran at the same time, however far their clocks may be off."""
    cameras: dict[str, list[tuple[Estimate, Estimate, Recording]]] = defaultdict(list)
    for each in recordings:
        if each.start is not None and each.end is not None:
            cameras[each.camera].append((each.start, each.end, each))
    for placed in cameras.values():
        placed.sort(key=lambda found: (found[0].at, found[2].number))
        for (_, end, one), (start, _, other) in pairwise(placed):
            if start.latest < end.earliest:
                yield one, other


def in_words(position: int, *, with_day: bool) -> str:
    """A position as people read it: “21:05:28”, or “day 2, 03:05:28”."""
    day, time = divmod(position, DAY)
    shown = format_timecode(time / 1000)
    return f"day {day + 1}, {shown}" if with_day else shown


def spans_days(positions: Sequence[int]) -> bool:
    """Whether the day has to be said with the times."""
    return bool(positions) and min(positions) // DAY != max(positions) // DAY
