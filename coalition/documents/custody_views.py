"""The custody log of an evidence index: reading, writing and taking it along."""

import base64
import json

from flask import Response, make_response, render_template, request

from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.documents.custody_forms import CustodyForm, ManifestForm, StampForm
from coalition.documents.models import Paper
from coalition.documents.pages import go_to, pages
from coalition.documents.queries import readable_paper
from coalition.errors import Invalid, NotFound
from coalition.evidence.custody import services
from coalition.evidence.custody.chain import ACTS, as_export
from coalition.evidence.custody.queries import entries_of, entry_of, faults_of, link_of
from coalition.evidence.hash_manifest import ManifestError, manifest_from
from coalition.evidence.timestamps import suffix
from coalition.runtime import current_settings
from coalition.web.dispatch import leave_trace
from coalition.web.identity import current_actor
from coalition.web.paging import PageLinks, asked_page

PAGE = 50
_LARGEST_MANIFEST = 2 * 1024 * 1024
_LARGEST_TOKEN = 200 * 1024


def _index(public_id: str, permission: str = "custody:read") -> Paper:
    """The evidence index, for its office.

    Raises:
        NotFound: there is none that the actor may read, or it was never published.
        NotPermitted: it is another office's.
    """
    paper = readable_paper(current_actor(), public_id)
    require(current_actor(), permission, paper)
    if paper.kind != "evidence-index" or paper.current is None:
        raise NotFound
    return paper


def _trace(actor: Actor, paper: Paper, action: str) -> None:
    public_id = paper.public_id
    leave_trace(
        lambda: audit.record(actor, action, object_kind="evidence-index", object_id=public_id)
    )


def _page(
    paper: Paper,
    form: CustodyForm | None = None,
    manifest: ManifestForm | None = None,
    stamp: StampForm | None = None,
) -> Response:
    entries, number = entries_of(paper.thing), asked_page()
    links = [link_of(entry) for entry in entries]
    newest_first = [*zip(entries, links, strict=True)][::-1]
    sent = form or manifest or stamp
    page = render_template(
        "documents/custody.html",
        paper=paper,
        title=paper.current.title if paper.current else "",
        rows=newest_first[(number - 1) * PAGE : number * PAGE],
        page=PageLinks(number, PAGE, len(entries)),
        faults=faults_of(paper.thing, links),
        last_hash=links[-1].hash if links else "",
        differing=[link for link in links if link.content.differs],
        acts=ACTS,
        sent=sent,
        form=form or CustodyForm(formdata=None),
        manifest=manifest or ManifestForm(formdata=None),
        stamp=stamp or StampForm(formdata=None),
        takes_stamps=bool(current_settings().timestamp_roots),
        may_write=allows(current_actor(), "custody:write", paper),
    )
    return make_response(page, sent.status if sent else 200)


@pages.get("/<public_id>/custody", requires="custody:read")
def custody(public_id: str) -> Response:
    """Who had which item when, the newest entry first."""
    paper = _index(public_id)
    _trace(current_actor(), paper, "custody.read")
    return _page(paper)


@pages.post("/<public_id>/custody", requires="custody:write")
def add_to_custody(public_id: str) -> Response:
    """Write an entry; none is ever changed."""
    paper, form = _index(public_id, "custody:write"), CustodyForm()
    with form.showing_problems():
        services.add_entry(current_actor(), paper.thing, happened_at=form.moment(), **form.words())
        return go_to("custody", public_id=public_id, notice="custody-added")
    return _page(paper, form=form)


@pages.post(
    "/<public_id>/custody/manifest", requires="custody:write", largest_body=_LARGEST_MANIFEST
)
def add_manifest(public_id: str) -> Response:
    """Write down the hashes that “flask evidence hash” made."""
    paper, form = _index(public_id, "custody:write"), ManifestForm()
    with form.showing_problems():
        content = _sent_file("manifest", "Choose the file that the command wrote.")
        try:
            manifest = manifest_from(content)
        except ManifestError as refusal:
            raise Invalid.because("manifest", str(refusal)) from None
        differ = services.add_manifest(current_actor(), paper.thing, manifest)
        notice = "custody-differs" if differ else "custody-hashed"
        return go_to("custody", public_id=public_id, notice=notice)
    return _page(paper, manifest=form)


@pages.post("/<public_id>/custody/stamp", requires="custody:write", largest_body=_LARGEST_TOKEN)
def add_stamp(public_id: str) -> Response:
    """Write down what a time-stamping authority says of a hash of the log."""
    paper, form = _index(public_id, "custody:write"), StampForm()
    with form.showing_problems():
        token = _sent_file("token", "Choose the file with the authority’s answer.")
        services.add_stamp(current_actor(), paper.thing, token)
        return go_to("custody", public_id=public_id, notice="custody-stamped")
    return _page(paper, stamp=form)


def _sent_file(field: str, otherwise: str) -> bytes:
    """What was sent as a file.

    Raises:
        Invalid: nothing was; ``otherwise`` says what to do.
    """
    given = request.files.get(field)
    if given is None or not given.filename:
        raise Invalid.because(field, otherwise)
    return given.read()


@pages.get("/<public_id>/custody/<int:number>/token", requires="custody:read", fresh_factor=True)
def stamp_file(public_id: str, number: int) -> Response:
    """A time-stamp token as it was given, for “openssl ts” or “flask evidence stamp”.

    Raises:
        NotFound: the entry has none.
    """
    paper = _index(public_id)
    entry = entry_of(paper.thing, number)
    token = base64.b64decode(link_of(entry).content.time_stamp) if entry else b""
    if not token:
        raise NotFound
    _trace(current_actor(), paper, "custody.exported")
    name = f"custody-{public_id}-{number}.{suffix(token)}"
    return Response(
        token,
        mimetype="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.get("/<public_id>/custody.json", requires="custody:read", fresh_factor=True)
def custody_file(public_id: str) -> Response:
    """The whole log, to be checked with “flask evidence custody”."""
    paper = _index(public_id)
    _trace(current_actor(), paper, "custody.exported")
    links = [link_of(entry) for entry in entries_of(paper.thing)]
    return Response(
        json.dumps(as_export(links), indent=1),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="custody-{public_id}.json"'},
    )
