"""Rows of a list of papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coalition.access.actor import Actor
from coalition.accounts.bylines import case_role, is_named_person
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, visible_draft
from coalition.documents.models import Paper
from coalition.documents.reading import content_of
from coalition.offices.naming import shown_name
from coalition.richtext import plain_text

_SUMMARY = 240


@dataclass(frozen=True)
class Row:
    """One paper in a list. ``at`` is the moment that the list is about."""

    public_id: str
    title: str
    kind: str
    tlp: str
    state: str
    office: str
    authors: tuple[str, ...]
    at: datetime | None
    summary: str
    has_draft: bool
    waits_for_release: bool
    flags: tuple[str, ...]


def published_rows(actor: Actor, papers: Iterable[Paper]) -> list[Row]:
    """Papers as ``actor``, who is in their audience, sees them."""
    return [
        _row(actor, paper, content_of(paper.current), paper.current.made_at, drafts=False)
        for paper in papers
        if paper.current is not None
    ]


def working_rows(actor: Actor, papers: Iterable[Paper], *, submitted: bool = False) -> list[Row]:
    """Papers as their authors and lead see them: with the draft, where there is one.

    ``submitted``: all of them were handed to ``actor``, who may see every draft.
    """
    rows = []
    for paper in papers:
        draft = paper.draft if submitted else visible_draft(actor, paper)
        if draft is not None:
            at = draft.submitted_at or draft.saved_at
            rows.append(_row(actor, paper, draft_content(paper), at, drafts=True))
        elif paper.current is not None:
            at = paper.withdrawn_at or paper.current.made_at
            rows.append(_row(actor, paper, content_of(paper.current), at, drafts=False))
    return rows


def _row(actor: Actor, paper: Paper, content: Content, at: datetime | None, *, drafts: bool) -> Row:
    draft = paper.draft if drafts else None
    return Row(
        public_id=paper.public_id,
        title=content.title,
        kind=paper.kind,
        tlp=content.audience.tlp.value,
        state=paper.state,
        office=shown_name(actor, paper.office),
        authors=authors_of(actor, paper),
        at=at,
        summary=_summary(content.body),
        has_draft=draft is not None,
        waits_for_release=draft is not None and draft.submitted_at is not None,
        flags=tuple(content.fields.get("flags") or ()),
    )


def authors_of(actor: Actor, paper: Paper) -> tuple[str, ...]:
    """The authors' names in a fixed order; where they are kept off papers, what each is."""
    if any(not is_named_person(actor, row.person, paper.office) for row in paper.author_rows):
        return tuple(sorted({case_role(row.person) for row in paper.author_rows}))
    return tuple(sorted(row.person.name for row in paper.author_rows))


def _summary(body: str) -> str:
    """The first words of the text, past its first heading."""
    lines = plain_text(body[: _SUMMARY * 8]).splitlines()
    prose = [line for line in lines if len(line) > 60] or lines
    words = " ".join(prose)
    return words if len(words) <= _SUMMARY else words[:_SUMMARY].rsplit(" ", 1)[0] + " …"
