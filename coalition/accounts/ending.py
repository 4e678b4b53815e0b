"""Ending somebody's access: all that could open the portal for them goes in one unit of work.

Their papers stay. Whoever is let in again later sets a new password by mail and enrols new factors.
"""

from sqlalchemy import delete, or_, select, update

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.accounts import factor_resets, sessions
from coalition.accounts.claims import claimed
from coalition.accounts.models import (
    AccountSession,
    KnownDevice,
    Passkey,
    PasswordReset,
    Person,
    RecoveryCode,
)
from coalition.accounts.queries import ACTIVE, SUSPENDED, has_factor
from coalition.accounts.roles import holders_of
from coalition.accounts.security_log import log, tell
from coalition.db import db, lock_in_unit
from coalition.errors import Conflict, Invalid, NotPermitted
from coalition.outbox.services import announce
from coalition.runtime import runtime

# What the worker ends by itself leaves more admins than what a person decides, because nobody
# looks on while it does.
LEAST_ADMINS_BY_WORKER = 2
LEAST_ADMINS = 1


def end_access(actor: Actor, person: Person, *, why: str) -> None:
    """Suspend ``person`` and end every way in. The caller has checked the permission.

    Args:
        why: a code for the log and the mail: ``suspended``, ``dormant`` or ``unconfirmed``.

    Raises:
        NotPermitted: ``actor`` was suspended meanwhile.
        Conflict: suspended already.
        Invalid: no other admin could sign in afterwards.
    """
    _require_still_active(actor, person)
    if not leaves_admins(person, LEAST_ADMINS):
        raise Invalid.because(
            "",
            "This is the last coalition admin who can sign in. Another admin has to be able to "
            "sign in first.",
        )
    if not claimed(
        update(Person)
        .where(Person.id == person.id, Person.status == ACTIVE)
        .values(status=SUSPENDED, suspended_at=clock.now(), suspended_why=why)
    ):
        raise Conflict
    factor_resets.close_open(actor, person)
    forget_ways_in(person)
    for end in runtime().endings:
        end(actor, person)
    db.session.refresh(person)
    log(actor, "person.suspended", person, detail={"why": why})
    tell(person, "person.suspended")
    announce("access.ended", person=person.public_id, why=why)


def _require_still_active(actor: Actor, person: Person) -> None:
    # Of two people who suspend each other at once one acts first. Whoever waited acts no more.
    # The admins are held together with the two, in one order, so that no two wait for each other.
    if actor.person_id is None:
        return
    admins = Person.id.in_(holders_of(Role.COALITION_ADMIN))
    held = or_(Person.id.in_([actor.person_id, person.id]), admins)
    lock_in_unit(select(Person.id).where(held).order_by(Person.id))
    status = select(Person.status).where(Person.id == actor.person_id)
    if db.session.scalar(status) != ACTIVE:
        raise NotPermitted("person:suspend")


def forget_ways_in(person: Person) -> None:
    """End sessions and pending links; forget password, factors, codes and devices."""
    sessions.end_all(person.id)
    for table in (Passkey, KnownDevice, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person.id))
    db.session.execute(delete(PasswordReset).where(PasswordReset.person_id == person.id))
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.person_id == person.id)
        .values(pending_secret=None, shown_codes=None, device_code_hash=None)
    )
    person.password_hash = ""
    person.totp_secret = person.totp_confirmed_at = person.recovery_saved_at = None
    db.session.flush()


def leaves_admins(person: Person, least: int) -> bool:
    """Whether at least ``least`` admins could still sign in without ``person``.

    Whoever is no admin takes none away. Held until the commit, so that two at once cannot each
    count on the other.
    """
    if Role.COALITION_ADMIN not in person.roles:
        return True
    admins = select(Person).where(Person.id.in_(holders_of(Role.COALITION_ADMIN)))
    lock_in_unit(admins.with_only_columns(Person.id).order_by(Person.id))
    others = db.session.scalars(
        admins.where(Person.status == ACTIVE, Person.id != person.id).execution_options(
            populate_existing=True
        )
    )
    return sum(has_factor(other) for other in others) >= least


def spare(actor: Actor, person: Person, *, why: str) -> None:
    """Leave an admin's account as it is, because too few would remain, and tell the admins once."""
    if person.spared_at is None:
        person.spared_at = clock.now()
        log(actor, "person.spared", person, detail={"why": why})
        announce("access.spared", person=person.public_id, why=why)
