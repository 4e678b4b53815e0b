"""Signing in on a device that is not known: a code by mail besides both factors."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts import half_way, loader, sign_in
from coalition.accounts.answers import show_form
from coalition.accounts.forms import MailedCodeForm
from coalition.accounts.sign_in import SessionGone
from coalition.errors import Invalid
from coalition.web.dispatch import Portal
from coalition.web.identity import Stage
from coalition.web.notices import add_notice
from coalition.web.routing import HALF_SIGNED_IN, Blueprint

bp = Blueprint("devices", __name__, url_prefix="/sign-in/device")


@bp.route("", methods=["GET", "POST"], requires=HALF_SIGNED_IN, own_unit=True)
def confirm() -> ResponseReturnValue:
    """Enter the code that was mailed."""
    form, half = MailedCodeForm(), half_way.owner()
    if half.stage is not Stage.NEW_DEVICE:
        return half_way.to_right_page(half)
    if not form.is_submitted():
        return show_form("accounts/new_device.html", form)
    try:
        step = sign_in.try_mailed_code(
            half.session_id, form.code.data or "", loader.current_origin()
        )
    except SessionGone:
        return half_way.go("accounts.sign_in", form)
    except Invalid as refusal:
        return show_form("accounts/new_device.html", form, refusal)
    return half_way.go_on(step, form)


@bp.post("/again", requires=HALF_SIGNED_IN, own_unit=True)
def again() -> ResponseReturnValue:
    """Have another code mailed."""
    form = MailedCodeForm()
    try:
        sign_in.mail_another_code(half_way.owner().session_id, loader.current_origin())
    except SessionGone:
        return half_way.go("accounts.sign_in", form)
    except Invalid as refusal:
        return show_form("accounts/new_device.html", form, refusal)
    return redirect(url_for("devices.confirm", notice="code-sent"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notice."""
    app.register_blueprint(bp)
    add_notice(app, "code-sent", "info", "Another code is on its way. Use the one that comes last.")
