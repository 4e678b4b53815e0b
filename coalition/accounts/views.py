"""Signing in and out, and setting up the authenticator."""

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from coalition.accounts import (
    account_pages,
    confirm_pages,
    device_pages,
    enrolment,
    factor_pages,
    half_way,
    loader,
    passkey_pages,
    queries,
    recovering_pages,
    recovery,
    services,
    sign_in,
)
from coalition.accounts.answers import show_form, wanted_page
from coalition.accounts.forms import CodeForm, RecoveryCodeForm, SignInForm
from coalition.errors import Invalid
from coalition.web.dispatch import Portal
from coalition.web.identity import SignedIn, Stage, current_actor, current_sign_in
from coalition.web.notices import add_notice
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, Blueprint
from coalition.web.session_cookie import clear_token, current_token, replace_token

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"], requires=PUBLIC, own_unit=True, endpoint="sign_in")
def sign_in_page() -> ResponseReturnValue:
    """Email and password."""
    form, signed_in = SignInForm(), current_sign_in()
    if signed_in is not None and signed_in.is_authenticated:
        return redirect("/", 303)
    if not form.is_submitted():
        return show_form("accounts/sign_in.html", form)
    email, password = form.email.data or "", form.password.data or ""
    origin, old = loader.current_origin(), current_token()
    try:
        step = sign_in.try_password(email, password, origin, replacing=old)
    except Invalid as refusal:
        return show_form("accounts/sign_in.html", form, refusal)
    replace_token(step.token)
    if step.stage is Stage.ENROLMENT:
        return half_way.go("accounts.enrol_authenticator", form)
    return half_way.go("accounts.sign_in_code", form)


@bp.route("/sign-in/code", methods=["GET", "POST"], requires=HALF_SIGNED_IN, own_unit=True)
def sign_in_code() -> ResponseReturnValue:
    """The code from the authenticator."""
    return half_way.second_factor("accounts/code.html", CodeForm(), sign_in.try_code)


@bp.route("/sign-in/recovery-code", methods=["GET", "POST"], requires=HALF_SIGNED_IN, own_unit=True)
def sign_in_recovery_code() -> ResponseReturnValue:
    """A recovery code instead."""
    form = RecoveryCodeForm()
    return half_way.second_factor("accounts/recovery_code.html", form, sign_in.try_recovery_code)


@bp.post("/sign-out", requires=PUBLIC, quick=True)
def sign_out() -> ResponseReturnValue:
    """End the session, at whatever stage it is."""
    signed_in = current_sign_in()
    if signed_in is not None:
        services.sign_out(signed_in.actor, signed_in.session_id)
    clear_token()
    return redirect(url_for("accounts.sign_in", notice="signed-out"), 303)


@bp.route("/enrol/authenticator", methods=["GET", "POST"], requires=HALF_SIGNED_IN, own_unit=True)
def enrol_authenticator() -> ResponseReturnValue:
    """The QR code and the key, and the first code that proves it works."""
    form, owner = CodeForm(), half_way.owner()
    refusal: Invalid | None = None
    if form.is_submitted():
        origin = loader.current_origin()
        try:
            step = enrolment.confirm(owner.session_id, form.code.data or "", origin)
        except Invalid as wrong:
            refusal = wrong
        else:
            if step is None:
                return half_way.go("accounts.sign_in", form)
            half_way.carry(step)
            return half_way.go("accounts.enrol_recovery_codes", form)
    if owner.stage is not Stage.ENROLMENT:
        return half_way.to_right_page(owner)
    offer = enrolment.offer(queries.session_by_id(owner.session_id))
    if offer is None:
        return half_way.go("accounts.sign_in", form)
    template = "accounts/enrol_authenticator.html"
    # The picture is made by us from base 32 and an address; segno escapes nothing else into it.
    picture = Markup(offer.svg)  # noqa: S704  # nosec B704
    return show_form(template, form, refusal, offer=offer, picture=picture)


@bp.route("/enrol/recovery-codes", methods=["GET", "POST"], requires="account:change")
def enrol_recovery_codes() -> ResponseReturnValue:
    """The codes, for some minutes, until one is typed back."""
    form, owner = RecoveryCodeForm(), half_way.owner()
    refusal: Invalid | None = None
    if form.is_submitted():
        try:
            services.confirm_codes_saved(
                current_actor(), form.code.data or "", session_id=owner.session_id
            )
        except Invalid as wrong:
            refusal = wrong
        else:
            return redirect(wanted_page(form.next.data) or "/account?notice=codes-saved", 303)
    codes = _codes(owner)
    return show_form("accounts/recovery_codes.html", form, refusal, codes=codes)


@bp.get("/enrol/recovery-codes.txt", requires="account:change")
def recovery_codes_file() -> ResponseReturnValue:
    """The codes as a text file, as long as the page shows them."""
    text = render_template("accounts/recovery_codes.txt", codes=_codes(half_way.owner()))
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


def _codes(owner: SignedIn) -> list[str]:
    session = queries.session_by_id(owner.session_id)
    return recovery.shown_in(session) if session else []


def register(app: Portal) -> None:
    """Add the pages, the loader of identities and the notices."""
    loader.set_up()
    app.register_blueprint(bp)
    account_pages.register(app)
    confirm_pages.register(app)
    device_pages.register(app)
    factor_pages.register(app)
    passkey_pages.register(app)
    recovering_pages.register(app)
    add_notice(app, "signed-out", "success", "You are signed out.")
    add_notice(
        app, "password-set", "success", "Your password is set. Set up your authenticator now."
    )
