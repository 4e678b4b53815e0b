"""What an office's own machine writes down of its footage: a SHA-256 for each file of a folder.

A manifest is JSON Lines: one line that says what it is, then one for each file, written and synced
when the file has been read. Whatever stops the work loses the file in progress alone; the next run
goes on where it stopped. Nothing here knows a web or a database.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

FORMAT: Final = "coalition-exchange-hashes"
VERSION: Final = 1
_CHUNK: Final = 1024 * 1024

Advance = Callable[[int], None]


class ManifestError(ValueError):
    """A manifest cannot be used. The message may be shown."""


class ChangedWhileRead(Exception):
    """Somebody wrote to a file while it was read, so that its hash says nothing."""


@dataclass(frozen=True)
class HashedFile:
    """One file as it was read. ``path`` is relative to the folder, with forward slashes.

    ``size`` is in bytes; ``modified_at`` is the file's own time in nanoseconds since 1970 (UTC).
    """

    path: str
    size: int
    modified_at: int
    sha256: str
    hashed_at: str


@dataclass(frozen=True)
class Manifest:
    """Everything that was read of a folder, by path; ``hashed_by`` is what the person said."""

    hashed_by: str
    files: dict[str, HashedFile]


def files_of(folder: Path, *, but: Path | None = None) -> list[Path]:
    """The files below ``folder`` in the order of their names.

    Links are left out, because what they lead to is not in the folder; so is ``but``.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders.sort()
        found += [Path(parent) / name for name in sorted(names)]
    return [one for one in found if one.is_file() and not one.is_symlink() and one != but]


def path_in(folder: Path, file: Path) -> str:
    """The path of ``file`` as a manifest writes it."""
    return file.relative_to(folder).as_posix()


def hash_file(folder: Path, file: Path, advance: Advance, now: datetime) -> HashedFile:
    """Read one file to its end.

    Args:
        advance: is told how many more bytes were read.

    Raises:
        OSError: it cannot be read.
        ChangedWhileRead: its size or time is not what it was before.
    """
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        before = os.fstat(stream.fileno())
        left = before.st_size
        # A file that grows as fast as it is read would never end.
        while left >= 0 and (chunk := stream.read(_CHUNK)):
            digest.update(chunk)
            advance(len(chunk))
            left -= len(chunk)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ChangedWhileRead
    return HashedFile(
        path_in(folder, file),
        after.st_size,
        after.st_mtime_ns,
        digest.hexdigest(),
        now.astimezone(UTC).isoformat(timespec="seconds"),
    )


def is_known(manifest: Manifest, folder: Path, file: Path) -> bool:
    """Whether a file was read before and has the size and time that it had then."""
    known = manifest.files.get(path_in(folder, file))
    if known is None:
        return False
    status = file.stat()
    return (known.size, known.modified_at) == (status.st_size, status.st_mtime_ns)


def read_manifest(path: Path) -> Manifest:
    """What stands in a manifest; a last line that was cut off while it was written is left out.

    Of a file that was read several times the last reading counts.

    Raises:
        ManifestError: this is no manifest, or a line of it is broken; the line is named.
        OSError: it cannot be read.
    """
    return manifest_from(path.read_bytes())


def manifest_from(content: bytes) -> Manifest:
    """The same of the bytes of a manifest, wherever they come from.

    Raises:
        ManifestError: as :func:`read_manifest`.
    """
    lines = content.split(b"\n")
    # Every whole line ends with a line feed, so what stands after the last was cut off.
    head, *rows = lines[:-1] or [b""]
    said = _object(head, 1)
    if said.get("format") != FORMAT or said.get("version") != VERSION:
        raise ManifestError("This is no manifest of “flask evidence hash”.")
    files = {}
    for number, row in enumerate(rows, start=2):
        file = _hashed_file(row, number)
        files[file.path] = file
    return Manifest(str(said.get("hashed_by", "")), files)


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ManifestError(f"Line {number} of the manifest cannot be read.")
    return found


def _hashed_file(line: bytes, number: int) -> HashedFile:
    said = _object(line, number)
    shapes = {"path": str, "size": int, "modified_at": int, "sha256": str, "hashed_at": str}
    if set(said) != set(shapes) or not all(isinstance(said[k], t) for k, t in shapes.items()):
        raise ManifestError(f"Line {number} of the manifest is not that of a file.")
    if len(said["sha256"]) != 64 or not set(said["sha256"]) <= set("0123456789abcdef"):
        raise ManifestError(f"Line {number} of the manifest holds no SHA-256.")
    if not _is_moment(said["hashed_at"]):
        raise ManifestError(f"Line {number} of the manifest does not say when it was hashed.")
    return HashedFile(**said)


def _is_moment(text: str) -> bool:
    """Whether it is written as the command writes it: in UTC, to the second."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).isoformat() == text
    except ValueError:
        return False


class ManifestWriter:
    """Appends to a manifest; each line is on the disk before the next file is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    @classmethod
    def start(cls, stream: BinaryIO, *, hashed_by: str, tool: str) -> "ManifestWriter":
        """A new manifest with its first line."""
        writer = cls(stream)
        writer._line({"format": FORMAT, "version": VERSION, "hashed_by": hashed_by, "tool": tool})
        return writer

    @classmethod
    def resume(cls, stream: BinaryIO) -> "ManifestWriter":
        """A manifest that was begun before; a line that was cut off is dropped first."""
        stream.seek(0)
        whole = stream.read().rfind(b"\n") + 1
        stream.truncate(whole)
        stream.seek(whole)
        return cls(stream)

    def add(self, file: HashedFile) -> None:
        """Write one file down."""
        self._line(asdict(file))

    def _line(self, said: dict[str, Any]) -> None:
        # ASCII alone, so that names in any encoding of the disk come back as they were.
        self._stream.write(json.dumps(said).encode("ascii") + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())


@dataclass(frozen=True)
class Difference:
    """A file that is not as the manifest says: ``kind`` is changed, missing or new."""

    kind: str
    path: str


def differences(manifest: Manifest, again: Mapping[str, str | None]) -> Iterator[Difference]:
    """What a second reading differs in.

    Args:
        again: the SHA-256 of every file that is there now, by its path; none where it could not
            be read, which says nothing of what it holds.
    """
    for path, file in sorted(manifest.files.items()):
        if path not in again:
            yield Difference("missing", path)
        elif again[path] not in (None, file.sha256):
            yield Difference("changed", path)
    for path in sorted(set(again) - set(manifest.files)):
        yield Difference("new", path)
