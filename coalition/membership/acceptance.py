"""Accepting an invitation: a name, a password, and then the authenticator.

Opens its own units of work, because hashing the password must not happen inside one.
"""

from dataclasses import dataclass

from sqlalchemy import update

from coalition import clock
from coalition.accounts import enrolment, passwords
from coalition.accounts.claims import claimed
from coalition.accounts.models import Person
from coalition.accounts.password_rules import check_password
from coalition.accounts.services import clean_name, create_person, names_around
from coalition.accounts.sessions import Origin
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound
from coalition.membership.case import vetting_stands
from coalition.membership.models import Invitation
from coalition.membership.queries import ACCEPTED, APPROVED, find_open_by_token, link_hash
from coalition.outbox import services as outbox


@dataclass(frozen=True)
class Offered:
    """What the invited person is shown."""

    email: str
    name: str
    office_id: int
    office_name: str
    role: str


def offered(token: str) -> Offered | None:
    """What the link offers, if it can still be accepted."""
    found = _open(token)
    if found is None:
        return None
    return Offered(found.email, found.name, found.office_id, found.office.name, found.role)


def _open(token: str) -> Invitation | None:
    found = find_open_by_token(token)
    return found if found is not None and vetting_stands(found) else None


def accept(token: str, *, name: str, password: str, origin: Origin) -> str:
    """Make the invited person a member; returns the token of the session that enrols them.

    Raises:
        NotFound: the link is unknown, too old or was used.
        Invalid: the name or the password breaks a rule.
    """
    offer = offered(token)
    if offer is None:
        raise NotFound
    name = clean_name(name)
    check_password(password, names=names_around(name, offer.email, offer.office_id))
    db.session.rollback()
    password_hash = passwords.hash_password(password)
    try:
        with unit_of_work():
            return _join(token, offer, name, password_hash, origin)
    except (Conflict, Invalid):
        # The address became a member's meanwhile; the link says no more than any dead one.
        raise NotFound from None


def _join(token: str, offer: Offered, name: str, password_hash: str, origin: Origin) -> str:
    invitation = _open(token)
    if invitation is None or not _claim(invitation, token):
        raise NotFound
    person = create_person(
        None,
        email=offer.email,
        name=name,
        office_id=offer.office_id,
        roles=[offer.role],
        password_hash=password_hash,
    )
    db.session.refresh(invitation)
    invitation.person_id = person.id
    _note(invitation, person)
    return enrolment.begin(person, origin)


def _claim(invitation: Invitation, token: str) -> bool:
    return claimed(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.token_hash == link_hash(token),
            Invitation.state == APPROVED,
            Invitation.expires_at > clock.now(),
        )
        .values(state=ACCEPTED, token_hash=None)
    )


def _note(invitation: Invitation, person: Person) -> None:
    audit.record(
        None,
        "invitation.accepted",
        object_kind="invitation",
        object_id=invitation.public_id,
        detail={"person": person.public_id},
    )
    outbox.announce("invitation.accepted", invitation=invitation.public_id, person=person.public_id)
