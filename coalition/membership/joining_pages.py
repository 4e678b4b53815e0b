"""Asking to join, signed out. No page here tells whom or which office the portal knows."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.accounts.throttle import Locked
from coalition.errors import NotFound
from coalition.membership import applications
from coalition.membership.case import find_by_link
from coalition.membership.vetting import Stage
from coalition.membership.vetting_forms import AnswerForm, ApplicationForm
from coalition.web.dispatch import Portal
from coalition.web.routing import PUBLIC, Blueprint

bp = Blueprint("joining", __name__, url_prefix="/join")


@bp.route("", methods=["GET", "POST"], requires=PUBLIC)
def apply() -> ResponseReturnValue:
    """Ask to join; what was typed stays when something is to be mended."""
    form, status = ApplicationForm(), 0
    if form.is_submitted():
        with form.showing_problems():
            try:
                applications.submit(request.remote_addr or "-", form.wish())
            except Locked:
                status = 429
                raise
            return redirect(url_for("joining.sent"), 303)
    return render_template("membership/join.html", form=form), status or form.status


def _next(step: str) -> ResponseReturnValue:
    return render_template("membership/join_next.html", step=step)


@bp.get("/sent", requires=PUBLIC)
def sent() -> ResponseReturnValue:
    """A mail is on its way, whoever asked."""
    return _next("sent")


@bp.get("/confirmed", requires=PUBLIC)
def confirmed() -> ResponseReturnValue:
    """What happens after the address is confirmed."""
    return _next("confirmed")


@bp.get("/answered", requires=PUBLIC)
def answered() -> ResponseReturnValue:
    """What happens after an answer."""
    return _next("answered")


def _dead_link() -> ResponseReturnValue:
    return render_template("membership/dead_join_link.html"), 404


@bp.route("/confirm/<token>", methods=["GET", "POST"], requires=PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """Confirm the address. A button does it, because mail filters open links by themselves."""
    if find_by_link(token, Stage.UNCONFIRMED) is None:
        return _dead_link()
    if request.method == "POST":
        try:
            applications.confirm(token)
        except NotFound:
            return _dead_link()
        return redirect(url_for("joining.confirmed"), 303)
    return render_template("membership/join_confirm.html", token=token)


@bp.route("/answer/<token>", methods=["GET", "POST"], requires=PUBLIC)
def answer(token: str) -> ResponseReturnValue:
    """Answer a question. The question stands in the mail alone, should the link be passed on."""
    if find_by_link(token, Stage.ASKED) is None:
        return _dead_link()
    form = AnswerForm()
    if form.is_submitted():
        with form.showing_problems():
            try:
                applications.answer(token, form.answer.data or "")
            except NotFound:
                return _dead_link()
            return redirect(url_for("joining.answered"), 303)
    return render_template("membership/join_answer.html", form=form, token=token), form.status


def register(app: Portal) -> None:
    """Add the pages."""
    app.register_blueprint(bp)
