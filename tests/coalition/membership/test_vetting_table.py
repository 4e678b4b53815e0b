"""The table of vetting: complete, and the page made of it in step."""

import pytest

from coalition.access.actor import Actor, ActorKind, Role
from coalition.access.decide import allows
from coalition.access.policy import NEEDS_FRESH_FACTOR, POLICY
from coalition.cli.generated_docs import vetting_page
from coalition.membership.case import ApplicationThing
from coalition.membership.casework import ACTIONS
from coalition.membership.vetting import LINK, OPEN, STAGE_LABELS, TRANSITIONS, Act, Stage


def test_only_an_approval_of_a_second_admin_leads_to_an_invitation() -> None:
    (row,) = [row for row in TRANSITIONS if row.after is Stage.INVITED]
    assert (row.stage, row.act, row.who) == (
        Stage.APPROVED_ONCE,
        Act.APPROVE,
        "application:approve",
    )
    assert {need.words for need in row.needs} == {
        "nothing is missing from the checklist",
        "the earlier approval still stands",
    }


def test_what_is_over_stays_over() -> None:
    over = {Stage.INVITED, Stage.REFUSED}
    assert not [row for row in TRANSITIONS if row.stage in over]
    assert set(STAGE_LABELS) == set(Stage) == over | set(OPEN) | {Stage.UNCONFIRMED}


def test_every_stage_is_reached_from_the_first() -> None:
    reached = {Stage.UNCONFIRMED}
    for _ in Stage:
        reached |= {row.after for row in TRANSITIONS if row.stage in reached}
    assert reached == set(Stage)


def test_every_act_of_a_member_is_a_permission_with_a_fresh_factor_and_a_name_in_the_log() -> None:
    for row in TRANSITIONS:
        assert row.who == LINK or row.who in set(POLICY) & NEEDS_FRESH_FACTOR
        assert row.who == LINK or row.act in ACTIONS


def test_approvals_do_not_outlive_a_way_back_to_waiting() -> None:
    for row in TRANSITIONS:
        if row.stage is Stage.APPROVED_ONCE and row.after in (Stage.WAITING, Stage.ASKED):
            assert row.voids, row


def test_the_page_shows_every_row() -> None:
    page = vetting_page()
    assert page.count("\n| ") == len(TRANSITIONS) + 2
    for row in TRANSITIONS:
        assert f"{row.act}" in page
    assert "stateDiagram-v2" in page


def admin(person_id: int, office_id: int, *roles: Role) -> Actor:
    held = frozenset(roles or (Role.COALITION_ADMIN,))
    return Actor(ActorKind.PERSON, "A", person_id=person_id, office_id=office_id, roles=held)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (admin(8, 2), True),
        (admin(7, 2), False),
        (admin(8, 1), False),
        (admin(8, 2, Role.OFFICE_LEAD, Role.AUDITOR), False),
    ],
)
def test_no_sponsor_no_earlier_approver_and_no_colleague_approves(actor: Actor, may: bool) -> None:
    thing = ApplicationThing(1, frozenset({7}), "awaiting", frozenset({1}), sponsor_id=9)
    assert allows(actor, "application:approve", thing) is may
    over = ApplicationThing(1, frozenset({7}), "refused", frozenset({1}), sponsor_id=9)
    assert not allows(actor, "application:approve", over)


def test_only_the_sponsor_who_was_asked_and_is_no_colleague_vouches() -> None:
    thing = ApplicationThing(1, frozenset({9}), "awaiting", frozenset({1}), sponsor_id=9)
    assert allows(admin(9, 2, Role.PROSECUTOR), "application:vouch", thing)
    assert not allows(admin(9, 1, Role.PROSECUTOR), "application:vouch", thing)
    assert not allows(admin(8, 2, Role.PROSECUTOR), "application:vouch", thing)
