"""Asking for a factor again, though the person is signed in with two.

As when signing in, hashing happens between units of work and guesses are counted.
"""

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts import devices, passwords, services, throttle
from coalition.accounts.models import Person
from coalition.accounts.password_rules import check_password
from coalition.accounts.security_log import log
from coalition.accounts.sessions import Origin
from coalition.accounts.sign_in import accept_code
from coalition.accounts.throttle import Keys
from coalition.db import db, unit_of_work
from coalition.errors import Invalid


def change_password(actor: Actor, old: str, new: str, *, session_id: int, origin: Origin) -> str:
    """Replace the password; the old one is asked again. Returns the session's new token.

    Raises:
        Locked: too many failures.
        Invalid: the old one is wrong, or the new one breaks a rule.
        Conflict: the password was set anew or the session was ended meanwhile.
    """
    require(actor, "account:change")
    stored, keys, names = _password_facts(actor, origin)
    check_password(new, names=names)
    with unit_of_work():
        throttle.refuse_if_locked(keys)
        attempt = throttle.count_attempt(keys)
    with throttle.taken_back_if_unjudged(attempt):
        right = passwords.matches(stored, old)
        differs = passwords.normalized(old) != passwords.normalized(new)
        fresh = passwords.hash_password(new) if right and differs else None
    if fresh is not None:
        with unit_of_work():
            throttle.take_back(attempt)
            return services.change_password(
                actor, replacing=stored, password_hash=fresh, session_id=session_id
            )
    with unit_of_work():
        if right:
            throttle.take_back(attempt)
        else:
            log(actor, "password.refused", _person(actor), outcome="refused")
    if right:
        raise Invalid.because("password", "Choose a password that differs from the current one.")
    raise Invalid.because("old_password", "That is not your current password.")


def confirm_with_code(actor: Actor, code: str, *, session_id: int, origin: Origin) -> str:
    """Give the second factor again with the authenticator; returns the session's new token.

    Raises:
        Locked: too many failures.
        Invalid: the code is wrong or was used already.
    """
    require(actor, "account:change")
    with unit_of_work():
        person = _person(actor)
        keys = devices.keys_of(person, origin)
        throttle.refuse_if_locked(keys)
        problem = accept_code(person, code, keys)
        if problem is None:
            return services.confirm_factor(actor, "authenticator", session_id=session_id)
    raise Invalid.because("code", problem)


def _person(actor: Actor) -> Person:
    return db.session.get_one(Person, actor.person_id)


def _password_facts(actor: Actor, origin: Origin) -> tuple[str, Keys, list[str]]:
    person = _person(actor)
    facts = (
        person.password_hash,
        devices.keys_of(person, origin),
        services.names_around(person.name, person.email, person.office_id),
    )
    # The rules and the hash take time; no read transaction stays open meanwhile.
    db.session.rollback()
    return facts
