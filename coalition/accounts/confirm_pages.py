"""The page that asks for the second factor again, and goes on with what was wanted."""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import loader, step_up
from coalition.accounts.answers import show_form, wanted_page
from coalition.accounts.forms import CodeForm
from coalition.errors import Invalid, NotPermitted
from coalition.web import fresh_factor
from coalition.web.dispatch import Portal
from coalition.web.fresh_factor import Fields
from coalition.web.guard import safe_next
from coalition.web.identity import current_actor, current_sign_in
from coalition.web.routing import Blueprint
from coalition.web.session_cookie import replace_token

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
    template = "accounts/confirm.html"
    return show_form(template, form, refusal, target=target, kept=kept, prefix=_KEPT)


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
    owner = current_sign_in()
    if owner is None:
        raise NotPermitted("account:change")
    target, kept = request.form.get("target", ""), _kept()
    try:
        token = step_up.confirm_with_code(
            current_actor(),
            form.code.data or "",
            session_id=owner.session_id,
            origin=loader.current_origin(),
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
