"""Two who suspend at the same moment: exactly one does, and an admin remains."""

import threading

import pytest
from sqlalchemy import select

from coalition.accounts.models import Person
from coalition.accounts.services import suspend_person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import DomainError

pytestmark = pytest.mark.database

PATIENCE = 20


class Second(threading.Thread):
    """Suspends somebody while somebody else's unit is open."""

    def __init__(self, app, actor, public_id):
        super().__init__()
        self._app, self._actor, self._id = app, actor, public_id
        self.begun, self.outcome = threading.Event(), "nothing"

    def run(self):
        with self._app.app_context():
            self.begun.set()
            try:
                with unit_of_work():
                    suspend_person(self._actor, self._id)
                self.outcome = "suspended"
            except DomainError as refusal:
                self.outcome = type(refusal).__name__
            db.session.remove()


@pytest.fixture
def at_once(app):
    """What became of the second of two suspensions; each is who acts, and on whom."""

    def run(first, second):
        with app.app_context():
            thread = Second(app, second[0].actor, second[1].public_id)
            with unit_of_work():
                suspend_person(first[0].actor, first[1].public_id)
                thread.start()
                assert thread.begun.wait(PATIENCE)
                thread.join(0.3)
            thread.join(PATIENCE)
        assert not thread.is_alive()
        return thread.outcome

    return run


@pytest.fixture
def suspended(app):
    """The names of the suspended, and how often the log says that somebody was."""

    def found():
        with app.app_context():
            names = select(Person.name).where(Person.status == "suspended").order_by(Person.name)
            entries = select(AuditEntry).where(AuditEntry.action == "person.suspended")
            return list(db.session.scalars(names)), len(db.session.scalars(entries).all())

    return found


@pytest.mark.parametrize("others", [0, 1])
def test_of_two_admins_who_suspend_each_other_one_remains(world, at_once, suspended, others):
    office = world.office()
    for number in range(others):
        world.person(f"Other {number}", office, "coalition-admin")
    ada, bea = (world.person(name, office, "coalition-admin") for name in ("Ada", "Bea"))
    assert at_once((ada, bea), (bea, ada)) == "NotPermitted"
    assert suspended() == (["Bea"], 1)


def test_of_two_leads_who_suspend_each_other_one_remains(world, at_once, suspended):
    office = world.office()
    ada, bea = (world.person(name, office, "office-lead") for name in ("Ada", "Bea"))
    assert at_once((ada, bea), (bea, ada)) == "NotPermitted"
    assert suspended() == (["Bea"], 1)


def test_of_two_admins_who_suspend_the_same_person_the_second_is_told(world, at_once, suspended):
    office = world.office()
    ada, bea = (world.person(name, office, "coalition-admin") for name in ("Ada", "Bea"))
    member = world.person("Mem Ber", office)
    assert at_once((ada, member), (bea, member)) == "Conflict"
    assert suspended() == (["Mem Ber"], 1)


def test_of_the_last_two_admins_only_one_is_suspended(world, at_once, suspended):
    office = world.office()
    lead = world.person("Lead", office, "office-lead")
    ada, bea = (world.person(name, office, "coalition-admin") for name in ("Ada", "Bea"))
    assert at_once((lead, ada), (lead, bea)) == "Invalid"
    assert suspended() == (["Ada"], 1)
