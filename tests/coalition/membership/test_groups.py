"""Groups: who founds, confirms and joins them, and when their token is held."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coalition import clock as time
from coalition.access.actor import Role
from coalition.access.audience import group_token, tokens_held
from coalition.accounts.models import Person, PersonRole
from coalition.accounts.queries import actor_of
from coalition.accounts.services import reactivate_person, suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership import founding, placing
from coalition.offices.groups import find_group, last_possible_day
from coalition.offices.models import Group
from tests.support.groups import actor_now, found_group, group_id


@pytest.fixture
def holds(app):
    """Whether a member holds the group's token at this moment."""

    def held(member, public_id):
        return group_token(group_id(app, public_id)) in actor_now(app, member).tokens

    return held


@pytest.fixture
def pair(world, cast):
    """Two more prosecutors, one of each office."""
    return world.person("Bo Reed", cast.birch), world.person("Cy Marsh", cast.cedar)


def do(app, service, *args, **options):
    with app.app_context(), unit_of_work():
        service(*args, **options)


def begin(app, founder, office, **changed):
    given = {
        "name": "Harbor stops",
        "purpose": "Compares one kind of stop.",
        "ends_on": time.now().date() + timedelta(days=30),
        "confirming_office": office.public_id,
    }
    with app.app_context(), unit_of_work():
        return founding.found(founder.actor, **{**given, **changed}).public_id


def test_a_group_gives_nobody_anything_before_another_lead_confirms_it(app, cast, holds):
    group = begin(app, cast.lead, cast.cedar)
    assert not holds(cast.lead, group)
    with pytest.raises(NotPermitted):
        do(app, founding.confirm, cast.lead.actor, group)
    with pytest.raises(NotFound):
        do(app, founding.confirm, cast.admin.actor, group)
    do(app, founding.confirm, cast.other_lead.actor, group)
    assert holds(cast.lead, group)
    assert not holds(cast.other_lead, group)
    with pytest.raises(NotPermitted):
        do(app, founding.confirm, cast.other_lead.actor, group)


def test_the_only_lead_of_an_office_cannot_name_it_to_confirm_their_own_group(app, cast):
    for office in (cast.birch, cast.empty):
        with pytest.raises(Invalid, match="a lead other than you"):
            begin(app, cast.lead, office)


def test_a_member_without_a_role_for_it_founds_nothing(app, cast):
    with pytest.raises(NotPermitted):
        begin(app, cast.prosecutor, cast.birch)


def test_an_admin_who_founded_a_group_owns_it_and_reads_nothing_by_it(app, cast, pair, holds):
    group = begin(app, cast.admin, cast.cedar)
    do(app, founding.confirm, cast.other_lead.actor, group)
    assert not holds(cast.admin, group)
    do(app, placing.ask_to_join, pair[0].actor, code=group)
    do(app, placing.approve, cast.admin.actor, group, pair[0].public_id)
    assert holds(pair[0], group)


def test_a_declined_group_never_begins(app, cast, holds):
    group = begin(app, cast.lead, cast.cedar)
    do(app, founding.decline, cast.other_lead.actor, group)
    with pytest.raises(NotPermitted):
        do(app, founding.confirm, cast.other_lead.actor, group)
    assert not holds(cast.lead, group)


def test_an_owner_alone_lets_nobody_in_whom_they_put_forward(app, cast, pair, holds):
    near, far = pair
    group = found_group(app, cast.lead, cast.other_lead)
    do(app, placing.put_forward, cast.lead.actor, group, email=far.email)
    with pytest.raises(NotPermitted):
        do(app, placing.approve, cast.lead.actor, group, far.public_id)
    with pytest.raises(NotPermitted):
        do(app, placing.approve, far.actor, group, far.public_id)
    with pytest.raises(NotFound):
        do(app, placing.approve, near.actor, group, far.public_id)
    assert not holds(far, group)
    do(app, placing.approve, cast.other_lead.actor, group, far.public_id)
    assert holds(far, group)


def test_the_lead_of_whoever_asked_is_no_owner_and_lets_nobody_in(app, cast, pair, holds):
    group = found_group(app, cast.lead, cast.other_lead)
    do(app, placing.ask_to_join, pair[1].actor, code=group)
    with pytest.raises(NotPermitted):
        do(app, placing.approve, cast.other_lead.actor, group, pair[1].public_id)
    do(app, placing.approve, cast.lead.actor, group, pair[1].public_id)
    assert holds(pair[1], group)


def test_what_an_owner_asked_counts_only_while_they_own_the_group(app, cast, pair):
    near, far = pair
    group = found_group(app, cast.lead, cast.other_lead, near)
    do(app, placing.make_owner, cast.lead.actor, group, near.public_id)
    do(app, placing.put_forward, near.actor, group, email=far.email)
    do(app, placing.remove, cast.lead.actor, group, near.public_id)
    for decider in (cast.lead, cast.other_lead):
        with pytest.raises(NotPermitted):
            do(app, placing.approve, decider.actor, group, far.public_id)


def test_whoever_is_taken_out_or_leaves_holds_nothing_from_then_on(app, cast, pair, holds):
    near, far = pair
    group = found_group(app, cast.lead, cast.other_lead, near, far)
    do(app, placing.remove, cast.other_lead.actor, group, far.public_id)
    do(app, placing.remove, near.actor, group, near.public_id)
    assert not holds(near, group)
    assert not holds(far, group)
    with pytest.raises(NotPermitted):
        do(app, placing.remove, cast.other_lead.actor, group, cast.lead.public_id)
    assert holds(cast.lead, group)


def test_a_lead_takes_out_nobody_of_another_office(app, cast, pair):
    group = found_group(app, cast.lead, cast.other_lead, *pair)
    with pytest.raises(NotPermitted):
        do(app, placing.remove, cast.other_lead.actor, group, pair[0].public_id)


def test_a_group_is_over_the_day_after_its_last_one_without_anything_running(
    app, cast, pair, holds, clock
):
    group = found_group(app, cast.lead, cast.other_lead, pair[1], days=2)
    clock.advance(days=2)
    assert holds(pair[1], group)
    clock.advance(days=1)
    assert not holds(pair[1], group)
    with pytest.raises(NotPermitted):
        do(app, placing.make_owner, cast.lead.actor, group, pair[1].public_id)
    with pytest.raises(NotPermitted):
        do(app, founding.end, cast.lead.actor, group)
    with pytest.raises(Invalid, match="No group at work"):
        do(app, placing.ask_to_join, pair[0].actor, code=group)


def test_suspended_moved_and_without_a_case_role_nobody_holds_it(app, cast, world, pair, holds):
    mover, suspended = pair
    group = found_group(app, cast.lead, cast.other_lead, mover, suspended)
    helper = world.person("Ivy Lake", cast.birch, "investigator")
    do(app, placing.ask_to_join, helper.actor, code=group)
    do(app, placing.approve, cast.lead.actor, group, helper.public_id)
    assert holds(helper, group)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, mover.id).office_id = cast.cedar.id
        db.session.get_one(Person, suspended.id).status = "suspended"
        person = db.session.get_one(Person, helper.id)
        person.role_rows = [PersonRole(role=Role.AUDITOR.value)]
    for member in (mover, suspended, helper):
        assert not holds(member, group)


def test_the_last_day_moves_only_when_another_owner_agrees(app, cast, pair):
    later = time.now().date() + timedelta(days=200)
    group = found_group(app, cast.lead, cast.other_lead, pair[0])
    do(app, founding.ask_for_longer, cast.lead.actor, group, until=later)
    with pytest.raises(NotPermitted):
        do(app, founding.lengthen, cast.lead.actor, group, until=later)
    with pytest.raises(NotPermitted):
        do(app, founding.lengthen, pair[0].actor, group, until=later)
    do(app, placing.make_owner, cast.lead.actor, group, pair[0].public_id)
    with pytest.raises(Conflict):
        do(app, founding.lengthen, pair[0].actor, group, until=later + timedelta(days=1))
    do(app, founding.lengthen, pair[0].actor, group, until=later)
    with app.app_context():
        assert find_group(group).ends_on == later


@pytest.mark.parametrize("days", [-1, 732])
def test_a_group_lasts_neither_less_than_a_day_nor_more_than_24_months(app, cast, days, clock):
    day = time.now().date() + timedelta(days=days)
    with pytest.raises(Invalid) as refusal:
        begin(app, cast.lead, cast.cedar, ends_on=day)
    assert [problem.field for problem in refusal.value.problems] == ["ends_on"]


def test_no_lengthening_passes_24_months_since_the_founding(app, cast, clock):
    group = found_group(app, cast.lead, cast.other_lead)
    latest = last_possible_day(time.now().date())
    with pytest.raises(Invalid, match="at most 24 months"):
        do(
            app,
            founding.ask_for_longer,
            cast.lead.actor,
            group,
            until=latest + timedelta(days=1),
        )


def test_a_group_founded_on_a_leap_day_ends_on_the_last_of_february():
    assert last_possible_day(date(2028, 2, 29)) == date(2030, 2, 28)


def test_the_founder_who_leaves_before_the_confirmation_ends_it(app, cast):
    group = begin(app, cast.lead, cast.cedar)
    do(app, placing.remove, cast.lead.actor, group, cast.lead.public_id)
    with pytest.raises(NotPermitted):
        do(app, founding.confirm, cast.other_lead.actor, group)


def test_a_group_token_is_held_with_a_case_role_only():
    assert group_token(3) in tokens_held(7, 1, [Role.INVESTIGATOR], [3])
    assert tokens_held(7, 1, [Role.COALITION_ADMIN, Role.AUDITOR], [3]) == {"user:7"}


# One step of a story: who does which act to whom.
who = st.integers(0, 4)
ACTS = ["ask", "put", "approve", "approve", "remove", "owner", "end", "longer", "lengthen"]
# Often what leads somewhere: somebody asks or is put forward, and an owner or a lead decides.
anything = st.tuples(st.sampled_from(ACTS), who, who).map(lambda step: [step])
joining = st.builds(
    lambda first, decider, whom: [
        (first, whom if first == "ask" else 0, whom),
        ("approve", decider, whom),
    ],
    st.sampled_from(["ask", "put"]),
    st.integers(0, 1),
    st.integers(2, 4),
)
stories = st.lists(st.one_of(anything, joining), min_size=3, max_size=8).map(
    lambda parts: [step for part in parts for step in part]
)
LATER = timedelta(days=100)


def act(people, group, step):
    name, who, whom = step
    actor, other = people[who].actor, people[whom]
    until = time.now().date() + LATER
    {
        "ask": lambda: placing.ask_to_join(actor, code=group),
        "put": lambda: placing.put_forward(actor, group, email=other.email),
        "approve": lambda: placing.approve(actor, group, other.public_id),
        "remove": lambda: placing.remove(actor, group, other.public_id),
        "owner": lambda: placing.make_owner(actor, group, other.public_id),
        "end": lambda: founding.end(actor, group),
        "longer": lambda: founding.ask_for_longer(actor, group, until=until),
        "lengthen": lambda: founding.lengthen(actor, group, until=until),
    }[name]()


def holders(people, token):
    rows = db.session.scalars(db.select(Person).where(Person.id.in_([p.id for p in people])))
    return {row.id for row in rows if token in actor_of(row).tokens}


def test_by_no_order_of_acts_does_anybody_gain_a_groups_token_by_one_persons_acts(
    app, cast, world, pair
):
    people = [cast.lead, cast.other_lead, *pair, world.person("Di Ash", cast.cedar)]
    gained = []

    @settings(
        max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    @given(stories)
    # Two stories that let somebody in, so that the predicate below is always put to the test.
    @example([("ask", 2, 2), ("approve", 0, 2)])
    @example([("put", 0, 3), ("approve", 1, 3)])
    def story(acts):
        group = found_group(app, cast.lead, cast.other_lead)
        with app.app_context():
            token = group_token(find_group(group).id)
            asked_by = {}
            for step in acts:
                name, who, whom = step
                before = holders(people, token)
                try:
                    with unit_of_work():
                        act(people, group, step)
                except (NotFound, NotPermitted, Invalid, Conflict):
                    db.session.rollback()
                    assert holders(people, token) == before
                    continue
                if name in ("ask", "put"):
                    asked_by[people[who if name == "ask" else whom].id] = people[who].id
                for person in holders(people, token) - before:
                    assert name == "approve"
                    # Two people acted, and the one who decided is not the one who gains.
                    assert people[who].id not in (person, asked_by[person])
                    gained.append(person)
                db.session.rollback()
        do(app, lambda: db.session.execute(db.delete(Group)))

    story()
    assert len(gained) >= 2


def test_whoever_holds_no_place_learns_nothing_of_a_group(app, cast, pair, browser):
    group = found_group(app, cast.lead, cast.other_lead)
    stranger = browser().sign_in(pair[1])
    hidden, absent = stranger.get(f"/groups/{group}"), stranger.get("/groups/zzzzzzzzzzzzzzzz")
    assert hidden.status == absent.status == 404
    assert "Harbor" not in stranger.get("/groups").text
    assert "Harbor" not in browser().sign_in(cast.second_admin).get("/groups").text


def test_whoever_is_let_in_again_has_no_place_before_two_people_decide_anew(app, cast, pair, holds):
    member, _ = pair
    group = found_group(app, cast.lead, cast.other_lead, member)
    do(app, placing.make_owner, cast.lead.actor, group, member.public_id)
    do(
        app,
        founding.ask_for_longer,
        member.actor,
        group,
        until=time.now().date() + timedelta(days=120),
    )
    do(app, suspend_person, cast.lead.actor, member.public_id)
    assert not holds(member, group)
    do(app, reactivate_person, cast.lead.actor, member.public_id)
    assert not holds(member, group)
    with app.app_context():
        kept = find_group(group)
        assert member.id not in {place.person_id for place in kept.places}
        assert (kept.longer_until, kept.longer_asked_by_id) == (None, None)
    with pytest.raises(NotFound):
        do(app, placing.approve, cast.lead.actor, group, member.public_id)
    do(app, placing.ask_to_join, member.actor, code=group)
    assert not holds(member, group)
    do(app, placing.approve, cast.lead.actor, group, member.public_id)
    assert holds(member, group)


def test_a_request_of_before_the_suspension_is_not_approved_after_it(app, cast, pair, holds):
    member, _ = pair
    group = found_group(app, cast.lead, cast.other_lead)
    do(app, placing.ask_to_join, member.actor, code=group)
    do(app, suspend_person, cast.lead.actor, member.public_id)
    with pytest.raises(Conflict):
        do(app, placing.approve, cast.lead.actor, group, member.public_id)
    do(app, reactivate_person, cast.lead.actor, member.public_id)
    with pytest.raises(NotFound):
        do(app, placing.approve, cast.lead.actor, group, member.public_id)
    assert not holds(member, group)
