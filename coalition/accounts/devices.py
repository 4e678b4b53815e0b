"""Devices in which a person gave both factors before, known by a random token in a cookie.

Every function joins the caller's unit of work. A token is issued by the portal only, and counts
for those who signed in with it.
"""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from coalition import clock, ids
from coalition.accounts import sessions, throttle
from coalition.accounts.models import AccountSession, KnownDevice, Person
from coalition.accounts.sessions import Origin
from coalition.accounts.throttle import Keys
from coalition.db import db
from coalition.outbox import services as outbox
from coalition.runtime import current_settings
from coalition.vault import derived_key
from coalition.web.identity import Stage

LASTS = timedelta(days=180)
CODE_LASTS = timedelta(minutes=10)
DIGITS = 6


def is_known(person_id: int, origin: Origin) -> bool:
    """Whether the person gave both factors on this device before, half a year ago at most."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(KnownDevice)
            .where(
                KnownDevice.person_id == person_id,
                KnownDevice.token_hash == sessions.token_hash(origin.device_token),
                KnownDevice.last_used_at > clock.now() - LASTS,
            )
        )
        == 1
    )


def keys_for(person_id: int, email: str, origin: Origin) -> Keys:
    """The throttle's keys for an address that belongs to ``person_id``, or to nobody (0)."""
    known = origin.device_token if is_known(person_id, origin) else ""
    return throttle.keys_for(email, origin.source, known_device=known)


def keys_of(person: Person, origin: Origin) -> Keys:
    """The throttle's keys for ``person``."""
    return keys_for(person.id, person.email, origin)


def remember(person: Person, origin: Origin) -> str:
    """Know this device from now on; returns the token that its cookie is to hold.

    A token that came from here is kept, because others may be known by it too.
    """
    now = clock.now()
    db.session.execute(
        delete(KnownDevice).where(
            KnownDevice.person_id == person.id, KnownDevice.last_used_at <= now - LASTS
        )
    )
    token = origin.device_token if _was_issued(origin) else ids.token()
    row = db.session.get(KnownDevice, (person.id, sessions.token_hash(token)))
    if row is None:
        row = KnownDevice(
            person_id=person.id, token_hash=sessions.token_hash(token), created_at=now
        )
        db.session.add(row)
    row.last_used_at = now
    return token


def _was_issued(origin: Origin) -> bool:
    return (
        db.session.scalar(
            select(KnownDevice.person_id)
            .where(KnownDevice.token_hash == sessions.token_hash(origin.device_token))
            .limit(1)
        )
        is not None
    )


def forget_all(person_id: int) -> None:
    """No device is known any more."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.person_id == person_id))


def must_be_confirmed(person: Person, origin: Origin, factor: str) -> bool:
    """Whether this sign-in waits for a code by mail.

    A passkey cannot be used on a copied site, so whoever gives one is spared the mail. Whoever
    merely has one is not: a code from an authenticator can still be asked of them by a copied site.
    """
    if not current_settings().confirm_new_devices or factor == "passkey":
        return False
    return not is_known(person.id, origin)


def wait_for_mail(session: AccountSession) -> str:
    """Let the session wait for the mailed code; returns its new token."""
    session.stage = Stage.NEW_DEVICE.value
    session.created_at = clock.now()
    send_code(session)
    return sessions.renew(session)


def send_code(session: AccountSession) -> None:
    """Have a code mailed; an older one counts no more once the mail is written."""
    outbox.announce("device.waits", session=session.public_id)


def _hashed(session: AccountSession, code: str) -> str:
    # Six digits are quickly tried, so the hash is keyed with what is not in the database.
    key = derived_key(current_settings().secret_key, "mailed-code")
    text = f"{session.public_id}:{code}"
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def issue_code(session_public_id: str) -> tuple[AccountSession, str] | None:
    """A new code for a session that waits for one; nothing if it does not any more.

    For the mail handler, inside a unit of work: the code is written into the mail and nowhere else.
    """
    session = db.session.scalar(
        select(AccountSession).where(AccountSession.public_id == session_public_id)
    )
    if session is None or session.stage != Stage.NEW_DEVICE or not sessions.is_live(session):
        return None
    code = f"{int.from_bytes(ids.random_bytes(8)) % 10**DIGITS:0{DIGITS}d}"
    session.device_code_hash = _hashed(session, code)
    session.device_code_until = clock.now() + CODE_LASTS
    return session, code


def accept_mailed_code(session: AccountSession, typed: str) -> bool:
    """Whether ``typed`` is the code of the newest mail; right or too old, it is used up."""
    stored, until = session.device_code_hash, session.device_code_until
    if stored is None or until is None:
        return False
    fits = hmac.compare_digest(stored, _hashed(session, "".join(typed[:20].split())))
    in_time = clock.now() < until
    if fits or not in_time:
        db.session.execute(
            update(AccountSession)
            .where(AccountSession.id == session.id)
            .values(device_code_hash=None)
        )
    return fits and in_time
