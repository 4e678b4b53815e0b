"""The pages of a forgotten password and of a lost second factor."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import factor_resets, half_way, loader, recovering
from coalition.accounts.answers import show_form
from coalition.accounts.forms import ForgottenForm, NewPasswordForm, OldPasswordForm
from coalition.accounts.sign_in import SessionGone
from coalition.errors import Invalid, NotFound
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.forms import Form
from coalition.web.identity import Stage, current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, Blueprint
from coalition.web.session_cookie import replace_token

bp = Blueprint("recovering", __name__)

NOTICES = {
    "link-sent": (
        "info",
        "If there is an account with this address, a mail with a link is on its way. "
        "The link works once, for 30 minutes.",
    ),
    "password-reset": (
        "success",
        "Your password is set, and all your sessions were ended. Sign in with it now.",
    ),
    "reset-asked": ("success", "You asked for a new second factor. Nothing else is needed now."),
    "reset-cancelled": ("success", "The replacement of the second factors is cancelled."),
}


@bp.route("/forgotten-password", methods=["GET", "POST"], requires=PUBLIC, own_unit=True)
def forgotten() -> ResponseReturnValue:
    """Ask for a link by mail; the answer says nothing about the address."""
    form = ForgottenForm()
    if not form.is_submitted():
        return show_form("accounts/forgotten.html", form)
    try:
        recovering.ask_for_password(form.email.data or "", loader.current_origin())
    except Invalid as refusal:
        return show_form("accounts/forgotten.html", form, refusal)
    return redirect(url_for("recovering.forgotten", notice="link-sent"), 303)


def _dead_link(token: str) -> ResponseReturnValue:
    leave_trace(lambda: recovering.bury_link(token))
    return render_template("accounts/dead_link.html"), 404


@bp.route("/forgotten-password/<token>", methods=["GET", "POST"], requires=PUBLIC, own_unit=True)
def new_password(token: str) -> ResponseReturnValue:
    """Set a new password; the second factor is asked when signing in, as ever."""
    reset, form = recovering.find_password_reset(token), NewPasswordForm()
    if reset is None or reset.person is None:
        return _dead_link(token)
    facts: dict[str, Any] = {"email": reset.person.email, "token": token}
    if not form.is_submitted():
        return show_form("accounts/new_password.html", form, **facts)
    try:
        recovering.set_password(token, form.password.data or "")
    except NotFound:
        return _dead_link(token)
    except Invalid as refusal:
        return show_form("accounts/new_password.html", form, refusal, **facts)
    return redirect(url_for("accounts.sign_in", notice="password-reset"), 303)


@bp.get("/sign-in/lost-factor", requires=HALF_SIGNED_IN)
def lost_factor() -> ResponseReturnValue:
    """What happens when somebody asks for a new second factor, or how far it has come."""
    half = half_way.owner()
    if half.stage is not Stage.SECOND_FACTOR:
        return half_way.to_right_page(half)
    reset = factor_resets.find_open(half.person_id)
    return show_form("accounts/lost_factor.html", Form(formdata=None), reset=reset)


@bp.post("/sign-in/lost-factor", requires=HALF_SIGNED_IN, own_unit=True)
def ask_for_factor() -> ResponseReturnValue:
    """Ask two admins for a new second factor."""
    try:
        recovering.ask_for_factor(half_way.owner().session_id)
    except SessionGone:
        return redirect(url_for("accounts.sign_in"), 303)
    except Invalid as refusal:
        return show_form("accounts/lost_factor.html", Form(), refusal, reset=None)
    return redirect(url_for("recovering.lost_factor", notice="reset-asked"), 303)


@bp.post("/sign-in/lost-factor/cancel", requires=HALF_SIGNED_IN, own_unit=True)
def cancel_half_way() -> ResponseReturnValue:
    """The phone was found: nothing is to be replaced."""
    recovering.cancel_own(half_way.owner().person_id, None)
    return redirect(url_for("accounts.sign_in_code", notice="reset-cancelled"), 303)


@bp.post("/account/factor-reset/cancel", requires="account:change", own_unit=True)
def cancel_on_account() -> ResponseReturnValue:
    """The person, signed in with both factors, wants nothing replaced."""
    recovering.cancel_own(half_way.owner().person_id, current_actor())
    return redirect(url_for("account.show", notice="reset-cancelled"), 303)


@bp.route("/enrol/reset/<token>", methods=["GET", "POST"], requires=PUBLIC, own_unit=True)
def begin_again(token: str) -> ResponseReturnValue:
    """The mailed link of an approved reset; the password is asked as well."""
    reset, form = factor_resets.find_by_token(token), OldPasswordForm()
    if reset is None:
        return _dead_link(token)
    facts: dict[str, Any] = {"email": reset.person.email, "token": token}
    if not form.is_submitted():
        return show_form("accounts/begin_again.html", form, **facts)
    try:
        started = recovering.begin_again(token, form.password.data or "", loader.current_origin())
    except NotFound:
        return _dead_link(token)
    except Invalid as refusal:
        return show_form("accounts/begin_again.html", form, refusal, **facts)
    replace_token(started)
    return redirect(url_for("accounts.enrol_authenticator"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    for code, (kind, text) in NOTICES.items():
        add_notice(app, code, kind, text)
