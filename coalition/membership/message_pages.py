"""Writing to an applicant: the exact mail is shown before it is sent."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coalition.access.decide import allows
from coalition.errors import NotPermitted
from coalition.membership import casework
from coalition.membership.case import application_thing
from coalition.membership.models import Application
from coalition.membership.vetting_forms import QuestionForm, RefusalForm
from coalition.membership.vetting_pages import find, to_applicant
from coalition.runtime import current_settings
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.routing import Blueprint

bp = Blueprint("messages", __name__, url_prefix="/vetting")

# The token of a link is made when the mail is written, and stands nowhere else.
LINK_TO_COME = "(here stands a link that works once)"


def _row(public_id: str, permission: str) -> Application:
    row = find(public_id)
    if not allows(current_actor(), permission, application_thing(row)):
        raise NotPermitted(permission)
    return row


def _mail(template: str, row: Application, message: str) -> str:
    """The mail as it will be sent, from the template that the mail is made of."""
    return render_template(
        f"emails/{template}",
        name=row.name,
        message=message,
        link=LINK_TO_COME,
        base_url=current_settings().base_url.rstrip("/"),
    )


def _written(row: Application, form: QuestionForm | RefusalForm, act: str) -> ResponseReturnValue:
    mail = ""
    if request.form.get("action") == "preview":
        with form.showing_problems():
            message = casework.clean_message(form.message.data or "")
            mail = _mail(f"application-{act}.txt", row, message)
    page = render_template(
        "membership/applicant_message.html",
        row=row,
        form=form,
        act=act,
        mail=mail,
        action=url_for(f"messages.{act}", public_id=row.public_id),
    )
    return page, form.status


@bp.route(
    "/<public_id>/question",
    methods=["GET", "POST"],
    requires="application:ask",
    fresh_factor=True,
    reading_actions=("preview",),
)
def question(public_id: str) -> ResponseReturnValue:
    """Ask the applicant for more."""
    row, form = _row(public_id, "application:ask"), QuestionForm()
    if request.form.get("action") == "send":
        with form.showing_problems():
            casework.ask(current_actor(), public_id, message=form.message.data or "")
            return to_applicant(public_id, "applicant-asked")
    return _written(row, form, "question")


@bp.route(
    "/<public_id>/refuse",
    methods=["GET", "POST"],
    requires="application:refuse",
    fresh_factor=True,
    reading_actions=("preview",),
)
def refusal(public_id: str) -> ResponseReturnValue:
    """Refuse the applicant."""
    row, form = _row(public_id, "application:refuse"), RefusalForm()
    if request.form.get("action") == "send":
        with form.showing_problems():
            casework.refuse(
                current_actor(),
                public_id,
                reason=form.reason.data or "",
                message=form.message.data or "",
            )
            return redirect(url_for("vetting.queue", notice="applicant-refused"), 303)
    return _written(row, form, "refusal")


def register(app: Portal) -> None:
    """Add the pages."""
    app.register_blueprint(bp)
