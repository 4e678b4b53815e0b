"""The account page and what can be changed there."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import (
    factor_resets,
    loader,
    queries,
    recovery,
    services,
    sessions,
    step_up,
)
from coalition.accounts.answers import show_form
from coalition.accounts.forms import PasswordForm, ThemeForm
from coalition.accounts.models import Person
from coalition.accounts.security_log import EVENT_LABELS
from coalition.db import db
from coalition.errors import Invalid, NotPermitted
from coalition.web.dispatch import Portal
from coalition.web.identity import SignedIn, current_actor, current_sign_in
from coalition.web.notices import add_notice
from coalition.web.paging import page_url
from coalition.web.routing import Blueprint
from coalition.web.session_cookie import replace_token

bp = Blueprint("account", __name__, url_prefix="/account")

FEW_CODES = 3
PAGE = 25

NOTICES = {
    "codes-saved": "Your recovery codes are confirmed as saved.",
    "password-changed": "Your password is changed. Your other sessions were ended.",
    "session-ended": "The session is ended.",
    "sessions-ended": "All your other sessions are ended.",
    "theme-saved": "Your theme is saved.",
}


def _owner() -> SignedIn:
    signed_in = current_sign_in()
    if signed_in is None:
        raise NotPermitted("account:read")
    return signed_in


@bp.get("", requires="account:read")
def show() -> ResponseReturnValue:
    """Status first, then everything that can be changed."""
    owner = _owner()
    person = db.session.get_one(Person, owner.person_id)
    passkeys = queries.passkeys_of(person.id)
    return render_template(
        "accounts/account.html",
        account=person,
        role_labels=owner.role_labels,
        reset=factor_resets.find_open(person.id),
        passkeys=passkeys,
        second_factors=_in_words(person, len(passkeys)),
        codes_left=recovery.codes_left(person.id),
        few_codes=FEW_CODES,
        sessions=sessions.live_sessions(person.id),
        session_id=owner.session_id,
        theme_form=ThemeForm(formdata=None, theme=person.theme),
        events=queries.security_events(person)[:5],
        event_labels=EVENT_LABELS,
    )


@bp.get("/history", requires="account:read")
def history() -> ResponseReturnValue:
    """What happened to the account: when, by whom and from where, the newest first."""
    person = db.session.get_one(Person, _owner().person_id)
    text = request.args.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
    events = queries.security_events(person, before=before, size=PAGE)
    older = page_url(before=str(events[PAGE - 1].number)) if len(events) > PAGE else None
    return render_template(
        "accounts/history.html",
        events=events[:PAGE],
        event_labels=EVENT_LABELS,
        older_url=older,
        newest_url=page_url(before=None) if before is not None else None,
    )


def _in_words(person: Person, passkeys: int) -> str:
    app = ["Authenticator app"] if person.totp_confirmed_at is not None else []
    keys = ["1 passkey" if passkeys == 1 else f"{passkeys} passkeys"] if passkeys else []
    return " and ".join(app + keys)


def _back(notice: str) -> ResponseReturnValue:
    return redirect(url_for("account.show", notice=notice), 303)


@bp.post("/theme", requires="account:change")
def theme() -> ResponseReturnValue:
    """System, light or dark."""
    services.set_theme(current_actor(), ThemeForm().theme.data or "")
    return _back("theme-saved")


@bp.post("/sessions/end-others", requires="account:change")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere else."""
    services.end_other_sessions(current_actor(), session_id=_owner().session_id)
    return _back("sessions-ended")


@bp.post("/sessions/<public_id>/end", requires="account:change")
def end_session(public_id: str) -> ResponseReturnValue:
    """Sign out one session."""
    services.end_session(current_actor(), public_id)
    return _back("session-ended")


@bp.route(
    "/password",
    methods=["GET", "POST"],
    requires="account:change",
    own_unit=True,
    fresh_factor=True,
)
def password() -> ResponseReturnValue:
    """A new password; the old one is asked."""
    form, owner = PasswordForm(), _owner()
    email = db.session.get_one(Person, owner.person_id).email
    if not form.is_submitted():
        return show_form("accounts/password.html", form, email=email)
    old, new = form.old_password.data or "", form.password.data or ""
    origin = loader.current_origin()
    try:
        token = step_up.change_password(
            current_actor(), old, new, session_id=owner.session_id, origin=origin
        )
    except Invalid as refusal:
        return show_form("accounts/password.html", form, refusal, email=email)
    replace_token(token)
    return _back("password-changed")


@bp.get("/recovery-codes", requires="account:change", fresh_factor=True)
def recovery_codes() -> ResponseReturnValue:
    """Say what new codes mean before they are made."""
    return render_template("accounts/new_recovery_codes.html")


@bp.post("/recovery-codes", requires="account:change", fresh_factor=True)
def make_recovery_codes() -> ResponseReturnValue:
    """Ten new codes."""
    owner = _owner()
    replace_token(services.make_recovery_codes(current_actor(), session_id=owner.session_id))
    return redirect(url_for("accounts.enrol_recovery_codes"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
