"""Time-based one-time passwords (RFC 6238): six digits, 30 seconds, one step either way.

A code is accepted once: the step it belongs to must be later than the last accepted one, and
that is decided by one UPDATE in the database, so that parallel uses have one winner.
"""

import base64
import hmac
from datetime import datetime

import pyotp
import segno
from sqlalchemy import update

from coalition import clock, ids
from coalition.accounts.claims import claimed
from coalition.accounts.models import AccountSession, Person
from coalition.runtime import current_vault

STEP_SECONDS = 30
DRIFT_STEPS = 1
DIGITS = 6
ISSUER = "Coalition Exchange"


def new_secret() -> str:
    """A secret of 160 bits in base 32 (RFC 4226, section 4, R6)."""
    return base64.b32encode(ids.random_bytes(20)).decode()


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The latest step within the allowed drift whose code is ``code``, if there is one."""
    given = "".join(code.split())
    if len(given) != DIGITS or not (given.isascii() and given.isdigit()):
        return None
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), given):
            found = step
    return found


def claim_step(person_id: int, step: int) -> bool:
    """Accept ``step`` for the person, unless it or a later one was accepted before."""
    return claimed(
        update(Person)
        .where(Person.id == person_id, Person.totp_last_step < step)
        .values(totp_last_step=step)
    )


def seal(secret: str, public_id: str) -> bytes:
    """The secret as it is stored for the person with ``public_id``."""
    return current_vault().seal(secret.encode(), f"totp:{public_id}")


def secret_of(person: Person) -> str | None:
    """The person's secret, opened, if one was made."""
    if person.totp_secret is None:
        return None
    return current_vault().open(person.totp_secret, f"totp:{person.public_id}").decode()


def begin_in(session: AccountSession) -> None:
    """Make a new secret, which waits in ``session`` until a code of it is given."""
    sealed = current_vault().seal(new_secret().encode(), pending_record(session))
    session.pending_secret = sealed


def pending_in(session: AccountSession) -> str | None:
    """The secret that waits in ``session``, opened, if there is one."""
    if session.pending_secret is None:
        return None
    return current_vault().open(session.pending_secret, pending_record(session)).decode()


def pending_record(session: AccountSession) -> str:
    """The name of the record under which a waiting secret is sealed."""
    return f"pending-totp:{session.public_id}"


def adopt(person: Person, session: AccountSession, secret: str, step: int) -> None:
    """Let ``secret`` count from now on instead of any other, ``step`` being used up."""
    person.totp_secret = seal(secret, person.public_id)
    person.totp_confirmed_at = clock.now()
    person.totp_last_step = step
    session.pending_secret = None


def provisioning_uri(secret: str, email: str) -> str:
    """What an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(
        name=email, issuer_name=ISSUER
    )


def typed_key(secret: str) -> str:
    """The secret for typing: groups of four."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def qr_svg(uri: str) -> str:
    """The QR code as inline SVG with presentation attributes only; black on white in any theme."""
    code = segno.make(uri, error="m", micro=False)
    return str(code.svg_inline(scale=5, border=4, dark="#000", light="#fff"))
