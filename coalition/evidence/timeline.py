"""The layout of a timeline: lanes, gaps, doubts and numbered marks as figures to draw.

Positions come in milliseconds of one line of time and leave in the picture's units. Nothing here
writes markup, so the same figures make the page, the print and the tables beside them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coalition.evidence.clocks import DAY, SECOND
from coalition.evidence.timecode import TimecodeError, format_timecode, parse_timecode

# Widths of the picture beside other columns, and on a page of its own.
NARROW: Final = 640
WIDE: Final = 1120
TOP: Final = 28
MARK: Final = 24
_RIGHT: Final = 24
_LANE: Final = 32
_LANE_WITH_MARKS: Final = 60
_LETTER: Final = 6.6
_MINUTE: Final = 60 * SECOND
_HOUR: Final = 60 * _MINUTE
_STEPS: Final = (
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 30, 365, 3650, 36_500)),
)
_TICK: Final = 70


@dataclass(frozen=True)
class Segment:
    """A stretch of recording; the doubts say how far its ends may be off."""

    start: int
    end: int
    doubt: int
    anchor: str
    title: str
    is_sure: bool = True


@dataclass(frozen=True)
class Gap:
    """A stretch in which a camera shows or tells nothing, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Mark:
    """A numbered moment on a lane."""

    at: int
    doubt: int
    number: int
    anchor: str
    title: str


@dataclass(frozen=True)
class Lane:
    """One camera."""

    name: str
    anchor: str = ""
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Window:
    """The stretch that a picture shows."""

    start: int
    end: int
    width: int = NARROW

    @property
    def names(self) -> int:
        """How much of the width the names of the cameras take."""
        return 150 if self.width < WIDE else 230

    @property
    def length(self) -> int:
        """In milliseconds, never nothing."""
        return max(1, self.end - self.start)

    @property
    def from_text(self) -> str:
        """Its beginning as it stands in an address."""
        return written(self.start)

    @property
    def to_text(self) -> str:
        """Its end as it stands in an address, to the second above."""
        return written(self.end + SECOND - 1)

    def x(self, at: int) -> float:
        """Where a position is drawn; what lies outside is drawn at the edge."""
        inside = min(max(at, self.start), self.end)
        share = (inside - self.start) / self.length
        return round(self.names + share * (self.width - self.names - _RIGHT), 1)

    def shows(self, start: int, end: int) -> bool:
        """Whether any of a stretch lies inside."""
        return start <= self.end and end >= self.start

    def zoomed(self, factor: float) -> "Window":
        """The same middle, with that many times the length and at least two seconds."""
        half = max(SECOND, round(self.length * factor / 2))
        middle = (self.start + self.end) // 2
        return replace(self, start=middle - half, end=middle + half)

    def moved(self, share: float) -> "Window":
        """The same length, later by that share of it."""
        by = round(self.length * share)
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True)
class Drawn:
    """A stretch as it is drawn; ``doubts`` are thin lines over its uncertain ends.

    ``label`` is its title where there is room for the words.
    """

    x: float
    width: float
    title: str
    label: str = ""
    anchor: str = ""
    is_sure: bool = True
    doubts: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Cluster:
    """One mark, or several that would lie on each other, under one link."""

    x: float
    width: float
    text: str
    marks: tuple[Mark, ...]
    doubt: tuple[float, float]

    @property
    def window(self) -> Window:
        """What to zoom to so that its marks come apart."""
        first, last = self.marks[0].at, self.marks[-1].at
        margin = max(SECOND, (last - first) // 4)
        return Window(first - margin, last + margin)


@dataclass(frozen=True)
class DrawnLane:
    """A lane as it is drawn: ``y`` is the top of its row, ``bar`` that of its recordings.

    ``short`` is its name as far as there is room.
    """

    name: str
    short: str
    anchor: str
    y: int
    bar: int
    height: int
    segments: tuple[Drawn, ...]
    gaps: tuple[Drawn, ...]
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn."""

    window: Window
    height: int
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[DrawnLane, ...]


def whole_window(lanes: Iterable[Lane], width: int = NARROW) -> Window | None:
    """The stretch in which everything lies, with a margin; nothing where nothing has a time."""
    ends = [at for lane in lanes for each in lane.segments for at in (each.start, each.end)]
    ends += [at for lane in lanes for each in lane.gaps for at in (each.start, each.end)]
    ends += [mark.at for lane in lanes for mark in lane.marks]
    if not ends:
        return None
    margin = max(SECOND, (max(ends) - min(ends)) // 50)
    return Window(min(ends) - margin, max(ends) + margin, width)


def drawn(lanes: Sequence[Lane], window: Window) -> Picture:
    """The lanes as they are drawn in ``window``."""
    found, y = [], TOP
    for lane in lanes:
        each = _drawn_lane(lane, window, y)
        found.append(each)
        y += each.height
    return Picture(window, y + 4, tuple(_ticks(window)), tuple(found))


def _drawn_lane(lane: Lane, window: Window, y: int) -> DrawnLane:
    clusters = tuple(_clusters(lane, window))
    height = _LANE_WITH_MARKS if clusters else _LANE
    room = round((window.names - 12) / _LETTER)
    return DrawnLane(
        name=lane.name,
        short=lane.name if len(lane.name) <= room else lane.name[: room - 1].rstrip() + "…",
        anchor=lane.anchor,
        y=y,
        bar=y + height - MARK - 4,
        height=height,
        segments=tuple(_drawn_segments(lane, window)),
        gaps=tuple(
            _stretch(window, gap.start, gap.end, gap.reason)
            for gap in lane.gaps
            if window.shows(gap.start, gap.end)
        ),
        clusters=clusters,
    )


def _stretch(window: Window, start: int, end: int, title: str) -> Drawn:
    x = window.x(start)
    width = max(2.0, round(window.x(end) - x, 1))
    return Drawn(x, width, title, title if width > len(title) * _LETTER + 8 else "")


def _drawn_segments(lane: Lane, window: Window) -> Iterator[Drawn]:
    for each in lane.segments:
        if window.shows(each.start - each.doubt, each.end + each.doubt):
            doubts = tuple(
                (window.x(end - each.doubt), window.x(end + each.doubt))
                for end in (each.start, each.end)
                if each.doubt and window.shows(end - each.doubt, end + each.doubt)
            )
            body = _stretch(window, each.start, each.end, each.title)
            yield replace(body, label="", anchor=each.anchor, is_sure=each.is_sure, doubts=doubts)


def _clusters(lane: Lane, window: Window) -> Iterator[Cluster]:
    """Marks in order; those whose pills would touch are joined and counted."""
    together: list[Mark] = []
    for mark in sorted(lane.marks, key=lambda each: (each.at, each.number)):
        if not window.start <= mark.at <= window.end:
            continue
        if together and window.x(mark.at) - window.x(together[0].at) < _pill(together) + 2:
            together.append(mark)
            continue
        if together:
            yield _cluster(together, window)
        together = [mark]
    if together:
        yield _cluster(together, window)


def _text(marks: Sequence[Mark]) -> str:
    return str(marks[0].number) if len(marks) == 1 else f"×{len(marks)}"


def _pill(marks: Sequence[Mark]) -> int:
    return max(MARK, 8 * len(_text(marks)) + 8)


def _cluster(marks: list[Mark], window: Window) -> Cluster:
    first, last = marks[0], marks[-1]
    reach = (window.x(first.at - first.doubt), window.x(last.at + last.doubt))
    # It is drawn where its first mark is, so that neighbors never overlap.
    return Cluster(window.x(first.at), _pill(marks), _text(marks), tuple(marks), reach)


def _ticks(window: Window) -> Iterator[tuple[float, str]]:
    most = (window.width - window.names) // _TICK
    fitting = (each for each in _STEPS if window.length / each <= most)
    step = next(fitting, window.length)
    at = -(-window.start // step) * step
    while at <= window.end:
        day, time = divmod(at, DAY)
        is_midnight = time == 0 and window.length > DAY // 2
        shown = format_timecode(time / SECOND)
        yield window.x(at), f"day {day + 1}" if is_midnight else shown
        at += step


_WRITTEN: Final = re.compile(r"(?:(-?[0-9]{1,6})-)?([0-9:.]{8,12})")


def written(position: int) -> str:
    """A position as it stands in an address, to the second: ``21:05:31``, or ``2-03:05:31``."""
    day, time = divmod(position // SECOND * SECOND, DAY)
    shown = format_timecode(time / SECOND)
    return shown if day == 0 else f"{day + 1}-{shown}"


def position_written(text: str) -> int:
    """The way back.

    Raises:
        TimecodeError: it is written in another way.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise TimecodeError("Write the time as HH:MM:SS, or 2-HH:MM:SS for day 2.")
    day = int(match[1]) - 1 if match[1] else 0
    return day * DAY + round(parse_timecode(match[2]) * SECOND)
