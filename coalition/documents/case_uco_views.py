"""Beginning an evidence index with a CASE/UCO file: look at what it gives, then import it."""

from flask import Response, g, make_response, render_template, request
from wtforms import FileField, HiddenField, SelectChoice, SelectField, StringField

from coalition.documents.case_uco_import import begin_index, packed, read_file, unpacked
from coalition.documents.pages import action, go_to, pages
from coalition.documents.vocabularies import CLIP_KINDS
from coalition.errors import Invalid
from coalition.evidence.interchange.case_uco_reading import Reading
from coalition.evidence.interchange.strict_json import MOST_BYTES
from coalition.offices.states import STATES
from coalition.web.forms import Form
from coalition.web.identity import current_actor

_LARGEST_BODY = MOST_BYTES + 64 * 1024
SHOWN = 200


class CaseFileForm(Form):
    """Which file."""

    file = FileField("File")


class CaseForm(Form):
    """What a file does not say, or what is said better."""

    packed = HiddenField()
    title = StringField("Title")
    state = SelectField(
        "Jurisdiction",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(*each) for each in STATES.items())],
        validate_choice=False,
    )
    kind = SelectField(
        "Kind of the items that have none",
        choices=[SelectChoice("", "Choose"), *(SelectChoice(*each) for each in CLIP_KINDS.items())],
        validate_choice=False,
    )


def _page(form: CaseFileForm | CaseForm, reading: Reading | None = None) -> Response:
    page = render_template(
        "documents/case_import.html", form=form, reading=reading, kinds=CLIP_KINDS, shown=SHOWN
    )
    return make_response(page, form.status)


@pages.get("/new/case-uco", requires="document:create")
def case_file() -> Response:
    """Choose a file."""
    return _page(CaseFileForm())


def _look(content: bytes) -> Response:
    """What a file gives; or what is wrong with it."""
    first = CaseFileForm()
    with first.showing_problems():
        reading, text = read_file(content), packed(content)
        said = {"title": reading.index.title, "state": reading.index.fields.get("state", "")}
        return _page(CaseForm(formdata=None, data={**said, "packed": text}), reading)
    return _page(first)


def _read_beforehand() -> None:
    """Read the file that came along before a unit of work begins."""
    g.case_file = unpacked(request.form.get("packed", ""))
    try:
        g.case_reading = read_file(g.case_file)
    except Invalid:
        g.case_reading = None


@pages.post(
    "/new/case-uco",
    requires="document:create",
    reading_actions=("read",),
    beforehand=_read_beforehand,
    largest_body=_LARGEST_BODY,
)
def import_case_file() -> Response:
    """Show what a file gives, or begin a draft with it."""
    if action().startswith("read"):
        given = request.files.get("file")
        return _look(given.read() if given else b"")
    reading: Reading | None = g.case_reading
    if reading is None:
        return _look(g.case_file)
    form = CaseForm()
    with form.showing_problems():
        paper = begin_index(
            current_actor(),
            reading,
            title=form.title.data or "",
            state=form.state.data or "",
            kind=form.kind.data or "",
        )
        return go_to("edit", public_id=paper.public_id, notice="case-imported")
    return _page(form, reading)
