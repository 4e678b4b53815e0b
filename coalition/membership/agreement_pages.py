"""What offices and members sign before they read, and what is known of the states."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.accounts.queries import active_counts, leads_of, people_by_id
from coalition.errors import Invalid
from coalition.membership.agreement_forms import (
    OfficeSignatureForm,
    RecognitionForm,
    UndertakingForm,
    VersionForm,
)
from coalition.offices import agreements, recognition
from coalition.offices.agreements import Signed
from coalition.offices.models import Office
from coalition.offices.queries import office_count, office_thing, offices_by_id
from coalition.offices.states import STATES
from coalition.web.dispatch import Portal
from coalition.web.forms import Form
from coalition.web.guard import safe_next
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

bp = Blueprint("agreements", __name__)


def _own_office() -> Office:
    office_id = current_actor().office_id or 0
    return offices_by_id([office_id])[office_id]


def _page(sent: Form | None = None) -> ResponseReturnValue:
    actor, office = current_actor(), _own_office()
    of_office = agreements.standing_of_office(office.id)
    of_person = agreements.standing_of_person(actor.person_id or 0)
    forms = {
        "office": sent if isinstance(sent, OfficeSignatureForm) else OfficeSignatureForm(None),
        "person": sent if isinstance(sent, UndertakingForm) else UndertakingForm(None),
    }
    for name, standing in (("office", of_office), ("person", of_person)):
        forms[name].digest.data = standing.text.digest if standing.text else ""
    signer = of_office.signature.person_id if of_office.signature else 0
    page = render_template(
        "membership/agreements.html",
        office=office,
        of_office=of_office,
        of_person=of_person,
        signer=people_by_id([signer]).get(signer),
        leads=leads_of(office.id),
        forms=forms,
        form=sent,
        may_sign=allows(actor, "agreement:sign", office_thing(office)),
        may_write=allows(actor, "agreement:write"),
        next=safe_next(request.values.get("next"), ""),
    )
    return page, sent.status if sent is not None else 200


@bp.get("/agreements", requires="agreement:read")
def show() -> ResponseReturnValue:
    """Both texts, who signed them, and what is still to be signed."""
    return _page()


def _signed(kind: Signed, form: OfficeSignatureForm | UndertakingForm) -> ResponseReturnValue:
    agreements.sign(current_actor(), kind, digest=form.digest.data or "")
    actor = current_actor()
    done = agreements.holds_for(actor.person_id or 0, actor.office_id or 0)
    wanted = safe_next(request.form.get("next"), "") if done else ""
    return redirect(wanted or url_for("agreements.show", notice="signed"), 303)


@bp.post("/agreements/office", requires="agreement:sign", fresh_factor=True)
def sign_for_office() -> ResponseReturnValue:
    """The lead signs for the office."""
    form = OfficeSignatureForm()
    if not form.office_read.data:
        form.office_read.errors = ["Tick the box when you have read it."]
        return _page(form)
    with form.showing_problems():
        return _signed(Signed.OFFICE, form)
    return _page(form)


@bp.post("/agreements/undertaking", requires="undertaking:sign", fresh_factor=True)
def sign_undertaking() -> ResponseReturnValue:
    """A member signs for themselves."""
    form = UndertakingForm()
    if not form.own_read.data:
        form.own_read.errors = ["Tick the box when you have read it."]
        return _page(form)
    with form.showing_problems():
        return _signed(Signed.PERSON, form)
    return _page(form)


@bp.route(
    "/agreements/new-version",
    methods=["GET", "POST"],
    requires="agreement:write",
    fresh_factor=True,
)
def new_version() -> ResponseReturnValue:
    """Write a version; what follows is said with counts."""
    form = VersionForm()
    if form.is_submitted():
        with form.showing_problems():
            kind = Signed.OFFICE if form.kind.data == Signed.OFFICE else Signed.PERSON
            if form.kind.data not in list(Signed):
                raise Invalid.because("kind", "Choose which text it is.")
            agreements.write_version(current_actor(), kind, form.text.data or "")
            return redirect(url_for("agreements.show", notice="version-written"), 303)
    else:
        wanted = request.args.get("kind", "")
        form.kind.data = wanted if wanted in list(Signed) else Signed.OFFICE.value
        before = agreements.current_text(Signed(form.kind.data))
        form.text.data = before.text if before else ""
    page = render_template(
        "membership/new_version.html",
        form=form,
        offices=office_count(),
        people=sum(active_counts().values()),
    )
    return page, form.status


def _recognition(form: RecognitionForm) -> ResponseReturnValue:
    page = render_template(
        "membership/recognition.html",
        form=form,
        states=STATES,
        noted=recognition.recognitions(),
        standings=recognition.STANDINGS,
        may_change=allows(current_actor(), "recognition:change"),
    )
    return page, form.status


@bp.get("/offices/recognition", requires="office:list")
def states() -> ResponseReturnValue:
    """How each state stands, as far as somebody sourced it."""
    return _recognition(RecognitionForm(None))


@bp.post("/offices/recognition", requires="recognition:change", fresh_factor=True)
def note_state() -> ResponseReturnValue:
    """Note how a state stands."""
    form = RecognitionForm()
    with form.showing_problems():
        recognition.note_recognition(
            current_actor(),
            state=form.state.data or "",
            standing=form.standing.data or "",
            source=form.source.data or "",
            as_of=form.day(),
        )
        return redirect(url_for("agreements.states", notice="state-noted"), 303)
    return _recognition(form)


def register(app: Portal) -> None:
    """Add the pages and their notices."""
    app.register_blueprint(bp)
    add_notice(app, "signed", "success", "Your signature is recorded.")
    add_notice(
        app,
        "version-written",
        "success",
        "The version is written. Nobody reads what is shared before it is signed.",
    )
    add_notice(app, "state-noted", "success", "What is known of the state is noted.")
