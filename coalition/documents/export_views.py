"""Downloading a paper: what goes with the file first, then the file."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, make_response, render_template, send_file

from coalition.documents import exporting
from coalition.documents.exporting import Export
from coalition.documents.markdown_file import markdown_file
from coalition.documents.models import Paper, Revision
from coalition.documents.pages import pages, witness_reading
from coalition.documents.reading import content_of
from coalition.documents.word_file import word_file
from coalition.errors import NotFound
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor, current_sign_in


@dataclass(frozen=True)
class Format:
    """A kind of file, and what writes it."""

    label: str
    ending: str
    media_type: str
    write: Callable[[Export], bytes]


FORMATS = {
    "word": Format(
        "Word (.docx)",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_file,
    ),
    "markdown": Format("Markdown (.md)", "md", "text/markdown", markdown_file),
}


def _export_of(paper: Paper, revision: Revision) -> Export:
    reader = current_sign_in()
    name, office = (reader.display_name, reader.office_name) if reader else ("", "")
    return exporting.export_of(current_actor(), paper, revision, reader=name, office=office)


def _page(paper: Paper, revision: Revision, against: str, status: int) -> Response:
    page = render_template(
        "documents/export.html",
        paper=paper,
        title=revision.title,
        tlp=content_of(revision).audience.tlp,
        export=_export_of(paper, revision),
        against=against,
        formats=FORMATS,
    )
    return make_response(page, status)


@pages.get("/<public_id>/export", requires="document:export", fresh_factor=True)
def export(public_id: str) -> Response:
    """What goes with a file of this paper, and the formats; or why there is none."""
    paper, revision = exporting.paper_to_export(current_actor(), public_id)
    return _page(paper, revision, exporting.reason_against(paper, revision), 200)


@pages.get("/<public_id>/export/<format>", requires="document:export", fresh_factor=True)
def export_file(public_id: str, format: str) -> Response:
    """The file, to be saved and not shown; each is entered in the log."""
    if format not in FORMATS:
        raise NotFound
    actor, wanted = current_actor(), FORMATS[format]
    paper, revision = exporting.paper_to_export(actor, public_id)
    if against := exporting.reason_against(paper, revision):
        return _page(paper, revision, against, 403)
    made = _export_of(paper, revision)
    witness_reading(actor, paper, revision.number, downloaded=True)
    leave_trace(exporting.export_entry(actor, paper, revision, format_=format))
    return send_file(
        io.BytesIO(wanted.write(made)),
        mimetype=wanted.media_type,
        as_attachment=True,
        download_name=f"{made.stem}.{wanted.ending}",
        etag=False,
    )
