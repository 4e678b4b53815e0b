"""Accounts that nobody signs in to: warned by mail, then suspended by the worker.

Nobody is suspended without a warning of two weeks, and never an admin when fewer than two others
could still sign in.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from coalition import clock
from coalition.access.actor import Actor, worker
from coalition.access.decide import require
from coalition.accounts.ending import (
    LEAST_ADMINS_BY_WORKER,
    end_access,
    leaves_admins,
    spare,
)
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.outbox.services import announce
from coalition.runtime import current_settings

WARNED_BEFORE = timedelta(days=14)
# How much one commit holds; what is left waits for the next hour.
BATCH = 100

KEEPER = worker("housekeeping", "person:lapse")


def tend_dormant_accounts() -> None:
    """Warn whoever is due to be warned, and suspend whoever was warned two weeks ago."""
    _warn()
    _suspend()


def _unused(longer_than: timedelta) -> list[Person]:
    last = func.coalesce(Person.signed_in_at, Person.created_at)
    people = select(Person).where(Person.status == ACTIVE, last <= clock.now() - longer_than)
    return list(db.session.scalars(people.order_by(Person.id)))


def _dormant_after() -> timedelta:
    return timedelta(days=current_settings().dormant_days)


def _warn() -> None:
    with unit_of_work():
        unused = _unused(_dormant_after() - WARNED_BEFORE)
        for person in [one for one in unused if one.dormancy_warned_at is None][:BATCH]:
            person.dormancy_warned_at = clock.now()
            audit.record(KEEPER, "person.warned", object_kind="person", object_id=person.public_id)
            announce("access.dormant-soon", person=person.public_id)


def _suspend() -> None:
    with unit_of_work():
        due = [person for person in _unused(_dormant_after()) if _may_be_suspended(person)]
        for person in due[:BATCH]:
            lapse(KEEPER, person, why="dormant")


def _may_be_suspended(person: Person) -> bool:
    warned: datetime | None = person.dormancy_warned_at
    long_ago = warned is not None and warned <= clock.now() - WARNED_BEFORE
    return long_ago and person.spared_at is None


def lapse(actor: Actor, person: Person, *, why: str) -> bool:
    """Suspend ``person`` for the worker, unless too few admins would remain; whether it did."""
    require(actor, "person:lapse")
    if not leaves_admins(person, LEAST_ADMINS_BY_WORKER):
        spare(actor, person, why=why)
        return False
    end_access(actor, person, why=why)
    return True
