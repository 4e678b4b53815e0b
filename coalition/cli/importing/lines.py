"""Reading a file of JSON lines, plain or gzip, one row at a time."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from coalition.cli.importing.mapping import ImportMap
from coalition.errors import Invalid

LONGEST_LINE = 4_000_000
_GZIP = b"\x1f\x8b"


class FileEndsEarly(Exception):
    """The compressed file is cut off or damaged after ``line``."""

    def __init__(self, line: int) -> None:
        super().__init__(f"the file is damaged or cut off after line {line}")
        self.line = line


@dataclass(frozen=True)
class Line:
    """One line with its number, counted from 1."""

    number: int
    raw: bytes

    def row(self) -> dict[str, Any]:
        """The object on the line.

        Raises:
            Invalid: there is none.
        """
        if len(self.raw) > LONGEST_LINE:
            raise Invalid.because("row", f"It is over {LONGEST_LINE:,} bytes long.")
        try:
            row = json.loads(self.raw.decode("utf-8"))
        except UnicodeDecodeError:
            raise Invalid.because("row", "It is not UTF-8.") from None
        except (ValueError, RecursionError):
            raise Invalid.because("row", "It is not JSON.") from None
        if not isinstance(row, dict):
            raise Invalid.because("row", "It is not a JSON object.")
        return row


def row_key(row: dict[str, Any]) -> str:
    """The SHA-256 of the row in one spelling, whatever the order of its fields."""
    spelled = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(spelled.encode()).hexdigest()


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if compressed else path.open("rb")  # type: ignore[return-value]


def lines_of(path: Path) -> Iterator[Line]:
    """The lines that are not blank.

    Raises:
        FileEndsEarly: the compressed data cannot be read to its end.
    """
    number = 0
    with _opened(path) as file:
        while True:
            try:
                raw = _whole_line(file)
            except (EOFError, gzip.BadGzipFile, zlib.error):
                raise FileEndsEarly(number) from None
            if not raw:
                return
            number += 1
            raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if raw.strip():
                yield Line(number, raw)


def _whole_line(file: BinaryIO) -> bytes:
    raw = file.readline(LONGEST_LINE + 1)
    # The rest of a line that is too long is read past, so that it is not taken for another row.
    rest = raw
    while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
        rest = file.readline(LONGEST_LINE + 1)
    return raw


@dataclass
class Survey:
    """What a first reading of the file tells: its length and where its people belong."""

    count: int = 0
    digest: str = ""
    # The office that a person first writes for, and the state an office is first named with.
    homes: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)


def survey(path: Path, mapping: ImportMap) -> Survey:
    """Read the file once, keeping only names.

    Raises:
        FileEndsEarly: the compressed data cannot be read to its end.
    """
    found, digest = Survey(), hashlib.sha256()
    names = [mapping.their_name(name) for name in ("office", "author", "state")]
    for line in lines_of(path):
        found.count += 1
        digest.update(line.raw)
        try:
            row = line.row()
        except Invalid:
            continue
        office, author, state = (str(row.get(name, "")) for name in names)
        found.homes.setdefault(author, office)
        found.states.setdefault(office, mapping.values.get("state", {}).get(state, state))
    found.digest = digest.hexdigest()
    return found
