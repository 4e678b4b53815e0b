"""Adding, renaming and removing second factors. Each function opens its own units of work.

The guard has asked for a factor some minutes ago. The person's row is held while factors change,
so that two removals at once cannot take the last one.
"""

from typing import Any

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts import (
    devices,
    enrolment,
    factor_resets,
    passkey_ceremonies,
    passkeys,
    sessions,
    throttle,
    totp,
)
from coalition.accounts.enrolment import WRONG_FIRST_CODE, held_person, open_enrolment
from coalition.accounts.models import Person
from coalition.accounts.passkey_ceremonies import PasskeyRefused
from coalition.accounts.passkeys import NOT_ACCEPTED
from coalition.accounts.queries import actor_of, passkeys_of
from coalition.accounts.security_log import log, log_and_tell
from coalition.accounts.sessions import Origin, Step
from coalition.db import db, unit_of_work
from coalition.errors import Invalid, NotPermitted

ADD, ENROL = "add", "enrol"


def creation_options(token: str | None, purpose: str, person: Person) -> dict[str, Any]:
    """What the browser needs to have a passkey made for ``person``."""
    known = [p.credential_id for p in passkeys_of(person.id)]
    user_id, email, name = person.public_id, person.email, person.name
    with unit_of_work():
        challenge = passkeys.issue_challenge(token, purpose)
    return passkey_ceremonies.creation_options(
        challenge, user_id=user_id, email=email, name=name, known=known
    )


def _challenge(token: str | None, purpose: str) -> bytes:
    # Used up in a unit of its own: what comes of the answer may not bring it back.
    try:
        with unit_of_work():
            return passkeys.take_challenge(token, purpose)
    except PasskeyRefused:
        raise Invalid.because("", NOT_ACCEPTED) from None


def enrol_passkey(
    session_id: int, *, name: str, answer: str, origin: Origin, token: str | None
) -> Step | None:
    """A first factor that is a passkey: the full session, or nothing if the half one is over.

    Raises:
        Invalid: the name breaks a rule, or the answer is not accepted.
    """
    passkeys.clean_label(name)
    challenge = _challenge(token, ENROL)
    with unit_of_work():
        session = open_enrolment(session_id)
        if session is None:
            return None
        throttle.forgive(devices.keys_of(session.person, origin))
        factor_resets.drop_old_factors(session)
        passkeys.add(session.person, name, answer, challenge)
        log_and_tell(actor_of(session.person), "passkey.added", session.person)
        return enrolment.finish(session, "passkey", origin)


def add_passkey(
    actor: Actor, *, name: str, answer: str, session_id: int, token: str | None
) -> None:
    """Another passkey.

    Raises:
        Invalid: the name breaks a rule, or the answer is not accepted.
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    passkeys.clean_label(name)
    challenge = _challenge(token, ADD)
    with unit_of_work():
        person, _ = held_person(_id(actor)), sessions.held(_id(actor), session_id)
        passkeys.add(person, name, answer, challenge)
        log_and_tell(actor, "passkey.added", person)


def rename_passkey(actor: Actor, public_id: str, *, name: str) -> None:
    """Call a passkey by another name.

    Raises:
        NotFound: the actor has no such passkey.
        Invalid: the name breaks a rule.
    """
    require(actor, "account:change")
    with unit_of_work():
        row = passkeys.find_own(actor.person_id, public_id)
        row.name = passkeys.clean_label(name)
        log(actor, "passkey.renamed", row.person)


def remove_passkey(actor: Actor, public_id: str, *, session_id: int) -> None:
    """Let a passkey count no more, and end the person's other sessions.

    Raises:
        NotFound: the actor has no such passkey.
        Invalid: no factor would be left.
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    with unit_of_work():
        person, _ = held_person(_id(actor)), sessions.held(_id(actor), session_id)
        row = passkeys.find_own(person.id, public_id)
        left = len(passkeys_of(person.id)) - 1
        passkeys.refuse_last(person, passkeys_left=left, authenticator_left=True)
        db.session.delete(row)
        sessions.end_all(person.id, but=session_id)
        log_and_tell(actor, "passkey.removed", person)


def begin_authenticator(actor: Actor, *, session_id: int) -> None:
    """Make a new secret, which waits in this session; an authenticator in use stays as it is.

    Raises:
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    with unit_of_work():
        totp.begin_in(sessions.held(_id(actor), session_id))


def set_authenticator(actor: Actor, code: str, *, session_id: int, origin: Origin) -> None:
    """Let the new secret count instead of any older one, once a code of it is given.

    Raises:
        Locked: too many failures.
        Invalid: the code is wrong, or there is no new secret.
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    with unit_of_work():
        person, session = held_person(_id(actor)), sessions.held(_id(actor), session_id)
        keys = devices.keys_of(person, origin)
        throttle.refuse_if_locked(keys)
        secret = totp.pending_in(session)
        step = totp.matching_step(secret, code, clock.now()) if secret else None
        if secret is not None and step is not None:
            totp.adopt(person, session, secret, step)
            sessions.end_all(person.id, but=session_id)
            log_and_tell(actor, "totp.confirmed", person)
            return
        throttle.count_attempt(keys)
    raise Invalid.because("code", WRONG_FIRST_CODE)


def remove_authenticator(actor: Actor, *, session_id: int) -> None:
    """Let the authenticator count no more, and end the person's other sessions.

    Raises:
        Invalid: no factor would be left.
        Conflict: the session was ended meanwhile.
    """
    require(actor, "account:change")
    with unit_of_work():
        person, _ = held_person(_id(actor)), sessions.held(_id(actor), session_id)
        left = len(passkeys_of(person.id))
        passkeys.refuse_last(person, passkeys_left=left, authenticator_left=False)
        if person.totp_confirmed_at is None:
            return
        person.totp_secret = person.totp_confirmed_at = None
        sessions.end_all(person.id, but=session_id)
        log_and_tell(actor, "totp.removed", person)


def _id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotPermitted("account:change")
    return actor.person_id
