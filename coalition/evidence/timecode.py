"""Times of day as a recording displays them: `HH:MM:SS`, with an optional fraction.

Pure arithmetic. A displayed time carries no date, so a clip that starts at 23:58 and ends at
00:04 is taken to cross midnight once; longer recordings are indexed as several clips.
"""

import math
import re
from typing import Final

SECONDS_PER_DAY: Final = 86_400

# ASCII digits only, and no surrounding space: what is stored is what will be shown and searched.
_TIMECODE = re.compile(
    r"(?P<hours>[0-9]{2}):(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,3}))?"
)


class TimecodeError(ValueError):
    """The text is not a time of day written as HH:MM:SS or HH:MM:SS.fff."""


def parse_timecode(text: str) -> float:
    """Seconds since midnight of a displayed time, to the millisecond.

    Raises TimecodeError, whose message may be shown beside the field, for anything but two
    digits for hours (00-23), minutes and seconds (00-59) and a fraction of up to three digits.
    """
    match = _TIMECODE.fullmatch(text)
    if match is None:
        raise TimecodeError("Write the time as HH:MM:SS, for example 00:07:31.")
    hours, minutes, seconds = (int(match[part]) for part in ("hours", "minutes", "seconds"))
    if hours > 23:
        raise TimecodeError("Hours run from 00 to 23; a time of day stays below 24:00:00.")
    if minutes > 59 or seconds > 59:
        raise TimecodeError("Minutes and seconds run from 00 to 59.")
    milliseconds = int((match["fraction"] or "0").ljust(3, "0"))
    return ((hours * 60 + minutes) * 60 + seconds) + milliseconds / 1000


def format_timecode(seconds: float) -> str:
    """`HH:MM:SS` for seconds since midnight, with `.fff` only where there is a fraction.

    Rounds down to the millisecond below it that a display could have shown. Raises
    TimecodeError unless 0 <= seconds < 86,400.
    """
    if not math.isfinite(seconds) or not 0 <= seconds < SECONDS_PER_DAY:
        raise TimecodeError("A time of day lies between 00:00:00 and 23:59:59.999.")
    # Rounding first to the microsecond keeps 0.29 from being cut to 0.289 by binary fractions.
    milliseconds = math.floor(round(seconds * 1000, 3))
    milliseconds = min(milliseconds, SECONDS_PER_DAY * 1000 - 1)
    whole, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    shown = f"{hour:02}:{minute:02}:{second:02}"
    return f"{shown}.{fraction:03}" if fraction else shown


def elapsed(clip_start: float, at: float) -> float:
    """Seconds from the start of a clip to `at`, which comes after midnight if it is smaller.

    All times are seconds since midnight. Sorting by it puts the events of a clip that crosses
    midnight in the order in which they happened.
    """
    return at - clip_start if at >= clip_start else at - clip_start + SECONDS_PER_DAY


def within(clip_start: float, clip_end: float, at: float) -> bool:
    """Whether `at` falls inside the clip, both ends included.

    All times are seconds since midnight. An end before the start means that the clip crosses
    midnight; an end equal to the start means a clip of one moment, a photo for example.
    """
    if clip_start <= clip_end:
        return clip_start <= at <= clip_end
    return at >= clip_start or at <= clip_end
