"""Founding groups, their last day, and ending them. Services join the caller's unit of work."""

from datetime import date

from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.accounts.queries import leads_of
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit
from coalition.errors import Conflict, Invalid, NotPermitted, Problem
from coalition.membership.groups import group_thing, visible_group
from coalition.offices.groups import last_possible_day, today
from coalition.offices.models import Group, GroupPlace, Office
from coalition.offices.naming import is_named_to
from coalition.offices.queries import find_office
from coalition.outbox import services as outbox

LONGEST_NAME = 120
LONGEST_PURPOSE = 600


def found(
    actor: Actor, *, name: str, purpose: str, ends_on: date | None, confirming_office: str
) -> Group:
    """A new group that a lead of ``confirming_office`` (a public id) is asked to confirm.

    Until then it has nobody who reads anything by it; then the founder is its first owner.

    Raises:
        NotPermitted: neither an office lead nor a coalition admin.
        Invalid: a field breaks a rule.
    """
    require(actor, "group:found")
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("group:found")
    name, purpose = " ".join(name.split()), " ".join(purpose.split())
    problems = [*_wrong_words(name, purpose), *_wrong_day(ends_on, today())]
    office = find_office(confirming_office)
    if office is None or not _may_confirm(actor, office):
        problem = Problem("office", "Choose an office that has a lead other than you.")
        problems.append(problem)
    if problems or office is None or ends_on is None:
        raise Invalid(*problems)
    now = clock.now()
    group = Group(
        public_id=ids.public_id(),
        name=name,
        purpose=purpose,
        founded_by_id=actor.person_id,
        founded_at=now,
        confirming_office_id=office.id,
        ends_on=ends_on,
        places=[
            GroupPlace(
                person_id=actor.person_id,
                office_id=actor.office_id,
                is_owner=True,
                put_forward_by_id=actor.person_id,
                put_forward_at=now,
            )
        ],
    )
    db.session.add(group)
    db.session.flush()
    record(actor, "group.founded", group, ends_on=ends_on.isoformat())
    outbox.announce("group.founded", group=group.public_id)
    return group


def _may_confirm(actor: Actor, office: Office) -> bool:
    """Whether it has another lead, and shows the founder its name."""
    other = any(lead.id != actor.person_id for lead in leads_of(office.id))
    return other and is_named_to(actor, office)


def _wrong_words(name: str, purpose: str) -> list[Problem]:
    problems = []
    if not 3 <= len(name) <= LONGEST_NAME or not name.isprintable():
        problems.append(Problem("name", f"Enter a name of 3 to {LONGEST_NAME} letters."))
    if not 10 <= len(purpose) <= LONGEST_PURPOSE or not purpose.isprintable():
        message = f"Say in 10 to {LONGEST_PURPOSE} letters what the group is for."
        problems.append(Problem("purpose", message))
    return problems


def _wrong_day(day: date | None, founded: date) -> list[Problem]:
    latest = last_possible_day(founded)
    if day is None:
        return [Problem("ends_on", "Enter the last day, for example 2027-03-31.")]
    if day < today():
        return [Problem("ends_on", "This day is over. Choose a later one.")]
    if day > latest:
        return [
            Problem("ends_on", f"A group lasts at most 24 months: until {latest} at the latest.")
        ]
    return []


def locked_group(actor: Actor, public_id: str) -> Group:
    """The group, with no other writer beside this unit of work.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    lock_in_unit(select(Group.id).where(Group.public_id == public_id))
    return visible_group(actor, public_id)


def require_for(
    actor: Actor, permission: str, group: Group, *, asked_by: int | None = None
) -> None:
    """Refuse what ``actor`` may not do with a group that they can see.

    Raises:
        NotPermitted: names the permission.
    """
    if not allows(actor, permission, group_thing(group, asked_by=asked_by)):
        raise NotPermitted(permission)


def confirm(actor: Actor, public_id: str) -> Group:
    """Let a group begin; its founder becomes its owner, and reads what it is sent.

    Raises:
        NotFound, NotPermitted: not this actor, not this group, or it was decided already.
        Conflict: its last day has passed meanwhile.
    """
    group = locked_group(actor, public_id)
    require_for(actor, "group:confirm", group, asked_by=group.founded_by_id)
    if group.ends_on < today():
        raise Conflict
    group.confirmed_by_id, group.confirmed_at = actor.person_id, clock.now()
    for place in group.places:
        place.approved_by_id, place.approved_at = actor.person_id, clock.now()
    record(actor, "group.confirmed", group)
    outbox.announce("group.confirmed", group=public_id)
    return group


def decline(actor: Actor, public_id: str) -> Group:
    """Turn a new group down; it never begins.

    Raises:
        NotFound, NotPermitted: as :func:`confirm`.
    """
    group = locked_group(actor, public_id)
    require_for(actor, "group:confirm", group, asked_by=group.founded_by_id)
    group.ended_at = clock.now()
    record(actor, "group.declined", group)
    outbox.announce("group.ended", group=public_id)
    return group


def end(actor: Actor, public_id: str) -> Group:
    """End a group for good; nobody reads anything by it from the next click on.

    Raises:
        NotFound, NotPermitted: neither an owner nor the lead who confirmed it, or it is over.
    """
    group = locked_group(actor, public_id)
    require_for(actor, "group:end", group)
    group.ended_at, group.longer_until, group.longer_asked_by_id = clock.now(), None, None
    record(actor, "group.ended", group)
    outbox.announce("group.ended", group=public_id)
    return group


def ask_for_longer(actor: Actor, public_id: str, *, until: date | None) -> Group:
    """Ask that the group's last day be later, as an owner; another owner decides.

    Raises:
        NotFound, NotPermitted: not an owner of a group at work.
        Invalid: not later, or past the 24 months since the group was founded.
    """
    group = locked_group(actor, public_id)
    require_for(actor, "group:ask-for-longer", group)
    problems = _wrong_day(until, group.founded_at.date())
    if until is not None and until <= group.ends_on:
        problems = [Problem("ends_on", "Choose a day after the last one.")]
    if problems:
        raise Invalid(*problems)
    group.longer_until, group.longer_asked_by_id = until, actor.person_id
    record(actor, "group.longer-asked", group, until=str(until))
    outbox.announce("group.longer-asked", group=public_id)
    return group


def lengthen(actor: Actor, public_id: str, *, until: date | None) -> Group:
    """Approve the later last day that another owner asked for.

    Raises:
        NotFound, NotPermitted: not another owner of a group at work.
        Conflict: nothing was asked for, another day than ``until``, or by somebody who owns the
            group no more.
    """
    group = locked_group(actor, public_id)
    asked_by = group.longer_asked_by_id
    require_for(actor, "group:lengthen", group, asked_by=asked_by)
    if until is None or group.longer_until != until:
        raise Conflict
    if asked_by not in group_thing(group).owner_ids:
        raise Conflict
    group.ends_on, group.longer_until, group.longer_asked_by_id = until, None, None
    record(actor, "group.lengthened", group, until=until.isoformat())
    outbox.announce("group.lengthened", group=public_id)
    return group


def record(actor: Actor, action: str, group: Group, **detail: object) -> None:
    """Write an act on a group into the log."""
    audit.record(actor, action, object_kind="group", object_id=group.public_id, detail=detail)
