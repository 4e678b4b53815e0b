"""Keeps prepared entries on disk while a rebuild sorts them by compartment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search_index.compartments import folder_name
from search_index.contract import Entry
from search_index.engines.whoosh import writer
from search_index.engines.whoosh.drafting import Prepared, Rows, Vocabulary, prepare, rows_of
from search_index.engines.whoosh.joining import MOST_WORDS

Numbered = tuple[int, Entry]
"""An entry and its place among all that were handed in; of two with one id the later counts."""


@dataclass
class Inventory:
    """What one spool holds: for each entry its number, its id and where in the file it is."""

    path: Path
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    numbers: array[int] = field(default_factory=lambda: array("q"))
    ids: list[str] = field(default_factory=list)
    at: array[int] = field(default_factory=lambda: array("q", [0]))
    compartments: dict[str, array[int]] = field(default_factory=dict)

    def size(self, compartment: str) -> int:
        """Bytes of the entries of a compartment."""
        held = self.compartments.get(compartment, ())
        return sum(self.at[place + 1] - self.at[place] for place in held)


class Spool:
    """A temporary file. Whoever opens it removes it with the folder it is in."""

    def __init__(self, path: Path) -> None:
        self.inventory = Inventory(path)
        self._file = path.open("xb")

    def take(self, entries: Iterable[Numbered]) -> None:
        """Cut entries into words and take them in."""
        held = self.inventory
        for number, entry in entries:
            place = len(held.ids)
            held.numbers.append(number)
            held.ids.append(entry.id)
            for token in entry.read_tokens:
                held.compartments.setdefault(folder_name(token), array("q")).append(place)
            stored = prepare(entry, held.vocabulary).stored() if entry.read_tokens else b""
            self._file.write(stored)
            held.at.append(held.at[-1] + len(stored))

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()


def newest(inventories: Sequence[Inventory]) -> dict[str, int]:
    """For each id the number of the entry that counts."""
    found: dict[str, int] = {}
    for held in inventories:
        for number, id in zip(held.numbers, held.ids, strict=True):
            found[id] = max(number, found.get(id, -1))
    return found


def places(inventories: Sequence[Inventory], counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Each (id, compartment)."""
    for held in inventories:
        for compartment in held.compartments:
            for place in _counting(held, compartment, counts):
                yield held.ids[place], compartment


def write_compartment(
    path: Path, inventories: Sequence[Inventory], counts: dict[str, int], version: int
) -> None:
    """Write a compartment that is not there yet, from what every spool holds for it."""
    writer.write_new(path, _rows(path.name, inventories, counts, version))


def _rows(
    compartment: str, inventories: Sequence[Inventory], counts: dict[str, int], version: int
) -> Iterator[list[Rows]]:
    """The rows of each segment to be."""
    groups: list[Rows] = []
    gathered: list[Prepared] = []
    words = 0
    for held in inventories:
        for entry in _entries(held, compartment, counts):
            gathered.append(entry)
            words += len(entry.words) // 4
            if words > MOST_WORDS:
                yield [*groups, rows_of(gathered, held.vocabulary, version)]
                groups, gathered, words = [], [], 0
        if gathered:
            groups.append(rows_of(gathered, held.vocabulary, version))
            gathered = []
    if groups:
        yield groups


def _entries(held: Inventory, compartment: str, counts: dict[str, int]) -> Iterator[Prepared]:
    with held.path.open("rb") as file:
        for place in _counting(held, compartment, counts):
            file.seek(held.at[place])
            yield Prepared.read(file.read(held.at[place + 1] - held.at[place]))


def _counting(held: Inventory, compartment: str, counts: dict[str, int]) -> Iterator[int]:
    for place in held.compartments.get(compartment, ()):
        if counts[held.ids[place]] == held.numbers[place]:
            yield place
