"""Signing in: the password, then the second factor. Each step opens its own units of work.

Hashing happens between units, never inside one. An attempt is counted as failed before the
password is tried and taken back when it is right, so that parallel guesses are counted too.
"""

from dataclasses import dataclass

from coalition import clock
from coalition.accounts import enrolment, passwords, recovery, sessions, throttle, totp
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.queries import (
    ACTIVE,
    actor_of,
    credentials,
    find_session,
    has_factor,
    has_signed_in_from,
)
from coalition.accounts.security_log import log, log_and_tell
from coalition.accounts.sessions import Origin
from coalition.accounts.throttle import Keys
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.errors import Invalid
from coalition.web.identity import Stage

WRONG_PASSWORD = "The email address and the password do not match an account. Check both."  # noqa: S105  # What a visitor reads.
WRONG_CODE = "That code is not right. Enter the six digits that your authenticator shows now."
USED_CODE = "That code was used already. Wait for the next code, at most 30 seconds."
WRONG_RECOVERY_CODE = "That is not one of your unused recovery codes. Check it, or use another."


class SessionGone(Invalid):
    """The half session is over or went further; sign in again."""


@dataclass(frozen=True)
class Step:
    """How far the sign-in has come, and the token to answer with."""

    token: str
    stage: Stage


def try_password(email: str, password: str, origin: Origin, *, replacing: str | None) -> Step:
    """The first factor. Known and unknown accounts cost and answer the same.

    Args:
        replacing: the token that the browser brought; a half session of it ends.

    Raises:
        Locked: too many failures.
        Invalid: wrong, whatever of it.
    """
    keys = throttle.keys_for(email, origin.source)
    with unit_of_work():
        known = credentials(email)
        recognized = has_signed_in_from(known.person_id, origin.source)
        throttle.refuse_if_locked(keys, recognized=recognized)
        attempt = throttle.count_attempt(keys)
    stored = known.password_hash
    right = passwords.matches(stored, password)
    fresh = passwords.hash_password(password) if right and passwords.is_outdated(stored) else None
    with unit_of_work():
        known = credentials(email)
        if right and known.status == ACTIVE and known.password_hash == stored:
            throttle.take_back(attempt)
            person = db.session.get_one(Person, known.person_id)
            return _half_session(person, fresh, origin, replacing)
        note_failure(keys, known.public_id, "password")
    raise Invalid.because("", WRONG_PASSWORD)


def _half_session(
    person: Person, fresh_hash: str | None, origin: Origin, replacing: str | None
) -> Step:
    if fresh_hash:
        person.password_hash = fresh_hash
    old = find_session(sessions.token_hash(replacing)) if replacing else None
    if old is not None and old.stage != Stage.FULL:
        sessions.end(old.id)
    if not has_factor(person):
        return Step(enrolment.begin(person, origin), Stage.ENROLMENT)
    _, token = sessions.start(person, Stage.SECOND_FACTOR, origin)
    return Step(token, Stage.SECOND_FACTOR)


def note_failure(keys: Keys, public_id: str, factor: str) -> None:
    """Record a failed attempt: one entry for each account, source and minute, not one each."""
    if throttle.is_first_this_minute(keys):
        audit.record(
            None,
            "session.refused",
            object_kind="person",
            object_id=public_id,
            outcome="refused",
            detail={"factor": factor},
        )


def try_code(session_id: int, code: str, origin: Origin) -> Step:
    """The second factor from the authenticator.

    Raises:
        SessionGone: there is no half session any more.
        Locked: too many failures.
        Invalid: wrong, or used already.
    """
    with unit_of_work():
        session, keys = half_session(session_id, origin)
        problem = accept_code(session.person, code, keys)
        if problem is None:
            return Step(complete(session, keys, "authenticator"), Stage.FULL)
    raise Invalid.because("code", problem)


def accept_code(person: Person, code: str, keys: Keys) -> str | None:
    """Use up a code of the person's authenticator; a wrong one is counted as a failure.

    Returns:
        nothing when it was accepted, else what is wrong. The caller commits either way.
    """
    secret = totp.secret_of(person) if person.totp_confirmed_at is not None else None
    step = totp.matching_step(secret, code, clock.now()) if secret else None
    if step is not None and totp.claim_step(person.id, step):
        return None
    db.session.refresh(person)
    if step is not None and step == person.totp_last_step:
        return USED_CODE
    throttle.count_attempt(keys)
    note_failure(keys, person.public_id, "authenticator")
    return WRONG_CODE if step is None else USED_CODE


def try_recovery_code(session_id: int, code: str, origin: Origin) -> Step:
    """The second factor from the list of recovery codes.

    Raises:
        SessionGone, Locked, Invalid: as :func:`try_code`.
    """
    with unit_of_work():
        session, keys = half_session(session_id, origin)
        person = session.person
        if recovery.claim_code(person.id, code):
            step = Step(complete(session, keys, "recovery-code"), Stage.FULL)
            log_and_tell(actor_of(person), "recovery-code.used", person)
            return step
        throttle.count_attempt(keys)
        note_failure(keys, person.public_id, "recovery-code")
    raise Invalid.because("code", WRONG_RECOVERY_CODE)


def half_session(session_id: int, origin: Origin) -> tuple[AccountSession, Keys]:
    """The session that waits for its second factor, held until the commit, and its throttle keys.

    Raises:
        SessionGone: there is none any more.
        Locked: too many failures.
    """
    session = sessions.locked_for_change(session_id, Stage.SECOND_FACTOR)
    if session is None or not has_factor(session.person):
        raise SessionGone.because("", "Sign in again.")
    keys = throttle.keys_for(session.person.email, origin.source)
    recognized = has_signed_in_from(session.person_id, origin.source)
    throttle.refuse_if_locked(keys, recognized=recognized)
    return session, keys


def complete(session: AccountSession, keys: Keys, factor: str) -> str:
    """Both factors were given: forget the failures, open the session; returns its new token."""
    throttle.forgive(keys)
    token = sessions.complete(session)
    log(actor_of(session.person), "session.started", session.person, detail={"factor": factor})
    return token
