"""The forms of an import of evidence items: the file, and how it is read."""

from typing import Any

from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms import FileField as UploadField

from coalition.documents.item_codes import VOCABULARIES
from coalition.errors import Invalid, Problem
from coalition.evidence.interchange.delimited import (
    ENCODINGS,
    LINE_SIGNS,
    QUOTES,
    SEPARATORS,
    Dialect,
)
from coalition.evidence.interchange.mapping import TARGETS, Plan
from coalition.evidence.interchange.shown_times import ShownError, parse_date
from coalition.web.forms import Form

# More words than this are no kinds; the column was chosen wrongly then.
MOST_WORDS = 12


def _select(label: str, codes: Any, nothing: str = "", hint: str = "") -> SelectField:
    choices = [SelectChoice("", nothing)] if nothing else []
    choices += [SelectChoice(code, words) for code, words in codes.items()]
    return SelectField(label, description=hint, choices=choices, validate_choice=False)


class ItemFileForm(Form):
    """A file of items."""

    file = UploadField("File", description="CSV or a load file (DAT), up to 2 MB and 2,000 rows.")


class PlanForm(Form):
    """How a file is read; :func:`plan_form` adds a field for each of its columns."""

    encoding = _select("Encoding", ENCODINGS)
    separator = SelectField("Separator", validate_choice=False)
    quote = _select("Quote sign", {code or "none": words for code, words in QUOTES.items()})
    line_sign = _select(
        "Sign for a line break", {code or "none": words for code, words in LINE_SIGNS.items()}
    )
    kind = _select(
        "Kind of rows that state none", VOCABULARIES.codes["kind"], "Such rows are wrong"
    )
    zone = _select("Zone of times that state none", VOCABULARIES.codes["zone"], "Not known")
    first_day = StringField(
        "Date of day 1",
        description="YYYY-MM-DD. It is erased with the file; the index counts days.",
    )
    leave_listed = BooleanField(
        "Leave out what another paper lists already",
        description="Found by SHA-256 among the papers that you may read.",
    )
    again = BooleanField(
        "Take over rows again that were imported before",
        description="For rows whose clips were removed since.",
    )
    name = StringField("Name", description="Your office’s people find the mapping by it.")

    heads: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def plan(self) -> Plan:
        """What was chosen.

        Raises:
            Invalid: two columns say the same, a choice does not exist, or day 1 is no date.
        """
        problems = [*self._unknown_choices(), *self._doubled()]
        first_day = self._first_day(problems)
        if problems:
            raise Invalid(*problems)
        return Plan(
            self.dialect(),
            {head: said for n, head in enumerate(self.heads) if (said := self[column(n)].data)},
            self.kind.data or "",
            {w: code for n, w in enumerate(self.words) if (code := self[word(n)].data)},
            self.zone.data or "",
            first_day,
            bool(self.leave_listed.data),
            bool(self.again.data),
        )

    def dialect(self) -> Dialect:
        """How the file is spelled; a separator travels by its place, for browsers drop some."""
        quote, sign = self.quote.data, self.line_sign.data
        return Dialect(
            self.encoding.data,
            list(SEPARATORS)[int(self.separator.data)],
            "" if quote == "none" else quote,
            "" if sign == "none" else sign,
        )

    def columns(self) -> list[tuple[str, SelectField]]:
        """Each header with the field that says what it is."""
        return [(head, self[column(number)]) for number, head in enumerate(self.heads)]

    def word_fields(self) -> list[SelectField]:
        """The fields that say what the file's words for kinds mean."""
        return [self[word(number)] for number in range(len(self.words))]

    def _unknown_choices(self) -> list[Problem]:
        return [
            Problem(field.name, "There is no such choice. Choose from the list.")
            for field in self
            if isinstance(field, SelectField)
            and (field.data or "") not in {choice.value for choice in field.choices}
        ]

    def _doubled(self) -> list[Problem]:
        seen: dict[str, str] = {}
        problems = []
        for head, field in self.columns():
            if field.data in seen:
                message = f"“{seen[field.data]}” says that already. Choose one column for it."
                problems.append(Problem(field.name, message))
            elif field.data:
                seen[field.data] = head
        if self.separator.data and self.quote.data == _sign(self.separator.data):
            problems.append(Problem("quote", "Separator and quote sign must differ."))
        return problems

    def _first_day(self, problems: list[Problem]) -> str:
        given = (self.first_day.data or "").strip()
        if not given:
            return ""
        try:
            return parse_date(given).isoformat()
        except ShownError as rule:
            problems.append(Problem("first_day", str(rule)))
        return ""


def column(number: int) -> str:
    """The name of the field of a column, counted from 0."""
    return f"column_{number}"


def word(number: int) -> str:
    """The name of the field of one of the file's words for kinds, counted from 0."""
    return f"word_{number}"


def _sign(place: str) -> str:
    signs = list(SEPARATORS)
    return (
        signs[int(place)] if place.isascii() and place.isdigit() and int(place) < len(signs) else ""
    )


def plan_form(heads: tuple[str, ...], words: list[str], plan: Plan) -> PlanForm:
    """The form for a file with these headers: as posted, or else holding ``plan``."""
    asked = tuple(words[:MOST_WORDS])
    fields: dict[str, Any] = {
        column(number): _select(head, TARGETS, "Leave out") for number, head in enumerate(heads)
    }
    kinds = VOCABULARIES.codes["kind"]
    fields |= {
        word(number): _select(f"“{each}” means", kinds, "Not known")
        for number, each in enumerate(asked)
    }
    made = type("PlanForm", (PlanForm,), {**fields, "heads": heads, "words": asked})
    form: PlanForm = made(data=_values(heads, asked, plan))
    form.separator.choices = [
        SelectChoice(str(place), label) for place, label in enumerate(SEPARATORS.values())
    ]
    return form


def _values(heads: tuple[str, ...], words: tuple[str, ...], plan: Plan) -> dict[str, Any]:
    dialect = plan.dialect
    return {
        "encoding": dialect.encoding,
        "separator": str(list(SEPARATORS).index(dialect.separator)),
        "quote": dialect.quote or "none",
        "line_sign": dialect.line_sign or "none",
        "kind": plan.kind,
        "zone": plan.zone,
        "first_day": plan.first_day,
        "leave_listed": plan.leave_listed,
        "again": plan.again,
        **{column(n): plan.columns.get(head, "") for n, head in enumerate(heads)},
        **{word(n): plan.words.get(each, "") for n, each in enumerate(words)},
    }
