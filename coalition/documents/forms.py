"""The editor's form, built from what a kind of paper is made of, and the small ones around it."""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from coalition.access.audience import Audience, AudienceError, Tlp
from coalition.deidentify.assurances import ASSURANCES
from coalition.documents.content import Content
from coalition.documents.directory import Directory
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Field, Fields, Kind, Shape
from coalition.documents.row_forms import drop_blank_rows, rows_field
from coalition.errors import Invalid, Problem
from coalition.web.forms import Form

TLP_LABELS = {
    Tlp.RED: "TLP:RED – named people",
    Tlp.AMBER_STRICT: "TLP:AMBER+STRICT – my office",
    Tlp.AMBER: "TLP:AMBER – named offices or groups",
    Tlp.GREEN: "TLP:GREEN – the coalition",
    Tlp.CLEAR: "TLP:CLEAR – the coalition, may be passed on",
}
TLP_HINTS = {
    Tlp.RED: "Only the people you choose below, and the authors. Not even the rest of the office. "
    "Nobody passes it on.",
    Tlp.AMBER_STRICT: "Everyone in the authors’ office who works on cases. It stays there.",
    Tlp.AMBER: "The offices and groups you choose below, and the authors’ office. "
    "They keep it to themselves.",
    Tlp.GREEN: "Every member who works on cases, in every office. It stays inside the coalition.",
    Tlp.CLEAR: "Every member who works on cases. They may also pass it on outside the coalition.",
}


def _missing(field: str, message: str) -> Invalid:
    return Invalid.because(field, message)


def count_given(given: object) -> int:
    """A posted number; anything unreadable is -1, which counts nothing."""
    text = str(given or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class VersionedForm(Form):
    """A form that remembers which version its page showed."""

    version = HiddenField(default="")

    def loaded_version(self) -> int:
        """That version; anything unreadable fits none."""
        return count_given(self.version.data)


class AudienceForm(VersionedForm):
    """Who may read a paper."""

    tlp = RadioField(
        "Who may read this",
        choices=[SelectChoice(t.value, label) for t, label in TLP_LABELS.items()],
        validate_choice=False,
    )
    offices = SelectMultipleField(
        "Offices",
        description="For TLP:AMBER. Your own office can always read it.",
        validate_choice=False,
    )
    groups = SelectMultipleField(
        "Groups",
        description="For TLP:AMBER. Groups that you are in. Whoever joins one later reads it too.",
        validate_choice=False,
    )
    people = SelectMultipleField(
        "People", description="For TLP:RED. The authors can always read it.", validate_choice=False
    )
    tlp_hints = TLP_HINTS

    def offer(self, directory: Directory) -> None:
        """Fill the lists of offices, groups and people."""
        self.directory = directory
        self.offices.choices = [SelectChoice(o.key, o.label) for o in directory.offices]
        self.groups.choices = [SelectChoice(g.key, g.label) for g in directory.groups]
        self.people.choices = [SelectChoice(p.key, p.label) for p in directory.people]

    def audience(self) -> Audience:
        """What was chosen.

        Raises:
            Invalid: nothing was chosen, something unknown was, or label and names do not fit.
        """
        if not self.tlp.data:
            raise _missing("tlp", "Choose who may read this.")
        if self.tlp.data not in set(Tlp):
            raise _missing("tlp", "There is no such label. Choose one from the list.")
        offices = self.directory.office_ids(self.offices.data or [])
        groups = self.directory.group_ids(self.groups.data or [])
        people = self.directory.person_ids(self.people.data or [])
        if groups is None:
            raise _missing("groups", "One of the groups has ended, or is not yours. Choose again.")
        if offices is None:
            raise _missing("offices", "One of the offices is not a member. Choose again.")
        if people is None:
            raise _missing("people", "One of the people is not an active member. Choose again.")
        try:
            return Audience(Tlp(self.tlp.data), offices, people, groups)
        except AudienceError as refusal:
            raise _missing(refusal.field, str(refusal)) from None


class MomentForm(Form):
    """A moment of an evidence index."""

    at = StringField(
        "True time", description="HH:MM:SS, or 2-HH:MM:SS for day 2, as the timeline counts."
    )


class AttachForm(Form):
    """A file for a paper."""

    file = FileField("File")
    signed_for = BooleanField(
        "I looked at what no program can read",
        description="Needed for pictures and scanned pages: nothing in them identifies anybody, "
        "no face, name, number or place.",
    )


class AssuringForm(VersionedForm):
    """A form that shares something with more people than before."""

    no_grand_jury = BooleanField(ASSURANCES["no_grand_jury"])
    nothing_sealed = BooleanField(ASSURANCES["nothing_sealed"])
    no_immigration_status = BooleanField(ASSURANCES["no_immigration_status"])

    def assured(self) -> set[str]:
        """The codes of the assurances that are given."""
        return {code for code in ASSURANCES if self[code].data}

    def assurances(self) -> list[BooleanField]:
        """Their fields, in order."""
        return [self[code] for code in ASSURANCES]


class ReaddressForm(AudienceForm, AssuringForm):
    """A new audience for a published paper."""


class PublishForm(AssuringForm):
    """The last look before a text is shared.

    ``saves`` is the save of the review that the page showed.
    """

    saves = HiddenField(default="")
    change_note = StringField(
        "Change note", description="What is new in this version; readers see it."
    )

    def loaded_saves(self) -> int:
        """That save; anything unreadable fits none."""
        return count_given(self.saves.data)

    def nothing_chosen(self) -> Invalid:
        """No button, or an unknown one, was pressed."""
        return Invalid.because("form", "Choose whether to release the paper or send it back.")


class PaperForm(AudienceForm):
    """What every kind has; :func:`paper_form_class` adds the fields of one kind."""

    title = StringField("Title")
    body = TextAreaField("Text", description="Markdown: ## heading, **bold**, - list, > quotation.")
    change_note = StringField(
        "Change note", description="What is new in this version; readers see it."
    )

    kind: Kind

    def __iter__(self) -> Iterator[Any]:
        """The fields in the order of the page, in which the error summary names them."""
        order = ["title", "body", *(spec.name for spec in self.kind.fields)]
        return (self[name] for name in dict.fromkeys([*order, *self._fields]))

    def content(self) -> Content:
        """What was entered, checked.

        Raises:
            Invalid: names every field to mend, not only the first.
        """
        drop_blank_rows(self)
        problems: list[Problem] = []
        audience = Audience(Tlp.AMBER_STRICT)
        try:
            audience = self.audience()
        except Invalid as refusal:
            problems += refusal.problems
        try:
            checked = self.as_typed(audience).checked(self.kind)
        except Invalid as refusal:
            raise Invalid(*refusal.problems, *problems) from None
        if problems:
            raise Invalid(*problems)
        return checked

    def as_typed(self, audience: Audience) -> Content:
        """What was entered, unchecked."""
        return Content(
            title=self.title.data or "",
            # Browsers send line ends as CR LF; one character is what the author typed.
            body=(self.body.data or "").replace("\r\n", "\n"),
            audience=audience,
            fields={spec.name: self._entered(spec) for spec in self.kind.fields},
            change_note=self.change_note.data or "",
        )

    def specified(self, shape: str) -> list[Any]:
        """The fields of one shape, in the kind's order."""
        return [self[s.name] for s in self.kind.fields if s.shape.value == shape]

    def _entered(self, spec: Field) -> Any:
        field = self[spec.name]
        if spec.shape is Shape.LINES:
            return (field.data or "").splitlines()
        if spec.shape is Shape.ROWS:
            return field.filled()
        return field.data or ("" if spec.shape is Shape.CHOICE else [])


def _form_field(spec: Field) -> Any:
    choices = [SelectChoice(code, label) for code, label in spec.vocabulary.items()]
    if spec.shape is Shape.CHOICE:
        nothing = SelectChoice("", "Choose one" if spec.required else "None")
        return SelectField(
            spec.label,
            description=spec.hint,
            choices=[nothing, *choices],
            validate_choice=False,
        )
    if spec.shape is Shape.CHOICES:
        return SelectMultipleField(
            spec.label, description=spec.hint, choices=choices, validate_choice=False
        )
    if spec.shape is Shape.LINES:
        return TextAreaField(spec.label, description=spec.hint)
    return rows_field(spec)


def _form_class(kind: Kind) -> type[PaperForm]:
    fields = {spec.name: _form_field(spec) for spec in kind.fields}
    return type("PaperForm", (PaperForm,), {**fields, "kind": kind})


_FORMS = {kind.code: _form_class(kind) for kind in KINDS.values()}


def paper_form(
    kind: Kind, directory: Directory, *, content: Content | None = None, version: int = 0
) -> PaperForm:
    """The editor's form: as posted, or else holding ``content`` that was loaded as ``version``."""
    given: Mapping[str, Any] = {} if content is None else _values(kind, content, directory)
    form = _FORMS[kind.code](data={**given, "version": str(version)})
    form.offer(directory)
    return form


def _values(kind: Kind, content: Content, directory: Directory) -> dict[str, Any]:
    return {
        "title": content.title,
        "body": content.body,
        "change_note": content.change_note,
        **{s.name: _shown_value(s, content.fields) for s in kind.fields},
        **audience_values(content.audience, directory),
    }


def _shown_value(spec: Field, fields: Fields) -> Any:
    value = fields.get(spec.name)
    return "\n".join(value or []) if spec.shape is Shape.LINES else value


def audience_values(audience: Audience, directory: Directory) -> dict[str, Any]:
    """What an audience's fields hold."""
    return {
        "tlp": audience.tlp.value,
        "offices": directory.office_keys(audience.office_ids),
        "groups": directory.group_keys(audience.group_ids),
        "people": directory.person_keys(audience.person_ids),
    }
