"""Reading papers, always through the one SQL filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from coalition.access.actor import CASE_ROLES, Actor, Role
from coalition.access.audience import Audience
from coalition.db import db, lock_in_unit
from coalition.deidentify.queries import is_approved_now
from coalition.documents.models import Comment, Draft, Paper, PaperAuthor, Revision
from coalition.errors import NotFound
from coalition.offices.models import Office
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


def readable_paper(actor: Actor, public_id: str) -> Paper:
    """The paper with that id.

    Raises:
        NotFound: there is none that ``actor`` may read; whether it exists is not said.
    """
    _lock(public_id)
    paper = db.session.scalar(
        select(Paper).join(Thing).where(Thing.public_id == public_id, readable_by(actor))
    )
    if paper is None:
        raise NotFound
    return paper


def _lock(public_id: str) -> None:
    """Whoever writes to a paper is the only one, from before they have read it."""
    thing = select(Thing.id).where(Thing.public_id == public_id).scalar_subquery()
    lock_in_unit(select(Paper.id).where(Paper.thing_id == thing))


def readable_papers(actor: Actor, public_ids: Iterable[str]) -> dict[str, Paper]:
    """Those of ``public_ids`` that ``actor`` may read and that are published, by id."""
    papers = db.session.scalars(
        select(Paper)
        .join(Thing)
        .where(
            Thing.public_id.in_(list(public_ids)), Paper.state == "published", readable_by(actor)
        )
    )
    return {paper.public_id: paper for paper in papers}


@dataclass(frozen=True)
class Listing:
    """One page of a list and how long the list is."""

    papers: Sequence[Paper]
    total: int


def library(actor: Actor, *, kind: str | None = None, page: int = 1, size: int = 20) -> Listing:
    """Published papers that ``actor`` may read, newest first."""
    query = select(Paper).join(Thing).where(Paper.state == "published", readable_by(actor))
    if kind:
        query = query.where(Thing.kind == kind)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    papers = db.session.scalars(
        query.order_by(Paper.published_at.desc(), Paper.id.desc())
        .offset((page - 1) * size)
        .limit(size)
    )
    return Listing(papers.all(), total)


def library_counts(actor: Actor) -> dict[str, int]:
    """How many published papers of each kind ``actor`` may read."""
    rows = db.session.execute(
        select(Thing.kind, func.count())
        .join(Paper)
        .where(Paper.state == "published", readable_by(actor))
        .group_by(Thing.kind)
    )
    return {row[0]: row[1] for row in rows}


def own_papers(actor: Actor) -> list[Paper]:
    """Papers that ``actor`` wrote, in every state, the one worked on last first."""
    return list(
        db.session.scalars(
            select(Paper)
            .join(PaperAuthor)
            .outerjoin(Draft)
            .where(PaperAuthor.person_id == actor.person_id)
            .order_by(func.coalesce(Draft.saved_at, Paper.published_at, Paper.created_at).desc())
        )
    )


def waiting_for_release(actor: Actor) -> list[Paper]:
    """Submitted drafts of the office that ``actor`` leads, longest waiting first."""
    if Role.OFFICE_LEAD not in actor.roles:
        return []
    return list(
        db.session.scalars(
            select(Paper)
            .join(Draft)
            .where(Paper.office_id == actor.office_id, Draft.submitted_at.is_not(None))
            .order_by(Draft.submitted_at)
        )
    )


def paper_to_release(actor: Actor, public_id: str) -> Paper:
    """A paper whose draft waits for release by ``actor``, who leads its office.

    The lead may not be among the readers of the text that is published, only of the draft, so
    this is found by who leads and not by who reads.

    Raises:
        NotFound: nothing with that id waits for ``actor``.
    """
    _lock(public_id)
    paper = db.session.scalar(
        select(Paper)
        .join(Thing)
        .join(Draft)
        .where(
            Thing.public_id == public_id,
            Paper.office_id == actor.office_id,
            Draft.submitted_at.is_not(None),
        )
    )
    if paper is None or Role.OFFICE_LEAD not in actor.roles:
        raise NotFound
    return paper


def _to_read_again(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Paper.office_id == actor.office_id,
        Paper.office.has(Office.second_reader_required),
        Draft.submitted_at.is_not(None),
        ~Paper.author_rows.any(PaperAuthor.person_id == actor.person_id),
    )


def waiting_for_second_reader(actor: Actor) -> list[Paper]:
    """Submitted drafts of the actor's office that somebody else wrote and nobody has approved."""
    if actor.office_id is None:
        return []
    papers = db.session.scalars(
        select(Paper).join(Draft).where(_to_read_again(actor)).order_by(Draft.submitted_at)
    ).all()
    return [paper for paper in papers if not is_approved_now(paper.thing)]


def paper_to_read_again(actor: Actor, public_id: str) -> Paper:
    """A paper whose draft waits for a second reader, which ``actor`` may be.

    Raises:
        NotFound: nothing with that id waits for ``actor``.
    """
    _lock(public_id)
    paper = db.session.scalar(
        select(Paper)
        .join(Thing)
        .join(Draft)
        .where(Thing.public_id == public_id, _to_read_again(actor))
    )
    if paper is None or not CASE_ROLES & actor.roles:
        raise NotFound
    return paper


def revisions_of(paper: Paper) -> list[Revision]:
    """Every revision, newest first. The caller has checked that the actor may read the paper."""
    return list(
        db.session.scalars(
            select(Revision).where(Revision.paper_id == paper.id).order_by(Revision.number.desc())
        )
    )


def readable_revisions(actor: Actor, paper: Paper) -> list[Revision]:
    """The revisions of a readable paper that ``actor`` may read, newest first.

    An earlier text stays with the audience it had: sharing a later, more careful text with more
    people does not share the earlier one with them.
    """
    return [r for r in revisions_of(paper) if _reads_revision(actor, paper, r.number, r.audience)]


def readable_numbers(actor: Actor, paper: Paper) -> list[int]:
    """The numbers of those revisions."""
    rows = db.session.execute(
        select(Revision.number, Revision.audience).where(Revision.paper_id == paper.id)
    )
    return [row[0] for row in rows if _reads_revision(actor, paper, row[0], row[1])]


def readable_revision(actor: Actor, paper: Paper, number: int) -> Revision:
    """One revision of a readable paper.

    Raises:
        NotFound: there is none that ``actor`` may read.
    """
    revision = revision_of(paper, number)
    if not _reads_revision(actor, paper, revision.number, revision.audience):
        raise NotFound
    return revision


def moments_of_revisions(paper: Paper) -> dict[int, datetime]:
    """When each revision was made, by its number."""
    rows = db.session.execute(
        select(Revision.number, Revision.made_at).where(Revision.paper_id == paper.id)
    )
    return {row[0]: row[1] for row in rows}


def _reads_revision(actor: Actor, paper: Paper, number: int, audience: dict[str, Any]) -> bool:
    if number == paper.current_number or actor.person_id in paper.author_ids:
        return True
    tokens = Audience.from_json(audience).tokens(
        author_ids=paper.author_ids, office_id=paper.office_id
    )
    return not actor.tokens.isdisjoint(tokens)


def comments_for(actor: Actor, paper: Paper) -> Select[Comment]:
    """The comments on a readable paper that ``actor`` may read, in no order."""
    numbers = readable_numbers(actor, paper)
    return select(Comment).where(Comment.paper_id == paper.id, Comment.number.in_(numbers))


def find_comment(public_id: str) -> Comment | None:
    """One comment, for the worker, who reads no words of it."""
    return db.session.scalar(select(Comment).where(Comment.public_id == public_id))


def count_comments(actor: Actor, paper: Paper) -> int:
    """How many they are, without those that were taken back."""
    wanted = comments_for(actor, paper).where(Comment.taken_back_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def revision_of(paper: Paper, number: int) -> Revision:
    """One revision.

    Raises:
        NotFound: the paper has no such revision.
    """
    # An address may hold any number; no database compares with one of hundreds of digits.
    if not 0 < number <= paper.current_number:
        raise NotFound
    revision = db.session.scalar(
        select(Revision).where(Revision.paper_id == paper.id, Revision.number == number)
    )
    if revision is None:
        raise NotFound
    return revision
