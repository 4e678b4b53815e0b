"""Publishing a draft, its second reading, and the lead's release of one."""

from contextlib import suppress

from flask import Response, g, make_response, render_template

from coalition.access.decide import require
from coalition.deidentify.queries import saves_of
from coalition.documents import services
from coalition.documents.attached import rebuilt_files
from coalition.documents.attaching import readable_attachments
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content
from coalition.documents.forms import PublishForm
from coalition.documents.gatekeeping import review_of
from coalition.documents.listing import authors_of
from coalition.documents.models import Paper
from coalition.documents.pages import action, exactly_of, go_to, pages, trace_reading
from coalition.documents.queries import paper_to_read_again, paper_to_release, readable_paper
from coalition.documents.services import Published
from coalition.errors import Conflict, Invalid, NotFound
from coalition.web.identity import current_actor


def _paper_to_publish(public_id: str) -> Paper:
    actor = current_actor()
    paper = readable_paper(actor, public_id)
    require(actor, "document:publish", paper)
    return paper


def _publish_page(paper: Paper, form: PublishForm, *, changed: bool = False) -> Response:
    content = draft_content(paper)
    sheet = review_of(paper, content)
    form.saves.data = str(saves_of(paper.thing))
    page = render_template(
        "documents/publish.html",
        paper=paper,
        form=form,
        sheet=sheet,
        preview=exactly_of(paper, content, sheet),
        files=len(readable_attachments(current_actor(), paper)),
        changed=changed,
        needs_release=services.needs_release(current_actor(), paper, content.audience),
    )
    return make_response(page, 409 if changed else form.status)


@pages.get("/<public_id>/publish", requires="document:publish")
def publish(public_id: str) -> Response:
    """The exact text and its readers; first to the review while something is undecided."""
    paper = _paper_to_publish(public_id)
    if paper.draft is None:
        raise NotFound
    content = draft_content(paper)
    if not review_of(paper, content).is_open:
        return go_to("review", public_id=public_id, notice="undecided")
    form = PublishForm(data={"version": paper.draft.version, "change_note": content.change_note})
    return _publish_page(paper, form)


def _examine_what_is_published(public_id: str) -> None:
    paper, form = _paper_to_publish(public_id), PublishForm()
    if paper.draft is not None:
        review_of(paper, draft_content(paper))
    # A draft that changed, or a note that breaks a rule, is the view's to speak of.
    with suppress(Conflict, Invalid):
        content = services.content_to_publish(
            paper, version=form.loaded_version(), change_note=form.change_note.data
        )
        sheet = review_of(paper, content)
        if sheet.is_open:
            g.rebuilt_files = rebuilt_files(paper, sheet)


@pages.post(
    "/<public_id>/publish", requires="document:publish", beforehand=_examine_what_is_published
)
def publish_now(public_id: str) -> Response:
    """Publish what was shown, or hand it to the second reader and the lead."""
    paper = _paper_to_publish(public_id)
    form = PublishForm()
    try:
        with form.showing_problems():
            done = services.publish(
                current_actor(),
                public_id,
                version=form.loaded_version(),
                change_note=form.change_note.data,
                assured=form.assured(),
                saves=form.loaded_saves(),
                rebuilt=g.get("rebuilt_files"),
            )
            return go_to("read", public_id=public_id, notice=_notice(done, paper))
    except Conflict:
        return _shown_again(paper, form)
    return _publish_page(paper, form)


def _notice(done: Published, paper: Paper) -> str:
    if done is Published.SHARED:
        return "shared"
    return "submitted-to-colleague" if paper.office.second_reader_required else "submitted"


def _shown_again(paper: Paper, form: PublishForm) -> Response:
    """The draft or its review was saved since the page was shown: show it as it is now."""
    if paper.draft is None:
        raise Conflict
    form.version.data = str(paper.draft.version)
    return _publish_page(paper, form, changed=True)


def _submitted_page(
    template: str, paper: Paper, form: PublishForm, *, changed: bool = False
) -> Response:
    """What was submitted, for somebody who is to decide about it."""
    content = draft_content(paper)
    sheet = review_of(paper, content)
    trace_reading(current_actor(), paper, content.audience.tlp, draft=True)
    page = render_template(
        template,
        paper=paper,
        authors=authors_of(paper),
        form=form,
        sheet=sheet,
        preview=exactly_of(paper, content, sheet),
        files=len(readable_attachments(current_actor(), paper)),
        changed=changed,
    )
    return make_response(page, 409 if changed else form.status)


def _loaded_form(paper: Paper) -> PublishForm:
    return PublishForm(data={"version": paper.draft.version if paper.draft else 0})


def _submitted_content(paper: Paper) -> Content:
    version = paper.draft.version if paper.draft else 0
    return services.content_to_publish(paper, version=version, change_note=None)


def _examine_what_is_released(public_id: str) -> None:
    paper = paper_to_release(current_actor(), public_id)
    review_of(paper, _submitted_content(paper))


@pages.get("/<public_id>/release", requires="document:release", fresh_factor=True)
def release(public_id: str) -> Response:
    """A submitted draft, for the lead of its office to read and decide about."""
    paper = paper_to_release(current_actor(), public_id)
    return _submitted_page("documents/release.html", paper, _loaded_form(paper))


@pages.post(
    "/<public_id>/release",
    requires="document:release",
    fresh_factor=True,
    beforehand=_examine_what_is_released,
)
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
        return _submitted_page("documents/release.html", paper, form, changed=True)
    return _submitted_page("documents/release.html", paper, form)


def _examine_what_is_read_again(public_id: str) -> None:
    paper = paper_to_read_again(current_actor(), public_id)
    review_of(paper, _submitted_content(paper))


@pages.get("/<public_id>/second-reading", requires="document:second-read", fresh_factor=True)
def second_reading(public_id: str) -> Response:
    """A submitted draft, for a colleague of its authors to read."""
    paper = paper_to_read_again(current_actor(), public_id)
    return _submitted_page("documents/second_reading.html", paper, _loaded_form(paper))


@pages.post(
    "/<public_id>/second-reading",
    requires="document:second-read",
    fresh_factor=True,
    beforehand=_examine_what_is_read_again,
)
def decide_second_reading(public_id: str) -> Response:
    """Approve the draft that the second reader has read, or give it back to its authors."""
    actor = current_actor()
    paper = paper_to_read_again(actor, public_id)
    form = PublishForm()
    if action() == "send-back":
        services.send_back_unapproved(actor, public_id)
        return go_to("to_read", notice="sent-back")
    try:
        with form.showing_problems():
            if action() != "approve":
                raise form.nothing_chosen()
            done = services.approve_reading(actor, public_id, version=form.loaded_version())
            shared = done is Published.SHARED
            return go_to("to_read", notice="approved-and-shared" if shared else "approved")
    except Conflict:
        form.version.data = str(paper.draft.version if paper.draft else 0)
        return _submitted_page("documents/second_reading.html", paper, form, changed=True)
    return _submitted_page("documents/second_reading.html", paper, form)
