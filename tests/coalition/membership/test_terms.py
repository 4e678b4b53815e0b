"""Changing the last day of a lead: what one admin may alone, what takes two, and who never may."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coalition.access.actor import Role
from coalition.accounts import terms as leading
from coalition.accounts.models import Person, TermChange
from coalition.accounts.services import suspend_person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.terms import queries, services
from coalition.membership.terms.tending import tend_terms
from coalition.outbox.models import OutboxMessage
from tests.support.terms import set_last_day, today

NOT_SAID = object()


@pytest.fixture
def last_day(app):
    """How many days from today the term lasts; nothing without an end."""

    def of(lead) -> int | None:
        with app.app_context():
            term = leading.term_of(db.session.get_one(Person, lead.id))
            assert term is not None
            return None if term.last_day is None else (term.last_day - today()).days

    return of


@pytest.fixture
def change(app, last_day):
    """Somebody sets the lead's last day; the public id of what waits, if it does."""

    def run(member, lead, days, before=NOT_SAID):
        held = last_day(lead) if before is NOT_SAID else before
        given, then = (None if d is None else today() + timedelta(days=d) for d in (days, held))
        with app.app_context(), unit_of_work():
            waiting = services.change_term(
                member.actor, lead.public_id, last_day=given, before=queries.day_code(then)
            )
            return waiting.public_id if waiting is not None else None

    return run


@pytest.fixture
def agree(app):
    def run(member, public_id):
        with app.app_context(), unit_of_work():
            services.agree(member.actor, public_id)

    return run


@pytest.fixture
def refuse(app):
    def run(member, public_id):
        with app.app_context(), unit_of_work():
            services.refuse(member.actor, public_id)

    return run


@pytest.fixture
def suspend(app):
    def run(member, other):
        with app.app_context(), unit_of_work():
            suspend_person(member.actor, other.public_id)

    return run


@pytest.fixture
def state(app):
    """What became of a change."""

    def of(public_id) -> str:
        with app.app_context():
            query = select(TermChange.state).where(TermChange.public_id == public_id)
            return db.session.scalars(query).one()

    return of


# What holds, what is wanted, and whether it takes two: in days from today, nothing is no end.
TAKES = [
    (None, 30, False),
    (None, 29, True),
    (None, 0, True),
    (None, 400, False),
    (100, 30, False),
    (100, 29, True),
    (100, 101, True),
    (100, None, True),
    (10, 5, True),
    (10, 40, True),
    (0, None, True),
]


@pytest.mark.parametrize(("held", "wanted", "takes_two"), TAKES)
def test_one_admin_alone_brings_an_end_sooner_with_thirty_days_notice_and_nothing_else(
    app, cast, change, last_day, agree, held, wanted, takes_two
):
    set_last_day(app, cast.lead, days=held)
    waiting = change(cast.admin, cast.lead, wanted)
    assert (waiting is not None) == takes_two
    assert last_day(cast.lead) == (held if takes_two else wanted)
    if takes_two:
        agree(cast.second_admin, waiting)
        assert last_day(cast.lead) == wanted


def test_of_a_suspended_lead_every_change_takes_two(app, cast, change, suspend, last_day):
    suspend(cast.admin, cast.lead)
    assert change(cast.admin, cast.lead, 60) is not None
    assert last_day(cast.lead) is None


@pytest.mark.parametrize("days", [-1, -400, 3661])
def test_a_day_that_is_over_or_too_far_off_is_refused_by_name(cast, change, days):
    with pytest.raises(Invalid, match="today or a later day") as refusal:
        change(cast.admin, cast.lead, days)
    assert [p.field for p in refusal.value.problems] == ["last_day"]


@pytest.mark.parametrize("held", [None, 50])
def test_what_holds_already_is_not_asked_for(app, cast, change, held):
    set_last_day(app, cast.lead, days=held)
    with pytest.raises(Invalid, match="holds already"):
        change(cast.admin, cast.lead, held)


def test_whoever_saw_another_day_changes_nothing(app, cast, change, last_day):
    set_last_day(app, cast.lead, days=90)
    with pytest.raises(Conflict):
        change(cast.admin, cast.lead, 40, before=None)
    assert last_day(cast.lead) == 90


def test_one_change_of_a_term_waits_at_a_time(cast, change):
    change(cast.admin, cast.lead, 3)
    for days in (5, 300):
        with pytest.raises(Invalid, match="waits for a second admin already"):
            change(cast.second_admin, cast.lead, days)


@pytest.fixture
def elsewhere(world):
    """An admin of a third office."""
    return world.person("Ada Far", world.office("elm"), "coalition-admin")


@pytest.fixture
def outsiders(world, cast):
    """Everybody who has no say: of the lead's own office, or no admin."""
    return {
        "the lead": cast.lead,
        "an admin of the lead's office": world.person("Own Admin", cast.birch, "coalition-admin"),
        "another lead": cast.other_lead,
        "a colleague": cast.prosecutor,
        "an auditor": world.person("Au Ditor", cast.cedar, "auditor"),
    }


OUTSIDERS = (
    "the lead",
    "an admin of the lead's office",
    "another lead",
    "a colleague",
    "an auditor",
)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_asks_agrees_or_refuses(
    cast, outsiders, change, agree, refuse, last_day, state, who
):
    waiting = change(cast.admin, cast.lead, 3)
    for act in (
        lambda: change(outsiders[who], cast.lead, 60),
        lambda: agree(outsiders[who], waiting),
        lambda: refuse(outsiders[who], waiting),
    ):
        with pytest.raises((NotFound, NotPermitted)):
            act()
    assert (last_day(cast.lead), state(waiting)) == (None, "awaiting")


def test_an_admin_who_leads_sets_nothing_of_their_own_term(world, cast, change, agree):
    office = world.office("fir")
    both = world.person("Bo Th", office, "office-lead", "coalition-admin")
    with pytest.raises(NotFound):
        change(both, both, 60)
    waiting = change(cast.admin, both, 3)
    with pytest.raises(NotFound):
        agree(both, waiting)


def test_whoever_asked_does_not_agree(cast, change, agree, last_day):
    waiting = change(cast.admin, cast.lead, 3)
    with pytest.raises(NotFound):
        agree(cast.admin, waiting)
    assert last_day(cast.lead) is None


def test_whoever_asked_takes_it_back_and_it_is_asked_anew(cast, change, refuse, agree, state):
    waiting = change(cast.admin, cast.lead, 3)
    refuse(cast.admin, waiting)
    assert state(waiting) == "refused"
    with pytest.raises(Conflict):
        agree(cast.second_admin, waiting)
    assert change(cast.second_admin, cast.lead, 3) is not None


def test_where_nobody_could_be_the_second_admin_it_is_said_and_nothing_waits(
    app, cast, world, change, suspend
):
    suspend(cast.admin, cast.second_admin)
    world.person("Own Admin", cast.birch, "coalition-admin")
    with pytest.raises(Invalid, match="there is none but you"):
        change(cast.admin, cast.lead, 3)
    assert change(cast.admin, cast.lead, 30) is None


def test_somebody_who_does_not_lead_has_no_term(cast, change):
    with pytest.raises(NotFound):
        change(cast.admin, cast.prosecutor, 60, before=None)


@pytest.mark.parametrize("gone", ["asker", "second"])
def test_an_admin_who_was_suspended_meanwhile_counts_no_more(
    app, cast, change, agree, suspend, elsewhere, last_day, state, gone
):
    waiting = change(cast.admin, cast.lead, 3)
    suspend(elsewhere, cast.admin if gone == "asker" else cast.second_admin)
    with pytest.raises((Conflict, NotPermitted)):
        agree(cast.second_admin, waiting)
    assert last_day(cast.lead) is None
    assert state(waiting) == ("over" if gone == "asker" else "awaiting")


def test_the_word_of_an_asker_who_is_no_admin_any_more_counts_for_nothing(
    app, cast, change, agree, last_day
):
    waiting = change(cast.admin, cast.lead, 3)
    with app.app_context(), unit_of_work():
        asker = db.session.get_one(Person, cast.admin.id)
        asker.role_rows[0].role = Role.AUDITOR.value
    with pytest.raises(Invalid, match="may not any more"):
        agree(cast.second_admin, waiting)
    assert last_day(cast.lead) is None


def test_what_waited_thirty_days_is_decided_no_more(cast, change, agree, clock, app, state):
    waiting = change(cast.admin, cast.lead, 45)
    assert waiting is None
    set_last_day(app, cast.lead, days=None)
    waiting = change(cast.admin, cast.lead, 3)
    clock.advance(days=30)
    with pytest.raises(Conflict):
        agree(cast.second_admin, waiting)
    assert change(cast.second_admin, cast.lead, 3) is not None
    assert state(waiting) == "over"


def test_a_day_that_passed_while_it_waited_is_not_agreed_to(cast, change, agree, clock):
    waiting = change(cast.admin, cast.lead, 3)
    clock.advance(days=4)
    with pytest.raises(Invalid, match="That day is over"):
        agree(cast.second_admin, waiting)


def test_a_change_of_what_holds_no_more_is_not_agreed_to(app, cast, change, agree, last_day):
    set_last_day(app, cast.lead, days=50)
    waiting = change(cast.admin, cast.lead, None)
    set_last_day(app, cast.lead, days=40)
    with pytest.raises(Conflict):
        agree(cast.second_admin, waiting)
    assert last_day(cast.lead) == 40


def test_once_the_term_is_over_nobody_lengthens_it(app, cast, change, agree, clock, state):
    set_last_day(app, cast.lead, days=1)
    waiting = change(cast.admin, cast.lead, 300)
    clock.advance(days=2)
    for _ in range(2):
        with pytest.raises((NotFound, Conflict)):
            agree(cast.second_admin, waiting)
        with pytest.raises(NotFound):
            change(cast.admin, cast.lead, 300, before=None)
        with app.app_context():
            tend_terms()
    assert state(waiting) == "over"


def told(app, topic) -> int:
    with app.app_context():
        return len(
            db.session.scalars(select(OutboxMessage).where(OutboxMessage.topic == topic)).all()
        )


def test_a_last_day_is_announced_thirty_days_before_once(app, cast, clock):
    set_last_day(app, cast.lead, days=31)
    with app.app_context():
        tend_terms()
        assert told(app, "term.soon") == 0
        clock.advance(days=1)
        for _ in range(3):
            tend_terms()
    assert told(app, "term.soon") == 1


def test_a_near_day_that_two_agreed_to_is_told_at_once_and_not_again(app, cast, change, agree):
    agree(cast.second_admin, change(cast.admin, cast.lead, 5))
    with app.app_context():
        tend_terms()
    assert (told(app, "term.changed"), told(app, "term.soon")) == (1, 0)


def test_each_step_is_in_the_log_under_the_lead(app, cast, change, agree, refuse):
    refuse(cast.second_admin, change(cast.admin, cast.lead, 3))
    agree(cast.second_admin, change(cast.admin, cast.lead, 3))
    with app.app_context():
        entries = select(AuditEntry).where(AuditEntry.action.startswith("term."))
        found = [
            (entry.action, entry.actor_id, entry.object_id)
            for entry in db.session.scalars(entries.order_by(AuditEntry.number))
        ]
    admin, second, lead = (p.public_id for p in (cast.admin, cast.second_admin, cast.lead))
    assert found == [
        ("term.asked", admin, lead),
        ("term.refused", second, lead),
        ("term.asked", admin, lead),
        ("term.changed", second, lead),
    ]
