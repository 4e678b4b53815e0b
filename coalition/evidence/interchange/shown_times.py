"""Dates and times as exports write them, counted into the days of an index.

An index keeps no date, because dates identify: day 1 is a date that the importer knows and that is
not kept. Dates are American, month first, unless they are ISO 8601 or name the month.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from coalition.evidence.clocks import DAY
from coalition.evidence.timecode import format_timecode

MOST_DAYS: Final = 999


class ShownError(ValueError):
    """A cell is no such time. The message may be shown: the rule and the way out."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a display showed. ``time`` is ``HH:MM:SS``; ``zone`` is such as ``-06:00``, or empty."""

    day: date | None
    time: str
    zone: str = ""


_ISO: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<date>[0-9]{1,2})")
_SLASHED: Final = re.compile(r"(?P<month>[0-9]{1,2})[/-](?P<date>[0-9]{1,2})[/-](?P<year>[0-9]{4})")
_NAMED: Final = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?(?P<name>[A-Za-z]{3,9})\.? +(?P<date>[0-9]{1,2}),? +(?P<year>[0-9]{4})"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<date>[0-9]{1,2})[ -](?P<name>[A-Za-z]{3,9})\.?[ -](?P<year>[0-9]{4})"
)
_TIME: Final = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]+))?)?"
    r"(?: *(?P<half>[AaPp])\.?[Mm]\.?)?(?: *(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
_MONTHS: Final = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")  # fmt: skip
_DURATION: Final = re.compile(
    r"(?P<sign>-?)(?:(?P<hours>[0-9]{1,4}):)?(?P<minutes>[0-9]{1,4}):(?P<seconds>[0-9]{2})"
    r"(?:[.,](?P<part>[0-9]{1,9}))?"
)
# What stands between the parts is never given back, or a long cell of commas would take minutes.
_WORDED: Final = re.compile(
    r"(?:(?P<hours>[0-9]{1,4}) *h[a-z]*)?[ ,]*+(?:(?P<minutes>[0-9]{1,5}) *m[a-z]*)?[ ,]*+"
    r"(?:(?P<seconds>[0-9]{1,7}(?:\.[0-9]{1,9})?) *s[a-z]*)?"
)


def parse_shown(text: str) -> Shown:
    """A date and time, or a time alone.

    Raises:
        ShownError: it is neither.
    """
    text = " ".join(text.split())
    for form in (_ISO, _SLASHED, _NAMED, _DAY_FIRST):
        match = form.match(text)
        if match:
            rest = text[match.end() :].lstrip("T,").strip()
            return _with_time(_date(match, text), rest, text)
    return _with_time(None, text, text)


def parse_date(text: str) -> date:
    """A date alone.

    Raises:
        ShownError: it is none.
    """
    text = " ".join(text.split())
    for form in (_ISO, _SLASHED, _NAMED, _DAY_FIRST):
        match = form.fullmatch(text)
        if match:
            return _date(match, text)
    raise ShownError(f"“{text[:40]}” is no date. Write it as YYYY-MM-DD or MM/DD/YYYY.")


def _date(match: re.Match[str], text: str) -> date:
    found = match.groupdict()
    name = (found.get("name") or "")[:3].casefold()
    try:
        month = int(found.get("month") or _MONTHS.index(name))
        return date(int(match["year"]), month, int(match["date"]))
    except ValueError:
        raise ShownError(
            f"“{text[:40]}” is not in the calendar. Write dates as YYYY-MM-DD or MM/DD/YYYY."
        ) from None


def _with_time(day: date | None, text: str, whole: str) -> Shown:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ShownError(
            f"“{whole[:40]}” is no time. Write it as HH:MM:SS, with a date before it if there is "
            "one: YYYY-MM-DD HH:MM:SS."
        )
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ShownError(f"“{whole[:40]}” has an hour that no 12-hour clock shows.")
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ShownError(
            f"“{whole[:40]}” is no time of day: hours run to 23, minutes and seconds to 59."
        )
    part = (match["part"] or "")[:3].ljust(3, "0")
    time = f"{hour:02}:{minute:02}:{second:02}" + (f".{part}" if int(part) else "")
    return Shown(day, time, _zone(match["zone"] or ""))


def _zone(text: str) -> str:
    if text in ("Z", "UTC", "GMT"):
        return "+00:00"
    return f"{text[:3]}:{text[-2:]}" if text else ""


def parse_duration(text: str) -> int:
    """A length in milliseconds: ``01:07:30``, ``7:30``, ``1h 7m 30s`` or a number of seconds.

    Raises:
        ShownError: it is none, or less than nothing.
    """
    text = " ".join(text.split())
    match = _DURATION.fullmatch(text) or _WORDED.fullmatch(text if text[:1].isdigit() else "-")
    if match is None and re.fullmatch(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?", text):
        seconds = float(text)
    elif match is None or not any(match.groupdict().values()):
        raise ShownError(f"“{text[:40]}” is no length. Write it as HH:MM:SS.")
    else:
        found = match.groupdict()
        hours, minutes = (int(found[part] or 0) for part in ("hours", "minutes"))
        seconds = hours * 3600 + minutes * 60 + float(found["seconds"] or 0)
        seconds += float(f"0.{found.get('part') or 0}")
        seconds = -seconds if found.get("sign") else seconds
    if seconds < 0:
        raise ShownError("A recording cannot last less than nothing. Mend the cell.")
    return round(seconds * 1000)


def day_number(day: date, first: date) -> int:
    """Which day of the index a date is.

    Raises:
        ShownError: it lies before day 1, or too far after it.
    """
    number = (day - first).days + 1
    if not 1 <= number <= MOST_DAYS:
        raise ShownError(
            f"This day is not among the {MOST_DAYS} that begin with day 1. "
            "Change the date of day 1, or mend the cell."
        )
    return number


def ahead(day: int, time_of_day: int, length: int) -> tuple[int, str]:
    """The day and displayed time that lie ``length`` milliseconds later."""
    days, rest = divmod(time_of_day + length, DAY)
    return day + days, format_timecode(rest / 1000)
