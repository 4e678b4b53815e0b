"""Who is told by mail of what happens in a group; no mail names the group or a person in it."""

from coalition.db import unit_of_work
from coalition.membership import founding, placing
from tests.coalition.membership.conftest import cast
from tests.coalition.notifications.test_letters import mails
from tests.support.groups import found_group
from tests.support.world import Member

__all__ = ["cast", "mails"]


def do(app, service, *args, **options):
    with app.app_context(), unit_of_work():
        service(*args, **options)


def told(found) -> set[tuple[str, str]]:
    assert not any("Harbor" in text or "Cy Marsh" in text for _, _, text in found)
    return {(address, subject) for address, subject, _ in found}


def test_the_lead_of_whoever_joins_is_told_and_those_who_decide_are_asked(app, cast, world, mails):
    near: Member = world.person("Bo Reed", cast.birch)
    far: Member = world.person("Cy Marsh", cast.cedar)
    group = found_group(app, cast.lead, cast.other_lead)
    joined = "A member of your office joined a group"
    # The founder leads the own office alone, so that the admins are told in their place.
    assert told(mails()) == {
        (cast.lead.email, "Your group is confirmed"),
        (cast.admin.email, joined),
        (cast.second_admin.email, joined),
    }
    waits = "A group waits for your decision"
    do(app, placing.put_forward, cast.lead.actor, group, email=far.email)
    assert told(mails()) == {(cast.other_lead.email, waits)}
    do(app, placing.approve, cast.other_lead.actor, group, far.public_id)
    assert told(mails()) == {(cast.other_lead.email, joined)}
    do(app, placing.ask_to_join, near.actor, code=group)
    assert told(mails()) == {(cast.lead.email, waits)}
    do(app, placing.remove, cast.lead.actor, group, near.public_id)
    do(app, founding.end, cast.lead.actor, group)
    assert told(mails()) == set()
