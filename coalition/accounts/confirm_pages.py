"""The page that asks for the second factor again, and goes on with what was wanted."""

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import half_way, loader, passkey_sign_in, step_up
from coalition.accounts.answers import show_form, wanted_page
from coalition.accounts.forms import CodeForm, PasskeyForm
from coalition.accounts.queries import factors_of
from coalition.errors import Invalid
from coalition.web import fresh_factor
from coalition.web.dispatch import Portal
from coalition.web.fresh_factor import Fields
from coalition.web.guard import safe_next
from coalition.web.identity import current_actor
from coalition.web.routing import Blueprint
from coalition.web.session_cookie import current_token, replace_token

bp = Blueprint("confirm", __name__, url_prefix="/account/confirm")

# What was posted travels through the page under these names.
_KEPT = "kept:"


def _kept() -> Fields:
    return [
        (name.removeprefix(_KEPT), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(_KEPT)
    ]


def _page(
    form: CodeForm, target: str, kept: Fields, refusal: Invalid | None = None
) -> tuple[str, int]:
    factors = factors_of(half_way.owner().person_id)
    return show_form(
        "accounts/confirm.html",
        form,
        refusal,
        target=target,
        kept=[(_KEPT + name, value) for name, value in kept],
        factors=factors,
    )


def _ask(target: str, posted: Fields) -> Response:
    """What a post that came without a fresh factor is answered with."""
    page, _ = _page(CodeForm(formdata=None), target, posted)
    return current_app.make_response((page, 403))


@bp.route("", methods=["GET", "POST"], requires="account:change", own_unit=True)
def show() -> ResponseReturnValue:
    """Ask for the factor again."""
    form = CodeForm()
    if not form.is_submitted():
        return _page(form, "", [])
    target, kept = request.form.get("target", ""), _kept()
    try:
        token = step_up.confirm_with_code(
            current_actor(),
            form.code.data or "",
            session_id=half_way.owner().session_id,
            origin=loader.current_origin(),
        )
    except Invalid as refusal:
        return _page(form, target, kept, refusal)
    replace_token(token)
    return _go_on(form, target, kept)


@bp.post("/passkey/options", requires="account:change", own_unit=True)
def passkey_options() -> ResponseReturnValue:
    """What to ask a passkey of the person for."""
    person_id = half_way.owner().person_id
    options = passkey_sign_in.options(current_token(), passkey_sign_in.CONFIRM, person_id)
    return jsonify(options)


@bp.post("/passkey", requires="account:change", own_unit=True)
def passkey() -> ResponseReturnValue:
    """The factor again, with a passkey."""
    form, target, kept = CodeForm(), request.form.get("target", ""), _kept()
    try:
        token = passkey_sign_in.confirm(
            current_actor(),
            PasskeyForm().credential.data or "",
            session_id=half_way.owner().session_id,
            origin=loader.current_origin(),
            token=current_token(),
        )
    except Invalid as refusal:
        return _page(form, target, kept, refusal)
    replace_token(token)
    return _go_on(form, target, kept)


def _go_on(form: CodeForm, target: str, kept: Fields) -> ResponseReturnValue:
    target = safe_next(target, "")
    if target and fresh_factor.may_go_on(target):
        # The token is new, so what was posted needs a form of its own to be sent again.
        return render_template("accounts/confirmed.html", target=target, kept=kept)
    return redirect(wanted_page(form.next.data) or url_for("account.show"), 303)


def register(app: Portal) -> None:
    """Add the page, and have the guard ask here."""
    app.register_blueprint(bp)
    fresh_factor.set_page(app, _ask)
