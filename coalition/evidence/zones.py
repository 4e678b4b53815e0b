"""From what a display shows, with its date and zone, to UTC.

Zones change by law and twice a year, so a local time can happen twice or not at all; both are said
rather than guessed. Dates are used here and never stored: an index counts days.
"""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coalition.evidence.recordings import zone_shift


class ZoneError(ValueError):
    """A displayed time cannot be placed. The message may be shown beside its field."""


def instant_of(shown: datetime, zone: str) -> datetime:
    """The UTC instant at which a display set to ``zone`` showed the naive time ``shown``.

    Args:
        zone: a name such as ``America/Chicago``, or a fixed offset such as ``-06:00``.

    Raises:
        ZoneError: clocks were set forward over that time, or back, so that it came twice.
    """
    try:
        return _instant(shown, zone)
    except OverflowError:
        raise ZoneError("In UTC this lies outside the calendar. Check the date.") from None


def _instant(shown: datetime, zone: str) -> datetime:
    if zone[:1] in "+-":
        return shown.replace(tzinfo=_fixed(zone)).astimezone(UTC)
    place = _place(zone)
    first, second = (shown.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    before, after = first.astimezone(UTC), second.astimezone(UTC)
    if before == after:
        return before
    if before.astimezone(place).replace(tzinfo=None) != shown:
        raise ZoneError(
            f"{shown:%H:%M:%S} was skipped that day when clocks were set forward. If the display "
            "was not, choose its fixed offset from UTC."
        )
    raise ZoneError(
        f"{shown:%H:%M:%S} came twice that day because clocks were set back. Choose the fixed "
        "offset from UTC that the display had."
    )


def _place(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except ZoneInfoNotFoundError:
        raise ZoneError(
            "This portal’s machine has no table of time zones. Choose the fixed offset from UTC."
        ) from None


def _fixed(zone: str) -> timezone:
    return timezone(timedelta(milliseconds=zone_shift(zone)))


def offset_from_utc(instant: datetime, zone: str) -> str:
    """The fixed offset that a zone had at an instant, such as ``-06:00``."""
    place = _fixed(zone) if zone[:1] in "+-" else _place(zone)
    written = instant.astimezone(place).strftime("%z")
    return f"{written[:3]}:{written[3:5]}"
