"""The pages of holds."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.actor import Actor
from coalition.access.decide import allows, might_allow
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.pages import add_panel
from coalition.records.holds import queries, services
from coalition.records.holds.forms import HoldForm, LiftForm, ReviewForm
from coalition.records.holds.models import CAUSE_LABELS, REQUEST, Hold
from coalition.records.holds.queries import Shown
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("holds", __name__, url_prefix="/records/holds")

PAGE = 25


@bp.get("", requires="hold:list")
def index() -> str:
    """The holds of the person's office."""
    actor, number = current_actor(), asked_page()
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.STANDING
    found = queries.holds(actor, shown, page=number, size=PAGE)
    return render_template(
        "records/holds/index.html",
        found=found,
        shown=shown,
        counts={each: queries.count(actor, each) for each in Shown},
        page=PageLinks(number, PAGE, found.total),
        kinds=KINDS,
        causes=CAUSE_LABELS,
        may_place=might_allow(actor, "hold:place"),
    )


def _placing(form: HoldForm) -> ResponseReturnValue:
    return render_template("records/holds/new.html", form=form), form.status


@bp.get("/new", requires="hold:place")
def new() -> ResponseReturnValue:
    """The form that places a hold."""
    form = HoldForm(formdata=None)
    form.number.data = request.args.get("paper", "")
    return _placing(form)


@bp.post("/new", requires="hold:place")
def place() -> ResponseReturnValue:
    """Place a hold."""
    form = HoldForm()
    with form.showing_problems():
        services.place(current_actor(), **{field.name: field.data or "" for field in form})
        return redirect(url_for("holds.index", notice="hold-placed"), 303)
    return _placing(form)


def _page(hold: Hold, sent: Form | None = None) -> ResponseReturnValue:
    actor = current_actor()
    review, lift = ReviewForm(formdata=None), LiftForm(formdata=None)
    review.review_on.data = hold.review_on.isoformat()
    page = render_template(
        "records/holds/hold.html",
        hold=hold,
        title=queries.titles_for(actor, [hold.paper_number]).get(hold.paper_number),
        kind=KINDS[hold.paper_kind],
        cause=CAUSE_LABELS[hold.cause],
        of_request=hold.cause == REQUEST,
        form=sent,
        review=sent if isinstance(sent, ReviewForm) else review,
        lift=sent if isinstance(sent, LiftForm) else lift,
        may_lift=hold.lifted_at is None and allows(actor, "hold:lift", hold),
    )
    return page, sent.status if sent is not None else 200


@bp.get("/<public_id>", requires="hold:read")
def hold(public_id: str) -> ResponseReturnValue:
    """One hold."""
    return _page(queries.hold_of(current_actor(), public_id))


@bp.post("/<public_id>/review", requires="hold:review")
def review(public_id: str) -> ResponseReturnValue:
    """Look at it again later."""
    form = ReviewForm()
    with form.showing_problems():
        services.review(current_actor(), public_id, review_on=form.review_on.data or "")
        return redirect(url_for("holds.hold", public_id=public_id, notice="hold-reviewed"), 303)
    return _page(queries.hold_of(current_actor(), public_id), form)


@bp.post("/<public_id>/lift", requires="hold:lift", fresh_factor=True)
def lift(public_id: str) -> ResponseReturnValue:
    """End it."""
    form = LiftForm()
    with form.showing_problems():
        services.lift(current_actor(), public_id, reason=form.lift_reason.data or "")
        return redirect(url_for("holds.index", notice="hold-lifted"), 303)
    return _page(queries.hold_of(current_actor(), public_id), form)


def _beside(actor: Actor, paper: Paper) -> dict[str, object] | None:
    """The holds of the reader's office on a paper, and for its lead the way to place one."""
    found = queries.standing_on(actor, paper)
    may_place = allows(actor, "hold:place", paper)
    if not found and not may_place:
        return None
    return {"holds": found, "may_place": may_place, "may_read": allows(actor, "hold:list")}


def register(app: Portal) -> None:
    """Add the pages, the panel beside a paper and the notices."""
    app.register_blueprint(bp)
    add_panel(app, "records/holds/_panel.html", _beside)
    add_notice(app, "hold-placed", "success", "The hold is placed. Nothing it covers is erased.")
    add_notice(app, "hold-reviewed", "success", "You will be reminded of the hold on that day.")
    add_notice(app, "hold-lifted", "success", "The hold is lifted.")
