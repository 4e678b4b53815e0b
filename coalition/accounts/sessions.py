"""Sessions: our own table, the SHA-256 of a token, and how long one lives."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from coalition import clock, ids
from coalition.accounts.claims import claimed
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.queries import ACTIVE
from coalition.db import db
from coalition.errors import Conflict
from coalition.runtime import current_settings
from coalition.web.identity import Stage, TimeOut

# How long a session may stay at a stage at which nothing can be read.
HALF_WAY = {
    Stage.SECOND_FACTOR: timedelta(minutes=10),
    Stage.ENROLMENT: timedelta(minutes=30),
    Stage.NEW_DEVICE: timedelta(minutes=30),
}
TOUCH_EVERY = timedelta(minutes=1)
FRESH_FOR = timedelta(minutes=10)
# Secrets of a session, which end with it.
_FORGOTTEN = {"shown_codes": None, "pending_secret": None, "device_code_hash": None}
_KEPT_AFTER_END = timedelta(days=30)


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: the address, what the browser says it is, its device token."""

    source: str
    device: str = ""
    device_token: str = ""


@dataclass(frozen=True)
class Step:
    """How far a sign-in has come, and what to answer with: the session's token and the device's."""

    token: str
    stage: Stage
    device_token: str = ""


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def expires_at(session: AccountSession) -> datetime:
    """When the session ends if it is not used again."""
    if session.stage != Stage.FULL:
        return session.created_at + HALF_WAY[Stage(session.stage)]
    return min(_idle_end(session.last_seen_at), _last_end(session))


def _idle_end(last_seen_at: datetime) -> datetime:
    return last_seen_at + timedelta(minutes=current_settings().session_idle_minutes)


def _last_end(session: AccountSession) -> datetime:
    return session.created_at + timedelta(hours=current_settings().session_hours)


def time_out(session: AccountSession, seen_at: datetime) -> TimeOut:
    """What a page says of the end of a session that was last used at ``seen_at``."""
    idle, last = _idle_end(seen_at), _last_end(session)
    seconds = int((min(idle, last) - clock.now()).total_seconds())
    return TimeOut(max(seconds, 0), can_stay=idle < last)


def is_live(session: AccountSession) -> bool:
    """Whether the session may be used now: not ended, not expired, its owner not suspended."""
    return (
        session.ended_at is None
        and session.person.status == ACTIVE
        and clock.now() < expires_at(session)
    )


def has_fresh_factor(session: AccountSession) -> bool:
    """Whether the second factor was given or confirmed at most ten minutes ago.

    The latest use counts when it is later than the clock, so that a clock set back makes nothing
    fresh again.
    """
    now = max(clock.now(), session.last_seen_at)
    return session.factor_at is not None and now - session.factor_at <= FRESH_FOR


def start(person: Person, stage: Stage, origin: Origin) -> tuple[AccountSession, str]:
    """Begin a session; returns it and its token, which is stored nowhere."""
    now, token = clock.now(), ids.token()
    _forget_old(person)
    session = AccountSession(
        public_id=ids.public_id(),
        token_hash=token_hash(token),
        person_id=person.id,
        stage=stage.value,
        created_at=now,
        last_seen_at=now,
        source=origin.source[:64],
        device=origin.device[:120],
    )
    db.session.add(session)
    db.session.flush()
    return session, token


def locked_for_change(session_id: int, stage: Stage) -> AccountSession | None:
    """The session at ``stage``, held until the commit, if it is live; else nothing.

    A second request with the same half session waits here and then finds it gone further.
    """
    session = db.session.scalar(
        select(AccountSession)
        .where(AccountSession.id == session_id)
        .with_for_update(of=AccountSession)
        .execution_options(populate_existing=True)
    )
    if session is None or session.stage != stage or not is_live(session):
        return None
    return session


def held(person_id: int, session_id: int) -> AccountSession:
    """The person's session, held until the commit.

    Raises:
        Conflict: it was ended since the request came in.
    """
    session = locked_for_change(session_id, Stage.FULL)
    if session is None or session.person_id != person_id:
        raise Conflict
    return session


def complete(session: AccountSession) -> str:
    """Both factors were given: a new token, and the clock of the session starts anew."""
    token, now = ids.token(), clock.now()
    session.token_hash = token_hash(token)
    session.stage = Stage.FULL.value
    session.created_at = session.last_seen_at = session.factor_at = now
    session.person.signed_in_at = now
    session.person.dormancy_warned_at = session.person.spared_at = None
    db.session.flush()
    return token


def renew(session: AccountSession) -> str:
    """A factor was asked again: a new token, so that a copy of the old one is worthless."""
    token = ids.token()
    session.token_hash = token_hash(token)
    db.session.flush()
    return token


def confirm(session: AccountSession) -> str:
    """The second factor was given again: a new token, and what asks for a fresh one opens."""
    session.factor_at = clock.now()
    return renew(session)


def touch(session_id: int) -> None:
    """Note that the session was used just now."""
    now = clock.now()
    db.session.execute(
        update(AccountSession)
        .where(
            AccountSession.id == session_id,
            AccountSession.ended_at.is_(None),
            AccountSession.last_seen_at < now,
        )
        .values(last_seen_at=now)
    )


def end(session_id: int) -> bool:
    """End one session; return whether it was not ended before."""
    return claimed(
        update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now(), **_FORGOTTEN)
    )


def end_all(person_id: int, *, but: int | None = None, stage: Stage | None = None) -> None:
    """End the sessions of a person, all or those at ``stage``, except the one with id ``but``."""
    query = update(AccountSession).where(
        AccountSession.person_id == person_id, AccountSession.ended_at.is_(None)
    )
    if but is not None:
        query = query.where(AccountSession.id != but)
    if stage is not None:
        query = query.where(AccountSession.stage == stage.value)
    db.session.execute(query.values(ended_at=clock.now(), **_FORGOTTEN))


def live_sessions(person_id: int) -> list[AccountSession]:
    """The person's sessions with two factors that can be used now, the newest use first."""
    rows = db.session.scalars(
        select(AccountSession)
        .where(
            AccountSession.person_id == person_id,
            AccountSession.ended_at.is_(None),
            AccountSession.stage == Stage.FULL.value,
        )
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    return [row for row in rows if is_live(row)]


def _forget_old(person: Person) -> None:
    before = clock.now() - _KEPT_AFTER_END
    db.session.execute(
        delete(AccountSession).where(
            AccountSession.person_id == person.id,
            or_(AccountSession.ended_at < before, AccountSession.last_seen_at < before),
        )
    )
