"""Passkeys while signing in: instead of the password, after it, and as the first factor set up.

The script asks for the options, and the form brings the passkey's answer like any other form.
"""

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from coalition.accounts import factor_changes, half_way, loader, passkey_sign_in
from coalition.accounts.answers import show_form
from coalition.accounts.browsers import device_name
from coalition.accounts.forms import CodeForm, NewPasskeyForm, PasskeyForm, SignInForm
from coalition.accounts.models import Person
from coalition.accounts.passkey_sign_in import SECOND_FACTOR, SIGN_IN
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import Step
from coalition.db import db
from coalition.errors import Invalid
from coalition.web.dispatch import Portal
from coalition.web.identity import Stage, current_sign_in
from coalition.web.routing import HALF_SIGNED_IN, PUBLIC, Blueprint
from coalition.web.session_cookie import current_token

bp = Blueprint("passkeys", __name__)


@bp.post("/sign-in/passkey/options", requires=PUBLIC, own_unit=True)
def sign_in_options() -> ResponseReturnValue:
    """What to ask any passkey of this portal for."""
    return jsonify(passkey_sign_in.options(current_token(), SIGN_IN))


@bp.post("/sign-in/passkey", requires=PUBLIC, own_unit=True)
def sign_in() -> ResponseReturnValue:
    """Sign in with a passkey and nothing else."""
    form, token, signed_in = PasskeyForm(), current_token(), current_sign_in()
    if signed_in is not None and signed_in.is_authenticated:
        # Another session would leave this one open with nobody holding its token.
        return redirect("/", 303)
    try:
        step = passkey_sign_in.try_passkey(
            form.credential.data or "", loader.current_origin(), token=token
        )
    except Invalid as refusal:
        return show_form("accounts/sign_in.html", SignInForm(), refusal)
    return half_way.go_on(step, form)


@bp.post("/sign-in/code/passkey/options", requires=HALF_SIGNED_IN, own_unit=True)
def second_factor_options() -> ResponseReturnValue:
    """What to ask a passkey of the person for, whose password was right."""
    person_id = half_way.owner().person_id
    return jsonify(passkey_sign_in.options(current_token(), SECOND_FACTOR, person_id))


@bp.post("/sign-in/code/passkey", requires=HALF_SIGNED_IN, own_unit=True)
def second_factor() -> ResponseReturnValue:
    """A passkey after the password."""
    token, given = current_token(), PasskeyForm().credential.data or ""

    def attempt(session_id: int, _code: str, origin: Origin) -> Step:
        return passkey_sign_in.try_second_factor(session_id, given, origin, token=token)

    return half_way.second_factor("accounts/code.html", CodeForm(), attempt)


@bp.post("/enrol/passkey/options", requires=HALF_SIGNED_IN, own_unit=True)
def enrol_options() -> ResponseReturnValue:
    """What the browser needs to make the first factor of a new member."""
    person = db.session.get_one(Person, half_way.owner().person_id)
    return jsonify(factor_changes.creation_options(current_token(), factor_changes.ENROL, person))


@bp.route("/enrol/passkey", methods=["GET", "POST"], requires=HALF_SIGNED_IN, own_unit=True)
def enrol() -> ResponseReturnValue:
    """A passkey instead of an authenticator app."""
    form, half = NewPasskeyForm(), half_way.owner()
    if half.stage is not Stage.ENROLMENT:
        return half_way.to_right_page(half)
    template = "accounts/enrol_passkey.html"
    if not form.is_submitted():
        form.name.data = device_name(request.headers.get("User-Agent", ""))
        return show_form(template, form)
    try:
        step = factor_changes.enrol_passkey(
            half.session_id,
            name=form.name.data or "",
            answer=form.credential.data or "",
            origin=loader.current_origin(),
            token=current_token(),
        )
    except Invalid as refusal:
        return show_form(template, form, refusal)
    if step is None:
        return half_way.go("accounts.sign_in", form)
    half_way.carry(step)
    return half_way.go("accounts.enrol_recovery_codes", form)


def register(app: Portal) -> None:
    """Add the pages."""
    app.register_blueprint(bp)
