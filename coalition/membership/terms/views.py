"""The terms of leads, for coalition admins."""

from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows, require
from coalition.accounts.models import Person, TermChange
from coalition.accounts.queries import find_person
from coalition.errors import Invalid, NotFound
from coalition.membership.terms import queries, services
from coalition.membership.terms.forms import ENDLESS, ENDS, TermForm
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("terms", __name__, url_prefix="/members")

PAGE = 25

NOTICES = {
    "term-changed": "The term is changed. The lead and all coalition admins are told by mail.",
    "term-asked": "It waits for a second admin, who is of another office than the lead too.",
    "term-refused": "Refused. The term stays as it is.",
}


@bp.get("/terms", requires="term:list")
def overview() -> ResponseReturnValue:
    """What waits for a second admin, and all leads, whose term ends first on top."""
    actor, number = current_actor(), asked_page()
    listed, total = queries.terms_page(actor, page=number, size=PAGE)
    return render_template(
        "membership/terms/overview.html",
        changes=queries.open_changes(),
        listed=listed,
        page=PageLinks(number, PAGE, total),
    )


def _lead(public_id: str) -> tuple[Person, date | None]:
    person = find_person(public_id)
    if person is None:
        raise NotFound
    require(current_actor(), "term:change", queries.term_thing(person))
    return person, queries.last_day_of(person)


@bp.route("/<public_id>/term", methods=["GET", "POST"], requires="term:change", fresh_factor=True)
def change(public_id: str) -> ResponseReturnValue:
    """Give a lead's term a last day, another one, or none."""
    person, last_day = _lead(public_id)
    ends = ENDLESS if last_day is None else ENDS
    before = queries.day_code(last_day)
    form = TermForm(data={"ends": ends, "last_day": last_day, "before": before})
    if form.is_submitted():
        with form.showing_problems():
            waiting = services.change_term(
                current_actor(), public_id, last_day=_wanted(form), before=form.before.data or ""
            )
            notice = "term-changed" if waiting is None else "term-asked"
            return redirect(url_for("terms.overview", notice=notice), 303)
    page = render_template(
        "membership/terms/change.html",
        lead=person,
        last_day=last_day,
        form=form,
        waiting=queries.change_about(person),
    )
    return page, form.status


def _wanted(form: TermForm) -> date | None:
    if form.ends.data == ENDLESS:
        return None
    if form.last_day.data is None:
        raise Invalid.because("last_day", "Give the last day, or choose that it has no end.")
    return form.last_day.data  # type: ignore[no-any-return]


def _waiting(public_id: str) -> TermChange:
    found = queries.find_change(public_id)
    if found is None or not queries.waits(found):
        raise NotFound
    return found


def _decision_page(found: TermChange, form: Form) -> ResponseReturnValue:
    actor, thing = current_actor(), queries.change_thing(found)
    page = render_template(
        "membership/terms/decide.html",
        change=found,
        form=form,
        may_agree=allows(actor, "term:agree", thing),
        may_refuse=allows(actor, "term:refuse", thing),
    )
    return page, form.status


@bp.get("/terms/<public_id>", requires="term:agree", fresh_factor=True)
def decide(public_id: str) -> ResponseReturnValue:
    """What one admin asked for, and what a second one can do about it."""
    return _decision_page(_waiting(public_id), Form(formdata=None))


@bp.post("/terms/<public_id>/agree", requires="term:agree", fresh_factor=True)
def agree(public_id: str) -> ResponseReturnValue:
    """Agree as the second admin."""
    form = Form()
    with form.showing_problems():
        services.agree(current_actor(), public_id)
        return redirect(url_for("terms.overview", notice="term-changed"), 303)
    return _decision_page(_waiting(public_id), form)


@bp.post("/terms/<public_id>/refuse", requires="term:refuse", fresh_factor=True)
def refuse(public_id: str) -> ResponseReturnValue:
    """Refuse it, or take back what one asked for."""
    services.refuse(current_actor(), public_id)
    return redirect(url_for("terms.overview", notice="term-refused"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
