"""A lost second factor: the person asks, two admins approve, a mailed link and the password follow.

The old factors count until a new one is confirmed, and nothing can be read before that. Every
function joins the caller's unit of work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from coalition import clock, ids
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows as policy_allows
from coalition.accounts import sessions
from coalition.accounts.claims import claimed
from coalition.accounts.models import (
    AccountSession,
    FactorReset,
    FactorResetApproval,
    KnownDevice,
    Passkey,
    Person,
)
from coalition.accounts.queries import ACTIVE, actor_of
from coalition.accounts.security_log import log, log_and_tell, tell
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.outbox import services as outbox

AWAITING, APPROVED, USED, CANCELLED = "awaiting", "approved", "used", "cancelled"
OPEN = (AWAITING, APPROVED)
WAITS = timedelta(days=7)
LINK_LASTS = timedelta(hours=24)
NEEDED = 2
# Each request is mailed to every admin; whoever has a stolen password may not do that all day.
DAY, MOST_IN_A_DAY = timedelta(days=1), 3
ASKED_OFTEN = "You asked often today. Call a coalition admin, or ask again tomorrow."
# Chosen and not typed, so that nothing about anybody else can stand beside an approval.
WAYS = {
    "called": "Called their office by a number that I knew before, and spoke with them",
    "met": "Met them in person",
    "lead": "Spoke with their office lead, whom I know",
}


@dataclass(frozen=True)
class ResetThing:
    """A reset as the policy sees a thing that is acted on; its authors approved it already."""

    office_id: int | None
    subject_id: int | None
    state: str
    author_ids: frozenset[int]
    read_tokens: frozenset[str] = frozenset()


def reset_thing(reset: FactorReset) -> ResetThing:
    """``reset`` for the policy."""
    approved_by = frozenset(row.admin_id for row in reset.approvals)
    return ResetThing(reset.person.office_id, reset.person_id, reset.state, approved_by)


def find_open(person_id: int) -> FactorReset | None:
    """The person's reset that is not over, if there is one."""
    return db.session.scalar(
        select(FactorReset).where(
            FactorReset.person_id == person_id,
            FactorReset.state.in_(OPEN),
            FactorReset.expires_at > clock.now(),
        )
    )


def open_resets() -> list[FactorReset]:
    """Every reset that is not over, the oldest first."""
    rows = db.session.scalars(
        select(FactorReset)
        .where(FactorReset.state.in_(OPEN), FactorReset.expires_at > clock.now())
        .order_by(FactorReset.asked_at, FactorReset.id)
    )
    return list(rows)


def find_reset(public_id: str) -> FactorReset:
    """The open reset with that public id.

    Raises:
        NotFound: there is none, or it is over.
    """
    row = next((reset for reset in open_resets() if reset.public_id == public_id), None)
    if row is None:
        raise NotFound
    return row


def ask(session: AccountSession) -> FactorReset:
    """Ask for a new second factor. The caller knows that the password was right.

    Raises:
        Invalid: asked for too often today.
    """
    person, now = session.person, clock.now()
    before = find_open(person.id)
    if before is not None:
        return before
    if _asked_since(person, now - DAY) >= MOST_IN_A_DAY:
        raise Invalid.because("", ASKED_OFTEN)
    reset = FactorReset(
        public_id=ids.public_id(),
        person_id=person.id,
        state=AWAITING,
        source=session.source,
        asked_at=now,
        expires_at=now + WAITS,
    )
    db.session.add(reset)
    db.session.flush()
    log_and_tell(None, "factor-reset.asked", person)
    outbox.announce("factor-reset.asked", reset=reset.public_id)
    return reset


def _asked_since(person: Person, moment: datetime) -> int:
    mine = (FactorReset.person_id == person.id) & (FactorReset.asked_at > moment)
    return db.session.scalar(select(func.count()).select_from(FactorReset).where(mine)) or 0


def approve(actor: Actor, public_id: str, *, way: str) -> FactorReset:
    """Vouch for the person. The second admin's word has the link mailed.

    Args:
        way: how the admin made sure outside the portal, one of :data:`WAYS`.

    Raises:
        NotFound: there is no such reset, or it is over.
        NotPermitted: not an admin, about oneself, or the same admin again.
        Invalid: no such way, or both admins would be of the person's own office.
    """
    reset = _held(public_id)
    if not policy_allows(actor, "factor-reset:approve", reset_thing(reset)):
        raise NotPermitted("factor-reset:approve")
    if way not in WAYS:
        raise Invalid.because("way", "Say how you made sure outside the portal.")
    before = [row.admin for row in reset.approvals if is_admin(row.admin)]
    own_office = reset.person.office_id
    if before and actor.office_id == own_office and all(a.office_id == own_office for a in before):
        raise Invalid.because(
            "",
            "The other approval came from this person’s own office as well. "
            "An admin of another office has to decide.",
        )
    reset.approvals.append(
        FactorResetApproval(reset_id=reset.id, admin_id=actor.person_id, way=way, at=clock.now())
    )
    log(actor, "factor-reset.approved", reset.person, detail={"way": way})
    tell(reset.person, "factor-reset.approved")
    if len(before) + 1 >= NEEDED:
        reset.state = APPROVED
        outbox.announce("factor-reset.approved", reset=reset.public_id)
    return reset


def is_admin(person: Person) -> bool:
    """Whether ``person`` is a coalition admin now; a suspended one vouches for nobody."""
    return person.status == ACTIVE and Role.COALITION_ADMIN in person.roles


def _held(public_id: str) -> FactorReset:
    found = find_reset(public_id)
    return db.session.scalars(
        select(FactorReset)
        .where(FactorReset.id == found.id)
        .with_for_update(of=FactorReset)
        .execution_options(populate_existing=True)
    ).one()


def cancel(actor: Actor | None, reset: FactorReset) -> None:
    """End a reset that the person or an admin does not want; its link is dead.

    Raises:
        Conflict: it was used or ended meanwhile.
    """
    if not claimed(
        update(FactorReset)
        .where(FactorReset.id == reset.id, FactorReset.state.in_(OPEN))
        .values(state=CANCELLED, token_hash=None)
    ):
        raise Conflict
    _end_its_sessions(reset.id)
    log_and_tell(actor, "factor-reset.cancelled", reset.person)


def close_open(actor: Actor | None, person: Person) -> None:
    """End the person's reset, if one is open, because the account changed in another way."""
    reset = find_open(person.id)
    if reset is not None:
        cancel(actor, reset)


def _end_its_sessions(reset_id: int) -> None:
    rows = db.session.scalars(
        select(AccountSession.id).where(
            AccountSession.factor_reset_id == reset_id, AccountSession.ended_at.is_(None)
        )
    )
    for session_id in rows.all():
        sessions.end(session_id)


def issue_link(public_id: str) -> tuple[FactorReset, str] | None:
    """A new token for the link of an approved reset, good for a day; nothing if it is over.

    For the mail handler, inside a unit of work: the token is written into the mail and nowhere
    else.
    """
    token, now = ids.token(), clock.now()
    if not claimed(
        update(FactorReset)
        .where(
            FactorReset.public_id == public_id,
            FactorReset.state == APPROVED,
            FactorReset.expires_at > now,
        )
        .values(token_hash=sessions.token_hash(token), expires_at=now + LINK_LASTS)
    ):
        return None
    return find_reset(public_id), token


def find_by_token(token: str) -> FactorReset | None:
    """The approved reset whose link carries ``token``, if it can still be used."""
    reset = db.session.scalar(
        select(FactorReset).where(
            FactorReset.token_hash == sessions.token_hash(token), FactorReset.state == APPROVED
        )
    )
    return reset if reset is not None and _holds(reset) else None


def _holds(reset: FactorReset) -> bool:
    """Whether the reset is approved now, by two who may still, for somebody who may sign in."""
    vouching = [row for row in reset.approvals if is_admin(row.admin)]
    return (
        reset.state == APPROVED
        and clock.now() < reset.expires_at
        and len(vouching) >= NEEDED
        and reset.person.status == ACTIVE
    )


def use_link(reset: FactorReset, token: str, session: AccountSession) -> bool:
    """Let ``session`` replace the factors; the link works no more. Whether it did until now."""
    if not claimed(
        update(FactorReset)
        .where(
            FactorReset.id == reset.id,
            FactorReset.token_hash == sessions.token_hash(token),
            FactorReset.state == APPROVED,
        )
        .values(token_hash=None)
    ):
        return False
    session.factor_reset_id = reset.id
    log_and_tell(None, "factor-reset.opened", reset.person)
    return True


def allows(session: AccountSession) -> bool:
    """Whether a reset lets ``session`` replace the factors of its owner."""
    if session.factor_reset_id is None:
        return False
    reset = db.session.scalar(
        select(FactorReset)
        .where(FactorReset.id == session.factor_reset_id)
        .with_for_update(of=FactorReset)
        .execution_options(populate_existing=True)
    )
    return reset is not None and reset.person_id == session.person_id and _holds(reset)


def drop_old_factors(session: AccountSession) -> None:
    """A new factor is confirmed under a reset: the old ones count no more.

    Without a reset there are none, and nothing happens.
    """
    if session.factor_reset_id is None:
        return
    person = session.person
    db.session.execute(
        update(FactorReset)
        .where(FactorReset.id == session.factor_reset_id)
        .values(state=USED, token_hash=None)
    )
    db.session.execute(delete(Passkey).where(Passkey.person_id == person.id))
    db.session.execute(delete(KnownDevice).where(KnownDevice.person_id == person.id))
    person.totp_secret = person.totp_confirmed_at = None
    log_and_tell(actor_of(person), "factor-reset.used", person)
