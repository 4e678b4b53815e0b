"""Invitations: who may ask, who decides, and the link that is sent.

Joining an office gives tokens, so the office's lead decides, and an office without a lead gets
its first one by two admins. Every function joins the caller's unit of work.
"""

from datetime import timedelta

from sqlalchemy import update

from coalition import clock, ids
from coalition.access.actor import CASE_ROLES, Actor, ActorKind, Role
from coalition.access.decide import allows, require
from coalition.accounts.addresses import clean_address
from coalition.accounts.claims import claimed
from coalition.accounts.queries import find_person_by_email, has_lead, people_by_id
from coalition.accounts.services import clean_name
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted, Problem
from coalition.membership.models import Invitation
from coalition.membership.queries import (
    APPROVED,
    AWAITING,
    REFUSED,
    find_invitation,
    find_open_for,
    invitation_thing,
    link_hash,
    may_see,
)
from coalition.offices.models import Office
from coalition.outbox import services as outbox

LASTS = timedelta(days=7)
# An approval is asked of somebody who may be away; the link's own week starts with the approval.
WAITS = timedelta(days=30)


def invite(actor: Actor, *, email: str, name: str, office_id: int, role: Role | str) -> Invitation:
    """Ask that a person may join an office.

    An office's own lead decides by asking; everybody else's invitation waits for an approval.

    Raises:
        NotPermitted: the actor may not invite, or not into this office.
        Invalid: a field breaks a rule; the way out is said.
    """
    require(actor, "invitation:create")
    email, name = clean_address(email), clean_name(name)
    office = db.session.get(Office, office_id)
    if office is None or role not in list(Role):
        raise Invalid.because("office" if office is None else "role", "Choose one of the list.")
    wanted = Role(role)
    _refuse_unfitting(actor, email, office, wanted)
    invitation = _new_invitation(email, name, office.id, wanted, actor.person_id)
    _record(actor, "invitation.asked", invitation)
    if _decides_by_asking(actor, office.id, wanted):
        _approve(actor, invitation)
    else:
        outbox.announce("invitation.awaits-approval", invitation=invitation.public_id)
    return invitation


def _new_invitation(
    email: str, name: str, office_id: int, role: Role, asked_by_id: int | None
) -> Invitation:
    invitation = Invitation(
        public_id=ids.public_id(),
        email=email,
        name=name,
        office_id=office_id,
        role=role.value,
        state=AWAITING,
        asked_by_id=asked_by_id,
        created_at=clock.now(),
        expires_at=clock.now() + WAITS,
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation


def _leads(actor: Actor, office_id: int) -> bool:
    return Role.OFFICE_LEAD in actor.roles and actor.office_id == office_id


def _decides_by_asking(actor: Actor, office_id: int, role: Role) -> bool:
    if actor.kind is not ActorKind.PERSON:
        return allows(actor, "invitation:approve")
    return _leads(actor, office_id) and role in CASE_ROLES


def _refuse_unfitting(actor: Actor, email: str, office: Office, role: Role) -> None:
    is_admin = Role.COALITION_ADMIN in actor.roles
    if actor.kind is ActorKind.PERSON and not is_admin:
        if not _leads(actor, office.id):
            raise NotPermitted("invitation:create")
        if role not in CASE_ROLES:
            raise Invalid.because("role", "Only a coalition admin can ask for this role.")
    problems = []
    own = people_by_id([actor.person_id] if actor.person_id is not None else [])
    if any(person.email == email for person in own.values()):
        problems.append(Problem("email", "This is your own address. Nobody invites themselves."))
    elif find_person_by_email(email) is not None:
        problems.append(Problem("email", "There is a member with this address already."))
    elif find_open_for(email) is not None:
        problems.append(Problem("email", "This address has an open invitation already."))
    if role is not Role.OFFICE_LEAD and not has_lead(office.id) and _needs_a_lead(actor):
        problems.append(Problem("role", "This office has no lead yet. Invite its lead first."))
    if problems:
        raise Invalid(*problems)


def _needs_a_lead(actor: Actor) -> bool:
    # The operator sets up the coalition before there is anybody who could lead.
    return actor.kind is ActorKind.PERSON


def invite_vetted(
    actor: Actor, *, email: str, name: str, office: Office, role: str, first_admin_id: int
) -> Invitation:
    """Invite an applicant whom two admins approved, ``actor`` as the second.

    The two speak for the coalition. Into an office with a lead its lead decides as ever; an
    office without one gets its first lead by the two.

    Raises:
        NotPermitted: not an admin, or one admin twice.
        Invalid: a member or an open invitation has the address.
    """
    require(actor, "application:list")
    if actor.person_id in (None, first_admin_id):
        raise NotPermitted("application:approve")
    if find_person_by_email(email) is not None or find_open_for(email) is not None:
        raise Invalid.because("", "A member or an open invitation has this address already.")
    led = has_lead(office.id)
    asked_by = actor.person_id if led else first_admin_id
    invitation = _new_invitation(email, name, office.id, Role(role), asked_by)
    _record(actor, "invitation.asked", invitation)
    if led:
        outbox.announce("invitation.awaits-approval", invitation=invitation.public_id)
    else:
        _approve(actor, invitation)
    return invitation


def approve(actor: Actor, public_id: str) -> Invitation:
    """Let an invitation be sent.

    Raises:
        NotFound, NotPermitted: not this actor, not this invitation.
        Conflict: somebody decided already, or it is too old.
    """
    invitation = _deciding(actor, public_id, "invitation:approve")
    _approve(actor, invitation)
    return invitation


def _approve(actor: Actor, invitation: Invitation) -> None:
    _decide(actor, invitation, APPROVED)
    _record(actor, "invitation.approved", invitation)
    outbox.announce("invitation.approved", invitation=invitation.public_id)


def refuse(actor: Actor, public_id: str) -> Invitation:
    """Turn an invitation down; nobody is invited.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`approve`.
    """
    invitation = _deciding(actor, public_id, "invitation:refuse")
    _decide(actor, invitation, REFUSED)
    _record(actor, "invitation.refused", invitation)
    outbox.announce("invitation.refused", invitation=invitation.public_id)
    return invitation


def take_back(actor: Actor, public_id: str) -> Invitation:
    """End an invitation that was sent to the wrong person or is wanted no more; its link is dead.

    Raises:
        NotFound, NotPermitted: not this actor, not this invitation.
        Conflict: it was accepted or ended meanwhile.
    """
    invitation = find_invitation(public_id)
    if invitation is None or not may_see(actor, invitation):
        raise NotFound
    if invitation.state != APPROVED:
        raise Conflict
    if not allows(actor, "invitation:take-back", invitation_thing(invitation)):
        raise NotPermitted("invitation:take-back")
    if not claimed(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.state == APPROVED)
        .values(state=REFUSED, token_hash=None)
    ):
        raise Conflict
    _record(actor, "invitation.taken-back", invitation)
    return invitation


def _deciding(actor: Actor, public_id: str, permission: str) -> Invitation:
    invitation = find_invitation(public_id)
    operates = actor.kind is not ActorKind.PERSON and allows(actor, permission)
    if invitation is None or not (operates or may_see(actor, invitation)):
        raise NotFound
    if invitation.state != AWAITING or invitation.expires_at <= clock.now():
        raise Conflict
    if not allows(actor, permission, invitation_thing(invitation)):
        raise NotPermitted(permission)
    return invitation


def _decide(actor: Actor, invitation: Invitation, state: str) -> None:
    now = clock.now()
    won = claimed(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.state == AWAITING)
        .values(state=state, decided_by_id=actor.person_id, expires_at=now + LASTS)
    )
    if not won:
        raise Conflict
    db.session.refresh(invitation)


def issue_link(invitation_public_id: str) -> str:
    """A new token for the invitation's link, valid for seven days; an older link stops working.

    For the mail handler, inside a unit of work: the token is written into the mail and nowhere
    else.

    Raises:
        NotFound: there is no such invitation, or it is not to be sent (any more).
    """
    token = ids.token()
    now = clock.now()
    if not claimed(
        update(Invitation)
        .where(
            Invitation.public_id == invitation_public_id,
            Invitation.state == APPROVED,
            Invitation.expires_at > now,
        )
        .values(token_hash=link_hash(token), expires_at=now + LASTS)
    ):
        raise NotFound
    return token


def _record(actor: Actor, action: str, invitation: Invitation) -> None:
    audit.record(
        actor,
        action,
        object_kind="invitation",
        object_id=invitation.public_id,
        detail={"role": invitation.role, "office": invitation.office_id},
    )
