"""Lines of a transcript: when they are said, counted from the beginning of their recording."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from coalition.evidence.clocks import SECOND

# As the W3C's grammar of timestamps; hours may be left out there and are always written here.
_ELAPSED: Final = re.compile(r"(?:([0-9]{1,4}):)?([0-5][0-9]):([0-5][0-9])(?:[.,]([0-9]{3}))?")
LONGEST_WORDS: Final = 1000


class SpokenError(ValueError):
    """A line of a transcript cannot be. The message may be shown after what names the line."""


@dataclass(frozen=True)
class Spoken:
    """What one voice says in one stretch, in milliseconds; ``line`` is that of the file."""

    line: int
    begins: int
    ends: int
    voice: str
    words: str


def elapsed_ms(text: str) -> int:
    """Milliseconds of a time such as ``00:07:31.500`` or ``07:31.500``.

    Raises:
        SpokenError: it is written in another way.
    """
    match = _ELAPSED.fullmatch(text)
    if match is None:
        raise SpokenError(f"“{text[:30]}” is not a time. Write it as HH:MM:SS.fff.")
    hours, minutes, seconds, fraction = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * SECOND + fraction


def elapsed_text(milliseconds: int) -> str:
    """``00:07:31.500``, the way back."""
    whole, fraction = divmod(milliseconds, SECOND)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}.{fraction:03}"


def check_line(at: str, until: str, lasts: int | None) -> None:
    """Return when a line lies in a clip of ``lasts`` milliseconds, forwards.

    Raises:
        SpokenError: it does not.
    """
    begins = elapsed_ms(at)
    ends = elapsed_ms(until) if until else begins
    if ends < begins:
        raise SpokenError(f"it ends at {until}, before it begins at {at}.")
    # The last cue of a file often runs on to the next whole second.
    if lasts is not None and (begins > lasts or ends > lasts + SECOND):
        raise SpokenError(f"{until or at} is past the end of the clip, {elapsed_text(lasts)}.")


def voices_of(lines: Iterable[Spoken]) -> list[str]:
    """Every voice that a file names, in the order in which they are heard."""
    return list(dict.fromkeys(line.voice for line in lines if line.voice))


def rows_of(lines: Iterable[Spoken], clip: str, roles: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of an index, with roles in the place of the file's voices.

    Raises:
        SpokenError: a voice has no role.
    """
    return [
        {
            "clip": clip,
            "at": elapsed_text(line.begins),
            "until": elapsed_text(line.ends),
            "speaker": _role(line.voice, roles),
            "words": line.words,
        }
        for line in lines
    ]


def _role(voice: str, roles: Mapping[str, str]) -> str:
    role = " ".join(roles.get(voice, "").split())
    if voice and not role:
        raise SpokenError(f"The voice “{voice}” has no role yet. Enter one, such as “Officer 2”.")
    return role
