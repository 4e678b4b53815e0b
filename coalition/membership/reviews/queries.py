"""Reading reviews of access: who waits for whom, and how far the offices are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import contains_eager

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE
from coalition.accounts.roles import holders_of
from coalition.db import db
from coalition.membership.reviews.models import AccessReview, ReviewedPerson
from coalition.offices.models import Office

WAITING = "waiting"
CONFIRMED = "confirmed"
LAPSED = "lapsed"
SPARED = "spared"
ENDED = "ended"


@dataclass(frozen=True)
class ReviewedThing:
    """Somebody whose access is reviewed, as the policy sees them."""

    office_id: int | None
    subject_id: int | None
    state: str
    office_has_no_lead: bool
    subject_leads: bool
    subject_is_admin: bool
    author_ids: frozenset[int] = frozenset()
    read_tokens: frozenset[str] = frozenset()


def open_review() -> AccessReview | None:
    """The review that runs now, if one does."""
    return db.session.scalar(select(AccessReview).where(AccessReview.is_open.is_(True)))


def latest_review() -> AccessReview | None:
    """The review that runs now, or the last that did."""
    return db.session.scalar(select(AccessReview).order_by(AccessReview.id.desc()).limit(1))


def is_due(review: AccessReview) -> bool:
    """Whether the time to confirm is over."""
    return review.closed_at is not None or review.due_at <= clock.now()


def _led() -> Select[int]:
    """The offices that have an active lead."""
    leads = Person.id.in_(holders_of(Role.OFFICE_LEAD))
    return select(Person.office_id).where(Person.status == ACTIVE, leads)


def confirmed_by_nobody() -> int:
    """How many active people no admin or lead may confirm: they need an admin of another office.

    Admins confirm each other wherever they are, so they are never among them.
    """
    admins = holders_of(Role.COALITION_ADMIN)
    homes = select(Person.office_id).where(Person.status == ACTIVE, Person.id.in_(admins))
    if len(set(db.session.scalars(homes.distinct()))) > 1:
        return 0
    leads = Person.id.in_(holders_of(Role.OFFICE_LEAD))
    needing = select(func.count(Person.id)).where(
        Person.status == ACTIVE,
        Person.id.not_in(admins),
        Person.office_id.in_(homes),
        or_(leads, Person.office_id.not_in(_led())),
    )
    return db.session.scalar(needing) or 0


def state_of(row: ReviewedPerson) -> str:
    """Where the row stands; whoever was suspended meanwhile waits no more."""
    ended = row.state == WAITING and row.person.status != ACTIVE
    return ENDED if ended else row.state


def reviewed_things(rows: Sequence[ReviewedPerson]) -> list[ReviewedThing]:
    """``rows`` for the policy, in their order."""
    offices = {row.person.office_id for row in rows}
    led = set(db.session.scalars(_led().where(Person.office_id.in_(sorted(offices))).distinct()))
    return [_thing(row, has_lead=row.person.office_id in led) for row in rows]


def _thing(row: ReviewedPerson, *, has_lead: bool) -> ReviewedThing:
    state = state_of(row)
    return ReviewedThing(
        row.person.office_id,
        row.person_id,
        "awaiting" if state == WAITING and not is_due(row.review) else state,
        not has_lead,
        Role.OFFICE_LEAD in row.person.roles,
        Role.COALITION_ADMIN in row.person.roles,
    )


def find_reviewed(review_id: str, person_id: str) -> ReviewedPerson | None:
    """That person's row in that review."""
    return db.session.scalar(
        select(ReviewedPerson)
        .join(AccessReview, AccessReview.id == ReviewedPerson.review_id)
        .join(Person, Person.id == ReviewedPerson.person_id)
        .where(AccessReview.public_id == review_id, Person.public_id == person_id)
    )


def _is_theirs(actor: Actor) -> ColumnElement[bool]:
    """Whom ``actor`` confirms, as far as SQL can say; the policy decides about each of them."""
    leads = Person.id.in_(holders_of(Role.OFFICE_LEAD))
    admins = Person.id.in_(holders_of(Role.COALITION_ADMIN))
    ways: list[ColumnElement[bool]] = [false()]
    if Role.OFFICE_LEAD in actor.roles:
        ways.append(and_(Person.office_id == actor.office_id, ~leads, ~admins))
    if Role.COALITION_ADMIN in actor.roles:
        elsewhere = Person.office_id != actor.office_id
        ways += [admins, and_(elsewhere, or_(leads, Person.office_id.not_in(_led())))]
    return and_(or_(*ways), Person.id != actor.person_id)


def _rows(review: AccessReview) -> Select[ReviewedPerson]:
    return (
        select(ReviewedPerson)
        .join(Person, Person.id == ReviewedPerson.person_id)
        .join(Office, Office.id == Person.office_id)
        .where(ReviewedPerson.review_id == review.id)
    )


@dataclass(frozen=True)
class Listed:
    """One person of the work list; ``may_end`` and ``may_confirm`` say what is offered."""

    person: Person
    state: str
    decided_at: datetime | None
    may_confirm: bool
    may_end: bool


def work_page(
    actor: Actor, review: AccessReview, *, page: int, size: int
) -> tuple[list[Listed], int]:
    """Whom ``actor`` confirms, and for leads their whole office; those who wait come first."""
    seen = _is_theirs(actor)
    if Role.OFFICE_LEAD in actor.roles:
        seen = or_(seen, Person.office_id == actor.office_id)
    query = _rows(review).where(seen)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    waits = and_(ReviewedPerson.state == WAITING, Person.status == ACTIVE)
    rows = db.session.scalars(
        query.options(contains_eager(ReviewedPerson.person).contains_eager(Person.office))
        .order_by(case((waits, 0), else_=1), Office.name, Person.name, Person.id)
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    things = zip(rows, reviewed_things(rows), strict=True)
    return [_listed(actor, row, thing) for row, thing in things], total


def _listed(actor: Actor, row: ReviewedPerson, thing: ReviewedThing) -> Listed:
    active = row.person.status == ACTIVE
    return Listed(
        row.person,
        state_of(row),
        row.decided_at,
        allows(actor, "access-review:confirm", thing),
        active and allows(actor, "person:suspend", thing),
    )


def waiting_for(actor: Actor) -> int:
    """How many people wait for ``actor`` to confirm them."""
    review = open_review()
    if review is None or is_due(review) or not allows(actor, "access-review:list"):
        return 0
    query = _rows(review).where(
        ReviewedPerson.state == WAITING, Person.status == ACTIVE, _is_theirs(actor)
    )
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


@dataclass(frozen=True)
class Progress:
    """How many people of an office are confirmed, wait, lapsed or were settled otherwise."""

    office: Office
    confirmed: int
    waiting: int
    lapsed: int
    other: int


def progress_page(
    review: AccessReview, words: str, *, page: int, size: int
) -> tuple[list[Progress], int]:
    """One page of the offices of the review by name, searchable; and how many there are."""
    query = (
        select(Office, *_counts())
        .join(ReviewedPerson, ReviewedPerson.office_id == Office.id)
        .join(Person, Person.id == ReviewedPerson.person_id)
        .where(ReviewedPerson.review_id == review.id)
        .group_by(Office.id)
    )
    for word in words.split()[:8]:
        query = query.where(Office.name.icontains(word, autoescape=True))
    ids = query.with_only_columns(Office.id).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    rows = db.session.execute(
        query.order_by(Office.name, Office.id).offset((page - 1) * size).limit(size)
    )
    return [Progress(office, *counts) for office, *counts in rows], total


def _counts() -> list[ColumnElement[int]]:
    state, active = ReviewedPerson.state, Person.status == ACTIVE
    waits = state == WAITING
    groups = (
        state == CONFIRMED,
        and_(waits, active),
        state == LAPSED,
        or_(state.in_([SPARED, ENDED]), and_(waits, ~active)),
    )
    return [func.sum(case((group, 1), else_=0)) for group in groups]
