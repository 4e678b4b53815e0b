"""Publishing a draft, and the lead's release of one."""

from flask import Response, make_response, render_template

from coalition.access.decide import require
from coalition.documents import services
from coalition.documents.drafts import draft_content
from coalition.documents.forms import PublishForm
from coalition.documents.listing import authors_of
from coalition.documents.models import Paper
from coalition.documents.pages import action, exactly_of, go_to, pages, trace_reading
from coalition.documents.queries import paper_to_release, readable_paper
from coalition.documents.services import Published
from coalition.errors import Conflict, NotFound
from coalition.web.identity import current_actor


def _paper_to_publish(public_id: str) -> Paper:
    actor = current_actor()
    paper = readable_paper(actor, public_id)
    require(actor, "document:publish", paper)
    return paper


def _publish_page(paper: Paper, form: PublishForm, *, changed: bool = False) -> Response:
    content = draft_content(paper)
    page = render_template(
        "documents/publish.html",
        paper=paper,
        form=form,
        preview=exactly_of(paper, content),
        changed=changed,
        needs_release=services.needs_release(current_actor(), paper, content.audience),
    )
    return make_response(page, 409 if changed else form.status)


@pages.get("/<public_id>/publish", requires="document:publish")
def publish(public_id: str) -> Response:
    """The exact text and its readers, before anything is shared."""
    paper = _paper_to_publish(public_id)
    if paper.draft is None:
        raise NotFound
    form = PublishForm(
        data={"version": paper.draft.version, "change_note": draft_content(paper).change_note}
    )
    return _publish_page(paper, form)


@pages.post("/<public_id>/publish", requires="document:publish")
def publish_now(public_id: str) -> Response:
    """Publish what was shown, or hand it to the lead."""
    paper = _paper_to_publish(public_id)
    form = PublishForm()
    note = form.change_note.data
    try:
        with form.showing_problems():
            done = services.publish(
                current_actor(), public_id, version=form.loaded_version(), change_note=note
            )
            shared = done is Published.SHARED
            return go_to("read", public_id=public_id, notice="shared" if shared else "submitted")
    except Conflict:
        return _shown_again(paper, form)
    return _publish_page(paper, form)


def _shown_again(paper: Paper, form: PublishForm) -> Response:
    """The draft was saved since the page was shown: show it as it is now."""
    if paper.draft is None:
        raise Conflict
    form.version.data = str(paper.draft.version)
    return _publish_page(paper, form, changed=True)


def _release_page(paper: Paper, form: PublishForm, *, changed: bool = False) -> Response:
    content = draft_content(paper)
    trace_reading(current_actor(), paper, content.audience.tlp, draft=True)
    page = render_template(
        "documents/release.html",
        paper=paper,
        authors=authors_of(paper),
        form=form,
        preview=exactly_of(paper, content),
        changed=changed,
    )
    return make_response(page, 409 if changed else form.status)


@pages.get("/<public_id>/release", requires="document:release", fresh_factor=True)
def release(public_id: str) -> Response:
    """A submitted draft, for the lead of its office to read and decide about."""
    paper = paper_to_release(current_actor(), public_id)
    form = PublishForm(data={"version": paper.draft.version if paper.draft else 0})
    return _release_page(paper, form)


@pages.post("/<public_id>/release", requires="document:release", fresh_factor=True)
def decide_release(public_id: str) -> Response:
    """Publish the draft that the lead has read, or give it back to its authors."""
    actor = current_actor()
    paper = paper_to_release(actor, public_id)
    form = PublishForm()
    if action() == "send-back":
        services.send_back(actor, public_id)
        return go_to("waiting", notice="sent-back")
    try:
        with form.showing_problems():
            if action() != "release":
                raise form.nothing_chosen()
            services.release(actor, public_id, version=form.loaded_version())
            return go_to("waiting", notice="released")
    except Conflict:
        form.version.data = str(paper.draft.version if paper.draft else 0)
        return _release_page(paper, form, changed=True)
    return _release_page(paper, form)
