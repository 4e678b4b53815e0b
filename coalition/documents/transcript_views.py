"""Importing a transcript in two steps: choose clip and file, then say who the voices are."""

from flask import Response, make_response, render_template, request
from wtforms import FileField, HiddenField, SelectChoice, SelectField, StringField

from coalition.documents.content import Content
from coalition.documents.forms import VersionedForm
from coalition.documents.models import Paper
from coalition.documents.pages import action, go_to, pages
from coalition.documents.transcripts import (
    add_transcript,
    index_to_add_to,
    read_file,
    role_field,
)
from coalition.evidence.spoken import Spoken, voices_of
from coalition.evidence.transcript_files import text_of
from coalition.web.identity import current_actor


class TranscriptForm(VersionedForm):
    """Which recording a file belongs to."""

    clip = SelectField("Recording", description="Its lines are replaced.", validate_choice=False)
    file = FileField("Transcript", description="WebVTT or SRT, up to 1 MB.")


class RolesForm(VersionedForm):
    """Who the voices of a file are. The file's text travels with the page and is not stored."""

    clip = HiddenField()
    text = HiddenField()


def _roles_form(lines: list[Spoken], **given: str) -> RolesForm:
    """A field for each voice; as posted, or else holding ``given``."""
    fields = {
        role_field(number): StringField(f"Role of “{voice}”")
        for number, voice in enumerate(voices_of(lines))
    }
    form: RolesForm = type("RolesForm", (RolesForm,), fields)(data=given)
    return form


def _page(paper: Paper, content: Content, form: VersionedForm, lines: list[Spoken]) -> Response:
    page = render_template(
        "documents/transcript.html",
        paper=paper,
        title=content.title,
        clips=content.fields.get("clips", []),
        form=form,
        lines=lines,
        roles=[form[role_field(n)] for n in range(len(voices_of(lines)))] if lines else [],
    )
    return make_response(page, form.status)


def _first_page(paper: Paper, content: Content, form: TranscriptForm) -> Response:
    labels = [clip["label"] for clip in content.fields.get("clips", [])]
    form.clip.choices = [SelectChoice(label, label) for label in labels]
    return _page(paper, content, form, [])


@pages.get("/<public_id>/transcript", requires="document:edit")
def transcript(public_id: str) -> Response:
    """Choose a recording and a file."""
    paper, content = index_to_add_to(current_actor(), public_id)
    return _first_page(paper, content, TranscriptForm())


@pages.post("/<public_id>/transcript", requires="document:edit", reading_actions=("read",))
def import_transcript(public_id: str) -> Response:
    """Read the file and ask for roles, or take it over under the roles that were given."""
    paper, content = index_to_add_to(current_actor(), public_id)
    if action() != "import":
        return _ask_for_roles(paper, content)
    lines: list[Spoken] = []
    first = TranscriptForm()
    with first.showing_problems():
        lines = read_file(request.form.get("text", "").encode())
    if not lines:
        return _first_page(paper, content, first)
    form = _roles_form(lines)
    roles = {v: form[role_field(n)].data or "" for n, v in enumerate(voices_of(lines))}
    with form.showing_problems():
        add_transcript(
            current_actor(),
            public_id,
            clip=form.clip.data or "",
            lines=lines,
            roles=roles,
            version=form.loaded_version(),
        )
        return go_to("edit", public_id=public_id, notice="transcript-imported")
    return _page(paper, content, form, lines)


def _ask_for_roles(paper: Paper, content: Content) -> Response:
    given = request.files.get("file")
    first = TranscriptForm()
    read = given.read() if given else b""
    lines: list[Spoken] = []
    with first.showing_problems():
        lines = read_file(read)
    if not lines:
        return _first_page(paper, content, first)
    version = paper.draft.version if paper.draft else 0
    form = _roles_form(lines)
    form.clip.data, form.version.data = request.form.get("clip", ""), str(version)
    form.text.data = text_of(read)
    return _page(paper, content, form, lines)
