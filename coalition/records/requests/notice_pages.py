"""What a contributor is asked: their own paper's part of a request, and nothing else of it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from coalition.documents.kinds import KINDS
from coalition.offices.naming import shown_name
from coalition.records.holds.queries import titles_for
from coalition.records.requests import contributors
from coalition.records.requests.forms import ReplyForm
from coalition.records.requests.models import GROUNDS, REPLIES, REQUESTERS, ContributorNotice
from coalition.records.requests.queries import case_of, notice_of
from coalition.records.requests.stages import Act, can
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/records/notices")


def _page(notice: ContributorNotice, form: ReplyForm) -> ResponseReturnValue:
    paper, row = notice.paper, notice.paper.request
    page = render_template(
        "records/requests/notice.html",
        sent=notice,
        # Nothing else of the request goes to the page.
        asked_by=shown_name(current_actor(), row.office),
        reference=row.reference,
        statute=row.statute,
        requester=REQUESTERS[row.requester],
        number=paper.number,
        title=titles_for(current_actor(), [paper.number]).get(paper.number),
        kind=KINDS[paper.kind],
        form=form,
        may_reply=can(row.stage, Act.REPLY) and case_of(row, paper).in_time,
        replies=REPLIES,
        grounds=GROUNDS,
    )
    return page, form.status


@bp.get("/<public_id>", requires="notice:answer")
def notice(public_id: str) -> ResponseReturnValue:
    """What is asked, and the form for the reply."""
    return _page(notice_of(current_actor(), public_id), ReplyForm(formdata=None))


@bp.post("/<public_id>", requires="notice:answer")
def reply(public_id: str) -> ResponseReturnValue:
    """The reply."""
    form = ReplyForm()
    with form.showing_problems():
        contributors.reply(
            current_actor(),
            public_id,
            answer=form.answer.data or "",
            ground=form.ground.data or "",
            reason=form.reason.data or "",
        )
        return redirect(url_for("notices.notice", public_id=public_id, notice="replied"), 303)
    return _page(notice_of(current_actor(), public_id), form)


def register(app: Portal) -> None:
    """Add the page and the notice."""
    app.register_blueprint(bp)
    add_notice(app, "replied", "success", "Thank you. The office that asked can see your reply.")
