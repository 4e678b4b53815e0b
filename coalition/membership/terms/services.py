"""Changing the last day of a lead's term, so that no admin alone deposes a lead at short notice.

One admin alone may bring the end no nearer than thirty days ahead, and the lead and every admin are
told at once. Whatever is nearer, and whatever lengthens a term or takes its end away, takes two.
Neither of the two is the lead or of the lead's office. Every function joins the caller's unit.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select, update

from coalition import clock, ids
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows, require
from coalition.accounts import terms
from coalition.accounts.claims import claimed
from coalition.accounts.factor_resets import is_admin
from coalition.accounts.models import Person, TermChange
from coalition.accounts.queries import ACTIVE, active_holders, find_person, people_by_id
from coalition.accounts.security_log import log
from coalition.db import db, lock_in_unit
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.terms import queries
from coalition.outbox.services import announce

MOST_YEARS = 10


def change_term(
    actor: Actor, public_id: str, *, last_day: date | None, before: str
) -> TermChange | None:
    """Give the lead's term a last day, another one, or none.

    Args:
        last_day: counts as a whole, in UTC; nothing is a term without end.
        before: what held when the actor decided, as :func:`queries.day_code` writes it.

    Returns:
        what waits for a second admin now; nothing if it took no second one.

    Raises:
        NotFound: not an admin of another office, or no such person leads one.
        NotPermitted: the actor was suspended meanwhile.
        Invalid: the day is over or too far off, it is what holds already, something waits, or
            nobody could be the second admin.
        Conflict: the term was changed meanwhile.
    """
    person = find_person(public_id)
    if person is None:
        raise NotFound
    require(actor, "term:change", queries.term_thing(person))
    _hold(actor, person)
    require(actor, "term:change", queries.term_thing(person))
    held = queries.last_day_of(person)
    if queries.day_code(held) != before:
        raise Conflict
    _check(held, last_day)
    close_old_changes(actor)
    if queries.change_about(person) is not None:
        raise Invalid.because("", "A change of this term waits for a second admin already.")
    if takes_one(person, held, last_day):
        _make(actor, person, last_day, alone=True)
        return None
    return _ask(actor, person, held, last_day)


def takes_one(person: Person, held: date | None, last_day: date | None) -> bool:
    """Whether one admin may do it alone: an end that comes sooner, but not soon.

    A suspended lead sees no notice and can ask nobody to object, so it takes two.
    """
    if last_day is None or person.status != ACTIVE:
        return False
    sooner = held is None or last_day < held
    return sooner and last_day >= queries.today() + queries.NOTICE


def _check(held: date | None, last_day: date | None) -> None:
    if last_day == held:
        raise Invalid.because("last_day", "This is what holds already.")
    if last_day is None:
        return
    latest = queries.today() + timedelta(days=366 * MOST_YEARS)
    if not queries.today() <= last_day <= latest:
        raise Invalid.because(
            "last_day", f"Give today or a later day, at most {MOST_YEARS} years ahead."
        )


def _hold(actor: Actor, person: Person, *others: int) -> None:
    """Hold everybody concerned until the commit, in one order; who waited may be no admin now."""
    concerned = select(Person.id).where(Person.id.in_([actor.person_id, person.id, *others]))
    lock_in_unit(concerned.order_by(Person.id))
    acting = db.session.get_one(Person, actor.person_id)
    db.session.refresh(acting)
    db.session.refresh(person)
    terms.hold_roles(person)
    if not is_admin(acting):
        raise NotPermitted("term:change")


def _ask(actor: Actor, person: Person, held: date | None, last_day: date | None) -> TermChange:
    _require_a_second(actor, person)
    change = TermChange(
        public_id=ids.public_id(),
        person_id=person.id,
        last_day=last_day,
        before=held,
        state=queries.AWAITING,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        is_open=True,
    )
    db.session.add(change)
    db.session.flush()
    _log(actor, "term.asked", person, last_day)
    announce("term.asked", change=change.public_id)
    return change


def _require_a_second(actor: Actor, person: Person) -> None:
    barred = (actor.person_id, person.id)
    for admin in active_holders(Role.COALITION_ADMIN):
        if admin.office_id != person.office_id and admin.id not in barred:
            return
    raise Invalid.because(
        "",
        "This takes two admins of other offices than the lead’s, and there is none but you. "
        "Vet another admin first, or choose an end that comes sooner, 30 days ahead or more.",
    )


def _make(actor: Actor, person: Person, last_day: date | None, *, alone: bool) -> None:
    near = last_day is not None and last_day <= queries.today() + queries.NOTICE
    terms.set_last_day(person, last_day, announced=near)
    _log(actor, "term.changed", person, last_day, alone=alone)
    announce("term.changed", person=person.public_id, admins=1 if alone else 2)


def agree(actor: Actor, public_id: str) -> None:
    """Agree as the second admin; the term is changed at once.

    Raises:
        NotFound: not an admin of another office, the one who asked, or nothing has this id.
        NotPermitted: the actor was suspended meanwhile.
        Conflict: somebody decided already, it waited too long, or the term is not what it was.
        Invalid: the admin who asked may do so no more, or the day is over.
    """
    change = _held_change(actor, public_id)
    _may(actor, "term:agree", change)
    if not _still_asks(change):
        raise Invalid.because(
            "", "The admin who asked may not any more. Refuse this, and ask for it yourself."
        )
    if queries.last_day_of(change.person) != change.before:
        raise Conflict
    if change.last_day is not None and change.last_day < queries.today():
        raise Invalid.because("", "That day is over. Refuse this, and ask for another day.")
    _decide(actor, change, queries.MADE)
    _make(actor, change.person, change.last_day, alone=False)


def _still_asks(change: TermChange) -> bool:
    asked_by = change.asked_by
    elsewhere = asked_by.office_id != change.person.office_id
    return is_admin(asked_by) and elsewhere and asked_by.id != change.person_id


def refuse(actor: Actor, public_id: str) -> None:
    """Refuse what was asked for, or take it back; the term stays as it is.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`agree`.
    """
    change = _held_change(actor, public_id)
    _may(actor, "term:refuse", change)
    _decide(actor, change, queries.REFUSED)
    _log(actor, "term.refused", change.person, change.last_day)
    announce("term.refused", change=change.public_id)


def _held_change(actor: Actor, public_id: str) -> TermChange:
    change = queries.find_change(public_id)
    if change is None or not allows(actor, "term:list"):
        raise NotFound
    _hold(actor, change.person, change.asked_by_id)
    db.session.refresh(change)
    db.session.refresh(change.asked_by)
    return change


def _may(actor: Actor, permission: str, change: TermChange) -> None:
    if not queries.waits(change):
        raise Conflict
    require(actor, permission, queries.change_thing(change))


def _decide(actor: Actor, change: TermChange, state: str) -> None:
    decided = {"decided_by_id": actor.person_id, "decided_at": clock.now(), "is_open": None}
    if not claimed(
        update(TermChange)
        .where(TermChange.id == change.id, TermChange.state == queries.AWAITING)
        .values(state=state, **decided)
    ):
        raise Conflict
    db.session.refresh(change)


def _close(actor: Actor, *which: ColumnElement[bool]) -> None:
    """Close what nobody decides about any more."""
    closed = db.session.scalars(
        update(TermChange)
        .where(TermChange.state == queries.AWAITING, *which)
        .values(state=queries.OVER, is_open=None)
        .returning(TermChange.person_id)
    ).all()
    for person in people_by_id(closed).values():
        log(actor, "term.closed", person)


def close_old_changes(actor: Actor) -> None:
    """Close what waited too long."""
    _close(actor, TermChange.asked_at <= clock.now() - queries.WAITS)


def end_changes(actor: Actor, person: Person) -> None:
    """Close what somebody asked for whose access ends."""
    _close(actor, TermChange.asked_by_id == person.id)


def end_changes_about(actor: Actor, person: Person) -> None:
    """Close what waits about a lead whose term is over."""
    _close(actor, TermChange.person_id == person.id)


def _log(
    actor: Actor, action: str, person: Person, last_day: date | None, **detail: object
) -> None:
    log(actor, action, person, detail={"last_day": queries.day_code(last_day), **detail})
