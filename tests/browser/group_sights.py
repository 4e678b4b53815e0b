"""What there is to look at of groups."""

from datetime import timedelta

from coalition import clock
from coalition.db import unit_of_work
from coalition.membership import founding, placing
from coalition.offices.queries import offices_by_id
from coalition.web.dispatch import Portal
from tests.browser.sight import Sight, press
from tests.support.groups import found_group
from tests.support.world import Member, World


def group_sights(app: Portal, world: World, people: dict[str, Member]) -> dict[str, str]:
    """A group at work in which something waits, one to confirm, and one that ended."""
    away = world.office("alder-two", state="IL")
    lead, other = people["lead"], world.person("Otto Other", away, "office-lead")
    owner = world.person("Olga Owner", away)
    groups = {
        "group": found_group(app, other, lead, people["author"], owner),
        "ended-group": found_group(app, other, lead, name="Courthouse steps"),
    }
    people["group-founder"], people["group-owner"] = other, owner
    with app.app_context(), unit_of_work():
        placing.make_owner(other.actor, groups["group"], owner.public_id)
        placing.ask_to_join(people["reader"].actor, code=groups["group"])
        until = clock.now().date() + timedelta(days=200)
        founding.ask_for_longer(other.actor, groups["group"], until=until)
        founding.end(other.actor, groups["ended-group"])
        new = founding.found(
            other.actor,
            name="Bridge closures",
            purpose="Compares three closures of one bridge.",
            ends_on=until,
            confirming_office=_office_of(lead),
        )
        groups["new-group"] = new.public_id
    return groups | {"group-person": people["reader"].public_id}


def _office_of(member: Member) -> str:
    office = offices_by_id([member.office_id])[member.office_id]
    return str(office.public_id)


GROUP_SIGHTS = [
    Sight("no groups", "lonely", "/groups", shows="You are in no group"),
    Sight("groups", "lead", "/groups", shows="Waits for confirmation"),
    Sight(
        "group code refused", "author", "/groups", press("Ask to join"), shows="No group at work"
    ),
    Sight("found a group", "lead", "/groups/new"),
    Sight(
        "founding refused",
        "lead",
        "/groups/new",
        press("Found the group"),
        shows="There is a problem",
    ),
    Sight("group to confirm", "lead", "/groups/{new-group}", shows="waits for your confirmation"),
    Sight("group", "group-owner", "/groups/{group}", shows="A later last day is asked for"),
    Sight(
        "put forward refused",
        "group-founder",
        "/groups/{group}",
        press("Put forward"),
        shows="There is a problem",
    ),
    Sight("ended group", "group-founder", "/groups/{ended-group}", shows="This group has ended"),
    Sight(
        "somebody to join a group",
        "group-owner",
        "/groups/{group}/people/{group-person}",
        shows="They will read",
    ),
    Sight("end a group", "group-owner", "/groups/{group}/end"),
]
