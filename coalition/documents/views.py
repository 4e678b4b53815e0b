"""Library and reading pages; the pages that change something are in the modules named below."""

from typing import Any

from flask import render_template, request

from coalition.access.actor import Actor
from coalition.access.decide import might_allow
from coalition.documents import (
    attachment_views,
    case_uco_views,
    clock_views,
    comment_views,
    custody_views,
    deciding_views,
    demand_entry_views,
    demand_views,
    draft_views,
    export_views,
    footage_views,
    import_views,
    publishing_views,
    queries,
    review_views,
    revision_views,
    sharing_views,
    transcript_views,
    veiling_views,
)
from coalition.documents.attaching import readable_files
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, visible_draft
from coalition.documents.kinds import KINDS
from coalition.documents.listing import authors_of, published_rows, working_rows
from coalition.documents.models import Paper, Revision
from coalition.documents.pages import (
    Possible,
    find_kind,
    page_to,
    pages,
    panels_of,
    paper_tabs,
    tab,
    trace_reading,
)
from coalition.documents.publishing import waits_for_a_missing_lead
from coalition.documents.questions import views as question_views
from coalition.documents.readership import Readership, readership
from coalition.documents.reading import content_of, reading_of
from coalition.errors import NotFound
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.notices import add_notice
from coalition.web.paging import PageLinks, asked_page

PAGE_SIZE = 20

# Importing these registers their pages on the blueprint.
PARTS = (
    attachment_views,
    case_uco_views,
    clock_views,
    comment_views,
    custody_views,
    deciding_views,
    demand_entry_views,
    demand_views,
    draft_views,
    export_views,
    footage_views,
    import_views,
    publishing_views,
    question_views,
    review_views,
    revision_views,
    sharing_views,
    transcript_views,
    veiling_views,
)

NOTICES = {
    "draft-saved": "Draft saved. Only its authors can see it until it is published.",
    "shared": "Published. Its audience can read it now.",
    "submitted": "Submitted for release by your lead. Until then only the authors and the lead "
    "can read it.",
    "submitted-to-colleague": "Submitted. A colleague who did not write it reads it next; until "
    "then nobody else can.",
    "review-saved": "The review is saved.",
    "approved": "Approved. The paper now waits for release by the office lead.",
    "approved-and-shared": "Approved. The paper is published to its audience.",
    "released": "Released. The paper is published to its audience.",
    "sent-back": "Sent back to its authors. Nothing was published.",
    "withdrawn": "Withdrawn. Only its authors and their office lead can still read it.",
    "audience-changed": "The audience was changed.",
    "draft-discarded": "The draft was erased.",
    "comment-made": "Your comment is stored. Everyone who can read this revision can read it.",
    "comment-erased": "The text of the comment was erased.",
    "question-asked": "Your question is sent to the paper’s authors and their office lead.",
    "question-answered": "Your answer is sent. Whoever asked can read it.",
    "file-attached": "Attached. What was hidden in the file was left out; its text is part of the "
    "review.",
    "file-removed": "The file was erased.",
    "custody-added": "The entry is written. It cannot be changed; write another to correct it.",
    "missing-written": "The entry is written. It stays; correct it with another if need be.",
    "custody-hashed": "The hashes are written. None differs from an earlier one.",
    "custody-stamped": "The time-stamp is verified and written.",
    "case-imported": "The draft holds what the file gave. Nothing is shared before the review.",
    "transcript-imported": "The transcript is in the draft, under roles. Its words are part of the "
    "review.",
    "item-file-erased": "The file was erased. What was imported from it is still in the draft.",
}

WARNINGS = {
    "undecided": "Something in the text is not decided yet. Nothing was published.",
    "draft-in-the-way": "There is an unpublished draft, so no other was made. Publish or discard "
    "it first.",
    "custody-differs": "The hashes are written. Some differ from earlier ones: see below.",
    "item-draft-saved": "The draft was saved meanwhile, so nothing was imported. Look at the rows "
    "again.",
    "item-nothing-comes": "No row can be imported as it is. See below what to mend.",
    "text-restored": "A draft with the earlier text was made. Nothing is published yet.",
}


def register(app: Portal) -> None:
    """Add this feature's pages, its header link and its notices to the app."""
    app.register_blueprint(pages)
    add_link(app, "Library", "documents.library", "document:list", 20)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
    for code, text in WARNINGS.items():
        add_notice(app, code, "warning", text)


@pages.get("", requires="document:list")
def library() -> str:
    """Published papers, newest first."""
    actor = current_actor()
    code = request.args.get("kind", "")
    kind = find_kind(code) if code else None
    number = asked_page()
    listing = queries.library(actor, kind=code or None, page=number, size=PAGE_SIZE)
    return render_template(
        "documents/library.html",
        kind=kind,
        rows=published_rows(actor, listing.papers),
        page=PageLinks(number, PAGE_SIZE, listing.total),
        tabs=_library_tabs(actor, code),
    )


@pages.get("/mine", requires="document:list")
def mine() -> str:
    """The person's own drafts and papers."""
    actor = current_actor()
    rows = working_rows(actor, queries.own_papers(actor))
    return render_template("documents/mine.html", rows=rows, tabs=_library_tabs(actor, "mine"))


@pages.get("/waiting", requires="document:release", fresh_factor=False)
def waiting() -> str:
    """Drafts that wait for release by the person who leads their office."""
    actor = current_actor()
    rows = working_rows(actor, queries.waiting_for_release(actor))
    tabs = _library_tabs(actor, "waiting")
    return render_template("documents/waiting.html", rows=rows, tabs=tabs)


@pages.get("/to-read", requires="document:second-read", fresh_factor=False)
def to_read() -> str:
    """Drafts of colleagues that wait for a second reader."""
    actor = current_actor()
    rows = working_rows(actor, queries.waiting_for_second_reader(actor), submitted=True)
    tabs = _library_tabs(actor, "to-read")
    return render_template("documents/to_read.html", rows=rows, tabs=tabs)


def _library_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    counts = queries.library_counts(actor)
    tabs = [tab("All", page_to("library"), current == "", sum(counts.values()))]
    for code, kind in KINDS.items():
        url = page_to("library", kind=code)
        tabs.append(tab(kind.plural, url, current == code, counts.get(code, 0)))
    tabs.append(tab("Yours", page_to("mine"), current == "mine"))
    if might_allow(actor, "document:release"):
        count = len(queries.waiting_for_release(actor))
        tabs.append(tab("Waiting for release", page_to("waiting"), current == "waiting", count))
    to_read = len(queries.waiting_for_second_reader(actor))
    if to_read or current == "to-read":
        tabs.append(tab("To read again", page_to("to_read"), current == "to-read", to_read))
    return tabs


@pages.get("/<public_id>", requires="document:read")
def read(public_id: str) -> str:
    """A paper: its current text, or its draft while there is no other."""
    actor = current_actor()
    paper = queries.readable_paper(actor, public_id)
    if paper.current is None:
        if visible_draft(actor, paper) is None:
            raise NotFound
        return _paper_page(actor, paper, draft_content(paper), None)
    return _paper_page(actor, paper, content_of(paper.current), paper.current)


@pages.get("/<public_id>/revisions/<int:number>", requires="document:read")
def revision(public_id: str, number: int) -> str:
    """One revision as it was published."""
    actor = current_actor()
    paper = queries.readable_paper(actor, public_id)
    found = queries.readable_revision(actor, paper, number)
    return _paper_page(actor, paper, content_of(found), found, current_tab="revisions")


def _paper_page(
    actor: Actor,
    paper: Paper,
    content: Content,
    shown: Revision | None,
    *,
    current_tab: str = "read",
) -> str:
    kind = KINDS[paper.kind]
    number = shown.number if shown else 0
    trace_reading(actor, paper, content.audience.tlp, number=number)
    return render_template(
        kind.template,
        paper=paper,
        kind=kind,
        reading=reading_of(kind, content),
        shown=shown,
        draft=visible_draft(actor, paper),
        is_old=shown is not None and number != paper.current_number,
        authors=authors_of(actor, paper),
        readership=_readership(actor, paper, content),
        may=Possible.of(actor, paper),
        lead_missing=waits_for_a_missing_lead(actor, paper),
        tabs=paper_tabs(actor, paper, current_tab),
        panels=panels_of(actor, paper) if current_tab == "read" else [],
        files=readable_files(actor, paper),
    )


def _readership(actor: Actor, paper: Paper, content: Content) -> Readership | None:
    """Who can read the text now; nothing to say of what is not published."""
    if paper.state != "published":
        return None
    return readership(
        actor, content.audience, office_id=paper.office_id, author_ids=paper.author_ids
    )
