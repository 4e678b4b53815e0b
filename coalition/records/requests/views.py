"""The pages of public-records requests, for the office that received them."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition import clock
from coalition.access.decide import allows, require
from coalition.deidentify.at_once import AtOnce
from coalition.deidentify.examined import examine
from coalition.deidentify.forms import posted_items
from coalition.documents.kinds import KINDS
from coalition.documents.review_page import ReviewPage, review_page
from coalition.errors import GateClosed, Invalid
from coalition.records.holds.queries import titles_for
from coalition.records.requests import queries, services
from coalition.records.requests.forms import (
    DayForm,
    LeavingOutForm,
    RequestForm,
    StepForm,
    day_form,
)
from coalition.records.requests.models import GROUNDS, OUTCOMES, REPLIES, REQUESTERS, RecordsRequest
from coalition.records.requests.queries import request_of
from coalition.records.requests.scope import Scope, review_scope, scope_as_seen, scope_parts
from coalition.records.requests.services import Received
from coalition.records.requests.stages import OPEN, STAGE_LABELS, Act, can
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("requests", __name__, url_prefix="/records/requests")

PAGE = 25

NOTICES = {
    "request-registered": "The request is registered. Look for the papers that it concerns.",
    "request-papers": "The papers are chosen, and kept until the request is closed.",
    "request-left-out": "The paper is left out, and its hold is lifted.",
    "request-asked": "The contributors are told by mail and on their pages.",
    "request-logged": "It is in the log.",
    "request-moved": "The day is moved.",
    "request-noted": "It is noted.",
    "request-closed": "The request is closed. Its holds are lifted.",
}


def days_left(due_on: date) -> int:
    """How many days are left; below zero when it is late."""
    return (due_on - clock.now().date()).days


def names_of(row: RecordsRequest) -> dict[str, str]:
    """What to call each paper: its title where the reader may know it."""
    titles = titles_for(current_actor(), (paper.number for paper in row.papers))
    return {
        p.number: titles.get(p.number) or f"{KINDS[p.kind].label} {p.number}" for p in row.papers
    }


@bp.get("", requires="request:list")
def index() -> str:
    """The requests that the office received."""
    actor, number = current_actor(), asked_page()
    is_open = request.args.get("show") != "closed"
    found = queries.requests(actor, is_open=is_open, page=number, size=PAGE)
    return render_template(
        "records/requests/index.html",
        rows=[(row, days_left(row.due_on)) for row in found.rows],
        is_open=is_open,
        page=PageLinks(number, PAGE, found.total),
        stages=STAGE_LABELS,
        due_stages=OPEN,
        may_register=allows(actor, "request:register"),
    )


def _registering(form: RequestForm, review: ReviewPage | None = None) -> ResponseReturnValue:
    return render_template("records/requests/new.html", form=form, review=review), form.status


@bp.get("/new", requires="request:register")
def new() -> ResponseReturnValue:
    """The form that registers a request."""
    return _registering(RequestForm(formdata=None))


def _scope(form: RequestForm) -> Scope:
    entered = posted_items(request.form)
    made = {key: each.decision for key, each in entered.items() if each.decision is not None}
    return Scope(form.typed_scope(), form.seen.data or "", made)


def _examine_scope() -> None:
    try:
        review_scope(current_actor(), _scope(RequestForm()), look=examine)
    except Invalid:
        return  # The view says so beside the field.


@bp.post("/new", requires="request:register", beforehand=_examine_scope)
def register_request() -> ResponseReturnValue:
    """Register it, or show the form again with what is to be mended or decided."""
    form = RequestForm()
    scope = _scope(form)
    received = Received(
        requester=form.requester.data or "",
        received_on=form.received_on.data or "",
        reference=form.reference.data or "",
        statute=form.statute.data or "",
        due_on=form.due_on.data or "",
        scope=scope,
    )
    try:
        row = services.register(current_actor(), received)
        return _to(row.public_id, "request-registered")
    except GateClosed:
        return _registering(form, _still_open(form, review_scope(current_actor(), scope)))
    except Invalid as refusal:
        form.show(refusal.problems)
        return _registering(form)


def _still_open(form: RequestForm, review: AtOnce) -> ReviewPage:
    """What is to be decided of the scope, with what was entered; the form says so as well."""
    form.scope.errors = ["Something in it may identify somebody. Decide about it, or reword it."]
    if review.refused is not None:
        form.show(review.refused.problems)
    text = form.typed_scope()
    form.seen.data = scope_as_seen(current_actor(), text)
    return review_page(review.sheet, scope_parts(text), posted_items(request.form), only_open=False)


def _to(public_id: str, notice: str) -> ResponseReturnValue:
    return redirect(url_for("requests.page", public_id=public_id, notice=notice), 303)


def page_of(row: RecordsRequest, sent: Form | None = None) -> ResponseReturnValue:
    """The page of one request, with the form that was sent."""
    actor = current_actor()
    handles, names = allows(actor, "request:handle", row), names_of(row)
    leaving = sent if isinstance(sent, LeavingOutForm) else LeavingOutForm(formdata=None)
    answer = render_template(
        "records/requests/request.html",
        row=row,
        form=sent,
        names=names,
        case=queries.case_of(row),
        waits={p.number for p in row.papers if queries.waits_for_contributor(p)},
        day=sent if isinstance(sent, DayForm) else day_form(row),
        leaving=leaving.offer(row, names),
        days=days_left(row.due_on),
        may={act.name.lower(): handles and can(row.stage, act) for act in Act},
        may_export=allows(actor, "request:export", row),
        is_due=row.stage in OPEN,
        labels={
            "stages": STAGE_LABELS,
            "requesters": REQUESTERS,
            "grounds": GROUNDS,
            "outcomes": OUTCOMES,
            "replies": REPLIES,
        },
    )
    return answer, sent.status if sent is not None else 200


@bp.get("/<public_id>", requires="request:read")
def page(public_id: str) -> ResponseReturnValue:
    """One request: what was asked, which papers it concerns, and what became of them."""
    return page_of(request_of(current_actor(), public_id))


def _row_to_handle(public_id: str) -> RecordsRequest:
    row = request_of(current_actor(), public_id)
    require(current_actor(), "request:handle", row)
    return row


@bp.post("/<public_id>/day", requires="request:handle")
def move_day(public_id: str) -> ResponseReturnValue:
    """Enter another day on which it is due."""
    row = _row_to_handle(public_id)
    form = DayForm()
    with form.showing_problems():
        services.move_day(current_actor(), public_id, due_on=form.due_on.data or "")
        return _to(public_id, "request-moved")
    return page_of(row, form)


@bp.post("/<public_id>/leave-out", requires="request:handle")
def leave_out(public_id: str) -> ResponseReturnValue:
    """Take a paper out of the request."""
    row, form = _row_to_handle(public_id), LeavingOutForm()
    with form.showing_problems():
        services.leave_out(
            current_actor(),
            public_id,
            number=form.number.data or "",
            reason=form.left_out_reason.data or "",
        )
        return _to(public_id, "request-left-out")
    return page_of(row, form)


@bp.post("/<public_id>/steps", requires="request:handle")
def note(public_id: str) -> ResponseReturnValue:
    """Note that it was answered, withdrawn or appealed."""
    row, form = _row_to_handle(public_id), StepForm()
    with form.showing_problems():
        services.note(current_actor(), public_id, act=form.act.data or "")
        return _to(public_id, "request-noted")
    return page_of(row, form)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
