"""Reading invitations."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import or_, select

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, has_lead
from coalition.db import db
from coalition.membership.models import Invitation

AWAITING = "awaiting"
APPROVED = "approved"
ACCEPTED = "accepted"
REFUSED = "refused"


@dataclass(frozen=True)
class InvitationThing:
    """An invitation as the policy sees a thing that is acted on."""

    office_id: int | None
    author_ids: frozenset[int]
    state: str
    office_has_no_lead: bool
    # Whoever is invited has no account yet, so nobody who acts can be the subject.
    subject_id: int | None = None
    read_tokens: frozenset[str] = frozenset()


def invitation_thing(invitation: Invitation) -> InvitationThing:
    """``invitation`` for the policy."""
    asked_by = {invitation.asked_by_id} - {None}
    return InvitationThing(
        invitation.office_id,
        frozenset(i for i in asked_by if i is not None),
        invitation.state,
        not has_lead(invitation.office_id),
    )


def link_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def find_invitation(public_id: str) -> Invitation | None:
    """The invitation with that public id."""
    if "\0" in public_id:
        return None  # PostgreSQL refuses this character even in a comparison.
    return db.session.scalar(select(Invitation).where(Invitation.public_id == public_id))


def find_open_by_token(token: str) -> Invitation | None:
    """The invitation whose link carries ``token``, if it can still be accepted.

    A member who was suspended lets nobody in any more, not even by what they decided before.
    """
    active = select(Person.id).where(Person.status == ACTIVE)
    by_nobody_suspended = or_(
        Invitation.decided_by_id.is_(None), Invitation.decided_by_id.in_(active)
    )
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == link_hash(token),
            Invitation.state == APPROVED,
            Invitation.expires_at > clock.now(),
            by_nobody_suspended,
        )
    )


def find_open_for(email: str) -> Invitation | None:
    """An invitation of that address that waits for an approval or an answer."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.email == email,
            Invitation.state.in_([AWAITING, APPROVED]),
            Invitation.expires_at > clock.now(),
        )
    )


def may_see(actor: Actor, invitation: Invitation) -> bool:
    """Whether the actor's lists show the invitation."""
    if not allows(actor, "person:list"):
        return False
    return Role.COALITION_ADMIN in actor.roles or invitation.office_id == actor.office_id


def open_invitations(actor: Actor) -> list[Invitation]:
    """What the actor may see that is not over: waiting ones first, the oldest first."""
    query = select(Invitation).where(
        or_(Invitation.state == AWAITING, Invitation.state == APPROVED),
        Invitation.expires_at > clock.now(),
    )
    rows = db.session.scalars(query.order_by(Invitation.state.desc(), Invitation.created_at))
    return [row for row in rows if may_see(actor, row)]


def waiting_count(actor: Actor) -> int:
    """How many invitations wait for this actor's decision."""
    return sum(
        allows(actor, "invitation:approve", invitation_thing(row))
        for row in open_invitations(actor)
        if row.state == AWAITING
    )
