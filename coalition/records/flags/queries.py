"""What is flagged as exculpatory or impeaching, in papers that the reader may read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.db import db
from coalition.documents.models import Paper, PaperFlag
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


@dataclass(frozen=True)
class Flags:
    """One page of flags, and how many there are."""

    rows: Sequence[PaperFlag]
    total: int


def _wanted(actor: Actor, *, disclosed: bool) -> Select[PaperFlag]:
    noted = PaperFlag.disclosed_on.is_not(None) if disclosed else PaperFlag.disclosed_on.is_(None)
    return (
        select(PaperFlag)
        .join(Paper, Paper.id == PaperFlag.paper_id)
        .join(Thing, Thing.id == Paper.thing_id)
        .where(noted, readable_by(actor))
    )


def flags(actor: Actor, *, disclosed: bool, page: int = 1, size: int = 50) -> Flags:
    """Those of the actor's office first, and the oldest first."""
    query = _wanted(actor, disclosed=disclosed)
    rows = db.session.scalars(
        query.order_by(
            Paper.office_id != actor.office_id, PaperFlag.since, Paper.id, PaperFlag.flag
        )
        .offset((page - 1) * size)
        .limit(size)
    )
    return Flags(rows.all(), count(actor, disclosed=disclosed))


def count(actor: Actor, *, disclosed: bool) -> int:
    """How many there are."""
    if not allows(actor, "flag:list"):
        return 0
    query = _wanted(actor, disclosed=disclosed)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def flags_of(paper: Paper) -> list[PaperFlag]:
    """The flags of a paper that the reader may read, the oldest first."""
    return list(
        db.session.scalars(
            select(PaperFlag)
            .where(PaperFlag.paper_id == paper.id)
            .order_by(PaperFlag.since, PaperFlag.flag)
        )
    )
