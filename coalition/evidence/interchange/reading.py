"""Rows of a table as items under a plan: each row whole, or named with what is wrong in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

from coalition.evidence.interchange.delimited import Row, Table
from coalition.evidence.interchange.formulas import restored
from coalition.evidence.interchange.items import NAMES, SHA256, Item
from coalition.evidence.interchange.mapping import Plan
from coalition.evidence.interchange.placing import TIME_TARGETS, Placed, PlaceError, place
from coalition.evidence.interchange.shown_times import ShownError, parse_date, parse_shown
from coalition.evidence.recordings import RowError, milliseconds, recording_of

T = TypeVar("T")
P = ParamSpec("P")

LONGEST_CELL: Final = 1_000
LEFT_OUT: Final = "(serial number left out)"
_SHORTEST_SERIAL: Final = 4
_CODES: Final = ("kind", "state", "zone", "offset_basis")
_NUMBERS: Final = MappingProxyType(
    {
        "offset_seconds": "the offset",
        "uncertainty_seconds": "the ± seconds",
        "second_offset_seconds": "the second offset",
    }
)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in a row: its number, the header of the column, the rule and the way out.

    ``column`` is empty where the row as a whole is wrong.
    """

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """The codes that cells may say, each with its label, and the kinds that last no time."""

    codes: Mapping[str, Mapping[str, str]]
    momentary: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file with its cells by header, and the item that it is if nothing is wrong."""

    number: int
    cells: Mapping[str, str]
    item: Item | None
    problems: tuple[CellProblem, ...] = ()


class _Wrong(Exception):
    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target, self.message = target, message


def read_rows(table: Table, plan: Plan, vocabularies: Vocabularies) -> Iterator[ReadRow]:
    """Every row of a table."""
    for row in table.rows:
        cells = dict(zip(table.heads, row.cells, strict=False))
        if len(row.cells) != len(table.heads):
            yield ReadRow(row.number, cells, None, (_of_another_length(table, row),))
            continue
        item, problems = _Reader(plan, vocabularies, row.number, cells).read()
        yield ReadRow(row.number, cells, None if problems else item, tuple(problems))


def _of_another_length(table: Table, row: Row) -> CellProblem:
    held, wanted = len(row.cells), len(table.heads)
    return CellProblem(
        row.number,
        "",
        f"It has {held} cells and the header has {wanted}. Quote cells that hold the separator, "
        "or choose another separator.",
    )


def first_date(table: Table, plan: Plan) -> date | None:
    """The earliest date on which a row starts, if dates are given."""
    column, alone = plan.column_of("begins"), plan.column_of("begins_date")
    days = []
    for row in table.rows:
        cells = dict(zip(table.heads, row.cells, strict=False))
        try:
            if cells.get(alone, "").strip():
                days.append(parse_date(cells[alone]))
            elif day := parse_shown(cells.get(column, "")).day:
                days.append(day)
        except ShownError:
            continue
    return min(days, default=None)


def kind_words(table: Table, plan: Plan, vocabularies: Vocabularies) -> list[str]:
    """The file's own words for kinds, which somebody has to say the meaning of."""
    column = plan.column_of("kind")
    found: dict[str, None] = {}
    for row in table.rows:
        word = _clean(dict(zip(table.heads, row.cells, strict=False)).get(column, ""))
        if word and not _coded(word, vocabularies.codes["kind"]):
            found[word.casefold()] = None
    return list(found)


def _clean(cell: str) -> str:
    return " ".join(restored(cell).split())


def _coded(word: str, codes: Mapping[str, str]) -> str:
    plain = word.casefold().replace("−", "-")
    for code, label in codes.items():
        if plain in (code.casefold(), label.casefold().replace("−", "-")):
            return code
    return ""


class _Reader:
    """Reads one row; every cell that is wrong is named, and of its times, read together, one."""

    def __init__(
        self, plan: Plan, vocabularies: Vocabularies, number: int, cells: Mapping[str, str]
    ) -> None:
        self._plan, self._vocabularies, self._number = plan, vocabularies, number
        self._heads = {target: head for head, target in plan.columns.items() if head in cells}
        self._said = {target: _clean(cells[head]) for target, head in self._heads.items()}
        self._problems: list[CellProblem] = []

    def read(self) -> tuple[Item, list[CellProblem]]:
        for target in self._said:
            self._try(self._storable, target)
        if self._problems:
            return Item(), self._problems
        serial = self._said.pop("serial", "")
        fields = {name: self._said.get(name, "") for name in NAMES if name not in TIME_TARGETS}
        for name in _CODES:
            fields[name] = self._try(self._code, name) or ""
        for name in _NUMBERS:
            self._try(self._number_of_seconds, name)
        fields["sha256"] = self._try(self._hash) or ""
        self._required(fields)
        placed = self._try(self._placed, fields["kind"], fields["zone"] or self._plan.zone)
        if placed is not None:
            fields |= asdict(placed)
        if self._problems:
            return Item(), self._problems
        item = Item(**_without_serial(fields, serial))
        self._try(self._fits, item)
        return item, self._problems

    def _try(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return read(*args, **kwargs)
        except _Wrong as wrong:
            head = self._heads.get(wrong.target, "")
            self._problems.append(CellProblem(self._number, head, wrong.message))
        return None

    def _storable(self, target: str) -> None:
        cell = self._said[target]
        if "\x00" in cell:
            raise _Wrong(target, "It holds a NUL character. Remove it, or choose UTF-16.")
        if len(cell) > LONGEST_CELL:
            raise _Wrong(target, f"It is over {LONGEST_CELL:,} characters. Shorten it.")

    def _code(self, name: str) -> str:
        word = self._said.get(name, "")
        if not word:
            return self._plan.kind if name == "kind" else ""
        code = _coded(word, self._vocabularies.codes[name])
        if not code and name == "kind":
            code = self._plan.words.get(word.casefold(), "")
        if not code:
            way_out = (
                "Say on the page what it means, or use the words of this portal."
                if name == "kind"
                else "Use the words of this portal, or leave the column out."
            )
            raise _Wrong(name, f"“{word[:60]}” is not known here. {way_out}")
        return code

    def _number_of_seconds(self, name: str) -> None:
        try:
            given = milliseconds(self._said.get(name, ""), _NUMBERS[name])
        except RowError as rule:
            raise _Wrong(name, _sentence(str(rule)) + " Mend the cell.") from None
        if given is not None and given < 0 and name == "uncertainty_seconds":
            raise _Wrong(name, "The ± seconds cannot be less than nothing. Mend the cell.")

    def _hash(self) -> str:
        given = self._said.get("sha256", "").casefold().removeprefix("sha256:").replace(" ", "")
        if given and not SHA256.fullmatch(given):
            raise _Wrong(
                "sha256",
                f"It is no SHA-256: that has 64 of the signs 0-9 and a-f, this has {len(given)}. "
                "Mend the cell, or leave the column out.",
            )
        return given

    def _required(self, fields: Mapping[str, str]) -> None:
        for name in ("label", "kind"):
            if not fields[name] and not self._said.get(name):
                way_out = "Fill the cell" if name in self._heads else "Choose a column for it"
                other = ", or choose a kind for all such rows" if name == "kind" else ""
                head = self._heads.get(name, "")
                message = f"The row has no {name}. {way_out}{other}."
                self._problems.append(CellProblem(self._number, head, message))

    def _placed(self, kind: str, zone: str) -> Placed:
        try:
            return place(
                {name: self._said.get(name, "") for name in TIME_TARGETS},
                first_day=self._plan.day_1,
                zone=zone,
                zones=self._vocabularies.codes["zone"],
                may_be_a_moment=kind in self._vocabularies.momentary,
            )
        except PlaceError as rule:
            raise _Wrong(rule.target, str(rule)) from None

    def _fits(self, item: Item) -> None:
        try:
            recording_of(self._number, item.as_row())
        except RowError as rule:
            target = "second_offset_seconds" if item.second_offset_seconds else "starts_at"
            raise _Wrong(target, _sentence(str(rule))) from None


def _sentence(rule: str) -> str:
    return rule[:1].upper() + rule[1:]


def _without_serial(fields: Mapping[str, str], serial: str) -> dict[str, str]:
    """The fields without the number of the row's camera, wherever it stands in them."""
    if len(serial) < _SHORTEST_SERIAL:
        return dict(fields)
    found = re.compile(re.escape(serial), re.IGNORECASE)
    # Codes, times and numbers have been read, and are no words that could hold one.
    texts = set(NAMES) - {"sha256", *_CODES, *_NUMBERS, *TIME_TARGETS}
    return {
        name: found.sub(LEFT_OUT, text) if name in texts else text for name, text in fields.items()
    }
