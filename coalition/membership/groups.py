"""Reading groups: as things of the policy, as lists, and what waits in them for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from coalition.access.actor import CASE_ROLES, ROLE_LABELS, Actor, Role
from coalition.access.audience import group_token
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, active_holders, leads_of, people_by_id
from coalition.db import db
from coalition.errors import NotFound
from coalition.offices.groups import find_group, is_at_work
from coalition.offices.models import Group, GroupPlace, Office
from coalition.offices.naming import is_named_to
from coalition.sharing.queries import count_read_by

AWAITING = "awaiting"
CURRENT = "current"
APPROVED = "approved"
OVER = "over"


@dataclass(frozen=True)
class GroupThing:
    """A group, or one person's place in it, as the policy sees a thing that is acted on.

    ``office_id``: of a group the office that confirms it, of a place the person's own.
    ``author_ids``: who asked for what is decided about.
    """

    office_id: int | None
    author_ids: frozenset[int]
    state: str
    owner_ids: frozenset[int]
    people_ids: frozenset[int]
    concerned_office_ids: frozenset[int]
    subject_id: int | None = None
    read_tokens: frozenset[str] = frozenset()


def state_of(group: Group) -> str:
    """``awaiting`` its confirmation, ``current``, or ``over``."""
    if is_at_work(group):
        return CURRENT
    return AWAITING if group.confirmed_at is None and group.ended_at is None else OVER


def owner_ids(group: Group) -> frozenset[int]:
    """The owners who count: active, still of the office that they came from, and approved."""
    people = people_by_id([place.person_id for place in group.places if place.is_owner])
    return frozenset(
        place.person_id
        for place in group.places
        if place.is_owner
        and place.approved_at is not None
        and people[place.person_id].status == ACTIVE
        and people[place.person_id].office_id == place.office_id
    )


def group_thing(group: Group, *, asked_by: int | None = None) -> GroupThing:
    """``group`` for the policy; ``asked_by`` is who asked for what is decided about it."""
    return GroupThing(
        group.confirming_office_id,
        frozenset({asked_by} if asked_by is not None else ()),
        state_of(group),
        owner_ids(group),
        frozenset({group.founded_by_id, *(place.person_id for place in group.places)}),
        frozenset({group.confirming_office_id, *(place.office_id for place in group.places)}),
    )


def place_thing(group: Group, place: GroupPlace) -> GroupThing:
    """One place for the policy. Nothing is decided about it before the group is confirmed."""
    state = APPROVED if place.approved_at is not None else AWAITING
    return GroupThing(
        place.office_id,
        frozenset({place.put_forward_by_id}),
        state if state_of(group) == CURRENT else OVER,
        owner_ids(group),
        frozenset(),
        frozenset(),
        subject_id=place.person_id,
    )


def visible_group(actor: Actor, public_id: str) -> Group:
    """The group with that public id.

    Raises:
        NotFound: there is none that ``actor`` may see; whether it exists is not said.
    """
    group = find_group(public_id)
    if group is None or not allows(actor, "group:see", group_thing(group)):
        raise NotFound
    return group


def find_place(group: Group, person_id: int | None) -> GroupPlace | None:
    """That person's place in the group."""
    return next((place for place in group.places if place.person_id == person_id), None)


def visible_groups(actor: Actor) -> list[Group]:
    """The groups that ``actor`` may see, the ones that end last first."""
    own = select(GroupPlace.group_id).where(GroupPlace.person_id == actor.person_id)
    seen = or_(Group.id.in_(own), Group.founded_by_id == actor.person_id)
    if Role.OFFICE_LEAD in actor.roles:
        office = select(GroupPlace.group_id).where(GroupPlace.office_id == actor.office_id)
        seen |= Group.id.in_(office) | (Group.confirming_office_id == actor.office_id)
    rows = db.session.scalars(select(Group).where(seen).order_by(Group.ends_on.desc(), Group.name))
    return [group for group in rows if allows(actor, "group:see", group_thing(group))]


def confirming_offices(actor: Actor) -> list[Office]:
    """The offices that have a lead other than ``actor``, who could confirm a new group.

    An office that keeps its name off papers is not offered to others.
    """
    rows = db.session.scalars(select(Office).order_by(Office.name, Office.id))
    named = [office for office in rows if is_named_to(actor, office)]
    leads = active_holders(Role.OFFICE_LEAD)
    led = {lead.office_id for lead in leads if lead.id != actor.person_id}
    return [office for office in named if office.id in led]


def decisions_in(actor: Actor, group: Group) -> int:
    """How many decisions about the group ``actor`` can take now."""
    founding = allows(actor, "group:confirm", group_thing(group, asked_by=group.founded_by_id))
    asked_by = group.longer_asked_by_id
    lengthening = asked_by is not None and allows(
        actor, "group:lengthen", group_thing(group, asked_by=asked_by)
    )
    places = sum(allows(actor, "group:approve", place_thing(group, p)) for p in group.places)
    return founding + lengthening + places


def decisions_waiting(actor: Actor) -> int:
    """How many decisions about groups wait for ``actor``."""
    return sum(decisions_in(actor, group) for group in visible_groups(actor))


def papers_of(group: Group) -> int:
    """How many papers are addressed to the group now; whoever joins reads all of them."""
    return count_read_by(group_token(group.id))


@dataclass(frozen=True)
class Member:
    """A person in a group's list, and what the reader may do about them."""

    person: Person
    place: GroupPlace
    put_forward_by: str
    reads: bool
    may_approve: bool
    may_remove: bool
    may_make_owner: bool

    @property
    def role(self) -> str:
        """What the person is in the coalition, in words."""
        return ", ".join(label for role, label in ROLE_LABELS.items() if role in self.person.roles)


def members_in(actor: Actor, group: Group) -> list[Member]:
    """Everybody in the group and whoever is to join it, in the order in which they came."""
    ids = {i for place in group.places for i in (place.person_id, place.put_forward_by_id)}
    people = people_by_id(ids)
    return [_member(actor, group, place, people) for place in group.places]


def member_in(actor: Actor, group: Group, person_public_id: str) -> Member:
    """One of them.

    Raises:
        NotFound: nobody of that id has a place in the group.
    """
    for member in members_in(actor, group):
        if member.person.public_id == person_public_id:
            return member
    raise NotFound


def _member(actor: Actor, group: Group, place: GroupPlace, people: dict[int, Person]) -> Member:
    person, thing = people[place.person_id], place_thing(group, place)
    holds = place.approved_at is not None and is_at_work(group)
    return Member(
        person,
        place,
        people[place.put_forward_by_id].name,
        holds and reads_for_a_group(person, place),
        allows(actor, "group:approve", thing),
        allows(actor, "group:remove", thing),
        not place.is_owner and allows(actor, "group:make-owner", thing),
    )


def reads_for_a_group(person: Person, place: GroupPlace) -> bool:
    """Whether an approved place gives the person the token as they are now."""
    return (
        person.status == ACTIVE
        and person.office_id == place.office_id
        and bool(CASE_ROLES & person.roles)
    )


def told_of(person: Person, admins: Iterable[Person]) -> list[Person]:
    """Who is told that the person joined: their leads but themselves, or else the admins."""
    leads = [lead for lead in leads_of(person.office_id) if lead.id != person.id]
    return leads or [admin for admin in admins if admin.id != person.id]
