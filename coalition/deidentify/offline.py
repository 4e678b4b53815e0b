"""Looking through files on a person's own machine: what is found, decided and written there.

Pure but for reading and writing the files that are named: no server, database, settings or
network. All files are looked at together, so that one decision serves each of them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from coalition.deidentify.analysis import Analysis, Place, analyse
from coalition.deidentify.files import MAX_BYTES, Reading, Refused, Sanitised, read_text, sanitise
from coalition.deidentify.findings import MAX_CHARACTERS
from coalition.deidentify.pipeline import find_identifiers

FILE_NAME: Final = "file name"
_UNREADABLE: Final = Refused("The file cannot be opened.", "Check its name and your permissions.")
_TOO_LONG: Final = Refused(
    f"The text is longer than {MAX_CHARACTERS:,} characters.", "Split the file into shorter ones."
)
_TOO_LARGE: Final = Refused(
    f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB.", "Split it, or make it smaller."
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """One file: what it says, or why it was not taken.

    `left_out` counts the findings in what a rebuilt file no longer has, by the name of the part.
    """

    path: Path
    content: bytes
    reading: Reading | Refused
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file, by which decisions know it again."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Desk:
    """Some files and what identifies somebody in them; `sources` says where a part comes from."""

    files: Sequence[OpenedFile]
    parts: Mapping[str, str]
    sources: Mapping[str, tuple[OpenedFile, str]]
    analysis: Analysis

    def words(self, place: Place) -> str:
        """What stands at a place."""
        return self.parts[place.part][place.start : place.end]

    @property
    def refused(self) -> list[tuple[OpenedFile, Refused]]:
        """The files that were not taken."""
        return [(each, each.reading) for each in self.files if isinstance(each.reading, Refused)]

    @property
    def redactions(self) -> int:
        """How many bad redactions there are."""
        readings = (each.reading for each in self.files)
        return sum(len(each.redactions) for each in readings if isinstance(each, Reading))


def opened(path: Path) -> OpenedFile:
    """Read one file; never raises for what is in it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return OpenedFile(path, b"", _TOO_LARGE)
        content = path.read_bytes()
    except OSError:
        return OpenedFile(path, b"", _UNREADABLE)
    reading = read_text(path.name, content)
    if isinstance(reading, Refused):
        return OpenedFile(path, content, reading)
    if any(len(text) > MAX_CHARACTERS for text in reading.shown.values()):
        return OpenedFile(path, content, _TOO_LONG)
    counts = {
        part: len(find_identifiers(text[:MAX_CHARACTERS], use_model=False))
        for part, text in reading.left_out.items()
    }
    return OpenedFile(path, content, reading, counts)


def desk_with(files: Sequence[OpenedFile]) -> Desk:
    """Look at all files together."""
    parts: dict[str, str] = {}
    sources: dict[str, tuple[OpenedFile, str]] = {}
    for number, each in enumerate(files, start=1):
        if isinstance(each.reading, Reading):
            for part, text in {FILE_NAME: each.path.stem, **each.reading.shown}.items():
                name = f"file {number}, {part}"
                parts[name], sources[name] = text, (each, part)
    return Desk(files, parts, sources, analyse(parts))


def written(
    desk: Desk, decided: Mapping[str, str], *, signed_for: bool
) -> Iterator[tuple[OpenedFile, Path, Sanitised | Refused]]:
    """Each file built anew in the decided words, and where to write it; writes nothing itself."""
    for each in desk.files:
        if isinstance(each.reading, Reading):
            texts = {part: decided[name] for name, part in _parts_of(desk, each)}
            stem = _as_name(texts.pop(FILE_NAME))
            target = each.path.with_name(f"{stem}.deidentified{each.path.suffix.lower()}")
            name = f"file{each.path.suffix}"
            yield each, target, sanitise(name, each.content, decided=texts, signed_for=signed_for)


def _parts_of(desk: Desk, file: OpenedFile) -> list[tuple[str, str]]:
    return [(name, part) for name, (source, part) in desk.sources.items() if source is file]


def _as_name(text: str) -> str:
    """Decided words that may stand in the name of a file."""
    kept = (letter if letter.isalnum() or letter in " .-_()[]," else "-" for letter in text)
    return "".join(kept).strip(" .") or "file"


def as_json(value: Mapping[str, Any]) -> str:
    """Readable JSON, in characters that every terminal and log takes."""
    return json.dumps(value, indent=2)
