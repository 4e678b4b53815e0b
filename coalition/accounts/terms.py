"""The end of a lead's term.

From the first moment after the last day (UTC) nobody takes the person for a lead any more; see
``Person.roles``. The role is taken away for good by the worker, or by the first request of the
person if that comes earlier, so that no clock set back brings it to life.
"""

from datetime import date

from sqlalchemy import Select, and_, select

from coalition import clock
from coalition.access.actor import Actor, Role, worker
from coalition.access.decide import require
from coalition.accounts.models import Person, PersonRole
from coalition.accounts.security_log import log
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit, unit_of_work
from coalition.errors import Conflict
from coalition.outbox.services import announce
from coalition.runtime import runtime

KEEPER = worker("housekeeping", "term:end")


def is_due(person: Person) -> bool:
    """Whether the person has the row of a lead whose term is over."""
    return any(row.is_over for row in person.role_rows)


def due_people(*, most: int) -> list[Person]:
    """At most that many people whose term as lead is over and who still have its row."""
    rows = (
        select(Person)
        .where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.is_over)))
        .order_by(Person.id)
        .limit(most)
    )
    return list(db.session.scalars(rows))


def current_terms() -> Select[Person, date | None]:
    """Every lead, active or not, with the last day of their term or nothing."""
    leads = and_(PersonRole.role == Role.OFFICE_LEAD.value, ~PersonRole.is_over)
    return select(Person, PersonRole.last_day).join(PersonRole).where(leads)


def term_of(person: Person) -> PersonRole | None:
    """The row of the lead that the person is today; nothing for everybody else."""
    rows = (row for row in person.role_rows if row.role == Role.OFFICE_LEAD and not row.is_over)
    return next(rows, None)


def set_last_day(person: Person, last_day: date | None, *, announced: bool) -> None:
    """Let the lead's term last until the end of that day, or without end.

    ``announced`` says that everybody concerned is told now that it is near.

    Raises:
        Conflict: the person leads no more.
    """
    term = term_of(person)
    if term is None:
        raise Conflict
    term.last_day, term.reminded_at = last_day, clock.now() if announced else None
    db.session.flush()


def to_announce(until: date, *, most: int) -> list[Person]:
    """At most that many leads with a last day up to ``until`` that was not announced yet."""
    due = and_(PersonRole.last_day <= until, PersonRole.reminded_at.is_(None))
    rows = current_terms().where(due).order_by(Person.id).limit(most)
    return [person for person, _ in db.session.execute(rows)]


def hold_roles(person: Person) -> None:
    """Read the person's roles anew, and have others who change them wait until the commit."""
    lock_in_unit(select(Person.id).where(Person.id == person.id))
    rows = select(PersonRole).where(PersonRole.person_id == person.id)
    db.session.scalars(rows.execution_options(populate_existing=True)).all()
    db.session.refresh(person, ["role_rows"])


def end_term(actor: Actor, person: Person) -> bool:
    """Take the role from a lead whose term is over, and what was read by that role alone.

    Of two at once one succeeds. Whether this one did.

    Raises:
        NotPermitted: nobody ends a term by hand.
    """
    require(actor, "term:end")
    hold_roles(person)
    over = next((row for row in person.role_rows if row.is_over), None)
    if over is None:
        return False
    last_day, remaining = str(over.last_day), person.roles
    person.role_rows.remove(over)
    person.role_rows += [PersonRole(role=role.value) for role in remaining - person.roles]
    db.session.flush()
    for end in runtime().term_endings:
        end(actor, person)
    log(actor, "term.ended", person, detail={"last_day": last_day, "roles": sorted(remaining)})
    announce("term.ended", person=person.public_id)
    return True


def end_before_answering(person: Person) -> None:
    """End the term in a unit of its own, before anything is answered to the person."""
    with audit.origin(), unit_of_work():
        end_term(KEEPER, person)
