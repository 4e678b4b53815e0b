"""The revisions of a paper: reading an earlier one, and making its text the current one again."""

from dataclasses import dataclass

from flask import Response, render_template

from coalition.access.audience import Tlp
from coalition.access.decide import allows, require
from coalition.documents import drafts, queries
from coalition.documents.models import Paper, Revision
from coalition.documents.pages import go_to, pages, paper_tabs
from coalition.documents.queries import readable_paper
from coalition.documents.reading import content_of
from coalition.errors import Conflict, NotFound
from coalition.evidence.models import FileChange
from coalition.evidence.queries import file_changes_of
from coalition.web.identity import current_actor


@pages.get("/<public_id>/revisions", requires="document:read")
def revisions(public_id: str) -> str:
    """The revisions that the person may read."""
    actor = current_actor()
    paper = queries.readable_paper(actor, public_id)
    if paper.current is None:
        raise NotFound
    found = queries.readable_revisions(actor, paper)
    return render_template(
        "documents/revisions.html",
        paper=paper,
        title=paper.current.title,
        rows=_rows(paper, found),
        tabs=paper_tabs(actor, paper, "revisions"),
        may_restore=allows(actor, "document:edit", paper),
    )


@dataclass(frozen=True)
class Row:
    """One revision, and the files that came with it or went while it was the current one."""

    revision: Revision
    tlp: Tlp
    files: tuple[FileChange, ...]


def _rows(paper: Paper, found: list[Revision]) -> list[Row]:
    """The revisions that were ``found``, newest first.

    What happened while another revision was the current one is told with that alone.
    """
    changes = file_changes_of(paper.thing)
    ends = queries.moments_of_revisions(paper)
    return [
        Row(
            revision,
            content_of(revision).audience.tlp,
            tuple(
                change
                for change in changes
                if revision.made_at <= change.at
                and (revision.number + 1 not in ends or change.at < ends[revision.number + 1])
            ),
        )
        for revision in found
    ]


def _paper_to_edit(public_id: str) -> Paper:
    paper = readable_paper(current_actor(), public_id)
    require(current_actor(), "document:edit", paper)
    return paper


@pages.get("/<public_id>/revisions/<int:number>/restore", requires="document:edit")
def restore(public_id: str, number: int) -> str:
    """Say first what it means to make an earlier text the current one."""
    paper = _paper_to_edit(public_id)
    found = queries.readable_revision(current_actor(), paper, number)
    if paper.current is None or number == paper.current_number:
        raise NotFound
    return render_template(
        "documents/restore.html", paper=paper, title=paper.current.title, found=found
    )


@pages.post("/<public_id>/revisions/<int:number>/restore", requires="document:edit")
def restore_now(public_id: str, number: int) -> Response:
    """Make a draft of the earlier text and go to its review and the last look."""
    try:
        drafts.restore_text(current_actor(), public_id, number=number)
    except Conflict:
        return go_to("edit", public_id=public_id, notice="draft-in-the-way")
    return go_to("publish", public_id=public_id, notice="text-restored")
