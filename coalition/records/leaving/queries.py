"""What somebody received: papers of others that they opened, or could have."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import find_person, member_thing, tokens_in_office
from coalition.accounts.services import may_see
from coalition.db import db
from coalition.documents.models import Paper, PaperAuthor
from coalition.documents.queries import readable_papers
from coalition.errors import NotFound, NotPermitted
from coalition.records.models import Opening
from coalition.sharing.models import ReadToken, Thing


@dataclass(frozen=True)
class ReceivedPaper:
    """A paper and when it was opened, if it was. The title is empty where the reader reads none."""

    paper: Paper
    title: str
    opening: Opening | None


@dataclass(frozen=True)
class Received:
    """One page of what somebody received, and how much that is on all pages."""

    rows: Sequence[ReceivedPaper]
    total: int


def find_leaver(actor: Actor, public_id: str) -> Person:
    """The member whose leaving ``actor`` may see to.

    Raises:
        NotFound, NotPermitted: not this actor, not this person.
    """
    person = find_person(public_id)
    if person is None or not may_see(actor, person):
        raise NotFound
    if not allows(actor, "person:leaving", member_thing(person)):
        raise NotPermitted("person:leaving")
    return person


def received_by(
    actor: Actor, person: Person, *, opened_only: bool, page: int = 1, size: int = 50
) -> Received:
    """Papers of others that ``person`` opened, and unless ``opened_only`` those they could read.

    ``actor`` looks; a title that they may not read themselves is not told.
    """
    query = _received(person, opened_only)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    found = db.session.execute(
        query.order_by(Opening.last_at.is_(None), Opening.last_at.desc(), Paper.id)
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    readable = readable_papers(actor, [paper.public_id for paper, _ in found])
    rows = [ReceivedPaper(p, _title(readable.get(p.public_id)), opening) for p, opening in found]
    return Received(rows, total)


def _title(paper: Paper | None) -> str:
    return paper.current.title if paper is not None and paper.current is not None else ""


def _received(person: Person, opened_only: bool) -> Select[Paper, Opening]:
    opened = (Opening.paper_id == Paper.id) & (Opening.person_id == person.id)
    wrote = exists().where(PaperAuthor.paper_id == Paper.id, PaperAuthor.person_id == person.id)
    wanted: ColumnElement[bool] = Opening.paper_id.is_not(None)
    if not opened_only:
        held = exists().where(
            ReadToken.thing_id == Paper.thing_id,
            ReadToken.token.in_(sorted(tokens_in_office(person))),
        )
        wanted = or_(wanted, (Paper.state == "published") & held & ~wrote)
    return (
        select(Paper, Opening)
        .join(Thing, Thing.id == Paper.thing_id)
        .outerjoin(Opening, opened)
        .where(wanted)
    )
