"""Vouching: what a member who was asked sees of an applicant, and their word."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.errors import NotFound
from coalition.membership import casework
from coalition.membership.case import application_thing, find_application
from coalition.membership.models import Application
from coalition.membership.vetting_forms import VouchForm, yes_or_no
from coalition.offices.states import STATES
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

bp = Blueprint("vouching", __name__, url_prefix="/vouch")


def _asked_of_me(public_id: str) -> Application:
    row = find_application(public_id)
    may = row is not None and allows(current_actor(), "application:vouch", application_thing(row))
    if row is None or not may:
        raise NotFound
    return row


@bp.route("/<public_id>", methods=["GET", "POST"], requires="application:vouch", fresh_factor=True)
def show(public_id: str) -> ResponseReturnValue:
    """Say whether one vouches; what the applicant wrote freely is for admins alone."""
    row, form = _asked_of_me(public_id), VouchForm()
    if form.is_submitted():
        vouches = yes_or_no(form.vouches.data)
        if vouches is not None:
            casework.vouch(current_actor(), public_id, vouches=vouches)
            return redirect(url_for("home.home", notice="vouched"), 303)
        form.vouches.errors = ["Choose yes or no."]
    page = render_template("membership/vouch.html", row=row, form=form, states=STATES)
    return page, form.status


def register(app: Portal) -> None:
    """Add the page and its notice."""
    app.register_blueprint(bp)
    add_notice(app, "vouched", "success", "Your word is noted. Thank you.")
