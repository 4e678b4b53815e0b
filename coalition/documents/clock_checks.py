"""What to enter for a camera’s clock, from one or two moments seen on it and elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final

from coalition.documents.vocabularies import ZONES
from coalition.errors import Invalid, Problem
from coalition.evidence.clocks import SECOND, Anchor, Clock, ClockError, Offset, clock_through
from coalition.evidence.timecode import TimecodeError, parse_timecode
from coalition.evidence.zones import ZoneError, instant_of, offset_from_utc

# Places with their rules, then the fixed offsets that a row of an index can state.
PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "America/New_York": "Eastern time",
        "America/Chicago": "Central time",
        "America/Denver": "Mountain time",
        "America/Phoenix": "Arizona time",
        "America/Los_Angeles": "Pacific time",
        "America/Anchorage": "Alaska time",
        "Pacific/Honolulu": "Hawaii time",
        "America/Puerto_Rico": "Puerto Rico time",
        "Pacific/Guam": "Guam time",
        **ZONES,
    }
)


@dataclass(frozen=True)
class Checked:
    """What to enter in the row of the recording; seconds as typed, the zone as a fixed offset."""

    utc: datetime
    zone: str
    offset: str
    later_at: str
    later_offset: str
    drift: str


def check_clock(given: Mapping[str, str]) -> Checked:
    """What two clocks showed at one moment, or at two, as an offset and its drift.

    Raises:
        Invalid: names every field that cannot be read, or that the two moments do not fit.
    """
    problems: list[Problem] = []
    shown = _instant(given, "shown", "time", problems)
    true = _instant(given, "true", "time", problems)
    pair = bool(given["shown_later"]), bool(given["true_later"])
    if any(pair) and not all(pair):
        name = "shown_later" if pair[1] else "true_later"
        problems.append(Problem(name, "Enter what both clocks showed at the second moment."))
    later = [_instant(given, name, "later", problems) for name in ("shown", "true") if all(pair)]
    if problems or shown is None or true is None:
        raise Invalid(*problems)
    first = Anchor(0, _between(shown, true))
    second = None
    if later and later[0] and later[1]:
        apart = round((later[0] - shown).total_seconds() * SECOND)
        second = Anchor(apart, _between(later[0], later[1]))
    try:
        clock = clock_through(first, second)
    except ClockError as rule:
        raise Invalid.because("shown_later", f"At these moments {rule}") from None
    return _checked(clock, shown, given)


def _checked(clock: Clock, shown: datetime, given: Mapping[str, str]) -> Checked:
    later = clock.second
    hourly = clock.drift * 3600
    return Checked(
        utc=shown,
        zone=ZONES.get(offset_from_utc(shown, given["shown_zone"]), ""),
        offset=_seconds(clock.first.offset.amount),
        later_at=given["shown_later"] if later else "",
        later_offset=_seconds(later.offset.amount) if later else "",
        drift=f"{hourly:+.1f}" if later else "",
    )


def _between(shown: datetime, true: datetime) -> Offset:
    return Offset(round((true - shown).total_seconds() * SECOND))


def _seconds(amount: int) -> str:
    return f"{amount / SECOND:g}" if amount % SECOND else str(amount // SECOND)


def _instant(
    given: Mapping[str, str], clock: str, which: str, problems: list[Problem]
) -> datetime | None:
    zone, name = given[f"{clock}_zone"], f"{clock}_{which}"
    if zone not in PLACES:
        problems.append(Problem(f"{clock}_zone", "Choose what this clock was set to."))
        return None
    try:
        day = date.fromisoformat(given[f"{clock}_date"])
    except ValueError:
        problems.append(Problem(f"{clock}_date", "Write the date as YYYY-MM-DD."))
        return None
    try:
        seconds = parse_timecode(given[name])
        whole, thousandths = divmod(round(seconds * SECOND), SECOND)
        minutes, second = divmod(whole, 60)
        at = time(minutes // 60, minutes % 60, second, thousandths * 1000)
        return instant_of(datetime.combine(day, at), zone)
    except (TimecodeError, ZoneError) as rule:
        problems.append(Problem(name, str(rule)))
    return None
