"""Sorts entries by compartment on disk, so that a rebuild writes each compartment once.

Memory stays that of one entry, however many there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from search_index.analysed import pairs
from search_index.compartments import folder_name
from search_index.contract import Entry, Part


class Spool:
    """A temporary file in `folder`, removed when closed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "spool.sqlite"
        self._connection = sqlite3.connect(self._path)
        self._connection.executescript(
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;"
            "CREATE TABLE entry (id TEXT PRIMARY KEY, stored TEXT);"
            "CREATE TABLE place (compartment TEXT, id TEXT, PRIMARY KEY (compartment, id))"
            " WITHOUT ROWID; CREATE INDEX by_id ON place (id)"
        )

    def fill(self, entries: Iterable[Entry]) -> None:
        """Take in entries. Of two with one id the later counts; one without tokens is dropped."""
        run = self._connection.execute
        with self._connection:
            for entry in entries:
                run("DELETE FROM place WHERE id = ?", (entry.id,))
                run("REPLACE INTO entry VALUES (?, ?)", (entry.id, _stored(entry)))
                for name in {folder_name(token) for token in entry.read_tokens}:
                    run("INSERT INTO place VALUES (?, ?)", (name, entry.id))

    def places(self) -> Iterator[tuple[str, str]]:
        """Each (id, compartment)."""
        yield from self._connection.execute("SELECT id, compartment FROM place ORDER BY id")

    def compartments(self) -> list[str]:
        """The folder names of all compartments there will be."""
        found = self._connection.execute("SELECT DISTINCT compartment FROM place ORDER BY 1")
        return [name for (name,) in found]

    def entries(self, compartment: str) -> Iterator[Entry]:
        """The entries of one compartment, by id."""
        found = self._connection.execute(
            "SELECT stored FROM place JOIN entry USING (id) WHERE compartment = ? ORDER BY id",
            (compartment,),
        )
        for (stored,) in found:
            yield _entry(stored)

    def close(self) -> None:
        """Remove the file."""
        self._connection.close()
        self._path.unlink(missing_ok=True)


def _stored(entry: Entry) -> str:
    parts = [[part.anchor, part.text, pairs(part.fields)] for part in entry.parts]
    fields = pairs(entry.fields)
    return json.dumps([entry.id, entry.title, entry.body, fields, str(entry.day), parts])


def _entry(stored: str) -> Entry:
    id, title, body, fields, date, parts = json.loads(stored)
    made = tuple(Part(anchor, text, _fields(found)) for anchor, text, found in parts)
    return Entry(id, title, body, (), _fields(fields), date, made)


def _fields(found: list[list[str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, list[str]] = {}
    for name, value in found:
        fields.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in fields.items()}
