"""Setting up the first second factor. Confirming it completes the sign-in that began with it.

The secret of an authenticator is made when the half session starts, sealed there, and counts only
once a code of it was given. Starting again ends other such sessions, so nobody keeps watching an
older page.
"""

from dataclasses import dataclass

from sqlalchemy import select

from coalition import clock
from coalition.accounts import devices, factor_resets, recovery, sessions, throttle, totp
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.queries import actor_of, has_factor
from coalition.accounts.security_log import log, log_and_tell
from coalition.accounts.sessions import Origin, Step
from coalition.db import db, unit_of_work
from coalition.errors import Invalid
from coalition.web.identity import Stage

WRONG_FIRST_CODE = (
    "That code is not right. Check that the clock of your phone is set automatically, "
    "then enter the six digits that it shows now."
)


def begin(person: Person, origin: Origin) -> str:
    """A half session in which the person's first factor is set up; returns its token."""
    sessions.end_all(person.id, stage=Stage.ENROLMENT)
    session, token = sessions.start(person, Stage.ENROLMENT, origin)
    totp.begin_in(session)
    return token


@dataclass(frozen=True)
class Offer:
    """What the page shows: the secret as picture, as text and as a link for this device."""

    svg: str
    typed_key: str
    uri: str


def offer(session: AccountSession | None) -> Offer | None:
    """The secret that waits in ``session`` to be confirmed, if there is one."""
    secret = totp.pending_in(session) if session is not None else None
    if session is None or secret is None:
        return None
    uri = totp.provisioning_uri(secret, session.person.email)
    return Offer(totp.qr_svg(uri), totp.typed_key(secret), uri)


def confirm(session_id: int, code: str, origin: Origin) -> Step | None:
    """Confirm the authenticator: the full session, or nothing if the half one is over.

    Raises:
        Locked: too many failures.
        Invalid: the code is wrong.
    """
    with unit_of_work():
        session = open_enrolment(session_id)
        if session is None:
            return None
        keys = devices.keys_of(session.person, origin)
        throttle.refuse_if_locked(keys)
        secret = totp.pending_in(session)
        step = totp.matching_step(secret, code, clock.now()) if secret else None
        if secret is not None and step is not None:
            throttle.forgive(keys)
            factor_resets.drop_old_factors(session)
            totp.adopt(session.person, session, secret, step)
            log_and_tell(actor_of(session.person), "totp.confirmed", session.person)
            return finish(session, "authenticator", origin)
        throttle.count_attempt(keys)
    raise Invalid.because("code", WRONG_FIRST_CODE)


def open_enrolment(session_id: int) -> AccountSession | None:
    """The half session that may set up a factor, it and its owner held until the commit.

    Nobody gets past a factor that was confirmed meanwhile with the password alone: it takes a
    reset that two admins approved and nobody cancelled since.
    """
    session = sessions.locked_for_change(session_id, Stage.ENROLMENT)
    if session is None:
        return None
    if has_factor(held_person(session.person_id)) and not factor_resets.allows(session):
        return None
    return session


def held_person(person_id: int) -> Person:
    """The person, read afresh and held until the commit, so that factors change one at a time."""
    return db.session.scalars(
        select(Person)
        .where(Person.id == person_id)
        .with_for_update(of=Person)
        .execution_options(populate_existing=True)
    ).one()


def finish(session: AccountSession, factor: str, origin: Origin) -> Step:
    """The first factor counts: open the session, end all others, make recovery codes."""
    person = session.person
    token = sessions.complete(session)
    session.pending_secret = None
    sessions.end_all(person.id, but=session.id)
    recovery.issue(person, session)
    session.factor = factor
    log(actor_of(person), "session.started", person, detail={"factor": factor})
    return Step(token, Stage.FULL, devices.remember(person, origin))
