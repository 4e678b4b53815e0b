"""Every guard between one admin and letting somebody in, tried and then tried without it.

The property next door shows that no order of acts gets past all of them; this shows that each is
needed, and that the acts which are tried would get in if it were not there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from coalition.access.policy import POLICY
from coalition.access.predicates import (
    Predicate,
    is_about_somebody_else,
    is_of_no_concerned_office,
)
from coalition.membership import vetting
from coalition.web.dispatch import Portal
from tests.flows.test_no_admin_lets_in_alone import (
    Act,
    approve,
    approve_invitations,
    attempt,
    invite,
    let_in,
    move,
    sponsor,
    suspend,
    vouch,
)
from tests.support.vetting import Vetters, apply, look_into, vetters
from tests.support.world import World

pytestmark = pytest.mark.database
Remove = Callable[[pytest.MonkeyPatch], None]
# Who acts, "first" or "second", and what they do.
Steps = Callable[[Vetters], list[tuple[str, Act]]]


def without(permission: str, predicate: Predicate) -> Remove:
    """The policy with one predicate taken out of a permission."""

    def remove(monkeypatch: pytest.MonkeyPatch) -> None:
        clauses = POLICY[permission]
        assert any(predicate in clause for clause in clauses)
        left = tuple(tuple(p for p in clause if p is not predicate) for clause in clauses)
        monkeypatch.setitem(POLICY, permission, left)

    return remove


def without_need(need: str) -> Remove:
    """The table of vetting with one need that always holds."""

    def remove(monkeypatch: pytest.MonkeyPatch) -> None:
        met = vetting.Need("", lambda case: True, lambda case: "")
        wanted = getattr(vetting, need)
        rows = tuple(
            vetting.Transition(
                row.stage,
                row.act,
                row.who,
                row.after,
                tuple(met if one is wanted else one for one in row.needs),
                row.voids,
            )
            for row in vetting.TRANSITIONS
        )
        assert rows != vetting.TRANSITIONS
        monkeypatch.setattr(vetting, "TRANSITIONS", rows)

    return remove


@dataclass(frozen=True)
class Attack:
    """Steps that the guard stops, and how the guard is taken out."""

    steps: Steps
    remove: Remove
    # Without a finished checklist, where that is what the guard asks for.
    looked_into: bool = True


ATTACKS = {
    "an admin approves their own invitation into an office without a lead": Attack(
        lambda who: [("first", invite("empty")), ("first", approve_invitations)],
        without("invitation:approve", is_about_somebody_else),
    ),
    "an admin who moved to the applicant’s office approves second": Attack(
        lambda who: [
            ("second", approve),
            # Both offices have somebody with that domain or are what was found.
            ("first", move("maple")),
            ("first", approve),
        ],
        without("application:approve", is_of_no_concerned_office),
    ),
    "an admin suspends the one who approved first and approves second": Attack(
        lambda who: [
            ("second", approve),
            ("first", suspend(who.second.public_id)),
            ("first", approve),
        ],
        without_need("STANDS"),
    ),
    "an admin who vouched approves second": Attack(
        lambda who: [
            ("first", sponsor(who.second.email)),
            ("second", vouch),
            ("first", approve),
            ("second", approve),
        ],
        without("application:approve", is_about_somebody_else),
    ),
    "two admins approve what nobody looked into": Attack(
        lambda who: [("first", approve), ("second", approve)],
        without_need("COMPLETE"),
        looked_into=False,
    ),
}


def _tried(app: Portal, world: World, attack: Attack) -> list[str]:
    who = vetters(world)
    world.office("empty")
    maple = world.office("maple")
    world.person("Lea Lead", maple, "office-lead")
    public_id = apply(app, role="prosecutor")
    if attack.looked_into:
        look_into(app, public_id, who, office=maple)
    people = {"first": who.first.id, "second": who.second.id}
    for name, act in attack.steps(who):
        attempt(app, people[name], public_id, act)
    return let_in(app, public_id)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_guard_stops_it(app: Portal, world: World, name: str) -> None:
    assert _tried(app, world, ATTACKS[name]) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_without_the_guard_it_gets_in(
    app: Portal, world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ATTACKS[name].remove(monkeypatch)
    assert _tried(app, world, ATTACKS[name]) != []


def test_an_admin_who_approves_twice_is_refused_and_without_that_still_by_the_invitation(
    app: Portal, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = vetters(world)
    public_id = apply(app)
    look_into(app, public_id, who)
    attempt(app, who.first.id, public_id, approve)
    attempt(app, who.first.id, public_id, approve)
    assert let_in(app, public_id) == []
    without("application:approve", is_about_somebody_else)(monkeypatch)
    attempt(app, who.first.id, public_id, approve)
    assert let_in(app, public_id) == []
