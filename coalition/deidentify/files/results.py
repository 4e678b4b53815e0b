"""What reading and rebuilding a file gives: plain data, without anything of a web or a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class Unsafe(Exception):
    """The file cannot be read or made safe. Both sentences are shown to its author."""

    def __init__(self, reason: str, way_out: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.way_out = way_out


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was not taken, and what its author can do. Neither repeats words of the file."""

    reason: str
    way_out: str


TOO_MUCH: Final = Refused(
    "The file takes more memory to open than a document or a picture should.",
    "Make it smaller, or save it anew with another program, and try again.",
)
BROKEN: Final = Refused(
    "The file is built in a way that cannot be read safely.",
    "Save it anew with the program that made it, or print it to a new PDF, and try again.",
)


@dataclass(frozen=True, slots=True, order=True)
class BadRedaction:
    """Text of a PDF page that is covered from sight but still in the file.

    `page` counts from 1; `characters` counts what lies underneath without blanks; `how` says in
    a few words what covers it.
    """

    page: int
    characters: int
    how: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All text of a file, as named parts.

    `kept` names the parts that a rebuilt file still shows; the rest is left out of it. `unread`
    names what no program can read (pictures, pages without text), so that a person must look.
    The names are ours, never taken from what people typed.
    """

    media_type: str
    parts: Mapping[str, str]
    kept: frozenset[str]
    redactions: tuple[BadRedaction, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, str]:
        """The parts that a rebuilt file still shows."""
        return {name: text for name, text in self.parts.items() if name in self.kept}

    @property
    def left_out(self) -> dict[str, str]:
        """The parts that a rebuilt file no longer has."""
        return {name: text for name, text in self.parts.items() if name not in self.kept}


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A file built anew: `parts` is all the text that can be found in `content`.

    `notes` are sentences for the author about what was left out. What `unread` names nobody has
    read: a person has to look at it and sign for it.
    """

    media_type: str
    content: bytes
    parts: Mapping[str, str]
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
