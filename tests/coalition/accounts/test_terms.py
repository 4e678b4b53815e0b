"""The last day of a lead's term: who is what before it, on it and after it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from coalition.access.actor import CASE_ROLES, Role, operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts import terms
from coalition.accounts.models import Person, PersonRole
from coalition.accounts.queries import active_holders, actor_of, led_offices
from coalition.accounts.roles import holders_of
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.directory import directory_for
from coalition.documents.readership import reader_ids
from coalition.errors import NotPermitted
from coalition.membership.terms.tending import tend_terms
from coalition.outbox.models import OutboxMessage
from tests.flows.sharing import share, withdraw
from tests.support.terms import set_last_day, today


@pytest.fixture
def office(world):
    return world.office("birch")


@pytest.fixture
def lead(world, office):
    return world.person("Lee Adler", office, "office-lead")


@pytest.fixture
def roles(app):
    """What somebody is now."""

    def of(member) -> set[Role]:
        with app.app_context():
            return set(db.session.get_one(Person, member.id).roles)

    return of


@pytest.fixture
def tend(app):
    """What the worker does."""

    def run() -> None:
        with app.app_context():
            tend_terms()

    return run


@pytest.fixture
def left(app):
    """The log and the outbox about terms that ended."""

    def found() -> tuple[int, int]:
        with app.app_context():
            entries = select(AuditEntry).where(AuditEntry.action == "term.ended")
            messages = select(OutboxMessage).where(OutboxMessage.topic == "term.ended")
            return len(db.session.scalars(entries).all()), len(db.session.scalars(messages).all())

    return found


def test_the_last_day_counts_as_a_whole_and_the_next_moment_does_not(app, lead, clock, roles):
    set_last_day(app, lead)
    clock.advance(seconds=12 * 3600 - 1)
    assert roles(lead) == {Role.OFFICE_LEAD}
    clock.advance(seconds=1)
    assert roles(lead) == {Role.PROSECUTOR}


@pytest.mark.parametrize(
    ("others", "after"),
    [
        ((), {Role.PROSECUTOR}),
        (("prosecutor",), {Role.PROSECUTOR}),
        (("investigator",), {Role.INVESTIGATOR}),
        (("coalition-admin",), {Role.COALITION_ADMIN, Role.PROSECUTOR}),
        (("auditor",), {Role.AUDITOR, Role.PROSECUTOR}),
    ],
)
def test_after_the_term_a_lead_is_what_else_they_were_and_works_on_cases(
    app, world, office, roles, tend, others, after
):
    lead = world.person("Lee Adler", office, "office-lead", *others)
    set_last_day(app, lead, days=-1)
    assert roles(lead) == after
    tend()
    assert roles(lead) == after


def test_no_other_role_ends_with_a_day(app, world, office, roles, tend):
    admin = world.person("Ada Min", office, "coalition-admin")
    with app.app_context(), unit_of_work():
        row = db.session.get_one(PersonRole, (admin.id, "coalition-admin"))
        row.last_day = today() - timedelta(days=1)
    tend()
    assert roles(admin) == {Role.COALITION_ADMIN}


HELD = st.dictionaries(
    st.sampled_from(list(Role)), st.one_of(st.none(), st.integers(-2, 2)), min_size=1
)


def test_sql_and_a_person_give_the_same_answer_whatever_is_held_until_when(app, world, office):
    member = world.person("Any Body", office, "auditor")

    @given(HELD)
    def same(held):
        with app.app_context(), unit_of_work():
            db.session.execute(delete(PersonRole).where(PersonRole.person_id == member.id))
            days = {r: d if d is None else today() + timedelta(days=d) for r, d in held.items()}
            rows = [
                PersonRole(person_id=member.id, role=role.value, last_day=day)
                for role, day in days.items()
            ]
            db.session.add_all(rows)
            db.session.flush()
            person = db.session.get_one(Person, member.id, populate_existing=True)
            for role in Role:
                found = set(db.session.scalars(holders_of(role)))
                assert (member.id in found) == (role in person.roles), (held, role)
            found = set(db.session.scalars(holders_of(*CASE_ROLES)))
            assert (member.id in found) == bool(CASE_ROLES & person.roles)

    same()


@pytest.mark.parametrize("status", ["active", "suspended"])
def test_an_office_is_led_until_the_last_day_is_over(app, lead, office, clock, status):
    set_last_day(app, lead)
    with app.app_context():
        with unit_of_work():
            db.session.get_one(Person, lead.id).status = status
        assert led_offices([office.id]) == {office.id}
        clock.advance(days=1)
        assert led_offices([office.id]) == set()


def test_who_led_is_counted_and_named_as_a_prosecutor(app, world, lead, office, clock):
    author = world.person("Au Thor", office, "prosecutor")
    set_last_day(app, lead)
    clock.advance(days=1)
    own_office = Audience(Tlp.AMBER_STRICT)
    with app.app_context():
        leads, others = (active_holders(r) for r in (Role.OFFICE_LEAD, Role.PROSECUTOR))
        assert (leads, {p.id for p in others}) == ([], {author.id, lead.id})
        readers = reader_ids(own_office, office_id=office.id, author_ids=[author.id])
        assert readers == {author.id, lead.id}
        listed = directory_for(author.actor, office.id, [author.id]).people
        assert [entry.key for entry in listed] == [lead.public_id]


def test_the_worker_ends_a_term_once_in_the_log_and_for_the_mail(app, lead, tend, left, clock):
    set_last_day(app, lead)
    tend()
    assert left() == (0, 0)
    clock.advance(days=1)
    tend()
    tend()
    assert left() == (1, 1)


def test_a_clock_set_back_brings_no_ended_term_to_life(app, lead, roles, tend, clock):
    set_last_day(app, lead)
    clock.advance(days=1)
    tend()
    clock.advance(days=-5)
    assert roles(lead) == {Role.PROSECUTOR}


def test_if_one_part_of_the_end_fails_nothing_has_ended(app, lead, left, monkeypatch, clock):
    set_last_day(app, lead, days=-1)

    def fail(*_):
        raise RuntimeError("no room left")

    monkeypatch.setattr(app.extensions["coalition"], "term_endings", [fail])
    with app.app_context(), pytest.raises(RuntimeError, match="no room"):
        tend_terms()
    assert left() == (0, 0)
    with app.app_context():
        assert terms.is_due(db.session.get_one(Person, lead.id))


@pytest.mark.parametrize("role", ["coalition-admin", "office-lead", "auditor"])
def test_nobody_ends_a_term_by_hand(app, world, office, lead, role):
    set_last_day(app, lead, days=-1)
    other = world.person("Some Body", office, role)
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, lead.id)
        for actor in (other.actor, operator("shell")):
            with pytest.raises(NotPermitted):
                terms.end_term(actor, person)


def test_a_suspended_lead_whose_term_is_over_returns_as_a_prosecutor(app, lead, roles, tend):
    set_last_day(app, lead, days=-1)
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, lead.id).status = "suspended"
    tend()
    with app.app_context(), unit_of_work():
        db.session.get_one(Person, lead.id).status = "active"
    assert roles(lead) == {Role.PROSECUTOR}


@pytest.fixture
def withdrawn(app, world, lead, office):
    """A paper of a colleague that was withdrawn, so that its author and the lead read it."""
    author = world.person("Au Thor", office, "prosecutor")
    paper = share(app, author, "A paper that was withdrawn")
    withdraw(app, author, paper)
    return paper


def test_what_was_withdrawn_is_not_read_by_who_leads_no_more_from_the_first_click_on(
    app, lead, withdrawn, browser, clock, left
):
    set_last_day(app, lead)
    session = browser().sign_in(lead)
    assert session.get(f"/documents/{withdrawn}").status == 200
    clock.advance(days=1)
    session = browser().sign_in(lead)
    assert session.get(f"/documents/{withdrawn}").status == 404
    assert left() == (1, 1)
    assert session.get("/documents").status == 200


def test_who_led_keeps_what_they_wrote_themselves(app, lead, browser, tend):
    own = share(app, lead, "A paper of my own")
    withdraw(app, lead, own)
    set_last_day(app, lead, days=-1)
    tend()
    with app.app_context():
        tokens = actor_of(db.session.get_one(Person, lead.id)).tokens
    assert tokens == lead.actor.tokens
    assert browser().sign_in(lead).get(f"/documents/{own}").status == 200


def test_another_lead_reads_on_what_was_withdrawn(app, world, office, browser, lead, tend):
    other = world.person("Ro Wan", office, "office-lead")
    author = world.person("Au Thor", office, "prosecutor")
    paper = share(app, author, "A paper that was withdrawn")
    withdraw(app, author, paper)
    set_last_day(app, lead, days=-1)
    tend()
    assert browser().sign_in(other).get(f"/documents/{paper}").status == 200
