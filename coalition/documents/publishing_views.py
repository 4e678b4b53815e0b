"""Publishing a draft: the last look at exactly what is shared, and with whom."""

from contextlib import suppress

from flask import Response, g, make_response, render_template

from coalition.access.decide import require
from coalition.deidentify.queries import saves_of
from coalition.documents import publishing
from coalition.documents.attached import rebuilt_files
from coalition.documents.attaching import readable_attachments
from coalition.documents.drafts import draft_content
from coalition.documents.forms import PublishForm
from coalition.documents.gatekeeping import review_of
from coalition.documents.models import Paper
from coalition.documents.pages import exactly_of, go_to, pages
from coalition.documents.publishing import Published
from coalition.documents.queries import readable_paper
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
        needs_release=publishing.needs_release(current_actor(), paper, content.audience),
        asks_for_factor=publishing.shares_beyond_office(current_actor(), paper, content.audience),
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
        content = publishing.content_to_publish(
            paper, version=form.loaded_version(), change_note=form.change_note.data
        )
        sheet = review_of(paper, content)
        if sheet.is_open:
            g.rebuilt_files = rebuilt_files(paper, sheet)


def _shares_beyond_office(public_id: str) -> bool:
    paper = _paper_to_publish(public_id)
    if paper.draft is None:
        return False
    audience = draft_content(paper).audience
    return publishing.shares_beyond_office(current_actor(), paper, audience)


@pages.post(
    "/<public_id>/publish",
    requires="document:publish",
    fresh_factor_when=_shares_beyond_office,
    beforehand=_examine_what_is_published,
)
def publish_now(public_id: str) -> Response:
    """Publish what was shown, or hand it to the second reader and the lead."""
    paper = _paper_to_publish(public_id)
    form = PublishForm()
    try:
        with form.showing_problems():
            done = publishing.publish(
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
