"""What a kind of paper is made of, and how its fields are checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coalition.documents.vocabularies import (
    DEFENSES,
    FLAGS,
    FORUMS,
    OFFENSES,
    OUTCOMES,
    RESPONSES,
    STAGES,
)
from coalition.errors import Invalid, Problem
from coalition.offices.states import STATES

Fields = dict[str, Any]

MAX_TITLE = 200
MAX_BODY = 200_000
MAX_LINE = 300
MAX_LINES = 60


class Shape(StrEnum):
    """How a field is entered and kept."""

    CHOICE = "choice"  # one code of a vocabulary, or empty
    CHOICES = "choices"  # several codes of a vocabulary
    LINES = "lines"  # free text, one entry a line
    ROWS = "rows"  # rows of columns, such as events


@dataclass(frozen=True)
class Field:
    """One structured field.

    ``search_name`` is what the query language calls it; empty if it cannot be searched by name.
    ``in_one_text``: its rows are edited as the lines of one text, because there may be thousands.
    ``carried``: a row that is added begins with what the row above it says there.
    ``exact``: the one form that a cell may have. Such a form, a hash, has no room for words, so its
    cells are no text that the gate reads; whatever else is entered is refused.
    """

    name: str
    label: str
    shape: Shape
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    search_name: str = ""
    required: bool = False
    columns: tuple["Field", ...] = ()
    in_one_text: bool = False
    carried: bool = False
    exact: re.Pattern[str] | None = None


COMMON: tuple[Field, ...] = (
    Field("state", "Jurisdiction", Shape.CHOICE, STATES, "The state whose law applies.", "state",
          required=True),
    Field("offense", "Offenses", Shape.CHOICES, OFFENSES, "", "offense"),
    Field("statute", "Statutes", Shape.LINES, {}, "One a line, as cited.", "statute"),
    Field("defense", "Defenses met", Shape.CHOICES, DEFENSES, "", "defense"),
    Field("response", "Responses", Shape.CHOICES, RESPONSES, "", "response"),
    Field("stage", "Stage", Shape.CHOICE, STAGES, "", "stage"),
    Field("outcome", "Outcome", Shape.CHOICE, OUTCOMES, "", "outcome"),
    Field("forum", "Forum", Shape.CHOICE, FORUMS, "", "forum"),
    Field("authority", "Authorities", Shape.LINES, {}, "One a line, with its citation.", "cites"),
    Field("tags", "Tags", Shape.LINES, {}, "One a line."),
    Field("flags", "Disclosure flags", Shape.CHOICES, FLAGS,
          "They survive de-identification and stay once published.", "is"),
)  # fmt: skip


@dataclass(frozen=True)
class TextPart:
    """A named piece of text that the de-identification gate reads.

    ``name`` is the field's, with the number of the row where there are rows.
    """

    name: str
    field: str
    label: str
    text: str


@dataclass(frozen=True)
class Moment:
    """A place inside a paper that search can land on."""

    anchor: str
    text: str
    fields: Mapping[str, tuple[str, ...]]


def _no_rules(fields: Fields) -> list[Problem]:
    return []


def _no_moments(fields: Fields) -> list[Moment]:
    return []


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its words, its fields, its own rules and its moments."""

    code: str
    label: str
    plural: str
    purpose: str
    template: str
    fields: tuple[Field, ...] = COMMON
    version: int = 1
    rules: Callable[[Fields], list[Problem]] = _no_rules
    moments: Callable[[Fields], list[Moment]] = _no_moments

    def checked(self, given: Mapping[str, Any]) -> Fields:
        """``given`` cleaned and complete: every field present, unknown names refused.

        Raises:
            Invalid: names every field that breaks its rule.
        """
        problems: list[Problem] = []
        known = {f.name for f in self.fields}
        problems += [
            Problem(name, f"A {self.label.lower()} has no field “{name}”.")
            for name in given
            if name not in known
        ]
        result: Fields = {}
        for spec in self.fields:
            result[spec.name] = _checked_value(spec, given.get(spec.name), problems)
        if not problems:
            problems = self.rules(result)
        if problems:
            raise Invalid(*problems)
        return result

    def text_parts(self, fields: Fields) -> list[TextPart]:
        """Every free text among the fields, for the gate."""
        parts = []
        for spec in self.fields:
            if spec.shape is Shape.LINES and fields[spec.name]:
                text = "\n".join(fields[spec.name])
                parts.append(TextPart(spec.name, spec.name, spec.label, text))
            elif spec.shape is Shape.ROWS:
                # What was published before the kind had these rows or columns is without them.
                for number, row in enumerate(fields.get(spec.name) or (), start=1):
                    text = "\n".join(str(row[name]) for name in _free_cells(spec, row))
                    label = f"{spec.label}, row {number}"
                    parts.append(TextPart(f"{spec.name}-{number}", spec.name, label, text))
        return parts

    def with_texts(self, fields: Fields, texts: Mapping[str, str]) -> Fields:
        """``fields`` with the text parts of these names, each of as many lines as it had."""
        result = dict(fields)
        for spec in self.fields:
            if spec.shape is Shape.LINES and spec.name in texts:
                result[spec.name] = texts[spec.name].split("\n")
            elif spec.shape is Shape.ROWS:
                result[spec.name] = [
                    _row_with_text(spec, row, texts.get(f"{spec.name}-{number}"))
                    for number, row in enumerate(fields.get(spec.name) or (), start=1)
                ]
        return result

    def search_fields(self, fields: Fields) -> dict[str, tuple[str, ...]]:
        """The values that search knows by name."""
        found = {}
        for spec in self.fields:
            if spec.search_name:
                value = fields.get(spec.name)
                values: Sequence[str] = value if isinstance(value, list) else [value or ""]
                found[spec.search_name] = tuple(v for v in values if v)
        return found


def _free_cells(spec: Field, row: Fields) -> list[str]:
    """The names of the columns in which the row holds text of its own."""
    return [c.name for c in spec.columns if not (c.vocabulary or c.exact) and row.get(c.name)]


def _row_with_text(spec: Field, row: Fields, text: str | None) -> Fields:
    cells = _free_cells(spec, row)
    if text is None or not cells:
        return row
    return {**row, **dict(zip(cells, text.split("\n"), strict=True))}


def _checked_value(spec: Field, value: Any, problems: list[Problem]) -> Any:
    if spec.shape is Shape.CHOICE:
        return _checked_choice(spec, value, problems)
    if spec.shape is Shape.CHOICES:
        return [c for v in _as_list(value) if (c := _checked_choice(spec, v, problems))]
    if spec.shape is Shape.LINES:
        return _checked_lines(spec, value, problems)
    return _checked_rows(spec, value, problems)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _checked_choice(spec: Field, value: Any, problems: list[Problem]) -> str:
    code = str(value or "").strip()
    if not code:
        if spec.required:
            problems.append(Problem(spec.name, f"{spec.label} is missing. Choose one."))
        return ""
    if code not in spec.vocabulary:
        problems.append(
            Problem(spec.name, f"{spec.label} has no such choice. Choose from the list.")
        )
        return ""
    return code


def _checked_lines(spec: Field, value: Any, problems: list[Problem]) -> list[str]:
    lines = [" ".join(str(v).split()) for v in _as_list(value)]
    lines = list(dict.fromkeys(line for line in lines if line))
    if len(lines) > MAX_LINES:
        problems.append(Problem(spec.name, f"{spec.label} has over {MAX_LINES} lines. Shorten it."))
    if not all(map(storable, lines)):
        problems.append(Problem(spec.name, f"{spec.label} holds a NUL character. Remove it."))
    if any(len(line) > MAX_LINE for line in lines):
        problems.append(
            Problem(spec.name, f"{spec.label} has a line of over {MAX_LINE} characters. Split it.")
        )
    return lines


def storable(text: str) -> bool:
    """Whether a database can keep ``text``: no NUL, and no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _checked_rows(spec: Field, value: Any, problems: list[Problem]) -> list[Fields]:
    rows = []
    for number, given in enumerate(_as_list(value), start=1):
        if not isinstance(given, Mapping):
            problems.append(Problem(spec.name, f"{spec.label}, row {number} cannot be read."))
            continue
        found: list[Problem] = []
        row = {c.name: _checked_cell(c, given.get(c.name), found) for c in spec.columns}
        found += [
            Problem(spec.name, f"has no column “{name}”.") for name in given if name not in row
        ]
        problems += [Problem(spec.name, f"{spec.label}, row {number}: {p.message}") for p in found]
        rows.append(row)
    return rows


def _checked_cell(column: Field, value: Any, problems: list[Problem]) -> str:
    if column.vocabulary:
        return _checked_choice(column, value, problems)
    text = " ".join(str(value if value is not None else "").split())
    if column.exact and text and not column.exact.fullmatch(text):
        problems.append(Problem(column.name, f"{column.label} has another form. {column.hint}"))
        return ""
    if column.required and not text:
        problems.append(Problem(column.name, f"{column.label} is missing."))
    if not storable(text):
        problems.append(Problem(column.name, f"{column.label} holds a NUL character. Remove it."))
    if len(text) > 1000:
        problems.append(Problem(column.name, f"{column.label} is over 1,000 characters."))
        return ""
    return text
