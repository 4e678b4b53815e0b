"""Reading invitations."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import lazyload

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, led_offices
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


def invitation_things(invitations: Sequence[Invitation]) -> list[InvitationThing]:
    """``invitations`` for the policy, in their order."""
    led = led_offices({row.office_id for row in invitations})
    return [
        InvitationThing(
            row.office_id,
            frozenset({row.asked_by_id} if row.asked_by_id is not None else ()),
            row.state,
            row.office_id not in led,
        )
        for row in invitations
    ]


def invitation_thing(invitation: Invitation) -> InvitationThing:
    """``invitation`` for the policy."""
    [thing] = invitation_things([invitation])
    return thing


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


def _open_for(actor: Actor, *states: str) -> Select[Invitation]:
    """The invitations in these states that are not over and that the actor may see."""
    query = select(Invitation).where(
        Invitation.state.in_(states), Invitation.expires_at > clock.now()
    )
    if Role.COALITION_ADMIN in actor.roles:
        return query
    return query.where(Invitation.office_id == actor.office_id)


def open_invitations(actor: Actor, *, page: int, size: int) -> tuple[list[Invitation], int]:
    """One page of what the actor may see: waiting ones first, the oldest first; and of how many."""
    if not allows(actor, "person:list"):
        return [], 0
    query = _open_for(actor, AWAITING, APPROVED)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(
        query.order_by(Invitation.state.desc(), Invitation.created_at, Invitation.id)
        .offset((page - 1) * size)
        .limit(size)
    )
    return list(rows), total


def invitations_to_decide(actor: Actor) -> list[Invitation]:
    """The invitations that wait for this actor's decision, the oldest first."""
    if not allows(actor, "person:list"):
        return []
    query = _open_for(actor, AWAITING).options(lazyload("*"))
    rows = list(db.session.scalars(query.order_by(Invitation.created_at)))
    things = zip(rows, invitation_things(rows), strict=True)
    return [row for row, thing in things if allows(actor, "invitation:approve", thing)]


def waiting_count(actor: Actor) -> int:
    """How many invitations wait for this actor's decision."""
    return len(invitations_to_decide(actor))
