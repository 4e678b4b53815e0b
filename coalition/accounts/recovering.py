"""Getting in again: a forgotten password, and a lost second factor after the right password.

Neither opens a session that can read anything: a new password leads to the normal sign-in with both
factors, and a reset leads to setting up a new factor. Each step opens its own units of work.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts import devices, factor_resets, passwords, sessions, sign_in, throttle, totp
from coalition.accounts.addresses import folded
from coalition.accounts.claims import claimed
from coalition.accounts.models import FactorReset, PasswordReset, Person
from coalition.accounts.password_rules import check_password
from coalition.accounts.queries import ACTIVE, credentials
from coalition.accounts.security_log import log_and_tell
from coalition.accounts.services import close_password_links, names_around
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import SessionGone
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.errors import Invalid, NotFound
from coalition.outbox import services as outbox
from coalition.web.identity import Stage

LINK_LASTS = timedelta(minutes=30)
# A mail that could not be sent for longer than this would surprise more than it would help.
_MAILED_WITHIN = timedelta(hours=12)
_KEPT = timedelta(days=2)


def ask_for_password(email: str, origin: Origin) -> None:
    """Ask for a link that sets a new password: the same work for known and unknown addresses.

    Raises:
        Locked: too many were asked for.
    """
    # White space around an address finds the same person, so it must count as the same address.
    keys = throttle.keys_for(f"reset {folded(email)}", origin.source)
    with unit_of_work():
        throttle.refuse_if_locked(keys)
        throttle.count_attempt(keys)
        known, now = credentials(email), clock.now()
        db.session.execute(delete(PasswordReset).where(PasswordReset.asked_at < now - _KEPT))
        person_id = known.person_id if known.status == ACTIVE else None
        row = PasswordReset(public_id=ids.public_id(), person_id=person_id, asked_at=now)
        db.session.add(row)
        if throttle.is_first_this_minute(keys):
            audit.record(
                None, "password.reset-asked", object_kind="person", object_id=known.public_id
            )
        outbox.announce("password.reset-asked", reset=row.public_id)


def issue_password_link(public_id: str) -> tuple[Person, str] | None:
    """A new token for the link of a reset; nothing if there is nobody to send it to.

    For the mail handler, inside a unit of work: the token is written into the mail and nowhere
    else.
    """
    row = db.session.scalar(select(PasswordReset).where(PasswordReset.public_id == public_id))
    now = clock.now()
    if row is None or row.person is None or row.person.status != ACTIVE:
        return None
    if row.used_at is not None or now - row.asked_at > _MAILED_WITHIN:
        return None
    token = ids.token()
    row.token_hash, row.expires_at = sessions.token_hash(token), now + LINK_LASTS
    return row.person, token


def find_password_reset(token: str) -> PasswordReset | None:
    """The reset whose link carries ``token``, if it can still be used."""
    row = db.session.scalar(
        select(PasswordReset).where(
            PasswordReset.token_hash == sessions.token_hash(token),
            PasswordReset.used_at.is_(None),
        )
    )
    if row is None or row.person is None or row.person.status != ACTIVE:
        return None
    return row if row.expires_at is not None and clock.now() < row.expires_at else None


def bury_link(token: str) -> None:
    """Write down that a link is too old, so that a clock set back does not bring it to life."""
    for table in (PasswordReset, FactorReset):
        db.session.execute(
            update(table)
            .where(table.token_hash == sessions.token_hash(token), table.expires_at <= clock.now())
            .values(token_hash=None)
        )


def set_password(token: str, password: str) -> None:
    """Set the new password and end every session; the second factor stays as it is.

    Raises:
        NotFound: the link is unknown, too old or was used.
        Invalid: the password breaks a rule.
    """
    found = find_password_reset(token)
    if found is None or found.person is None:
        raise NotFound
    person = found.person
    names = names_around(person.name, person.email, person.office_id)
    # The rules and the hash take time; no read transaction stays open meanwhile.
    db.session.rollback()
    check_password(password, names=names)
    fresh = passwords.hash_password(password)
    with unit_of_work():
        row = find_password_reset(token)
        if row is None or row.person is None or not _claim(token):
            raise NotFound
        row.person.password_hash = fresh
        sessions.end_all(row.person.id)
        devices.forget_all(row.person.id)
        close_password_links(row.person.id)
        factor_resets.close_open(None, row.person)
        log_and_tell(None, "password.reset", row.person)


def password_set_by_mail(person_id: int) -> datetime | None:
    """When the person's password was last set with a mailed link, if that was days ago at most."""
    return db.session.scalar(
        select(PasswordReset.used_at)
        .where(PasswordReset.person_id == person_id, PasswordReset.used_at.is_not(None))
        .order_by(PasswordReset.used_at.desc())
        .limit(1)
    )


def _claim(token: str) -> bool:
    return claimed(
        update(PasswordReset)
        .where(
            PasswordReset.token_hash == sessions.token_hash(token),
            PasswordReset.used_at.is_(None),
        )
        .values(used_at=clock.now(), token_hash=None)
    )


def ask_for_factor(session_id: int) -> None:
    """Ask for a new second factor, the password having been given.

    Raises:
        SessionGone: there is no half session any more.
        Invalid: asked for too often today.
    """
    with unit_of_work():
        session = sessions.locked_for_change(session_id, Stage.SECOND_FACTOR)
        if session is None:
            raise SessionGone.because("", "Sign in again.")
        factor_resets.ask(session)


def cancel_own(person_id: int, actor: Actor | None) -> None:
    """End the person's own reset; does nothing when there is none any more."""
    with unit_of_work():
        reset = factor_resets.find_open(person_id)
        if reset is not None:
            factor_resets.cancel(actor, reset)


def cancel_as_admin(actor: Actor, public_id: str) -> None:
    """End a member's reset.

    Raises:
        NotFound, NotPermitted: there is none, or not this actor.
    """
    require(actor, "factor-reset:cancel")
    factor_resets.cancel(actor, factor_resets.find_reset(public_id))


def begin_again(token: str, password: str, origin: Origin) -> str:
    """The mailed link and the password: a half session in which a new factor is set up.

    Returns the session's token.

    Raises:
        NotFound: the link is unknown, too old or was used.
        Locked: too many failures.
        Invalid: the password is wrong.
    """
    with unit_of_work():
        reset = _reset(token)
        keys = devices.keys_of(reset.person, origin)
        throttle.refuse_if_locked(keys)
        attempt = throttle.count_attempt(keys)
        stored = reset.person.password_hash
    with throttle.taken_back_if_unjudged(attempt):
        right = passwords.matches(stored, password)
    with unit_of_work():
        reset = _reset(token)
        if right and reset.person.password_hash == stored:
            throttle.take_back(attempt)
            sessions.end_all(reset.person_id, stage=Stage.ENROLMENT)
            session, started = sessions.start(reset.person, Stage.ENROLMENT, origin)
            if not factor_resets.use_link(reset, token, session):
                raise NotFound
            totp.begin_in(session)
            return started
        sign_in.note_failure(keys, reset.person.public_id, "password")
    raise Invalid.because("password", "That is not your password.")


def _reset(token: str) -> FactorReset:
    reset = factor_resets.find_by_token(token)
    if reset is None:
        raise NotFound
    return reset
