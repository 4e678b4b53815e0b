"""The timeline of an evidence index on a page of its own: zoom, and what ran at a moment."""

from flask import Response, make_response, render_template, request

from coalition.documents import queries
from coalition.documents.drafts import draft_content, visible_draft
from coalition.documents.forms import MomentForm
from coalition.documents.kinds import KINDS
from coalition.documents.lanes import lanes_of
from coalition.documents.models import Paper
from coalition.documents.moments import asked_moment, asked_window
from coalition.documents.pages import pages, trace_reading
from coalition.documents.reading import Reading, content_of, reading_of
from coalition.errors import NotFound
from coalition.evidence.timeline import WIDE, drawn, whole_window
from coalition.web.identity import current_actor


def _reading(paper: Paper) -> tuple[Reading, int]:
    """The current text, or the draft while there is no other, and the number of its revision."""
    if paper.current is not None:
        content, number = content_of(paper.current), paper.current.number
    elif visible_draft(current_actor(), paper) is not None:
        content, number = draft_content(paper), 0
    else:
        raise NotFound
    return reading_of(KINDS[paper.kind], content), number


@pages.get("/<public_id>/footage", requires="document:read")
def footage(public_id: str) -> Response:
    """A stretch of the timeline, its events and lines, and every recording at a moment."""
    paper = queries.readable_paper(current_actor(), public_id)
    reading, number = _reading(paper)
    trace_reading(current_actor(), paper, reading.audience.tlp, number=number)
    lanes = lanes_of(reading.footage)
    whole = whole_window(lanes, WIDE)
    if whole is None:
        raise NotFound
    moment, window = None, whole
    form = MomentForm(data={"at": request.args.get("at", "")})
    with form.showing_problems():
        moment = asked_moment(reading.footage, reading.title, request.args)
        window = asked_window(whole, request.args, moment)
    page = render_template(
        "documents/footage.html",
        paper=paper,
        reading=reading,
        picture=drawn(lanes, window),
        moment=moment,
        form=form,
        events=reading.footage.events_within(window.start, window.end),
    )
    return make_response(page, form.status)
