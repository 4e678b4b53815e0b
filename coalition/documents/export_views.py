"""Downloading a paper: what goes with the file first, then the file."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, make_response, render_template, send_file

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.documents import exporting
from coalition.documents.case_uco_file import case_uco_file
from coalition.documents.exporting import Export, NoFile
from coalition.documents.item_codes import VOCABULARIES
from coalition.documents.markdown_file import markdown_file
from coalition.documents.models import Paper, Revision
from coalition.documents.pages import pages, witness_reading
from coalition.documents.pdf_file import can_make_pdf, pdf_file
from coalition.documents.reading import content_of
from coalition.documents.word_file import word_file
from coalition.errors import NotFound
from coalition.evidence.custody.queries import entries_of, link_of
from coalition.evidence.interchange.delimited import CARETS, CONCORDANCE, CSV, PIPES, Dialect
from coalition.evidence.interchange.items import Item
from coalition.evidence.interchange.writing import write_items
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor, current_sign_in


@dataclass(frozen=True)
class Format:
    """A kind of file, and what writes it, if ``can_make`` says that this machine can.

    ``only``: the one kind of paper that it is for. ``custody``: the custody log goes along, so
    that it is for those alone who may read that. ``of_items``: it holds what an index lists alone.
    """

    label: str
    ending: str
    media_type: str
    write: Callable[[Export], bytes]
    can_make: Callable[[], bool] = lambda: True
    only: str = ""
    custody: bool = False
    of_items: bool = False

    def is_for(self, actor: Actor, paper: Paper) -> bool:
        """Whether ``actor``, who may download the paper, gets it in this form."""
        if self.only not in ("", paper.kind) or not self.can_make():
            return False
        return not self.custody or allows(actor, "custody:read", paper)


def _items(label: str, ending: str, dialect: Dialect) -> Format:
    def write(export: Export) -> bytes:
        items = map(Item.of_row, export.content.fields.get("clips") or ())
        return write_items(items, VOCABULARIES, dialect, marks=" ".join(export.marks))

    media_type = "text/csv" if ending == "csv" else "text/plain"
    return Format(label, ending, media_type, write, only="evidence-index", of_items=True)


FORMATS = {
    "word": Format(
        "Word (.docx)",
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_file,
    ),
    "pdf": Format("PDF (.pdf)", "pdf", "application/pdf", pdf_file, can_make_pdf),
    "markdown": Format("Markdown (.md)", "md", "text/markdown", markdown_file),
    "case-uco": Format(
        "CASE/UCO (.jsonld)",
        "jsonld",
        "application/ld+json",
        case_uco_file,
        only="evidence-index",
    ),
    "case-uco-custody": Format(
        "CASE/UCO with the custody log (.jsonld)",
        "jsonld",
        "application/ld+json",
        case_uco_file,
        only="evidence-index",
        custody=True,
    ),
    "csv": _items("CSV", "csv", CSV),
    "concordance": _items("Concordance (þ, U+0014, ®)", "dat", CONCORDANCE),
    "concordance-utf-16": _items(
        "Concordance in UTF-16", "dat", replace(CONCORDANCE, encoding="utf-16-le")
    ),
    "carets": _items("Load file with carets (^, |, ~)", "dat", CARETS),
    "pipes": _items("Load file with pipes (|)", "txt", PIPES),
}


def _formats(paper: Paper) -> dict[str, Format]:
    actor = current_actor()
    return {code: each for code, each in FORMATS.items() if each.is_for(actor, paper)}


def _export_of(paper: Paper, revision: Revision, *, custody: bool = False) -> Export:
    reader = current_sign_in()
    name, office = (reader.display_name, reader.office_name) if reader else ("", "")
    return exporting.export_of(
        current_actor(),
        paper,
        revision,
        reader=name,
        office=office,
        custody=[link_of(entry) for entry in entries_of(paper.thing)] if custody else [],
    )


def _page(paper: Paper, revision: Revision, against: str, status: int) -> Response:
    page = render_template(
        "documents/export.html",
        paper=paper,
        title=revision.title,
        tlp=content_of(revision).audience.tlp,
        export=_export_of(paper, revision),
        against=against,
        formats=_formats(paper),
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
    actor = current_actor()
    paper, revision = exporting.paper_to_export(actor, public_id)
    wanted = _formats(paper).get(format)
    if wanted is None:
        raise NotFound
    if against := exporting.reason_against(paper, revision):
        return _page(paper, revision, against, 403)
    made = _export_of(paper, revision, custody=wanted.custody)
    try:
        content = wanted.write(made)
    except NoFile as refusal:
        return _page(paper, revision, str(refusal), 503)
    witness_reading(actor, paper, revision.number, downloaded=True)
    leave_trace(
        exporting.export_entry(actor, paper, revision, format_=format, custody=wanted.custody)
    )
    return send_file(
        io.BytesIO(content),
        mimetype=wanted.media_type,
        as_attachment=True,
        download_name=f"{made.stem}.{wanted.ending}",
        etag=False,
    )
