"""Setting up the authenticator. Confirming it completes the sign-in that began with it.

The secret is made when the half session starts, sealed, and counts only once a code of it was
given. Starting again ends other such sessions, so nobody keeps watching an older page.
"""

from dataclasses import dataclass

from sqlalchemy import update

from coalition import clock
from coalition.accounts import recovery, sessions, throttle, totp
from coalition.accounts.claims import claimed
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.queries import actor_of
from coalition.accounts.security_log import log, log_and_tell
from coalition.accounts.sessions import Origin
from coalition.db import db, unit_of_work
from coalition.errors import Invalid
from coalition.web.identity import Stage

WRONG_FIRST_CODE = (
    "That code is not right. Check that the clock of your phone is set automatically, "
    "then enter the six digits that it shows now."
)


def begin(person: Person, origin: Origin) -> str | None:
    """A new secret and a half session in which to confirm it; returns the session's token.

    Returns nothing when another session confirmed an authenticator meanwhile: nobody replaces a
    confirmed one with the password alone.
    """
    sessions.end_all(person.id, stage=Stage.ENROLMENT)
    sealed = totp.seal(totp.new_secret(), person.public_id)
    if not claimed(
        update(Person)
        .where(Person.id == person.id, Person.totp_confirmed_at.is_(None))
        .values(totp_secret=sealed)
    ):
        return None
    db.session.expire(person, ["totp_secret"])
    return sessions.start(person, Stage.ENROLMENT, origin)


@dataclass(frozen=True)
class Offer:
    """What the page shows: the secret as picture, as text and as a link for this device."""

    svg: str
    typed_key: str
    uri: str


def offer(session_id: int) -> Offer | None:
    """The unconfirmed secret of the owner of a half session."""
    session = db.session.get(AccountSession, session_id)
    if session is None or session.stage != Stage.ENROLMENT:
        return None
    secret = totp.secret_of(session.person)
    if secret is None or session.person.totp_confirmed_at is not None:
        return None
    uri = totp.provisioning_uri(secret, session.person.email)
    return Offer(totp.qr_svg(uri), totp.typed_key(secret), uri)


def confirm(session_id: int, code: str, origin: Origin) -> str | None:
    """Confirm the authenticator; returns the token of the full session, or nothing if it is over.

    Raises:
        Locked: too many failures.
        Invalid: the code is wrong.
    """
    with unit_of_work():
        session = sessions.locked_for_change(session_id, Stage.ENROLMENT)
        if session is None:
            return None
        person = session.person
        keys = throttle.keys_for(person.email, origin.source)
        throttle.refuse_if_locked(keys, recognized=False)
        secret = totp.secret_of(person)
        step = totp.matching_step(secret, code, clock.now()) if secret else None
        if step is not None and _confirm_at(person, step):
            throttle.forgive(keys)
            return _finish(session)
        throttle.count_attempt(keys)
    raise Invalid.because("code", WRONG_FIRST_CODE)


def _confirm_at(person: Person, step: int) -> bool:
    return claimed(
        update(Person)
        .where(Person.id == person.id, Person.totp_confirmed_at.is_(None))
        .where(Person.totp_last_step < step)
        .values(totp_confirmed_at=clock.now(), totp_last_step=step)
    )


def _finish(session: AccountSession) -> str:
    person = session.person
    db.session.refresh(person)
    token = sessions.complete(session)
    sessions.end_all(person.id, but=session.id)
    recovery.issue(person, session)
    actor = actor_of(person)
    log_and_tell(actor, "totp.confirmed", person)
    log(actor, "session.started", person, detail={"factor": "authenticator"})
    return token
