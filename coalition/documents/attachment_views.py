"""The files of a paper: attaching, reading and removing them."""

import io

from flask import Response, g, make_response, render_template, request, send_file

from coalition.access.decide import allows
from coalition.audit import services as audit
from coalition.deidentify.files import BY_ENDING, MAX_BYTES, Refused, mark_pdf, sanitise
from coalition.deidentify.files.media_types import PDF
from coalition.documents import attaching
from coalition.documents.drafts import draft_content
from coalition.documents.exporting import taken_by
from coalition.documents.forms import AttachForm
from coalition.documents.models import Paper
from coalition.documents.pages import go_to, pages, witness_reading
from coalition.documents.queries import readable_paper
from coalition.documents.reading import content_of
from coalition.errors import Invalid
from coalition.evidence.queries import bytes_of
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor, current_sign_in

# The file itself, and the fields and headers around it.
_LARGEST_BODY = MAX_BYTES + 64 * 1024


def _files_page(paper: Paper, form: AttachForm) -> Response:
    actor = current_actor()
    files = attaching.readable_files(actor, paper)
    may_edit = allows(actor, "document:edit", paper)
    # Who was asked to release the draft need not be a reader of what is published.
    published = paper.current if allows(actor, "document:read", paper) else None
    page = render_template(
        "documents/files.html",
        paper=paper,
        title=content_of(published).title if published else draft_content(paper).title,
        files=files,
        form=form,
        may_edit=may_edit,
        may_attach=may_edit and paper.draft is not None,
        endings=BY_ENDING,
        megabytes=MAX_BYTES // (1024 * 1024),
    )
    return make_response(page, form.status)


@pages.get("/<public_id>/files", requires="document:read")
def files(public_id: str) -> Response:
    """The files that the person may read; for authors the form to attach one."""
    return _files_page(attaching.paper_with_files(current_actor(), public_id), AttachForm())


def _rebuild_what_is_attached(public_id: str) -> None:
    attaching.paper_to_attach_to(current_actor(), public_id)
    given = request.files.get("file")
    if given is not None and given.filename:
        signed = AttachForm().signed_for.data
        g.rebuilt_file = sanitise(given.filename, given.read(), signed_for=bool(signed))


@pages.post(
    "/<public_id>/files",
    requires="document:edit",
    beforehand=_rebuild_what_is_attached,
    largest_body=_LARGEST_BODY,
)
def attach(public_id: str) -> Response:
    """Attach the file that was rebuilt beforehand."""
    paper = attaching.paper_to_attach_to(current_actor(), public_id)
    form = AttachForm()
    with form.showing_problems():
        clean = g.get("rebuilt_file")
        if clean is None:
            raise Invalid.because("file", "Choose a file.")
        if isinstance(clean, Refused):
            raise Invalid.because("file", f"{clean.reason} {clean.way_out}")
        attaching.attach_file(
            current_actor(),
            public_id,
            name=request.files["file"].filename or "",
            clean=clean,
            signed=bool(form.signed_for.data),
        )
        return go_to("files", public_id=public_id, notice="file-attached")
    return _files_page(paper, form)


def _mark_of(paper: Paper) -> str:
    reader = current_sign_in()
    name, office = (reader.display_name, reader.office_name) if reader else ("", "")
    content = content_of(paper.current) if paper.current else draft_content(paper)
    return f"TLP:{content.audience.tlp}. {taken_by(name, office)}"


@pages.get("/<public_id>/files/<file_id>", requires="document:read")
def download_file(public_id: str, file_id: str) -> Response:
    """The rebuilt file, to be saved and not shown; a PDF says on every page who took it."""
    actor = current_actor()
    paper, found = attaching.readable_file(actor, public_id, file_id)
    content = bytes_of(found.attachment)
    if found.attachment.media_type == PDF:
        form = AttachForm(formdata=None)
        marked = mark_pdf(content, _mark_of(paper))
        if isinstance(marked, Refused):
            with form.showing_problems():
                raise Invalid.because("file", f"{marked.reason} {marked.way_out}")
            return _files_page(paper, form)
        content = marked
    kind = paper.kind
    witness_reading(actor, paper, paper.current_number, downloaded=True)
    leave_trace(
        lambda: audit.record(
            actor,
            "file.read",
            object_kind=kind,
            object_id=public_id,
            detail={"file": file_id},
        )
    )
    return send_file(
        io.BytesIO(content),
        mimetype=found.attachment.media_type,
        as_attachment=True,
        download_name=found.label.name,
        etag=False,
    )


@pages.post("/<public_id>/files/<file_id>/remove", requires="document:edit")
def remove_file(public_id: str, file_id: str) -> Response:
    """Erase a file."""
    form = AttachForm(formdata=None)
    with form.showing_problems():
        attaching.remove_file(current_actor(), public_id, file_id=file_id)
        return go_to("files", public_id=public_id, notice="file-removed")
    return _files_page(readable_paper(current_actor(), public_id), form)
