"""Signing in: the password, then the second factor. Each step opens its own units of work.

Hashing happens between units, never inside one. An attempt is counted as failed before the
password is tried and taken back when it is right, so that parallel guesses are counted too.
"""

from coalition import clock
from coalition.accounts import devices, enrolment, passwords, recovery, sessions, throttle, totp
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.queries import (
    ACTIVE,
    actor_of,
    credentials,
    find_session,
    has_factor,
)
from coalition.accounts.security_log import log, log_and_tell, tell
from coalition.accounts.sessions import Origin, Step
from coalition.accounts.throttle import Keys
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.errors import Invalid
from coalition.web.identity import Stage

WRONG_PASSWORD = "The email address and the password do not match an account. Check both."  # noqa: S105  # What a visitor reads.
WRONG_CODE = "That code is not right. Enter the six digits that your authenticator shows now."
USED_CODE = "That code was used already. Wait for the next code, at most 30 seconds."
WRONG_MAILED_CODE = "That code is not right, or too old. Use the one in the newest mail."
WRONG_RECOVERY_CODE = "That is not one of your unused recovery codes. Check it, or use another."


class SessionGone(Invalid):
    """The half session is over or went further; sign in again."""


def try_password(email: str, password: str, origin: Origin, *, replacing: str | None) -> Step:
    """The first factor. Known and unknown accounts cost and answer the same.

    Args:
        replacing: the token that the browser brought; a half session of it ends.

    Raises:
        Locked: too many failures.
        Invalid: wrong, whatever of it.
    """
    with unit_of_work():
        known = credentials(email)
        keys = devices.keys_for(known.person_id, email, origin)
        throttle.refuse_if_locked(keys)
        attempt = throttle.count_attempt(keys)
    stored = known.password_hash
    with throttle.taken_back_if_unjudged(attempt):
        right, fresh = _judged(stored, password)
    with unit_of_work():
        known = credentials(email)
        if right and known.status == ACTIVE and known.password_hash == stored:
            throttle.take_back(attempt)
            person = db.session.get_one(Person, known.person_id)
            return _half_session(person, fresh, origin, replacing)
        note_failure(keys, known.public_id, "password")
    raise Invalid.because("", WRONG_PASSWORD)


def _judged(stored: str, password: str) -> tuple[bool, str | None]:
    """Whether the password is right, and its hash at today's cost if the stored one is older."""
    right = passwords.matches(stored, password)
    outdated = right and passwords.is_outdated(stored)
    return right, passwords.hash_password(password) if outdated else None


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
            return complete(session, keys, "authenticator", origin)
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
            step = complete(session, keys, "recovery-code", origin)
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
    keys = devices.keys_of(session.person, origin)
    throttle.refuse_if_locked(keys)
    return session, keys


def complete(session: AccountSession, keys: Keys, factor: str, origin: Origin) -> Step:
    """Both factors were given: open the session, or wait for the code mailed to a new device."""
    session.factor = factor
    if devices.must_be_confirmed(session.person, origin, factor):
        return Step(devices.wait_for_mail(session), Stage.NEW_DEVICE)
    return open_session(session, keys, origin)


def open_session(session: AccountSession, keys: Keys, origin: Origin) -> Step:
    """Nothing more is asked: forget the failures, remember the device, open the session."""
    person, factor = session.person, session.factor
    throttle.forgive(keys)
    token = sessions.complete(session)
    is_new = not devices.is_known(person.id, origin)
    log(
        actor_of(person),
        "session.started",
        person,
        detail={"factor": factor, "device": "new" if is_new else "known"},
    )
    if is_new:
        tell(person, "device.new")
    return Step(token, Stage.FULL, devices.remember(person, origin))


def try_mailed_code(session_id: int, code: str, origin: Origin) -> Step:
    """The code that was mailed because the device is new.

    Raises:
        SessionGone, Locked, Invalid: as :func:`try_code`.
    """
    with unit_of_work():
        session = sessions.locked_for_change(session_id, Stage.NEW_DEVICE)
        if session is None:
            raise SessionGone.because("", "Sign in again.")
        keys = devices.keys_of(session.person, origin)
        throttle.refuse_if_locked(keys)
        if devices.accept_mailed_code(session, code):
            return open_session(session, keys, origin)
        throttle.count_attempt(keys)
        note_failure(keys, session.person.public_id, "mail")
    raise Invalid.because("code", WRONG_MAILED_CODE)


def mail_another_code(session_id: int, origin: Origin) -> None:
    """Have another code mailed to a session that waits for one.

    Raises:
        SessionGone: there is none.
        Locked: too many were asked for.
    """
    with unit_of_work():
        session = sessions.locked_for_change(session_id, Stage.NEW_DEVICE)
        if session is None:
            raise SessionGone.because("", "Sign in again.")
        keys = throttle.keys_for(f"mailed code {session.person.email}", origin.source)
        throttle.refuse_if_locked(keys)
        throttle.count_attempt(keys)
        devices.send_code(session)
