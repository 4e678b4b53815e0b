"""The papers of a request: choosing them, asking their contributors, and what became of them."""

from collections.abc import Iterator

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from coalition import clock
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.documents.kinds import KINDS
from coalition.errors import Conflict
from coalition.offices.naming import shown_name
from coalition.records.requests import contributors, services
from coalition.records.requests.candidates import Origin, Wanted, candidates
from coalition.records.requests.forms import AskingForm, ChoosingForm, ClosingForm, LogForm
from coalition.records.requests.models import RecordsRequest, RequestedPaper
from coalition.records.requests.queries import request_of, waits_for_contributor
from coalition.records.requests.stages import Act, can
from coalition.records.requests.views import names_of
from coalition.web.csv_lines import csv_line
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("request_papers", __name__, url_prefix="/records/requests")

PAGE = 25


def _row(public_id: str, act: Act, permission: str = "request:handle") -> RecordsRequest:
    """The request, if ``act`` can be done with it now.

    Raises:
        NotFound, NotPermitted: not this actor.
        Conflict: not at its stage.
    """
    row = request_of(current_actor(), public_id)
    require(current_actor(), permission, row)
    if not can(row.stage, act):
        raise Conflict
    return row


def _to(public_id: str, notice: str) -> ResponseReturnValue:
    return redirect(url_for("requests.page", public_id=public_id, notice=notice), 303)


def _wanted() -> Wanted:
    asked = request.args
    origin, kind = asked.get("origin", ""), asked.get("kind", "")
    return Wanted(
        asked.get("q", "")[:200],
        kind if kind in KINDS else "",
        Origin(origin) if origin in set(Origin) else Origin.ALL,
    )


def _choosing(row: RecordsRequest, form: ChoosingForm) -> ResponseReturnValue:
    wanted, number = _wanted(), asked_page()
    chosen = [paper.number for paper in row.papers]
    found = candidates(current_actor(), wanted, without=chosen, page=number, size=PAGE)
    page = render_template(
        "records/requests/papers.html",
        row=row,
        form=form,
        wanted=wanted,
        found=found,
        page=PageLinks(number, PAGE, found.total),
        kinds=KINDS,
    )
    return page, form.status


@bp.get("/<public_id>/papers", requires="request:handle")
def papers(public_id: str) -> ResponseReturnValue:
    """Look for the papers that the request concerns."""
    return _choosing(_row(public_id, Act.CHOOSE), ChoosingForm(formdata=None))


@bp.post("/<public_id>/papers", requires="request:handle")
def choose(public_id: str) -> ResponseReturnValue:
    """Say which they are."""
    row, form = _row(public_id, Act.CHOOSE), ChoosingForm()
    with form.showing_problems():
        services.choose(current_actor(), public_id, numbers=form.chosen())
        return _to(public_id, "request-papers")
    return _choosing(row, form)


def _asking(row: RecordsRequest, form: AskingForm) -> ResponseReturnValue:
    new = [paper for paper in row.papers if paper.of_another_office and paper.notice is None]
    page = render_template(
        "records/requests/ask.html", row=row, form=form, papers=new, names=names_of(row)
    )
    return page, form.status


@bp.get("/<public_id>/contributors", requires="request:handle")
def contributors_page(public_id: str) -> ResponseReturnValue:
    """Who will be asked about what."""
    return _asking(_row(public_id, Act.ASK), AskingForm(formdata=None))


@bp.post("/<public_id>/contributors", requires="request:handle")
def ask(public_id: str) -> ResponseReturnValue:
    """Ask them."""
    row, form = _row(public_id, Act.ASK), AskingForm()
    with form.showing_problems():
        contributors.ask(current_actor(), public_id, until=form.until.data or "")
        return _to(public_id, "request-asked")
    return _asking(row, form)


def _logging(row: RecordsRequest, form: LogForm) -> ResponseReturnValue:
    free = [paper for paper in row.papers if not waits_for_contributor(paper)]
    form.offer(free, names_of(row))
    page = render_template("records/requests/log.html", row=row, form=form, papers=free)
    return page, form.status


@bp.get("/<public_id>/log", requires="request:handle")
def log_page(public_id: str) -> ResponseReturnValue:
    """The form for what became of a paper."""
    form = LogForm(formdata=None)
    form.number.data = request.args.get("paper", "")
    form.decided_on.data = clock.now().date().isoformat()
    return _logging(_row(public_id, Act.LOG), form)


@bp.post("/<public_id>/log", requires="request:handle")
def log(public_id: str) -> ResponseReturnValue:
    """Enter it."""
    row, form = _row(public_id, Act.LOG), LogForm()
    with form.showing_problems():
        contributors.log(
            current_actor(), public_id, **{field.name: field.data or "" for field in form}
        )
        return _to(public_id, "request-logged")
    return _logging(row, form)


def _closing(row: RecordsRequest, form: ClosingForm) -> ResponseReturnValue:
    return render_template("records/requests/close.html", row=row, form=form), form.status


@bp.get("/<public_id>/close", requires="request:close", fresh_factor=True)
def close_page(public_id: str) -> ResponseReturnValue:
    """Ask how it ended, and say which holds end with it."""
    return _closing(_row(public_id, Act.CLOSE, "request:close"), ClosingForm(formdata=None))


@bp.post("/<public_id>/close", requires="request:close", fresh_factor=True)
def close(public_id: str) -> ResponseReturnValue:
    """Close it."""
    row, form = _row(public_id, Act.CLOSE, "request:close"), ClosingForm()
    with form.showing_problems():
        services.close(current_actor(), public_id, reason=form.close_reason.data or "")
        return _to(public_id, "request-closed")
    return _closing(row, form)


COLUMNS = (
    "paper",
    "kind",
    "office",
    "title",
    "kept_since",
    "kept_until",
    "contributors_asked",
    "until",
    "reply",
    "objection_ground",
    "objection_reason",
    "outcome",
    "ground",
    "note",
    "decided_on",
    "entered",
    "entered_by",
)


@bp.get("/<public_id>/log.csv", requires="request:export", fresh_factor=True)
def export(public_id: str) -> Response:
    """The log as a table; taking it is an entry in the audit log."""
    actor = current_actor()
    row = request_of(actor, public_id)
    require(actor, "request:export", row)
    text = "".join(_lines(row))
    leave_trace(
        lambda: audit.record(
            actor, "request.exported", object_kind="records-request", object_id=public_id
        )
    )
    headers = {"Content-Disposition": f'attachment; filename="request-{public_id}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _lines(row: RecordsRequest) -> Iterator[str]:
    names = names_of(row)
    yield csv_line(list(COLUMNS))
    for paper in row.papers:
        before = [*_of_paper(paper, names[paper.number]), *_of_notice(paper)]
        if not paper.entries:
            yield csv_line([*before, "", "", "", "", "", ""])
        for entry in paper.entries:
            after = [entry.outcome, entry.ground, entry.note, entry.decided_on.isoformat()]
            entered = entry.noted_at.isoformat(timespec="seconds")
            yield csv_line([*before, *after, entered, entry.noted_by.name])


def _of_paper(paper: RequestedPaper, name: str) -> list[str]:
    lifted = paper.hold.lifted_at
    return [
        paper.number,
        paper.kind,
        shown_name(current_actor(), paper.office),
        name,
        paper.hold.placed_at.isoformat(timespec="seconds"),
        lifted.isoformat(timespec="seconds") if lifted else "",
    ]


def _of_notice(paper: RequestedPaper) -> list[str]:
    notice = paper.notice
    if notice is None:
        return ["", "", "", "", ""]
    asked = notice.asked_at.isoformat(timespec="seconds")
    return [asked, notice.until.isoformat(), notice.reply, notice.ground, notice.reason]


def register(app: Portal) -> None:
    """Add the pages."""
    app.register_blueprint(bp)
