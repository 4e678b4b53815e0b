"""The clocks of cameras: offsets with their doubt, drift between two anchors, and who covers when.

Pure arithmetic in whole milliseconds. A position is counted from the midnight that begins day 1
of an index, so it needs no date, and leap days and months do not come into it. Doubts add up:
the worst case is what a court asks about, and nobody has shown that two doubts are independent.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SECOND: Final = 1000
DAY: Final = 86_400 * SECOND
# Quartz drifts by some seconds a day. A hundred times that is another clock, or one that was set.
MOST_DRIFT: Final = 0.01


class ClockError(ValueError):
    """The figures cannot be those of one clock. The message may be shown beside the row."""


@dataclass(frozen=True)
class Estimate:
    """A position with its doubt in milliseconds; ``None`` if nobody said how far it may be off."""

    at: int
    doubt: int | None = None

    @property
    def earliest(self) -> int:
        """The first moment that it may be; an unstated doubt counts as none."""
        return self.at - (self.doubt or 0)

    @property
    def latest(self) -> int:
        """The last moment that it may be; an unstated doubt counts as none."""
        return self.at + (self.doubt or 0)


def _both(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


@dataclass(frozen=True)
class Offset:
    """Milliseconds to add to what one clock shows to reach another, and how far that may be off."""

    amount: int
    doubt: int | None = None

    def then(self, other: "Offset") -> "Offset":
        """From the first clock through the second to the third; the doubts add up."""
        return Offset(self.amount + other.amount, _both(self.doubt, other.doubt))

    def reversed(self) -> "Offset":
        """The way back, with the same doubt."""
        return Offset(-self.amount, self.doubt)


@dataclass(frozen=True)
class Anchor:
    """A displayed time at which the offset was measured."""

    displayed: int
    offset: Offset


@dataclass(frozen=True)
class Clock:
    """One camera's clock: a constant offset, or one that drifts evenly through two anchors."""

    first: Anchor
    second: Anchor | None = None

    @property
    def drift(self) -> float:
        """Milliseconds gained on true time in one displayed millisecond."""
        if self.second is None:
            return 0.0
        apart = self.second.displayed - self.first.displayed
        return (self.second.offset.amount - self.first.offset.amount) / apart

    def offset_at(self, displayed: int) -> Offset:
        """The offset at that displayed time; beyond the anchors its doubt grows."""
        if self.second is None:
            return self.first.offset
        share = (displayed - self.first.displayed) / (self.second.displayed - self.first.displayed)
        amount = round((1 - share) * self.first.offset.amount + share * self.second.offset.amount)
        one, other = self.first.offset.doubt, self.second.offset.doubt
        if one is None or other is None:
            return Offset(amount)
        return Offset(amount, round(abs(1 - share) * one + abs(share) * other))

    def true(self, displayed: int) -> Estimate:
        """When it was what this clock shows."""
        offset = self.offset_at(displayed)
        return Estimate(displayed + offset.amount, offset.doubt)

    def displayed(self, true: int) -> int:
        """What this clock shows at a true position: the way back, to the millisecond."""
        start = self.first.displayed
        return start + round((true - start - self.first.offset.amount) / (1 + self.drift))


def clock_through(first: Anchor, second: Anchor | None = None) -> Clock:
    """The clock that both anchors were read from.

    Raises:
        ClockError: both were read at one displayed time, or lie too far apart for one clock.
    """
    if second is not None and second.displayed == first.displayed:
        raise ClockError("the two offsets were measured at the same displayed time.")
    clock = Clock(first, second)
    if abs(clock.drift) > MOST_DRIFT:
        raise ClockError(
            "the offset changes by more than 36 seconds in an hour: the clock was set, it did not "
            "drift. Enter what comes before and after as two recordings of one camera."
        )
    return clock


class Coverage(StrEnum):
    """Whether a recording ran at some moment."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


def coverage(start: Estimate, end: Estimate, moment: Estimate) -> Coverage:
    """Whether a recording from ``start`` to ``end`` ran at ``moment``, ends included.

    It is certain only if every doubt is stated and it ran in the worst case as well.
    """
    if start.earliest > moment.latest or moment.earliest > end.latest:
        return Coverage.NONE
    if start.doubt is None or end.doubt is None or moment.doubt is None:
        return Coverage.POSSIBLE
    inside = start.latest <= moment.earliest and moment.latest <= end.earliest
    return Coverage.CERTAIN if inside else Coverage.POSSIBLE
