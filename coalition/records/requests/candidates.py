"""Which papers a request may concern: what its office wrote, opened or can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.db import db
from coalition.documents.models import Paper, Revision
from coalition.records.models import Opening
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by

MOST_WORDS = 8


class Origin(StrEnum):
    """Which of the papers a search is about."""

    ALL = "all"
    OWN = "own"
    OPENED = "opened"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: every word stands in the title or the text."""

    words: str = ""
    kind: str = ""
    origin: Origin = Origin.ALL


@dataclass(frozen=True)
class Candidate:
    """A paper that the lead may read, and how many of the office opened or downloaded it."""

    paper: Paper
    title: str
    opened: int
    downloaded: int


@dataclass(frozen=True)
class Candidates:
    """One page of them."""

    rows: Sequence[Candidate]
    total: int


def opened_by_office(actor: Actor) -> ColumnElement[bool]:
    """A condition on :class:`Paper`: somebody of the actor's office opened it."""
    return (
        exists()
        .where(
            Opening.paper_id == Paper.id,
            Opening.person_id == Person.id,
            Person.office_id == actor.office_id,
        )
        .correlate(Paper)
    )


def may_concern(actor: Actor, paper: Paper) -> bool:
    """Whether the office has the paper: its own, one the actor reads, or one a colleague opened."""
    if paper.office_id == actor.office_id or allows(actor, "document:read", paper):
        return True
    opened = select(Paper.id).where(Paper.id == paper.id, opened_by_office(actor))
    return db.session.scalar(opened) is not None


def candidates(
    actor: Actor, wanted: Wanted, *, without: Sequence[str] = (), page: int = 1, size: int = 25
) -> Candidates:
    """Papers that ``actor`` may read and that fit, the newest first.

    What only a colleague may read is not among them: it is chosen by its number.

    Args:
        without: numbers that are chosen already.
    """
    query = _fitting(actor, wanted).where(Thing.public_id.not_in(without))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = func.coalesce(Paper.published_at, Paper.created_at).desc()
    papers = db.session.scalars(
        query.order_by(newest, Paper.id.desc()).offset((page - 1) * size).limit(size)
    ).all()
    seen = _openings(actor, [paper.id for paper in papers])
    rows = [
        Candidate(
            paper,
            paper.current.title if paper.current else "A draft",
            *seen.get(paper.id, (0, 0)),
        )
        for paper in papers
    ]
    return Candidates(rows, total)


def _fitting(actor: Actor, wanted: Wanted) -> Select[Paper]:
    query = select(Paper).join(Thing).where(readable_by(actor))
    if wanted.kind:
        query = query.where(Thing.kind == wanted.kind)
    if wanted.origin is Origin.OWN:
        query = query.where(Paper.office_id == actor.office_id)
    elif wanted.origin is Origin.OPENED:
        query = query.where(opened_by_office(actor))
    words = wanted.words.replace("\0", " ").split()[:MOST_WORDS]
    if words:
        current = (Revision.paper_id == Paper.id) & (Revision.number == Paper.current_number)
        query = query.join(Revision, current)
    for word in words:
        query = query.where(
            or_(
                Revision.title.icontains(word, autoescape=True),
                Revision.body.icontains(word, autoescape=True),
            )
        )
    return query


def _openings(actor: Actor, paper_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        select(Opening.paper_id, func.count(), func.count(Opening.downloaded_at))
        .join(Person, Person.id == Opening.person_id)
        .where(Opening.paper_id.in_(paper_ids), Person.office_id == actor.office_id)
        .group_by(Opening.paper_id)
    )
    return {paper_id: (opened, downloaded) for paper_id, opened, downloaded in rows}
