"""Who is in a group: put forward, asking, approved, made an owner, removed.

A place gives a token, so that two people decide about it (see ``group:approve`` in the policy).
Services join the caller's unit of work.
"""

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import CASE_ROLES, Actor
from coalition.access.decide import allows, require
from coalition.accounts.bylines import is_named_person
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, find_person, find_person_by_email
from coalition.db import db, lock_in_unit
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.founding import locked_group, record, require_for
from coalition.membership.groups import CURRENT, find_place, place_thing, state_of
from coalition.offices.groups import find_group
from coalition.offices.models import Group, GroupPlace
from coalition.outbox import services as outbox


def put_forward(actor: Actor, public_id: str, *, email: str) -> GroupPlace:
    """Ask as an owner that somebody join; another owner or that person's lead decides.

    Raises:
        NotFound, NotPermitted: not an owner of a group at work.
        Invalid: nobody who works on cases and shows the actor their name has this address, or they
            have a place already.
    """
    group = locked_group(actor, public_id)
    require_for(actor, "group:put-forward", group)
    person = find_person_by_email(email)
    # An address alone tells nobody who is in an office that shows no name: its people ask to join.
    if person is None or not _may_join(person) or not is_named_person(actor, person):
        raise Invalid.because("email", "No active member who works on cases has this address.")
    if find_place(group, person.id) is not None:
        raise Invalid.because("email", "This person is in the list below already.")
    return _new_place(actor, group, person)


def _may_join(person: Person) -> bool:
    return person.status == ACTIVE and bool(CASE_ROLES & person.roles)


def ask_to_join(actor: Actor, *, code: str) -> Group:
    """Ask to join the group whose code an owner passed on; an owner decides. Again is no error.

    Raises:
        NotPermitted: the actor does not work on cases.
        Invalid: no group at work has this code.
    """
    require(actor, "group:ask-to-join")
    group, person = find_group(code.strip()), find_person(actor.public_id or "")
    if group is None or person is None or state_of(group) != CURRENT:
        raise Invalid.because("code", "No group at work has this code. Ask one of its owners.")
    if find_place(group, person.id) is None:
        _new_place(actor, group, person)
    return group


def _new_place(actor: Actor, group: Group, person: Person) -> GroupPlace:
    if actor.person_id is None:
        raise NotPermitted("group:put-forward")
    place = GroupPlace(
        person_id=person.id,
        office_id=person.office_id,
        put_forward_by_id=actor.person_id,
        put_forward_at=clock.now(),
    )
    group.places.append(place)
    db.session.flush()
    record(actor, "group.place-asked", group, person=person.public_id)
    outbox.announce("group.place-asked", group=group.public_id, person=person.public_id)
    return place


def approve(actor: Actor, public_id: str, person_public_id: str) -> GroupPlace:
    """Let somebody join; they read all that the group was ever sent, and their lead is told.

    Raises:
        NotFound, NotPermitted: not this actor, not this group or person, or decided already.
        Conflict: the person works on no cases any more, or for another office.
    """
    group, person, place = _place(actor, public_id, person_public_id)
    _require(actor, "group:approve", group, place)
    if person.status != ACTIVE or person.office_id != place.office_id:
        raise Conflict
    if not CASE_ROLES & person.roles:
        raise Conflict
    place.approved_by_id, place.approved_at = actor.person_id, clock.now()
    record(actor, "group.joined", group, person=person_public_id)
    outbox.announce("group.joined", group=public_id, person=person_public_id)
    return place


def make_owner(actor: Actor, public_id: str, person_public_id: str) -> GroupPlace:
    """Let a member decide about the group as well.

    Raises:
        NotFound, NotPermitted: not another owner, not this group or person.
    """
    group, _, place = _place(actor, public_id, person_public_id)
    _require(actor, "group:make-owner", group, place)
    place.is_owner = True
    record(actor, "group.owner-made", group, person=person_public_id)
    outbox.announce("group.owner-made", group=public_id, person=person_public_id)
    return place


def remove(actor: Actor, public_id: str, person_public_id: str) -> None:
    """Take somebody out of the group, turn a request down, or leave: at once.

    Raises:
        NotFound, NotPermitted: neither an owner, nor the person's lead, nor the person.
    """
    group, _, place = _place(actor, public_id, person_public_id)
    _require(actor, "group:remove", group, place)
    _take_out(actor, group, place, person_public_id)


def _take_out(
    actor: Actor, group: Group, place: GroupPlace, person_public_id: str, **detail: object
) -> None:
    if group.longer_asked_by_id == place.person_id:
        group.longer_until, group.longer_asked_by_id = None, None
    group.places.remove(place)
    if group.confirmed_at is None:
        # Without its founder there is nothing left to confirm.
        group.ended_at = group.ended_at or clock.now()
    db.session.flush()
    record(actor, "group.left", group, person=person_public_id, **detail)
    outbox.announce("group.left", group=group.public_id, person=person_public_id)


def end_places(actor: Actor, person: Person) -> None:
    """Take whoever is let in again out of every group, so that two people decide about it anew.

    It is done on return: nobody suspended holds the token, and what they could read until then
    is still to be listed.
    """
    own = select(GroupPlace.group_id).where(GroupPlace.person_id == person.id)
    groups = select(Group).where(Group.id.in_(own)).order_by(Group.id)
    lock_in_unit(groups.with_only_columns(Group.id))
    for group in db.session.scalars(groups.execution_options(populate_existing=True)).all():
        place = find_place(group, person.id)
        if place is not None:
            _take_out(actor, group, place, person.public_id, because="let-in-again")


def _place(actor: Actor, public_id: str, person_public_id: str) -> tuple[Group, Person, GroupPlace]:
    group, person = locked_group(actor, public_id), find_person(person_public_id)
    place = find_place(group, person.id) if person else None
    if person is None or place is None:
        raise NotFound
    return group, person, place


def _require(actor: Actor, permission: str, group: Group, place: GroupPlace) -> None:
    if not allows(actor, permission, place_thing(group, place)):
        raise NotPermitted(permission)
