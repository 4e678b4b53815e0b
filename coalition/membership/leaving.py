"""What else ends with somebody's access: the invitations that are for them or come from them."""

from sqlalchemy import or_, update

from coalition.access.actor import Actor
from coalition.accounts.models import Person
from coalition.audit import services as audit
from coalition.db import db
from coalition.membership.models import Invitation
from coalition.membership.queries import APPROVED, AWAITING, REFUSED


def end_invitations(actor: Actor, person: Person) -> None:
    """End what is open for the person's address, and what they asked for or approved."""
    ended = db.session.scalars(
        update(Invitation)
        .where(
            Invitation.state.in_([AWAITING, APPROVED]),
            or_(
                Invitation.email == person.email,
                Invitation.asked_by_id == person.id,
                Invitation.decided_by_id == person.id,
            ),
        )
        .values(state=REFUSED, token_hash=None)
        .returning(Invitation.public_id)
    ).all()
    for public_id in ended:
        audit.record(
            actor,
            "invitation.taken-back",
            object_kind="invitation",
            object_id=public_id,
            detail={"because": "access-ended"},
        )
