"""The ledger of a paper's recipients, recalling it, and the receipts."""

from collections.abc import Iterator
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.pages import add_panel, add_witness
from coalition.documents.queries import readable_paper
from coalition.errors import Invalid
from coalition.records import queries, services
from coalition.records.forms import RecallForm
from coalition.records.openings import must_be_noted, note_opening
from coalition.records.queries import Counts, Recipient
from coalition.records.reasons import REASONS
from coalition.web.csv_lines import csv_line
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("records", __name__)

PAGE_SIZE = 50


@bp.get("/documents/<public_id>/recipients", requires="document:ledger", fresh_factor=False)
def recipients(public_id: str) -> str:
    """Who can read the paper, who opened it and when."""
    actor, number = current_actor(), asked_page()
    opened_only = request.args.get("show") == "opened"
    found = queries.ledger(actor, public_id, opened_only=opened_only, page=number, size=PAGE_SIZE)
    _trace(actor, found.paper, "ledger.read")
    return render_template(
        "records/recipients.html",
        ledger=found,
        page=PageLinks(number, PAGE_SIZE, found.total),
        opened_only=opened_only,
        reasons=REASONS,
        may_recall=allows(actor, "document:recall", found.paper),
    )


@bp.get("/documents/<public_id>/recipients.csv", requires="document:ledger", fresh_factor=True)
def recipients_file(public_id: str) -> Response:
    """The whole ledger as CSV; taking it is an entry in the log."""
    actor = current_actor()
    paper = queries.paper_with_ledger(actor, public_id)
    text = "".join(_csv_lines(actor, public_id))
    _trace(actor, paper, "ledger.exported")
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="recipients-{paper.public_id}.csv"'},
    )


def _trace(actor: Actor, paper: Paper, action: str) -> None:
    kind, public_id = paper.kind, paper.public_id
    leave_trace(lambda: audit.record(actor, action, object_kind=kind, object_id=public_id))


COLUMNS = (
    "office",
    "name",
    "can_read_now",
    "first_opened",
    "last_opened",
    "revision",
    "downloaded",
    "asked_to_erase",
    "confirmed_erased",
)


def _csv_lines(actor: Actor, public_id: str) -> Iterator[str]:
    yield csv_line(list(COLUMNS))
    page, written = 1, 0
    while True:
        found = queries.ledger(actor, public_id, page=page, size=1000)
        for row in found.rows:
            yield csv_line(_cells(row))
        page, written = page + 1, written + len(found.rows)
        if written >= found.total or not found.rows:
            return


def _cells(row: Recipient) -> list[str]:
    return [
        row.office,
        row.name,
        "yes" if row.reads_now else "no",
        _written(row.first_at),
        _written(row.last_at),
        str(row.number or ""),
        _written(row.downloaded_at),
        "yes" if row.told else "no",
        _written(row.confirmed_at),
    ]


def _written(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""


def _recall_page(paper: Paper, form: RecallForm) -> ResponseReturnValue:
    page = render_template(
        "records/recall.html",
        paper=paper,
        title=paper.current.title if paper.current else "",
        counts=queries.counts_of(paper),
        form=form,
    )
    return page, form.status


def _paper_to_recall(public_id: str) -> Paper:
    paper = readable_paper(current_actor(), public_id)
    require(current_actor(), "document:recall", paper)
    return paper


@bp.get("/documents/<public_id>/recall", requires="document:recall", fresh_factor=True)
def recall(public_id: str) -> ResponseReturnValue:
    """Ask why, and say who will be told."""
    return _recall_page(_paper_to_recall(public_id), RecallForm(formdata=None))


@bp.post("/documents/<public_id>/recall", requires="document:recall", fresh_factor=True)
def recall_now(public_id: str) -> ResponseReturnValue:
    """Take the paper away from its readers and tell those who opened it."""
    paper, form = _paper_to_recall(public_id), RecallForm()
    with form.showing_problems():
        services.recall(current_actor(), public_id, reason=form.reason.data or "")
        where = url_for("records.recipients", public_id=public_id, notice="recalled")
        return redirect(where, 303)
    return _recall_page(paper, form)


@bp.get("/recalls", requires="recall:answer")
def recalls() -> str:
    """What the person was asked to erase."""
    return render_template(
        "records/recalls.html",
        asked=queries.notices_to(current_actor()),
        kinds=KINDS,
        reasons=REASONS,
    )


@bp.post("/recalls/<public_id>", requires="recall:answer")
def confirm(public_id: str) -> Response:
    """The receipt."""
    try:
        services.confirm_erased(current_actor(), public_id)
    except Invalid:
        # The page says that these copies are kept.
        return redirect(url_for("records.recalls"), 303)
    return redirect(url_for("records.recalls", notice="erased"), 303)


def _witness(actor: Actor, paper: Paper, number: int, downloaded: bool) -> None:
    if must_be_noted(actor, paper, number=number, downloaded=downloaded):
        paper_id = paper.id
        leave_trace(lambda: note_opening(actor, paper_id, number=number, downloaded=downloaded))


def _beside(actor: Actor, paper: Paper) -> Counts | None:
    """What the paper's page says to those who answer for it."""
    if paper.current is None or not allows(actor, "document:ledger", paper):
        return None
    return queries.counts_of(paper)


def register(app: Portal) -> None:
    """Add the pages, the panel beside a paper and the notices."""
    app.register_blueprint(bp)
    add_witness(app, _witness)
    add_panel(app, "records/_panel.html", _beside)
    add_notice(app, "recalled", "success", "The paper was recalled. Those who opened it are told.")
    add_notice(app, "erased", "success", "Thank you. The office can see that you confirmed.")
