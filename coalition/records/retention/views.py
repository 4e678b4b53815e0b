"""How long papers are kept, and the papers whose term is over."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows, might_allow, require
from coalition.documents.kinds import KINDS
from coalition.records.retention import queries, services
from coalition.records.retention.forms import RULES, KeepingForm, RulesForm
from coalition.records.retention.models import BASES, OverdueTerm
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("retention", __name__, url_prefix="/records/retention")

PAGE = 25


def _page(form: RulesForm) -> ResponseReturnValue:
    actor, number = current_actor(), asked_page()
    found = queries.overdue(actor, page=number, size=PAGE)
    page = render_template(
        "records/retention/index.html",
        rows=[(row, allows(actor, "retention:keep", row.paper)) for row in found.rows],
        page=PageLinks(number, PAGE, found.total),
        form=form,
        fields=list(RULES),
        may_change=might_allow(actor, "retention:change"),
        kinds=KINDS,
        bases=BASES,
    )
    return page, form.status


def _rules() -> RulesForm:
    form, held = RulesForm(formdata=None), queries.rules_of(current_actor().office_id or 0)
    for name, key in RULES.items():
        form[name].data = str(held.get(key, ""))
    return form


@bp.get("", requires="retention:list")
def index() -> ResponseReturnValue:
    """The rules of the office, and what its lead is asked about."""
    return _page(_rules())


@bp.post("", requires="retention:change")
def set_rules() -> ResponseReturnValue:
    """Set the rules."""
    form = RulesForm()
    with form.showing_problems():
        services.set_rules(current_actor(), years=form.years())
        return redirect(url_for("retention.index", notice="rules-set"), 303)
    return _page(form)


def _keeping(row: OverdueTerm, form: KeepingForm) -> ResponseReturnValue:
    page = render_template(
        "records/retention/keep.html",
        row=row,
        title=row.paper.current.title if row.paper.current else "",
        form=form,
        bases=BASES,
    )
    return page, form.status


def _term(public_id: str) -> OverdueTerm:
    row = queries.term_of(current_actor(), public_id)
    require(current_actor(), "retention:keep", row.paper)
    return row


@bp.get("/<public_id>", requires="retention:keep")
def keep(public_id: str) -> ResponseReturnValue:
    """Ask until when, and why."""
    return _keeping(_term(public_id), KeepingForm(formdata=None))


@bp.post("/<public_id>", requires="retention:keep")
def keep_longer(public_id: str) -> ResponseReturnValue:
    """Keep it longer."""
    row, form = _term(public_id), KeepingForm()
    with form.showing_problems():
        services.keep_longer(
            current_actor(),
            public_id,
            until=form.until.data or "",
            reason=form.reason.data or "",
        )
        return redirect(url_for("retention.index", notice="kept-longer"), 303)
    return _keeping(row, form)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    add_notice(app, "rules-set", "success", "The rules are set. No paper is changed by them.")
    add_notice(app, "kept-longer", "success", "The paper is kept. You are asked again afterwards.")
