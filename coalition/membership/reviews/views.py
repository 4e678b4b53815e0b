"""The review of access: whom one confirms, and for admins how far the offices are."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.membership.reviews import queries, services
from coalition.membership.reviews.forms import OpeningForm
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("access_reviews", __name__, url_prefix="/members/access-review")

PAGE = 25


@bp.get("", requires="access-review:list")
def work() -> ResponseReturnValue:
    """Whom the actor confirms, those who wait first."""
    actor, review, number = current_actor(), queries.latest_review(), asked_page()
    listed, total = queries.work_page(actor, review, page=number, size=PAGE) if review else ([], 0)
    return render_template(
        "membership/reviews/work.html",
        review=review,
        listed=listed,
        page=PageLinks(number, PAGE, total),
        waiting=queries.waiting_for(actor),
        over=review is not None and queries.is_due(review),
        may_open=allows(actor, "access-review:open"),
    )


@bp.get("/offices", requires="access-review:open", fresh_factor=False)
def offices() -> ResponseReturnValue:
    """How far the offices are, searchable."""
    words, number = request.args.get("q", "").replace("\0", "")[:200], asked_page()
    review = queries.latest_review()
    rows, total = (
        queries.progress_page(review, words, page=number, size=PAGE) if review else ([], 0)
    )
    return render_template(
        "membership/reviews/offices.html",
        review=review,
        rows=rows,
        page=PageLinks(number, PAGE, total),
        words=words,
        may_open=True,
    )


@bp.route("/new", methods=["GET", "POST"], requires="access-review:open", fresh_factor=True)
def new() -> ResponseReturnValue:
    """Open a review."""
    form = OpeningForm(data={"due_on": services.usual_day()})
    if form.is_submitted():
        with form.showing_problems():
            services.open_review(current_actor(), due_on=form.due_on.data)
            return redirect(url_for("access_reviews.work", notice="review-opened"), 303)
    return render_template("membership/reviews/new.html", form=form), form.status


@bp.post(
    "/<public_id>/people/<person_id>/confirm", requires="access-review:confirm", fresh_factor=True
)
def confirm(public_id: str, person_id: str) -> ResponseReturnValue:
    """Say that the person still needs their access."""
    services.confirm(current_actor(), public_id, person_id)
    return redirect(url_for("access_reviews.work", notice="access-confirmed"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    add_notice(
        app,
        "review-opened",
        "success",
        "The review is open. Leads are reminded by mail 14 and 3 days before it ends.",
    )
    add_notice(app, "access-confirmed", "success", "Confirmed. The access stays as it is.")
