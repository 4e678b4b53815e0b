"""Reading offices."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select

from coalition.db import db
from coalition.offices.models import Office


@dataclass(frozen=True)
class OfficeThing:
    """An office as the policy sees a thing that is acted on."""

    office_id: int | None
    state: str = "member"
    subject_id: int | None = None
    read_tokens: frozenset[str] = frozenset()
    author_ids: frozenset[int] = frozenset()


def office_thing(office: Office) -> OfficeThing:
    """``office`` for the policy."""
    return OfficeThing(office.id)


def all_offices() -> list[Office]:
    """Every office, by state and name."""
    return list(db.session.scalars(select(Office).order_by(Office.state, Office.name, Office.id)))


def office_count() -> int:
    """How many offices belong to the coalition."""
    return db.session.scalar(select(func.count()).select_from(Office)) or 0


def offices_page(
    words: str, state: str, *, named_to: int | None, page: int, size: int
) -> tuple[list[Office], int]:
    """One page of the offices whose name or county has all the words, of one state or of all.

    ``named_to`` is the office of the reader; those that show it no name are found by no word and
    come last of their state. Nothing: all are named.

    Returns:
        the offices by state and name, and how many there are on all pages.
    """
    query = select(Office)
    if state:
        query = query.where(Office.state == state)
    # No office has the number 0, so that this holds for none when all are named.
    hidden = (
        Office.name_hidden & (Office.id != named_to) if named_to is not None else Office.id == 0
    )
    veiled = case((hidden, 1), else_=0)
    for word in words.split()[:8]:
        query = query.where(
            ~hidden,
            or_(
                Office.name.icontains(word, autoescape=True),
                Office.county.icontains(word, autoescape=True),
            ),
        )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(
            Office.state,
            veiled,
            case((hidden, Office.public_id), else_=Office.name),
            Office.id,
        )
        .offset((page - 1) * size)
        .limit(size)
    )
    return list(rows), total


def offices_by_state() -> dict[str, int]:
    """How many member offices each state has that has any."""
    query = select(Office.state, func.count()).group_by(Office.state)
    return {row[0]: row[1] for row in db.session.execute(query)}


def offices_by_id(office_ids: Collection[int]) -> dict[int, Office]:
    """The offices with these ids."""
    if not office_ids:
        return {}
    rows = db.session.scalars(select(Office).where(Office.id.in_(sorted(office_ids))))
    return {office.id: office for office in rows}


def find_office(public_id: str) -> Office | None:
    """The office with that public id."""
    if "\0" in public_id:
        return None  # PostgreSQL refuses this character even in a comparison.
    return db.session.scalar(select(Office).where(Office.public_id == public_id))


def find_office_by_slug(slug: str) -> Office | None:
    """The office with that slug."""
    return db.session.scalar(select(Office).where(Office.slug == slug))
