"""Vetting, for coalition admins: the queue, and one applicant a page."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition import clock
from coalition.access.actor import ROLE_LABELS
from coalition.access.decide import allows
from coalition.errors import NotFound
from coalition.membership import case, casework, checklist
from coalition.membership.models import Application
from coalition.membership.vetting import OPEN, STAGE_LABELS
from coalition.membership.vetting_forms import (
    ApprovalForm,
    CallForm,
    FindingForm,
    MatchForm,
    SponsorForm,
    yes_or_no,
)
from coalition.offices.kinds import OFFICE_KINDS
from coalition.offices.queries import all_offices
from coalition.offices.states import STATES
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page
from coalition.web.routing import Blueprint

bp = Blueprint("vetting", __name__, url_prefix="/vetting")

PAGE = 25

NOTICES = {
    "finding-noted": "What you found is noted.",
    "sponsor-asked": "The sponsor is asked by mail.",
    "application-approved": "Your approval is noted. Another admin has to approve as well.",
    "applicant-invited": "Approved by two admins. The invitation goes its way; an office’s lead "
    "decides about it first, where there is one.",
    "applicant-asked": "The question is on its way to the applicant.",
    "applicant-refused": "The applicant is refused, and the message is on its way.",
}


@bp.get("", requires="application:list")
def queue() -> ResponseReturnValue:
    """What waits, the oldest first."""
    number, now = asked_page(), clock.now()
    rows, total = case.open_applications(page=number, size=PAGE)
    known = case.known_domains()
    shown = [
        {
            "application": row,
            "days": (now - row.confirmed_at).days if row.confirmed_at else 0,
            "flagged": any(flag.warning for flag in case.address_flags(row, known)),
            "standing": standing,
        }
        for row, standing in zip(rows, case.standing_counts(rows), strict=True)
    ]
    return render_template(
        "membership/vetting.html",
        rows=shown,
        page=PageLinks(number, PAGE, total),
        last=case.last_decided(),
        roles=ROLE_LABELS,
        stages=STAGE_LABELS,
        states=STATES,
    )


def find(public_id: str) -> Application:
    """The application of this page.

    Raises:
        NotFound: there is none, or its address is not confirmed.
    """
    row = case.find_application(public_id)
    if row is None:
        raise NotFound
    return row


def _forms(row: Application, sent: Form | None) -> dict[str, Any]:
    """The page's forms, all empty but the one that was sent."""
    kinds = {
        "finding": FindingForm,
        "match": MatchForm,
        "call": CallForm,
        "sponsor": SponsorForm,
        "approval": ApprovalForm,
    }
    forms = {
        name: sent if sent is not None and type(sent) is kind else kind(formdata=None)
        for name, kind in kinds.items()
    }
    forms["finding"].offer(row)
    forms["match"].offer(all_offices())
    if sent is not forms["match"]:
        forms["match"].county_fips.data = row.county_fips
    forms["approval"].seen.data = str(row.revision)
    return forms


def _lines(row: Application) -> list[dict[str, Any]]:
    """The checklist, with the newest finding of each item."""
    newest = {check.item: check for check in row.checks}
    return [
        {"label": checklist.ITEMS[i][0], "where": checklist.ITEMS[i][1], "check": newest.get(i)}
        for i in checklist.items_for(row.role)
    ]


def _page(row: Application, sent: Form | None = None) -> ResponseReturnValue:
    actor, thing = current_actor(), case.application_thing(row)
    may = {act: allows(actor, f"application:{act}", thing) for act in ("check", "ask", "refuse")}
    page = render_template(
        "membership/applicant.html",
        row=row,
        form=sent,
        forms=_forms(row, sent),
        lines=_lines(row),
        missing=case.case_of(row).missing,
        standing=case.standing_admin_ids(row),
        sponsor_stands=case.sponsor_stands(row),
        flags=case.address_flags(row, case.known_domains()),
        alike=case.alike(row),
        is_open=row.stage in OPEN,
        may=may,
        may_approve=allows(actor, "application:approve", thing),
        is_concerned=actor.office_id in thing.concerned_office_ids,
        labels={"roles": ROLE_LABELS, "stages": STAGE_LABELS, "refusals": checklist.REFUSALS},
        kinds=OFFICE_KINDS,
        states=STATES,
    )
    return page, sent.status if sent is not None else 200


def to_applicant(public_id: str, notice: str) -> ResponseReturnValue:
    """Back to the applicant's page."""
    return redirect(url_for("vetting.applicant", public_id=public_id, notice=notice), 303)


@bp.get("/<public_id>", requires="application:list")
def applicant(public_id: str) -> ResponseReturnValue:
    """One applicant: what they say, what was found, and who decided what."""
    return _page(find(public_id))


@bp.post("/<public_id>/findings", requires="application:check", fresh_factor=True)
def note_finding(public_id: str) -> ResponseReturnValue:
    """Note what was found about one item."""
    form = FindingForm()
    with form.showing_problems():
        casework.note_finding(
            current_actor(),
            public_id,
            item=form.item.data or "",
            fits=yes_or_no(form.fits.data),
            found=form.found.data or "",
        )
        return to_applicant(public_id, "finding-noted")
    return _page(find(public_id), form)


@bp.post("/<public_id>/office", requires="application:check", fresh_factor=True)
def match_office(public_id: str) -> ResponseReturnValue:
    """Say which office it is."""
    form = MatchForm()
    with form.showing_problems():
        casework.match_office(
            current_actor(),
            public_id,
            office=form.office.data or "",
            county_fips=form.county_fips.data or "",
            found=form.office_found.data or "",
        )
        return to_applicant(public_id, "finding-noted")
    return _page(find(public_id), form)


@bp.post("/<public_id>/calls", requires="application:check", fresh_factor=True)
def log_call(public_id: str) -> ResponseReturnValue:
    """Note a call."""
    form = CallForm()
    with form.showing_problems():
        casework.log_call(
            current_actor(),
            public_id,
            where_found=form.where_found.data or "",
            number=form.number.data or "",
            reached=form.reached.data or "",
            called_at=form.moment(),
            confirmed=yes_or_no(form.confirmed.data),
        )
        return to_applicant(public_id, "finding-noted")
    return _page(find(public_id), form)


@bp.post("/<public_id>/sponsor", requires="application:check", fresh_factor=True)
def ask_sponsor(public_id: str) -> ResponseReturnValue:
    """Ask a member of another office to vouch."""
    form = SponsorForm()
    with form.showing_problems():
        casework.ask_sponsor(current_actor(), public_id, email=form.sponsor_email.data or "")
        return to_applicant(public_id, "sponsor-asked")
    return _page(find(public_id), form)


@bp.post("/<public_id>/approve", requires="application:approve", fresh_factor=True)
def approve(public_id: str) -> ResponseReturnValue:
    """Approve what was looked at."""
    form = ApprovalForm()
    with form.showing_problems():
        row = casework.approve(current_actor(), public_id, seen=form.seen.data or "")
        invited = row.invitation is not None
        notice = "applicant-invited" if invited else "application-approved"
        return to_applicant(public_id, notice)
    return _page(find(public_id), form)


def register(app: Portal) -> None:
    """Add the pages, the header link and the notices."""
    app.register_blueprint(bp)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
