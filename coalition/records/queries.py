"""Who could read a paper, who opened it, and what was asked back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts.bylines import shown_person
from coalition.accounts.models import Person
from coalition.db import db
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.documents.readership import reader_ids
from coalition.documents.reading import content_of
from coalition.errors import NotFound
from coalition.offices.models import Office
from coalition.offices.naming import shown_name
from coalition.records.holds.queries import keeps_copies, offices_that_keep
from coalition.records.models import Opening, Recall, RecallNotice


@dataclass(frozen=True)
class Recipient:
    """One row of a paper's ledger."""

    name: str
    office: str
    reads_now: bool
    first_at: datetime | None
    last_at: datetime | None
    number: int | None
    downloaded_at: datetime | None
    told: bool
    confirmed_at: datetime | None


@dataclass(frozen=True)
class Counts:
    """How many can read a paper now, and how many opened it, its authors left out."""

    readers: int
    openers: int


@dataclass(frozen=True)
class Ledger:
    """One page of a paper's recipients, by office and name, with the counts of all.

    ``kept_by``: offices that have to keep their copies, each with since when.
    """

    paper: Paper
    rows: Sequence[Recipient]
    total: int
    counts: Counts
    recall: Recall | None
    confirmed: int
    kept_by: Sequence[tuple[str, date]]


def paper_with_ledger(actor: Actor, public_id: str) -> Paper:
    """The paper, if ``actor`` answers for it and it was ever shared.

    Raises:
        NotFound, NotPermitted: not this actor, or there is nothing to tell.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:ledger", paper)
    if paper.current is None:
        raise NotFound
    return paper


def ledger(
    actor: Actor, public_id: str, *, opened_only: bool = False, page: int = 1, size: int = 50
) -> Ledger:
    """Everybody who can read the paper or opened it.

    Raises:
        NotFound, NotPermitted: as :func:`paper_with_ledger`.
    """
    paper = paper_with_ledger(actor, public_id)
    readers = _readers(paper)
    told = find_recall(paper)
    query = _recipients(actor, paper, readers, told, opened_only)
    people = query.with_only_columns(Person.id).order_by(None).subquery()
    total = db.session.scalar(select(func.count()).select_from(people)) or 0
    found = db.session.execute(query.limit(size).offset((page - 1) * size)).all()
    rows = [
        Recipient(
            shown_person(actor, person),
            shown_name(actor, person.office),
            person.id in readers,
            opening.first_at if opening else None,
            opening.last_at if opening else None,
            opening.number if opening else None,
            opening.downloaded_at if opening else None,
            notice is not None,
            notice.confirmed_at if notice else None,
        )
        for person, opening, notice in found
    ]
    counts = Counts(len(readers), _openers(paper))
    return Ledger(
        paper, rows, total, counts, told, _confirmed(told), offices_that_keep(actor, paper)
    )


def _readers(paper: Paper) -> set[int]:
    if paper.current is None or paper.state != "published":
        return set()
    audience = content_of(paper.current).audience
    ids = reader_ids(audience, office_id=paper.office_id, author_ids=paper.author_ids)
    return ids - set(paper.author_ids)


def _recipients(
    actor: Actor, paper: Paper, readers: set[int], told: Recall | None, opened_only: bool
) -> Select[Person, Opening, RecallNotice]:
    opened = (Opening.person_id == Person.id) & (Opening.paper_id == paper.id)
    notified = (RecallNotice.person_id == Person.id) & (
        RecallNotice.recall_id == (told.id if told else None)
    )
    wanted: ColumnElement[bool] = Opening.paper_id.is_not(None)
    if not opened_only:
        wanted = or_(wanted, Person.id.in_(readers))
    veiled = Office.name_hidden & (Office.id != actor.office_id)
    return (
        select(Person, Opening, RecallNotice)
        .join(Office, Office.id == Person.office_id)
        .outerjoin(Opening, opened)
        .outerjoin(RecallNotice, notified)
        .where(wanted)
        # Not even by their place among the others do veiled names tell how they begin.
        .order_by(
            veiled,
            case((veiled, Office.state), else_=Office.name),
            case((veiled, Person.public_id), else_=Person.name),
            Person.id,
        )
    )


def counts_of(paper: Paper) -> Counts:
    """How many can read it now, and how many opened it."""
    return Counts(len(_readers(paper)), _openers(paper))


def _openers(paper: Paper) -> int:
    opened = select(func.count()).where(Opening.paper_id == paper.id)
    return db.session.scalar(opened) or 0


def find_recall(paper: Paper) -> Recall | None:
    """The recall of ``paper``, if it was recalled."""
    return db.session.scalar(select(Recall).where(Recall.paper_id == paper.id))


def _confirmed(told: Recall | None) -> int:
    if told is None:
        return 0
    answered = select(func.count()).where(
        RecallNotice.recall_id == told.id, RecallNotice.confirmed_at.is_not(None)
    )
    return db.session.scalar(answered) or 0


@dataclass(frozen=True)
class Asked:
    """What a person is asked to erase, with what they did with it."""

    notice: RecallNotice
    opening: Opening | None
    kept: bool


def notices_to(actor: Actor) -> list[Asked]:
    """The recalls that ``actor`` was told of: those without a receipt first, then the newest."""
    rows = db.session.execute(
        select(RecallNotice, Opening)
        .join(Recall, Recall.id == RecallNotice.recall_id)
        .outerjoin(
            Opening,
            (Opening.paper_id == Recall.paper_id) & (Opening.person_id == RecallNotice.person_id),
        )
        .where(RecallNotice.person_id == actor.person_id)
        .order_by(RecallNotice.confirmed_at.is_not(None), Recall.made_at.desc())
    ).all()
    numbers = [notice.recall.paper.public_id for notice, _ in rows]
    kept = keeps_copies(actor.office_id, numbers)
    return [
        Asked(notice, opening, notice.recall.paper.public_id in kept) for notice, opening in rows
    ]


def open_notices(actor: Actor) -> int:
    """How many recalls wait for the receipt of ``actor``."""
    waiting = select(func.count()).where(
        RecallNotice.person_id == actor.person_id, RecallNotice.confirmed_at.is_(None)
    )
    return db.session.scalar(waiting) or 0


def find_notice(public_id: str) -> RecallNotice | None:
    """The notice, for the mail that says there is one."""
    return db.session.scalar(select(RecallNotice).where(RecallNotice.public_id == public_id))
