"""Signing in with a passkey: as the second factor after the password, or instead of both.

A passkey whose device verified its user (with a PIN or a fingerprint) is two factors by itself.
Each step opens its own units of work; a challenge is used up whether the answer holds or not.
"""

from typing import Any

from coalition import ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts import (
    devices,
    passkey_ceremonies,
    passkeys,
    services,
    sessions,
    sign_in,
    throttle,
)
from coalition.accounts.models import Passkey, Person
from coalition.accounts.passkey_ceremonies import PasskeyRefused, Use
from coalition.accounts.passkeys import NOT_ACCEPTED
from coalition.accounts.queries import (
    ACTIVE,
    find_passkey,
    find_session,
    passkeys_of,
    session_by_id,
)
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import SessionGone, Step
from coalition.accounts.throttle import Keys
from coalition.db import unit_of_work
from coalition.errors import Invalid
from coalition.web.identity import Stage

SIGN_IN, SECOND_FACTOR, CONFIRM = "sign-in", "second-factor", "confirm"


def options(token: str | None, purpose: str, person_id: int | None = None) -> dict[str, Any]:
    """What to ask a passkey for; of ``person_id`` only, if it is known who signs in."""
    known = [p.credential_id for p in passkeys_of(person_id)] if person_id is not None else []
    with unit_of_work():
        challenge = passkeys.issue_challenge(token, purpose)
    return passkey_ceremonies.request_options(challenge, known=known)


def try_passkey(answer: str, origin: Origin, *, token: str | None) -> Step:
    """Sign in with a passkey alone.

    Args:
        token: what the browser brought; the challenge is bound to it.

    Raises:
        Locked: too many failures.
        Invalid: not accepted, whatever of it.
    """
    with unit_of_work():
        use, row = _claimed_by(answer)
        person = row.person if row is not None and row.person.status == ACTIVE else None
        keys = _keys(person, use, origin)
        throttle.refuse_if_locked(keys)
        used = _used(use, token, SIGN_IN)
        if used is not None and person is not None and used.person_id == person.id:
            return _open(person, keys, origin, token)
        _count(keys, person)
    raise Invalid.because("", NOT_ACCEPTED)


def _claimed_by(answer: str) -> tuple[Use | None, Passkey | None]:
    try:
        use = passkey_ceremonies.read_use(answer)
    except PasskeyRefused:
        return None, None
    return use, find_passkey(use.credential_id)


def _keys(person: Person | None, use: Use | None, origin: Origin) -> Keys:
    # An unknown passkey is counted under a name that no address has.
    unknown = use.credential_id.hex()[:64] if use is not None else ids.public_id()
    if person is None:
        return throttle.keys_for(f"passkey {unknown}", origin.source)
    return devices.keys_of(person, origin)


def _used(
    use: Use | None, token: str | None, purpose: str, owner_id: int | None = None
) -> Passkey | None:
    try:
        challenge = passkeys.take_challenge(token, purpose)
        return passkeys.accept(use, challenge, owner_id=owner_id) if use is not None else None
    except PasskeyRefused:
        return None


def _count(keys: Keys, person: Person | None) -> None:
    throttle.count_attempt(keys)
    sign_in.note_failure(keys, person.public_id if person else "-", "passkey")


def _open(person: Person, keys: Keys, origin: Origin, token: str | None) -> Step:
    old = find_session(sessions.token_hash(token)) if token else None
    if old is not None and old.stage != Stage.FULL:
        sessions.end(old.id)
    session, _ = sessions.start(person, Stage.SECOND_FACTOR, origin)
    return sign_in.complete(session, keys, "passkey", origin)


def try_second_factor(session_id: int, answer: str, origin: Origin, *, token: str | None) -> Step:
    """Give a passkey after the password.

    Raises:
        SessionGone: there is no half session any more.
        Locked: too many failures.
        Invalid: not accepted.
    """
    with unit_of_work():
        session, keys = sign_in.half_session(session_id, origin)
        use, _ = _claimed_by(answer)
        if _used(use, token, SECOND_FACTOR, session.person_id) is not None:
            return sign_in.complete(session, keys, "passkey", origin)
        _count(keys, session.person)
    raise Invalid.because("", NOT_ACCEPTED)


def confirm(
    actor: Actor, answer: str, *, session_id: int, origin: Origin, token: str | None
) -> str:
    """Give the second factor again with a passkey; returns the session's new token.

    Raises:
        SessionGone: the session is over.
        Locked: too many failures.
        Invalid: not accepted.
    """
    require(actor, "account:change")
    with unit_of_work():
        session = session_by_id(session_id)
        if session is None or session.person_id != actor.person_id:
            raise SessionGone.because("", "Sign in again.")
        keys = devices.keys_of(session.person, origin)
        throttle.refuse_if_locked(keys)
        use, _ = _claimed_by(answer)
        if _used(use, token, CONFIRM, session.person_id) is not None:
            return services.confirm_factor(actor, "passkey", session_id=session_id)
        _count(keys, session.person)
    raise Invalid.because("", NOT_ACCEPTED)
