"""Repeated rows of a form, such as the events of an evidence index, and the buttons that edit them.

Rows arrive as ``events-0-at``, ``events-0-note``, … Their cells stay text as typed; the kind of
paper checks them. A field of WTForms for each cell would be slow with hundreds of rows.
"""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Field

from coalition.documents.kinds.schema import Field as Spec

Row = dict[str, str]

# More rows than any kind allows; beyond them a request is not worth reading.
MAX_ROWS = 3000


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
        return [row for row in self.data if any(row.values())]

    def drop_blank(self) -> None:
        """Forget blank rows, so that the numbers in messages are those on the page."""
        self.data = self.filled()

    def add(self) -> None:
        """A blank row at the end."""
        self.data.append(self._row({}))

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


_ROW_ACTION = re.compile(r"(add|remove)-(clip|event)(?:-([0-9]{1,5}))?")


def carry_out_row_action(form: Any, action: str) -> bool:
    """Do what a button such as ``add-clip`` or ``remove-event-2`` asks; whether it was one."""
    match = _ROW_ACTION.fullmatch(action)
    field = form._fields.get(f"{match[2]}s") if match else None
    if match is None or not isinstance(field, RowsField):
        return False
    if match[1] == "add":
        field.add()
    elif match[3] is not None:
        field.remove(int(match[3]))
    return True
