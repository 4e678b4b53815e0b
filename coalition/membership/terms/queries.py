"""Reading the terms of leads, and what one admin asked for and a second one decides."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, nulls_last, select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.accounts import terms
from coalition.accounts.models import Person, TermChange
from coalition.db import db

AWAITING = "awaiting"
MADE = "made"
REFUSED = "refused"
OVER = "over"

# A day that is nearer takes two admins, and of every last day it is told so long before.
NOTICE = timedelta(days=30)
# A second admin may be away; after that somebody asks anew.
WAITS = timedelta(days=30)


@dataclass(frozen=True)
class TermThing:
    """The term of a lead as the policy sees it; its author asked for what waits."""

    office_id: int | None
    subject_id: int | None
    subject_leads: bool
    state: str = ""
    author_ids: frozenset[int] = frozenset()
    read_tokens: frozenset[str] = frozenset()


def today() -> date:
    """The day in UTC."""
    return clock.now().date()


def day_code(last_day: date | None) -> str:
    """A last day as forms, the log and mail hold it; a term without end is empty."""
    return "" if last_day is None else last_day.isoformat()


def last_day_of(person: Person) -> date | None:
    """The last day of the lead's term; nothing without an end, and of whoever does not lead."""
    term = terms.term_of(person)
    return term.last_day if term is not None else None


def term_thing(person: Person) -> TermThing:
    """The term of ``person``, who may be no lead, for the policy."""
    return TermThing(person.office_id, person.id, terms.term_of(person) is not None)


def change_thing(change: TermChange) -> TermThing:
    """``change`` for the policy."""
    person = change.person
    leads, asked_by = terms.term_of(person) is not None, frozenset({change.asked_by_id})
    state = AWAITING if waits(change) else OVER
    return TermThing(person.office_id, person.id, leads, state, asked_by)


def waits(change: TermChange) -> bool:
    """Whether somebody may still decide about it."""
    return change.state == AWAITING and change.asked_at > clock.now() - WAITS


def open_changes() -> list[TermChange]:
    """What waits for a second admin, the oldest first."""
    rows = db.session.scalars(
        select(TermChange)
        .where(TermChange.state == AWAITING, TermChange.asked_at > clock.now() - WAITS)
        .order_by(TermChange.asked_at, TermChange.id)
    )
    return list(rows)


def changes_to_decide(actor: Actor) -> list[TermChange]:
    """What waits for ``actor`` as the second admin, the oldest first."""
    return [row for row in open_changes() if allows(actor, "term:agree", change_thing(row))]


def find_change(public_id: str) -> TermChange | None:
    """What was asked for under that public id."""
    return db.session.scalar(select(TermChange).where(TermChange.public_id == public_id))


def change_about(person: Person) -> TermChange | None:
    """What waits for a second admin about this lead."""
    return next((row for row in open_changes() if row.person_id == person.id), None)


@dataclass(frozen=True)
class Term:
    """The term of one lead; ``last_day`` is nothing where it has no end."""

    person: Person
    last_day: date | None
    may_change: bool

    @property
    def is_near(self) -> bool:
        """Whether it ends within the time of the notice."""
        return self.last_day is not None and self.last_day <= today() + NOTICE


def _term(actor: Actor, person: Person, last_day: date | None) -> Term:
    return Term(person, last_day, allows(actor, "term:change", term_thing(person)))


def terms_of(actor: Actor, leads: list[Person]) -> list[Term]:
    """The terms of ``leads``, in their order."""
    rows = [(person, terms.term_of(person)) for person in leads]
    return [_term(actor, person, row.last_day) for person, row in rows if row is not None]


def near_since(last_day: date) -> datetime:
    """When the time of the notice before that day began."""
    return datetime.combine(last_day - NOTICE, time(), tzinfo=clock.now().tzinfo)


def ending_soon(actor: Actor) -> list[Term]:
    """The terms that end within the time of the notice, which ``actor`` may change."""
    query = terms.current_terms()
    near = query.selected_columns.last_day <= today() + NOTICE
    found = db.session.execute(query.where(near))
    rows = [_term(actor, person, last_day) for person, last_day in found]
    return [row for row in rows if row.may_change]


def terms_page(actor: Actor, *, page: int, size: int) -> tuple[list[Term], int]:
    """One page of all leads, whose term ends first on top; and how many leads there are."""
    query = terms.current_terms()
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    last_day = query.selected_columns.last_day
    rows = db.session.execute(
        query.order_by(nulls_last(last_day), Person.name, Person.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    return [_term(actor, person, day) for person, day in rows], total
