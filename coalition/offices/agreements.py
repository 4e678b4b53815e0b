"""What offices and their people sign before they read: texts in versions, and signatures.

A new version asks everybody again. Services join the caller's unit of work.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotPermitted
from coalition.offices.models import AgreementText, Office, Signature
from coalition.offices.queries import office_thing
from coalition.outbox import services as outbox

LONGEST_TEXT = 50_000
SHORTEST_TEXT = 200


class Signed(StrEnum):
    """The two texts: the office's agreement, signed by its lead, and each person's undertaking."""

    OFFICE = "office"
    PERSON = "person"


def digest_of(text: str) -> str:
    """What a signature names its text by."""
    return hashlib.sha256(text.encode()).hexdigest()


def current_text(kind: Signed) -> AgreementText | None:
    """The newest version."""
    return db.session.scalar(
        select(AgreementText)
        .where(AgreementText.kind == kind)
        .order_by(AgreementText.version.desc())
        .limit(1)
    )


def _signed(kind: Signed, by: ColumnElement[bool]) -> ColumnElement[bool]:
    newest = select(func.max(AgreementText.version)).where(AgreementText.kind == kind)
    return exists().where(
        Signature.text_id == AgreementText.id,
        AgreementText.kind == kind,
        AgreementText.version == newest.scalar_subquery(),
        by,
    )


def holds_for(person_id: int, office_id: int) -> bool:
    """Whether the office's newest agreement and the person's newest undertaking are signed.

    Where no text was ever written, nothing is signed.
    """
    office = _signed(Signed.OFFICE, Signature.office_id == office_id)
    person = _signed(Signed.PERSON, Signature.person_id == person_id)
    return bool(db.session.scalar(select(office & person)))


@dataclass(frozen=True)
class Standing:
    """The newest text of a kind, and the signature under it if there is one."""

    kind: Signed
    text: AgreementText | None
    signature: Signature | None


def standing_of_office(office_id: int) -> Standing:
    """How an office stands to the newest agreement."""
    return _standing(Signed.OFFICE, Signature.office_id == office_id)


def standing_of_person(person_id: int) -> Standing:
    """How a person stands to the newest undertaking."""
    return _standing(Signed.PERSON, Signature.person_id == person_id)


def _standing(kind: Signed, by: ColumnElement[bool]) -> Standing:
    text = current_text(kind)
    if text is None:
        return Standing(kind, None, None)
    first = select(Signature).where(Signature.text_id == text.id, by).order_by(Signature.id)
    return Standing(kind, text, db.session.scalar(first.limit(1)))


def write_version(actor: Actor, kind: Signed, text: str) -> AgreementText:
    """A new version; nobody reads anything that is shared before it is signed anew.

    Raises:
        NotPermitted: not an admin.
        Invalid: too short or too long for such a text, or the same as before.
        Conflict: somebody else wrote a version at this moment.
    """
    require(actor, "agreement:write")
    text = text.replace("\r\n", "\n").strip() + "\n"
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        raise Invalid.because(
            "text", f"Write between {SHORTEST_TEXT} and {LONGEST_TEXT:,} characters."
        )
    if not all(c == "\n" or c.isprintable() for c in text):
        raise Invalid.because("text", "Leave out characters that cannot be shown.")
    before = current_text(kind)
    if before is not None and before.digest == digest_of(text):
        raise Invalid.because("text", "This is the version that holds already.")
    row = AgreementText(
        kind=kind.value,
        version=before.version + 1 if before else 1,
        text=text,
        digest=digest_of(text),
        written_by_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    detail = {"kind": kind.value, "digest": row.digest}
    audit.record(
        actor,
        "agreement.written",
        object_kind="agreement",
        object_id=f"{kind.value}-{row.version}",
        detail=detail,
    )
    outbox.announce("agreement.written", kind=kind.value, version=row.version)
    return row


def sign(actor: Actor, kind: Signed, *, digest: str) -> Signature:
    """Sign the newest version: for the office as its lead, or for oneself.

    Args:
        digest: of the text that the actor read.

    Raises:
        NotPermitted: the actor does not lead the office.
        Invalid: another version came meanwhile.
        Conflict: it is signed already.
    """
    person_id, office = _who(actor)
    permission = "agreement:sign" if kind is Signed.OFFICE else "undertaking:sign"
    if not allows(actor, permission, office_thing(office)):
        raise NotPermitted(permission)
    standing = (
        standing_of_office(office.id) if kind is Signed.OFFICE else standing_of_person(person_id)
    )
    if standing.text is None or standing.text.digest != digest:
        raise Invalid.because("", "There is a newer version. Read it, then sign.")
    if standing.signature is not None:
        raise Conflict
    row = Signature(
        text_id=standing.text.id,
        office_id=office.id,
        person_id=person_id,
        digest=digest,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        f"agreement.signed-by-{kind.value}",
        object_kind="agreement",
        object_id=f"{kind.value}-{standing.text.version}",
        detail={"digest": digest, "office": office.public_id},
    )
    outbox.announce("agreement.signed", kind=kind.value, office=office.public_id)
    return row


def _who(actor: Actor) -> tuple[int, Office]:
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("undertaking:sign")
    return actor.person_id, db.session.get_one(Office, actor.office_id)


def signed_of(office_id: int) -> frozenset[int]:
    """The people who signed the newest undertaking as members of this office."""
    newest = select(func.max(AgreementText.version)).where(AgreementText.kind == Signed.PERSON)
    rows = db.session.scalars(
        select(Signature.person_id)
        .join(AgreementText)
        .where(
            AgreementText.kind == Signed.PERSON,
            AgreementText.version == newest.scalar_subquery(),
            Signature.office_id == office_id,
        )
    )
    return frozenset(rows)
