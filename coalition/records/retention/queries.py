"""The rules of an office, and the papers about which its lead is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.db import db, lock_in_unit
from coalition.documents.models import Paper
from coalition.errors import NotFound
from coalition.offices.models import Office
from coalition.records.retention.models import OverdueTerm, RetentionRule
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


def rules_of(office_id: int) -> dict[tuple[str, str], int]:
    """The years by kind and basis."""
    rows = db.session.scalars(select(RetentionRule).where(RetentionRule.office_id == office_id))
    return {(row.kind, row.basis): row.years for row in rows}


def _is_asked_about() -> ColumnElement[bool]:
    """That the paper is still in the state of its term, and that nobody keeps it longer."""
    return (Paper.state == OverdueTerm.basis) & or_(
        OverdueTerm.keep_until.is_(None), OverdueTerm.keep_until < clock.now().date()
    )


def _of_office(actor: Actor) -> Select[OverdueTerm]:
    return (
        select(OverdueTerm)
        .join(Paper, Paper.id == OverdueTerm.paper_id)
        .join(Thing, Thing.id == Paper.thing_id)
        .where(Paper.office_id == actor.office_id, _is_asked_about(), readable_by(actor))
    )


@dataclass(frozen=True)
class OverdueTerms:
    """One page of them."""

    rows: Sequence[OverdueTerm]
    total: int


def overdue(actor: Actor, *, page: int = 1, size: int = 25) -> OverdueTerms:
    """Papers of the actor's office, which ``actor`` may read, whose term is over."""
    query = _of_office(actor).order_by(OverdueTerm.found_at, OverdueTerm.id)
    rows = db.session.scalars(query.offset((page - 1) * size).limit(size))
    return OverdueTerms(rows.all(), count(actor))


def count(actor: Actor) -> int:
    """How many there are."""
    if not allows(actor, "retention:list"):
        return 0
    return db.session.scalar(select(func.count()).select_from(_of_office(actor).subquery())) or 0


def term_of(actor: Actor, public_id: str) -> OverdueTerm:
    """One of them.

    Raises:
        NotFound: there is none that ``actor`` is asked about.
    """
    wanted = OverdueTerm.public_id == public_id.replace("\0", "")
    lock_in_unit(select(OverdueTerm.id).where(wanted))
    row = db.session.scalar(_of_office(actor).where(wanted))
    if row is None:
        raise NotFound
    return row


def years_before(moment: datetime, years: int) -> datetime:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def newly_overdue(most: int) -> list[tuple[Paper, str]]:
    """Papers whose term is over and that nobody noted yet, each with its basis."""
    found: list[tuple[Paper, str]] = []
    for rule in db.session.scalars(select(RetentionRule)).all():
        since = Paper.published_at if rule.basis == "published" else Paper.withdrawn_at
        noted = exists().where(OverdueTerm.paper_id == Paper.id, OverdueTerm.basis == rule.basis)
        papers = db.session.scalars(
            select(Paper)
            .join(Thing)
            .where(
                Paper.office_id == rule.office_id,
                Thing.kind == rule.kind,
                Paper.state == rule.basis,
                since <= years_before(clock.now(), rule.years),
                ~noted,
            )
            .order_by(since, Paper.id)
            .limit(most - len(found))
        )
        found += [(paper, rule.basis) for paper in papers]
        if len(found) >= most:
            break
    return found


def kept_long_enough(most: int) -> list[OverdueTerm]:
    """Terms that a lead prolonged until a day that is over."""
    rows = db.session.scalars(
        select(OverdueTerm)
        .join(Paper, Paper.id == OverdueTerm.paper_id)
        .where(Paper.state == OverdueTerm.basis, OverdueTerm.keep_until < clock.now().date())
        .order_by(OverdueTerm.id)
        .limit(most)
    )
    return list(rows)


def waiting_papers(office_public_id: str) -> list[Paper]:
    """Papers of an office about which somebody is asked, for the mail that says so."""
    rows = db.session.scalars(
        select(Paper)
        .join(OverdueTerm, OverdueTerm.paper_id == Paper.id)
        .join(Office, Office.id == Paper.office_id)
        .where(Office.public_id == office_public_id, _is_asked_about())
    )
    return list(rows)
