"""The pages that walk through somebody's leaving: suspend, hand on, see what was received."""

from collections.abc import Iterator
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import member_thing
from coalition.audit import services as audit
from coalition.documents.kinds import KINDS
from coalition.documents.queries import readable_papers
from coalition.documents.reassigning import papers_left_by, possible_heirs, reassign
from coalition.offices.naming import shown_name
from coalition.records.leaving.forms import HandingOnForm
from coalition.records.leaving.queries import ReceivedPaper, find_leaver, received_by
from coalition.web.csv_lines import csv_line
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("leaving", __name__, url_prefix="/members")

PAGE_SIZE = 25


def _page(leaver: Person, form: HandingOnForm) -> ResponseReturnValue:
    actor, number = current_actor(), asked_page()
    left = papers_left_by(leaver, page=number, size=PAGE_SIZE)
    readable = readable_papers(actor, [paper.public_id for paper in left.papers])
    page = render_template(
        "records/leaving.html",
        leaver=leaver,
        form=form.offer(possible_heirs(actor, leaver)),
        papers=left.papers,
        titles={i: p.current.title for i, p in readable.items() if p.current},
        page=PageLinks(number, PAGE_SIZE, left.total),
        kinds=KINDS,
        opened=received_by(actor, leaver, opened_only=True, size=1).total,
        leads=allows(actor, "person:return", member_thing(leaver)),
        may_suspend=allows(actor, "person:suspend", member_thing(leaver)),
    )
    return page, form.status


@bp.get("/<public_id>/leaving", requires="person:leaving", fresh_factor=False)
def leaving(public_id: str) -> ResponseReturnValue:
    """What is done and what is left to do when somebody leaves."""
    return _page(find_leaver(current_actor(), public_id), HandingOnForm(formdata=None))


@bp.post("/<public_id>/leaving", requires="document:reassign", fresh_factor=True)
def hand_on(public_id: str) -> ResponseReturnValue:
    """Give one paper, or all of them, to a colleague."""
    actor, form = current_actor(), HandingOnForm()
    leaver = find_leaver(actor, public_id)
    # Without a word about which paper nothing is handed on, least of all everything.
    chosen = request.form.get("paper", "").replace("\0", " ")
    paper = None if chosen == "all" else chosen
    with form.showing_problems():
        reassign(actor, leaver, to=form.to.data or "", paper=paper)
        return redirect(url_for("leaving.leaving", public_id=public_id, notice="handed-on"), 303)
    return _page(leaver, form)


@bp.get("/<public_id>/received", requires="person:leaving", fresh_factor=False)
def received(public_id: str) -> str:
    """What the member opened and could read."""
    actor, number = current_actor(), asked_page()
    leaver = find_leaver(actor, public_id)
    opened_only = request.args.get("show") != "all"
    found = received_by(actor, leaver, opened_only=opened_only, page=number, size=PAGE_SIZE)
    _trace(actor, leaver, "received.read")
    return render_template(
        "records/received.html",
        leaver=leaver,
        rows=found.rows,
        page=PageLinks(number, PAGE_SIZE, found.total),
        opened_only=opened_only,
        kinds=KINDS,
    )


@bp.get("/<public_id>/received.csv", requires="person:leaving", fresh_factor=True)
def received_file(public_id: str) -> Response:
    """The whole list as CSV; taking it is an entry in the log."""
    actor = current_actor()
    leaver = find_leaver(actor, public_id)
    text = "".join(_csv_lines(actor, leaver))
    _trace(actor, leaver, "received.exported")
    name = f"received-{leaver.public_id}.csv"
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _trace(actor: Actor, leaver: Person, action: str) -> None:
    public_id = leaver.public_id
    leave_trace(lambda: audit.record(actor, action, object_kind="person", object_id=public_id))


COLUMNS = ("paper", "kind", "office", "title", "first_opened", "last_opened", "downloaded")


def _csv_lines(actor: Actor, leaver: Person) -> Iterator[str]:
    yield csv_line(list(COLUMNS))
    page, written = 1, 0
    while True:
        found = received_by(actor, leaver, opened_only=False, page=page, size=1000)
        for row in found.rows:
            yield csv_line(_cells(actor, row))
        page, written = page + 1, written + len(found.rows)
        if written >= found.total or not found.rows:
            return


def _cells(actor: Actor, row: ReceivedPaper) -> list[str]:
    opening = row.opening
    return [
        row.paper.public_id,
        row.paper.kind,
        shown_name(actor, row.paper.office),
        row.title,
        _written(opening.first_at if opening else None),
        _written(opening.last_at if opening else None),
        _written(opening.downloaded_at if opening else None),
    ]


def _written(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""


def register(app: Portal) -> None:
    """Add the pages and the notice."""
    app.register_blueprint(bp)
    add_notice(app, "handed-on", "success", "Handed on. The colleague is told by mail.")
