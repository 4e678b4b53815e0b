"""Who gets which mail about groups. None names a group or a person; the pages do."""

from collections.abc import Callable

from coalition.accounts.queries import ACTIVE, find_person, leads_of, people_by_id
from coalition.membership.groups import (
    AWAITING,
    CURRENT,
    find_place,
    owner_ids,
    state_of,
    told_of,
)
from coalition.notifications.letters import Letters, admins, to_person
from coalition.offices.groups import find_group
from coalition.offices.models import Group
from coalition.outbox.services import Message

WAITS = "A group waits for your decision"


def founded(message: Message) -> Letters:
    """Ask the leads who may confirm a group, while it waits."""
    group = _group(message)
    if group is None or state_of(group) != AWAITING:
        return
    for lead in leads_of(group.confirming_office_id):
        if lead.id != group.founded_by_id:
            yield to_person(lead, WAITS, "group-waits.txt", group=group.public_id)


def confirmed(message: Message) -> Letters:
    """Tell the founder that the group is at work, and the founder's lead that they are in it."""
    group = _group(message)
    founder = people_by_id([group.founded_by_id]).get(group.founded_by_id) if group else None
    if group is None or founder is None or state_of(group) != CURRENT:
        return
    if founder.status == ACTIVE:
        subject = "Your group is confirmed"
        yield to_person(founder, subject, "group-confirmed.txt", group=group.public_id)
    yield from _tell_leads(group, founder.public_id)


def place_asked(message: Message) -> Letters:
    """Ask those who may decide whether somebody joins, while it is undecided."""
    group, person = _group(message), find_person(str(message.payload["person"]))
    place = find_place(group, person.id) if group and person else None
    if group is None or person is None or place is None or place.approved_at is not None:
        return
    deciders = people_by_id(owner_ids(group) - {person.id, place.put_forward_by_id})
    if place.put_forward_by_id != person.id:
        leads = {lead.id: lead for lead in leads_of(place.office_id)}
        leads.pop(place.put_forward_by_id, None)
        leads.pop(person.id, None)
        deciders |= leads
    for decider in deciders.values():
        yield to_person(decider, WAITS, "group-waits.txt", group=group.public_id)


def joined(message: Message) -> Letters:
    """Tell a person's lead that they joined a group, while they are in it."""
    group = _group(message)
    if group is not None:
        yield from _tell_leads(group, str(message.payload["person"]))


def _tell_leads(group: Group, person_public_id: str) -> Letters:
    person = find_person(person_public_id)
    if person is None or find_place(group, person.id) is None:
        return
    subject = "A member of your office joined a group"
    for lead in told_of(person, admins()):
        yield to_person(lead, subject, "group-joined.txt", group=group.public_id)


def longer_asked(message: Message) -> Letters:
    """Ask the other owners whether the group may last longer, while it is undecided."""
    group = _group(message)
    if group is None or group.longer_until is None or state_of(group) != CURRENT:
        return
    for owner in people_by_id(owner_ids(group) - {group.longer_asked_by_id or 0}).values():
        yield to_person(owner, WAITS, "group-waits.txt", group=group.public_id)


def _group(message: Message) -> Group | None:
    return find_group(str(message.payload["group"]))


GROUP_LETTERS: dict[str, Callable[[Message], Letters]] = {
    "group.founded": founded,
    "group.confirmed": confirmed,
    "group.place-asked": place_asked,
    "group.joined": joined,
    "group.longer-asked": longer_asked,
}
