"""Lost second factors: what two coalition admins see and decide."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.accounts import factor_resets, recovering
from coalition.accounts.factor_resets import reset_thing
from coalition.accounts.models import FactorReset
from coalition.membership.forms import VouchingForm
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

bp = Blueprint("factor_resets", __name__, url_prefix="/members/factor-resets")


@bp.get("", requires="factor-reset:list")
def resets() -> ResponseReturnValue:
    """What waits, the oldest first."""
    actor = current_actor()
    rows = [
        (row, allows(actor, "factor-reset:approve", reset_thing(row)))
        for row in factor_resets.open_resets()
    ]
    return render_template("membership/factor_resets.html", rows=rows)


def _page(reset: FactorReset, form: VouchingForm) -> ResponseReturnValue:
    may_approve = allows(current_actor(), "factor-reset:approve", reset_thing(reset))
    page = render_template(
        "membership/factor_reset.html",
        reset=reset,
        form=form,
        may_approve=may_approve,
        ways=factor_resets.WAYS,
        password_set=recovering.password_set_by_mail(reset.person_id),
    )
    return page, form.status


@bp.get("/<public_id>", requires="factor-reset:approve", fresh_factor=True)
def show(public_id: str) -> ResponseReturnValue:
    """One request: who asks, from where, and who vouched already."""
    return _page(factor_resets.find_reset(public_id), VouchingForm(formdata=None))


@bp.post("/<public_id>", requires="factor-reset:approve", fresh_factor=True)
def approve(public_id: str) -> ResponseReturnValue:
    """Vouch for the person; the second admin's word has the link mailed."""
    form = VouchingForm()
    with form.showing_problems():
        reset = factor_resets.approve(current_actor(), public_id, way=form.way.data or "")
        done = reset.state == factor_resets.APPROVED
        notice = "reset-approved" if done else "reset-vouched"
        return redirect(url_for("factor_resets.resets", notice=notice), 303)
    return _page(factor_resets.find_reset(public_id), form)


@bp.post("/<public_id>/cancel", requires="factor-reset:cancel", fresh_factor=True)
def cancel(public_id: str) -> ResponseReturnValue:
    """End it; any admin may, at any time."""
    recovering.cancel_as_admin(current_actor(), public_id)
    return redirect(url_for("factor_resets.resets", notice="reset-cancelled"), 303)


def register(app: Portal) -> None:
    """Add the pages and the notices."""
    app.register_blueprint(bp)
    add_notice(
        app, "reset-vouched", "success", "Your approval is noted. Another admin has to decide too."
    )
    add_notice(
        app, "reset-approved", "success", "Approved by two admins. The link is on its way by mail."
    )
