"""Writing: the editor of new and existing papers, its preview and its conflict page."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.documents import drafts
from coalition.documents.content import Content, differing_parts
from coalition.documents.differences import compare
from coalition.documents.directory import directory_for
from coalition.documents.drafts import draft_content
from coalition.documents.forms import PaperForm, paper_form
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Kind
from coalition.documents.models import Paper
from coalition.documents.pages import Exactly, action, exactly, find_kind, go_to, page_to, pages
from coalition.documents.queries import readable_paper
from coalition.documents.reading import content_of
from coalition.documents.row_forms import carry_out_row_action
from coalition.errors import Conflict, Invalid, NotFound
from coalition.web.identity import current_actor

# The buttons that change nothing; whatever else begins like them is shown the preview.
READING_ACTIONS = ("preview", "add-", "remove-")


@dataclass(frozen=True)
class Desk:
    """What is being written, by whom, and under which office."""

    actor: Actor
    kind: Kind
    paper: Paper | None = None

    @property
    def office_id(self) -> int:
        """The office whose paper this is or will be."""
        return self.paper.office_id if self.paper else self.actor.office_id or 0

    @property
    def author_ids(self) -> list[int]:
        """Who wrote it, or is beginning to."""
        if self.paper:
            return sorted(self.paper.author_ids)
        return [] if self.actor.person_id is None else [self.actor.person_id]

    def form(self, content: Content | None = None, version: int = 0) -> PaperForm:
        """The editor's form."""
        kept = _stored(self.paper)[0].audience if self.paper else None
        directory = directory_for(self.actor, self.office_id, self.author_ids, kept=kept)
        return paper_form(self.kind, directory, content=content, version=version)

    def preview(self, form: PaperForm) -> Exactly | None:
        """What readers would get; nothing while there is something to mend."""
        with form.showing_problems():
            content = form.content()
            return exactly(self.kind, content, office_id=self.office_id, author_ids=self.author_ids)
        return None

    def page(self, form: PaperForm, preview: Exactly | None = None) -> Response:
        """The editor."""
        answer = make_response(
            render_template(
                "documents/edit.html",
                form=form,
                kind=self.kind,
                paper=self.paper,
                preview=preview,
                cancel_url=_way_back(self.paper),
            )
        )
        answer.status_code = form.status
        return answer


def _way_back(paper: Paper | None) -> str:
    return page_to("read", public_id=paper.public_id) if paper else page_to("library")


@pages.get("/new", requires="document:create")
def new() -> Response:
    """Choose a kind, then write."""
    code = request.args.get("kind", "")
    if not code:
        return make_response(render_template("documents/new.html", kinds=KINDS.values()))
    desk = Desk(current_actor(), find_kind(code))
    return desk.page(desk.form())


@pages.post("/new", requires="document:create", reading_actions=READING_ACTIONS)
def create() -> Response:
    """Save the first draft, preview it, or go on to publish it."""
    desk = Desk(current_actor(), find_kind(request.args.get("kind", "")))
    form = desk.form()
    if carry_out_row_action(form, action()):
        return desk.page(form)
    if action().startswith(READING_ACTIONS):
        return desk.page(form, desk.preview(form))
    with form.showing_problems():
        paper = drafts.create_draft(desk.actor, kind=desk.kind.code, content=form.content())
        return _after_saving(paper)
    return desk.page(form)


def _after_saving(paper: Paper) -> Response:
    if action() == "publish":
        return go_to("publish", public_id=paper.public_id)
    return go_to("edit", public_id=paper.public_id, notice="draft-saved")


def _desk_for(public_id: str) -> tuple[Desk, Paper]:
    actor = current_actor()
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    return Desk(actor, KINDS[paper.kind], paper), paper


def _stored(paper: Paper) -> tuple[Content, int]:
    """The text to go on from, and its version: the draft, or else what is published."""
    if paper.draft is not None:
        return draft_content(paper), paper.draft.version
    if paper.current is None:
        raise NotFound
    published = content_of(paper.current)
    # A note says what one revision changed; the next one needs its own.
    return Content(published.title, published.body, published.audience, published.fields), 0


@pages.get("/<public_id>/edit", requires="document:edit")
def edit(public_id: str) -> Response:
    """The editor, holding the draft or the published text."""
    desk, paper = _desk_for(public_id)
    return desk.page(desk.form(*_stored(paper)))


@pages.post("/<public_id>/edit", requires="document:edit", reading_actions=READING_ACTIONS)
def save(public_id: str) -> Response:
    """Save the draft, preview it, or go on to publish it; never over somebody else's text."""
    desk, paper = _desk_for(public_id)
    form = desk.form()
    if carry_out_row_action(form, action()):
        return desk.page(form)
    if action().startswith(READING_ACTIONS):
        return desk.page(form, desk.preview(form))
    with form.showing_problems():
        content = form.content()
        try:
            drafts.save_draft(desk.actor, public_id, content=content, version=form.loaded_version())
        except Conflict:
            return _conflict(desk, paper, form, content)
        return _after_saving(paper)
    return desk.page(form)


def _conflict(desk: Desk, paper: Paper, form: PaperForm, mine: Content) -> Response:
    """Both texts and their difference, and the person's own one ready to be saved as the next."""
    theirs, version = _stored(paper)
    form.version.data = str(version)
    page = render_template(
        "documents/conflict.html",
        form=form,
        kind=desk.kind,
        paper=paper,
        theirs=theirs,
        differences=compare(theirs.body, mine.body),
        other_parts=differing_parts(desk.kind, theirs, mine),
        saved_by=paper.draft.saved_by if paper.draft else None,
        saved_at=paper.draft.saved_at if paper.draft else None,
        cancel_url=_way_back(paper),
        preview=None,
    )
    return make_response(page, 409)


@pages.get("/<public_id>/discard-draft", requires="document:edit")
def discard_draft(public_id: str) -> str:
    """Ask before a draft is erased."""
    _, paper = _desk_for(public_id)
    if paper.draft is None:
        raise NotFound
    return _discard_page(paper)


def _discard_page(paper: Paper) -> str:
    return render_template("documents/discard.html", paper=paper, title=draft_content(paper).title)


@pages.post("/<public_id>/discard-draft", requires="document:edit")
def erase_draft(public_id: str) -> Response:
    """Erase the draft, and a paper that was never published with it."""
    paper = readable_paper(current_actor(), public_id)
    was_published = paper.state != "draft"
    try:
        drafts.discard_draft(current_actor(), public_id)
    except Invalid:
        return make_response(_discard_page(paper), 422)
    if was_published:
        return go_to("read", public_id=public_id, notice="draft-discarded")
    return go_to("mine", notice="draft-discarded")
