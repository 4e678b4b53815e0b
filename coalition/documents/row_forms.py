"""Repeated rows of a form, such as the events of an evidence index, and the buttons that edit them.

Rows arrive as ``events-0-at``, ``events-0-note``, … Their cells stay text as typed; the kind of
paper checks them. A field of WTForms for each cell would be slow with hundreds of rows.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wtforms import Field
from wtforms.widgets import TextArea

from coalition.documents.kinds.schema import Field as Spec
from coalition.evidence.claims import after_removal

Row = dict[str, str]

# More rows than any kind allows; beyond them a request is not worth reading.
MAX_ROWS = 3500


class RowsField(Field):  # type: ignore[misc]
    """A list of rows; ``data`` holds one dict of column name -> text for each."""

    def __init__(self, label: str, spec: Spec, **options: Any) -> None:
        super().__init__(label, **options)
        self.spec = spec
        self.data: list[Row] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the rows that were posted, or else those of the stored content."""
        self.process_errors: list[str] = []
        if formdata:
            self.data = self._posted(formdata)
        else:
            self.data = [self._row(row) for row in data] if isinstance(data, list) else []

    @property
    def columns(self) -> Sequence[Spec]:
        """What a row is made of."""
        return self.spec.columns

    def filled(self) -> list[Row]:
        """The rows in which something was entered."""
        return [row for index, row in enumerate(self.data) if not self.is_blank(index)]

    def is_blank(self, index: int) -> bool:
        """Whether a row holds no more than what it was given when it was added."""
        given = self._carried(self.data[index - 1]) if index else {}
        return all(not cell or given.get(name) == cell for name, cell in self.data[index].items())

    def add(self) -> None:
        """A row at the end, blank but for what it carries on from the one above."""
        self.data.append(self._row(self._carried(self.data[-1]) if self.data else {}))

    def remove(self, index: int) -> None:
        """Take out one row; an index that does not exist changes nothing."""
        if 0 <= index < len(self.data):
            del self.data[index]

    def general_errors(self) -> list[str]:
        """What is wrong with the list as a whole."""
        return [m for m in self.errors if not m.startswith(f"{self.spec.label}, row ")]

    def errors_of_row(self, number: int) -> list[str]:
        """What is wrong with the row of that number, counted from 1."""
        start = f"{self.spec.label}, row {number}: "
        return [message.removeprefix(start) for message in self.errors if message.startswith(start)]

    def _carried(self, row: Row) -> Row:
        return {c.name: row[c.name] for c in self.columns if c.carried}

    def _row(self, given: Any) -> Row:
        cells = given if isinstance(given, dict) else {}
        return {c.name: str(cells.get(c.name) or "") for c in self.columns}

    def _posted(self, formdata: Any) -> list[Row]:
        pattern = re.compile(rf"{re.escape(self.name)}-([0-9]{{1,5}})-([a-z_]+)")
        known = {c.name for c in self.columns}
        rows: dict[int, Row] = {}
        for key in formdata:
            match = pattern.fullmatch(key)
            if match and match[2] in known:
                row = rows.setdefault(int(match[1]), self._row({}))
                row[match[2]] = formdata.getlist(key)[0].strip()
        return [rows[index] for index in sorted(rows)][:MAX_ROWS]


class RowsInOneText(RowsField):
    """Rows as the lines of one text: a heading in brackets names the clip of those below it.

    [Camera 1]
    00:00:05.000 --> 00:00:08.000 Officer 2: Step out of the car.
    """

    widget = TextArea()

    def __init__(self, label: str, spec: Spec, **options: Any) -> None:
        super().__init__(label, spec, description=spec.hint, **options)
        self.typed: str | None = None

    def _value(self) -> str:
        return _lines_of(self.data) if self.typed is None else self.typed

    def _posted(self, formdata: Any) -> list[Row]:
        self.typed = "\n".join((formdata.get(self.name) or "").splitlines())
        return [self._row(row) for row in _rows_of(self.typed)][:MAX_ROWS]


_LINE = re.compile(r"(\S+)\s+-->\s+(\S+)\s+(?:([^:]*):\s)?(.*)")


def _rows_of(text: str) -> Iterator[Row]:
    clip = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("[") and line.endswith("]"):
            clip = line[1:-1].strip()
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            # The kind names the row and what it lacks; the line itself stays as it was typed.
            yield {"clip": clip, "words": line}
        else:
            at, until, speaker, words = (part or "" for part in match.groups())
            yield {"clip": clip, "at": at, "until": until, "speaker": speaker, "words": words}


def _lines_of(rows: Sequence[Row]) -> str:
    lines, clip = [], None
    for row in rows:
        if row["clip"] != clip:
            clip = row["clip"]
            lines += [f"[{clip}]"]
        speaker = row["speaker"].replace(":", " ").strip()
        lines.append(f"{row['at']} --> {row['until'] or row['at']} {speaker}: {row['words']}")
    return "\n".join(lines)


def rows_field(spec: Spec) -> RowsField:
    """The field in which rows of that kind are edited."""
    return RowsInOneText(spec.label, spec) if spec.in_one_text else RowsField(spec.label, spec)


_ROW_ACTION = re.compile(r"(add|remove)-(clip|event|claim)(?:-([0-9]{1,5}))?")


def carry_out_row_action(form: Any, action: str) -> bool:
    """Do what a button such as ``add-clip`` or ``remove-event-2`` asks; whether it was one."""
    match = _ROW_ACTION.fullmatch(action)
    field = form._fields.get(f"{match[2]}s") if match else None
    if match is None or not isinstance(field, RowsField):
        return False
    if match[1] == "add":
        field.add()
    elif match[3] is not None:
        _remove(form, field, int(match[3]))
    return True


def drop_blank_rows(form: Any) -> None:
    """Forget blank rows, so that the numbers in messages are those on the page."""
    for field in form._fields.values():
        if isinstance(field, RowsField):
            for index in reversed(range(len(field.data))):
                if field.is_blank(index):
                    _remove(form, field, index)


def _remove(form: Any, field: RowsField, index: int) -> None:
    """Take a row out; claims name events by their numbers, so those move with them."""
    field.remove(index)
    claims = form._fields.get("claims")
    if field.name == "events" and isinstance(claims, RowsField):
        for row in claims.data:
            for name in ("corroborated", "contradicted"):
                row[name] = after_removal(row[name], index + 1)
