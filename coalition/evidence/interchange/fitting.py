"""Which rows of a file an index can take: each wholly or not at all, in the order of the file."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coalition.evidence.interchange.items import Item, row_key
from coalition.evidence.interchange.mapping import Plan
from coalition.evidence.interchange.reading import CellProblem, ReadRow
from coalition.evidence.recordings import Recording, RowError, index_zone, overlaps, recording_of


class Fate(StrEnum):
    """What becomes of a row."""

    TAKEN = "taken"
    DONE = "done"  # It was taken over by an earlier import.
    DUPLICATE = "duplicate"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Fated:
    """A row and what becomes of it; ``why`` it is a duplicate, or ``problems`` where it is wrong.

    ``listed``: other papers that list the same file, whatever becomes of the row.
    """

    row: ReadRow
    key: str
    fate: Fate
    why: str = ""
    problems: tuple[CellProblem, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What the index has already.

    Args:
        salt: a secret of the thing, under which rows are known; the database alone tells no row.
        rows: its clips; ``missing``: the kind of those that nobody holds, which overlap nothing.
        most: how many clips it may have.
        done: the keys of rows that earlier imports took over.
        listed: SHA-256 -> ids of other papers that list it and that the importer may read.
    """

    salt: str
    rows: Sequence[Mapping[str, str]]
    missing: str
    most: int
    done: Collection[str]
    listed: Mapping[str, tuple[str, ...]]


def fates(rows: Iterable[ReadRow], plan: Plan, held: Held) -> Iterator[Fated]:
    """What becomes of each row."""
    index = _Index(plan, held)
    for row in rows:
        yield index.judge(row)


class _Index:
    """The index as it grows row by row."""

    def __init__(self, plan: Plan, held: Held) -> None:
        self._plan, self._held = plan, held
        self._rows: list[Mapping[str, str]] = list(held.rows)
        self._labels = {row["label"]: "is a clip of this index" for row in held.rows}
        self._hashes = {
            row["sha256"]: f"Clip “{row['label']}” of this index has the same SHA-256."
            for row in held.rows
            if row.get("sha256")
        }
        self._keys: dict[str, int] = {}
        self._zone = index_zone(self._rows)
        self._placed = [self._placed_at(n, row) for n, row in enumerate(self._rows, start=1)]

    def judge(self, row: ReadRow) -> Fated:
        key = row_key(self._held.salt, row.cells)
        if key in self._held.done and not self._plan.again:
            return Fated(row, key, Fate.DONE)
        if row.item is None:
            return Fated(row, key, Fate.WRONG, problems=row.problems)
        listed = self._held.listed.get(row.item.sha256, ())
        if why := self._duplicate(row, key, row.item, listed):
            return Fated(row, key, Fate.DUPLICATE, why, listed=listed)
        if problem := self._misfit(row, row.item):
            return Fated(row, key, Fate.WRONG, problems=(problem,), listed=listed)
        self._take(row, key, row.item)
        return Fated(row, key, Fate.TAKEN, listed=listed)

    def _duplicate(self, row: ReadRow, key: str, item: Item, listed: tuple[str, ...]) -> str:
        if item.sha256 in self._hashes:
            return self._hashes[item.sha256]
        if key in self._keys:
            return f"It is row {self._keys[key]} of the file again."
        if listed and self._plan.leave_listed:
            return "Another paper lists the same SHA-256."
        return ""

    def _misfit(self, row: ReadRow, item: Item) -> CellProblem | None:
        if len(self._rows) >= self._held.most:
            return self._problem(
                row,
                f"The index is full: it has {self._held.most} clips. Import this row into another "
                "index.",
            )
        if item.label in self._labels:
            return self._problem(
                row,
                f"The label “{item.label}” {self._labels[item.label]} already. Change it, or "
                "choose another column for the label.",
                "label",
            )
        placed = self._placed_at(len(self._rows) + 1, item.as_row())
        if placed is not None and (other := self._overlapped_by(placed)):
            return self._problem(
                row,
                f"It overlaps clip “{other}” of the same camera. Mend times, days and offsets, or "
                "the camera.",
                "begins",
                "starts_at",
            )
        return None

    def _problem(self, row: ReadRow, message: str, *targets: str) -> CellProblem:
        return CellProblem(row.number, self._plan.column_of(*targets), message)

    def _overlapped_by(self, placed: Recording) -> str:
        others = [one for one in self._placed if one is not None and one.camera == placed.camera]
        pairs = (pair for pair in overlaps([*others, placed]) if placed in pair)
        return next((one.label if other is placed else other.label for one, other in pairs), "")

    def _placed_at(self, number: int, row: Mapping[str, str]) -> Recording | None:
        if row["kind"] == self._held.missing:
            return None
        try:
            return recording_of(number, row, self._zone)
        except RowError:
            return None

    def _take(self, row: ReadRow, key: str, item: Item) -> None:
        self._rows.append(item.as_row())
        self._labels[item.label] = f"is that of row {row.number}"
        self._keys[key] = row.number
        if item.sha256:
            self._hashes[item.sha256] = f"Row {row.number} of the file has the same SHA-256."
        if not self._zone and item.zone:
            # All others are counted in the first zone that is stated.
            self._zone = item.zone
            rows = enumerate(self._rows, start=1)
            self._placed = [self._placed_at(number, each) for number, each in rows]
        else:
            self._placed.append(self._placed_at(len(self._rows), self._rows[-1]))
