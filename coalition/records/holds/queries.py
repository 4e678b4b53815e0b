"""Reading holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, func, select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.db import db, lock_in_unit
from coalition.documents.models import Paper
from coalition.errors import NotFound
from coalition.offices.naming import shown_name
from coalition.records.holds.models import Hold
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


def find_paper(number: str) -> Paper | None:
    """The paper with that number, whoever reads it. Nothing is shown of it by this alone."""
    number = number.strip()
    if not number.isascii() or not number.isalnum() or len(number) > 32:
        return None
    thing = select(Thing.id).where(Thing.public_id == number).scalar_subquery()
    lock_in_unit(select(Paper.id).where(Paper.thing_id == thing))
    return db.session.scalar(select(Paper).join(Thing).where(Thing.public_id == number))


def find_own_paper(actor: Actor, number: str) -> Paper | None:
    """A paper of the actor's own office, also one that the actor does not read."""
    paper = find_paper(number)
    return paper if paper is not None and paper.office_id == actor.office_id else None


def titles_for(actor: Actor, numbers: Iterable[str]) -> dict[str, str]:
    """The titles of those papers that ``actor`` may read, by number."""
    papers = db.session.scalars(
        select(Paper).join(Thing).where(Thing.public_id.in_(set(numbers)), readable_by(actor))
    )
    return {p.public_id: p.current.title for p in papers if p.current is not None}


def hold_of(actor: Actor, public_id: str) -> Hold:
    """A hold of the actor's office.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    own = select(Hold).where(Hold.public_id == public_id.replace("\0", ""))
    lock_in_unit(select(Hold.id).where(Hold.public_id == public_id.replace("\0", "")))
    hold = db.session.scalar(own)
    if hold is None or not allows(actor, "hold:read", hold):
        raise NotFound
    return hold


def is_kept_by_its_office(paper: Paper) -> bool:
    """Whether a hold of the paper's own office stands."""
    standing = select(Hold.id).where(Hold.paper_id == paper.id, Hold.office_id == paper.office_id)
    return db.session.scalar(standing.limit(1)) is not None


def keeps_copies(office_id: int | None, numbers: Iterable[str]) -> set[str]:
    """Those of ``numbers`` whose copies the office has to keep now."""
    return set(
        db.session.scalars(
            select(Hold.paper_number).where(
                Hold.office_id == office_id,
                Hold.lifted_at.is_(None),
                Hold.paper_number.in_(set(numbers)),
            )
        )
    )


def offices_that_keep(actor: Actor, paper: Paper) -> list[tuple[str, date]]:
    """The other offices that keep their copies of the paper, each with since when."""
    rows = db.session.scalars(
        select(Hold)
        .where(Hold.paper_id == paper.id, Hold.office_id != paper.office_id)
        .order_by(Hold.placed_at, Hold.id)
    )
    first: dict[str, date] = {}
    for hold in rows:
        first.setdefault(shown_name(actor, hold.office), hold.placed_at.date())
    return list(first.items())


class Shown(StrEnum):
    """Which holds a list shows."""

    STANDING = "standing"
    DUE = "due"
    LIFTED = "lifted"


@dataclass(frozen=True)
class Holds:
    """One page of an office's holds, with the titles that the reader may see."""

    rows: Sequence[Hold]
    total: int
    titles: dict[str, str]


def _wanted(actor: Actor, shown: Shown) -> Select[Hold]:
    own = select(Hold).where(Hold.office_id == actor.office_id)
    if shown is Shown.LIFTED:
        return own.where(Hold.lifted_at.is_not(None))
    standing = own.where(Hold.lifted_at.is_(None))
    return standing.where(Hold.review_on <= clock.now().date()) if shown is Shown.DUE else standing


def holds(actor: Actor, shown: Shown, *, page: int = 1, size: int = 25) -> Holds:
    """The holds of the actor's office: the review that is due first comes first."""
    if not allows(actor, "hold:list"):
        return Holds([], 0, {})
    query = _wanted(actor, shown)
    order = (Hold.lifted_at.desc(),) if shown is Shown.LIFTED else (Hold.review_on, Hold.placed_at)
    rows = db.session.scalars(
        query.order_by(*order, Hold.id).offset((page - 1) * size).limit(size)
    ).all()
    return Holds(rows, count(actor, shown), titles_for(actor, (row.paper_number for row in rows)))


def count(actor: Actor, shown: Shown) -> int:
    """How many there are."""
    if not allows(actor, "hold:list"):
        return 0
    return (
        db.session.scalar(select(func.count()).select_from(_wanted(actor, shown).subquery())) or 0
    )


def standing_on(actor: Actor, paper: Paper) -> list[Hold]:
    """The standing holds of the actor's office on a paper, the oldest first."""
    return list(
        db.session.scalars(
            select(Hold)
            .where(Hold.paper_id == paper.id, Hold.office_id == actor.office_id)
            .order_by(Hold.placed_at, Hold.id)
        )
    )
