"""Recovery codes: ten, of 80 random bits each, hashed, used once.

SHA-256 without salt or stretching is enough: there is nothing to guess in 80 random bits.
"""

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from coalition import clock, ids
from coalition.accounts.claims import claimed
from coalition.accounts.models import AccountSession, Person, RecoveryCode
from coalition.db import db
from coalition.runtime import current_vault

COUNT = 10
SHOWN_FOR = timedelta(minutes=10)

# Crockford's base 32 reads these letters as the digits they look like.
_TYPED = str.maketrans({"i": "1", "l": "1", "o": "0", "-": None, " ": None})


def code_hash(typed: str) -> str:
    """What is stored of a code, whatever way it was typed."""
    plain = "".join(typed[:100].lower().split()).translate(_TYPED)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def issue(person: Person, session: AccountSession) -> None:
    """Replace the person's codes by ten new ones, to be shown in ``session`` for ten minutes."""
    codes = [ids.recovery_code() for _ in range(COUNT)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=code_hash(c)) for c in codes)
    person.recovery_saved_at = None
    content = json.dumps({"codes": codes, "until": (clock.now() + SHOWN_FOR).isoformat()})
    session.shown_codes = current_vault().seal(content.encode(), _record(session))


def shown_in(session: AccountSession) -> list[str]:
    """The codes that ``session`` may still show; empty when it is too late."""
    if session.shown_codes is None:
        return []
    content = json.loads(current_vault().open(session.shown_codes, _record(session)))
    if clock.now() >= datetime.fromisoformat(content["until"]):
        return []
    return list(content["codes"])


def _record(session: AccountSession) -> str:
    return f"codes:{session.public_id}"


def claim_code(person_id: int, typed: str) -> bool:
    """Use up one of the person's codes, unless it was used before."""
    return claimed(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == code_hash(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def is_unused(person_id: int, typed: str) -> bool:
    """Whether ``typed`` is one of the person's codes that can still be used."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(
                RecoveryCode.person_id == person_id,
                RecoveryCode.code_hash == code_hash(typed),
                RecoveryCode.used_at.is_(None),
            )
        )
        == 1
    )


def codes_left(person_id: int) -> int:
    """How many codes the person has left."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )
