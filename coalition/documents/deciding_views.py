"""A submitted draft, for whoever decides about it: its lead releases, a second reader approves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template

from coalition.access.actor import Actor
from coalition.documents import releasing
from coalition.documents.attaching import readable_attachments
from coalition.documents.drafts import draft_content
from coalition.documents.forms import PublishForm
from coalition.documents.gatekeeping import review_of
from coalition.documents.listing import authors_of
from coalition.documents.models import Paper
from coalition.documents.pages import action, exactly_of, go_to, pages, trace_reading
from coalition.documents.publishing import Published, content_to_publish
from coalition.documents.queries import paper_to_read_again, paper_to_release
from coalition.errors import Conflict
from coalition.web.identity import current_actor


@dataclass(frozen=True)
class Desk:
    """Who decides, what their page and button are, and what they read once it is done."""

    template: str
    button: str
    queue: str
    find: Callable[[Actor, str], Paper]
    accept: Callable[..., Published]
    send_back: Callable[[Actor, str], None]
    notices: Mapping[Published, str]

    def paper(self, public_id: str) -> Paper:
        """The paper whose draft waits here; NotFound where none does."""
        return self.find(current_actor(), public_id)

    def examine(self, public_id: str) -> None:
        """Look through what is decided about, before the unit in which that is done."""
        paper = self.paper(public_id)
        version = paper.draft.version if paper.draft else 0
        review_of(paper, content_to_publish(paper, version=version, change_note=None))

    def show(self, public_id: str) -> Response:
        """The page, for the first time."""
        paper = self.paper(public_id)
        return self._page(paper, PublishForm(data={"version": _version(paper)}))

    def decide(self, public_id: str) -> Response:
        """Do what was pressed, or show the page again: with the text as it is now, or a problem."""
        actor, paper, form = current_actor(), self.paper(public_id), PublishForm()
        if action() == "send-back":
            self.send_back(actor, public_id)
            return go_to(self.queue, notice="sent-back")
        try:
            with form.showing_problems():
                if action() != self.button:
                    raise form.nothing_chosen()
                done = self.accept(actor, public_id, version=form.loaded_version())
                return go_to(self.queue, notice=self.notices[done])
        except Conflict:
            form.version.data = str(_version(paper))
            return self._page(paper, form, changed=True)
        return self._page(paper, form)

    def _page(self, paper: Paper, form: PublishForm, *, changed: bool = False) -> Response:
        content = draft_content(paper)
        sheet = review_of(paper, content)
        trace_reading(current_actor(), paper, content.audience.tlp, number=0, draft=True)
        page = render_template(
            self.template,
            paper=paper,
            authors=authors_of(current_actor(), paper),
            form=form,
            sheet=sheet,
            preview=exactly_of(paper, content, sheet),
            files=len(readable_attachments(current_actor(), paper)),
            changed=changed,
        )
        return make_response(page, 409 if changed else form.status)


def _version(paper: Paper) -> int:
    return paper.draft.version if paper.draft else 0


LEAD = Desk(
    "documents/release.html",
    "release",
    "waiting",
    paper_to_release,
    releasing.release,
    releasing.send_back,
    {Published.SHARED: "released"},
)
SECOND_READER = Desk(
    "documents/second_reading.html",
    "approve",
    "to_read",
    paper_to_read_again,
    releasing.approve_reading,
    releasing.send_back_unapproved,
    {Published.SHARED: "approved-and-shared", Published.SUBMITTED: "approved"},
)
_LEADS: dict[str, Any] = {"requires": "document:release", "fresh_factor": True}
_READERS: dict[str, Any] = {"requires": "document:second-read", "fresh_factor": True}


@pages.get("/<public_id>/release", **_LEADS)
def release(public_id: str) -> Response:
    """A submitted draft, for the lead of its office to read and decide about."""
    return LEAD.show(public_id)


@pages.post("/<public_id>/release", beforehand=LEAD.examine, **_LEADS)
def decide_release(public_id: str) -> Response:
    """Publish the draft that the lead has read, or give it back to its authors."""
    return LEAD.decide(public_id)


@pages.get("/<public_id>/second-reading", **_READERS)
def second_reading(public_id: str) -> Response:
    """A submitted draft, for a colleague of its authors to read."""
    return SECOND_READER.show(public_id)


@pages.post("/<public_id>/second-reading", beforehand=SECOND_READER.examine, **_READERS)
def decide_second_reading(public_id: str) -> Response:
    """Approve the draft that the second reader has read, or give it back to its authors."""
    return SECOND_READER.decide(public_id)
