"""What is signed before anything shared is read, so that tests are about something else."""

from sqlalchemy import select

from coalition import clock
from coalition.db import db
from coalition.offices.agreements import Signed, current_text, digest_of
from coalition.offices.models import AgreementText, Signature


def add_agreement_texts() -> None:
    """The first version of both texts."""
    for kind in Signed:
        text = f"What each {kind} signs in tests.\n"
        row = AgreementText(
            kind=kind.value, version=1, text=text, digest=digest_of(text), at=clock.now()
        )
        db.session.add(row)


def sign_everything(person_id: int, office_id: int) -> None:
    """The person signs for themselves, and for the office where nobody did; in the open unit."""
    signed = select(Signature.id).where(Signature.office_id == office_id).limit(1)
    kinds = [Signed.PERSON] if db.session.scalar(signed) else list(Signed)
    for kind in kinds:
        text = current_text(kind)
        assert text is not None
        signature = Signature(
            text_id=text.id,
            office_id=office_id,
            person_id=person_id,
            digest=text.digest,
            at=clock.now(),
        )
        db.session.add(signature)
