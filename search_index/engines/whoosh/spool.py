"""Keeps prepared entries on disk while a rebuild sorts them by compartment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from search_index.compartments import folder_name
from search_index.contract import Entry
from search_index.engines.whoosh.drafting import Prepared, Vocabulary, prepare


class Spool:
    """A temporary file, removed when closed. Of two entries with one id the later counts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "spool.tmp"
        self._file = self._path.open("x+b")
        self._at = array("q", [0])
        self._ids: list[str] = []
        self._newest: dict[str, int] = {}
        self._compartments: dict[str, array[int]] = {}
        self.vocabulary = Vocabulary()

    def fill(self, entries: Iterable[Entry]) -> None:
        """Cut entries into words and take them in; one without tokens is dropped."""
        for entry in entries:
            number = len(self._ids)
            self._ids.append(entry.id)
            self._newest[entry.id] = number
            for token in entry.read_tokens:
                self._compartments.setdefault(folder_name(token), array("q")).append(number)
            stored = prepare(entry, self.vocabulary).stored() if entry.read_tokens else b""
            self._file.write(stored)
            self._at.append(self._at[-1] + len(stored))

    def places(self) -> Iterator[tuple[str, str]]:
        """Each (id, compartment)."""
        for compartment in self.compartments():
            for number in self._numbers(compartment):
                yield self._ids[number], compartment

    def compartments(self) -> list[str]:
        """The folder names of all compartments there will be."""
        return sorted(self._compartments)

    def entries(self, compartment: str) -> Iterator[Prepared]:
        """The entries of one compartment."""
        self._file.flush()
        for number in self._numbers(compartment):
            self._file.seek(self._at[number])
            yield Prepared.read(self._file.read(self._at[number + 1] - self._at[number]))

    def _numbers(self, compartment: str) -> Iterator[int]:
        found = self._compartments[compartment]
        return (number for number in found if self._newest[self._ids[number]] == number)

    def close(self) -> None:
        """Remove the file."""
        self._file.close()
        self._path.unlink(missing_ok=True)
