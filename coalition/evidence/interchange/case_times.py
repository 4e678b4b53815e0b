"""The times that a CASE/UCO file adds to what an index keeps: true time, UTC, and their doubt.

An index knows no dates, so they are durations since the midnight that begins day 1, written as
``xsd:dayTimeDuration`` (XML Schema 1.1, part 2, section 3.4.27).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coalition.evidence.clocks import DAY, Estimate
from coalition.evidence.recordings import (
    Recording,
    RowError,
    index_zone,
    recording_of,
    shown_position,
    zone_shift,
)
from coalition.evidence.spoken import SpokenError, elapsed_ms

Row = Mapping[str, str]


def duration(milliseconds: int) -> str:
    """Milliseconds as ``P1DT3H5M28.25S``; less than nothing has a minus sign in front."""
    days, rest = divmod(abs(milliseconds), DAY)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds = f"{rest / 1000:.3f}".rstrip("0").rstrip(".")
    parts = [(hours, f"{hours}H"), (minutes, f"{minutes}M"), (rest, f"{seconds}S")]
    time = "".join(text for amount, text in parts if amount)
    sign = "-" if milliseconds < 0 else ""
    if not days and not time:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


class Clocks:
    """The recordings of an index on one line of time, as far as their clocks were checked."""

    def __init__(self, clips: Sequence[Row]) -> None:
        self._zone = index_zone(clips)
        self._placed: dict[str, Recording] = {}
        for number, row in enumerate(clips, start=1):
            try:
                recording = recording_of(number, row, self._zone)
            except RowError:
                continue
            if recording.clock is not None:
                self._placed[row["label"]] = recording

    def of_clip(self, row: Row) -> dict[str, Any]:
        """When a recording began and ended."""
        recording = self._placed.get(row["label"])
        if recording is None:
            return {}
        return self._said(recording.start, "cx:trueStart", "cx:utcStart", "cx:startDoubt") | (
            self._said(recording.end, "cx:trueEnd", "cx:utcEnd", "cx:endDoubt")
        )

    def of_event(self, row: Row) -> dict[str, Any]:
        """When a moment was."""
        recording = self._placed.get(row["clip"])
        if recording is None:
            return {}
        try:
            shown = shown_position(recording, row["at"], row.get("day", ""))
        except RowError:
            return {}
        return self._moment(recording.place(shown))

    def of_line(self, row: Row) -> dict[str, Any]:
        """When something was said."""
        recording = self._placed.get(row["clip"])
        if recording is None or recording.begins is None:
            return {}
        try:
            into = elapsed_ms(row["at"])
        except SpokenError:
            return {}
        return self._moment(recording.place(recording.begins + into))

    def _moment(self, place: Estimate) -> dict[str, Any]:
        return self._said(place, "cx:trueTime", "cx:utcTime", "cx:doubt")

    def _said(self, place: Estimate | None, true: str, utc: str, doubt: str) -> dict[str, Any]:
        if place is None:
            return {}
        said = {true: place.at}
        if self._zone:
            said[utc] = place.at - zone_shift(self._zone)
        if place.doubt is not None:
            said[doubt] = place.doubt
        return {
            name: {"@type": "xsd:dayTimeDuration", "@value": duration(at)}
            for name, at in said.items()
        }
