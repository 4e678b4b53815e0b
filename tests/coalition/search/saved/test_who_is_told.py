"""Nobody is told of a saved search who may not be, nobody twice, and nothing is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import Person, PersonRole
from coalition.accounts.services import reactivate_person, suspend_person
from coalition.db import db, unit_of_work
from coalition.errors import Unavailable
from coalition.search.saved import alerts
from coalition.search.saved.alerts import tell_what_is_due
from coalition.search.saved.models import SavedSearch
from tests.flows.sharing import readdress, share

pytestmark = pytest.mark.database

THEIR_OFFICE = Audience(Tlp.AMBER_STRICT)


def test_running_again_after_a_crash_tells_once_and_loses_nothing(
    app, author, saves, mails, clock, monkeypatch, announced
):
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)
    settle = alerts._settle

    def crash(*arguments):
        settle(*arguments)
        raise RuntimeError("power cut")

    monkeypatch.setattr(alerts, "_settle", crash)
    with app.app_context(), pytest.raises(RuntimeError, match="power cut"):
        tell_what_is_due()
    assert announced() == []
    monkeypatch.undo()
    assert len(mails()) == 1
    assert mails() == []
    assert len(announced()) == 1


def test_two_workers_that_evaluate_the_same_search_tell_once(
    app, author, saves, mails, clock, monkeypatch, announced
):
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)
    evaluated = alerts._evaluated

    def evaluate_and_be_overtaken(due, happened):
        told = evaluated(due, happened)
        monkeypatch.setattr(alerts, "_evaluated", evaluated)
        tell_what_is_due()
        return told

    monkeypatch.setattr(alerts, "_evaluated", evaluate_and_be_overtaken)
    assert len(mails()) == 1
    assert len(announced()) == 1


def test_what_was_committed_late_is_told_with_the_next_mail(app, author, saves, mails, clock):
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)
    assert len(mails()) == 1
    # A long import began before that mail and commits after it.
    with time.use(lambda: clock.at - timedelta(hours=2)):
        share(app, author, "Removal, imported")
    clock.advance(days=1)
    assert len(mails()) == 1


def test_an_index_that_does_not_answer_delays_the_mail_and_loses_nothing(
    app, author, saves, works, mails, clock, monkeypatch
):
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)

    def fail(*_arguments, **_named):
        raise OSError("gone")

    engine = app.extensions["coalition"].engine
    monkeypatch.setattr(engine, "search", fail)
    with pytest.raises(Unavailable):
        works()
    monkeypatch.undo()
    assert len(mails()) == 1


def test_suspending_a_person_ends_mail_before_the_answer(
    app, author, reader, world, saves, mails, clock, announced
):
    lead = world.person("Lead", world.office("lead-office"), "office-lead", "coalition-admin")
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)
    with app.app_context():
        tell_what_is_due()
        with unit_of_work():
            suspend_person(lead.actor, reader.public_id)
    # Announced already, and not mailed any more.
    assert len(announced()) == 1
    assert mails() == []
    share(app, author, "Removal, two")
    clock.advance(days=1)
    assert mails() == []
    assert len(announced()) == 1


def test_a_person_suspended_while_a_search_is_evaluated_is_told_nothing(
    app, author, reader, world, saves, mails, clock, monkeypatch, announced
):
    admin = world.person("Admin", world.office(), "coalition-admin")
    saves()
    share(app, author, "Removal")
    clock.advance(days=1)
    evaluated = alerts._evaluated

    def evaluate_and_suspend(due, happened):
        told = evaluated(due, happened)
        db.session.rollback()
        with unit_of_work():
            suspend_person(admin.actor, reader.public_id)
        return told

    monkeypatch.setattr(alerts, "_evaluated", evaluate_and_suspend)
    assert mails() == []
    assert announced() == []


def test_whoever_is_let_in_again_is_told_of_nothing_until_they_ask_anew(
    app, author, world, saves, mails, clock
):
    office = world.office("birch")
    member, lead = world.person("Member", office), world.person("Lead", office, "office-lead")
    saves(member=member)
    with app.app_context(), unit_of_work():
        suspend_person(lead.actor, member.public_id)
    share(app, author, "Removal")
    clock.advance(days=1)
    assert mails() == []
    with app.app_context(), unit_of_work():
        reactivate_person(lead.actor, member.public_id)
    with app.app_context(), unit_of_work():
        db.session.execute(
            update(Person).where(Person.id == member.id).values(totp_confirmed_at=clock())
        )
    clock.advance(days=1, minutes=61)
    assert [letter for to, letter in mails() if "saved search" in letter] == []


@pytest.mark.parametrize("lost", ["authenticator", "role"])
def test_whoever_could_not_sign_in_and_search_is_told_nothing(
    app, author, reader, saves, mails, clock, lost, announced
):
    saves()
    share(app, author, "Removal")
    with app.app_context(), unit_of_work():
        if lost == "authenticator":
            db.session.execute(
                update(Person).where(Person.id == reader.id).values(totp_confirmed_at=None)
            )
        else:
            db.session.execute(
                update(PersonRole).where(PersonRole.person_id == reader.id).values(role="auditor")
            )
    clock.advance(days=1)
    assert mails() == []
    assert announced() == []


def test_a_paper_that_may_not_be_read_any_more_is_not_counted(app, author, saves, mails, clock):
    saves()
    narrowed = share(app, author, "Removal")
    readdress(app, author, narrowed, THEIR_OFFICE)
    clock.advance(days=1)
    assert mails() == []


def test_one_search_under_a_lost_key_does_not_silence_the_others(app, author, saves, mails, clock):
    lost = saves("porch")
    saves()
    with app.app_context(), unit_of_work():
        db.session.execute(
            update(SavedSearch).where(SavedSearch.public_id == lost).values(content=b"\x01\x04gone")
        )
    share(app, author, "Removal from a porch")
    clock.advance(days=1)
    assert len(mails()) == 1
