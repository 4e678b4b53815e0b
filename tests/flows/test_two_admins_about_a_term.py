"""Two admins who decide about a term at the same moment: one of them does."""

import threading

import pytest
from sqlalchemy import select

from coalition.accounts.models import TermChange
from coalition.accounts.services import suspend_person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import DomainError
from coalition.membership.terms import services
from tests.support.terms import today

pytestmark = pytest.mark.database

PATIENCE = 20


class Second(threading.Thread):
    """Does something while somebody else's unit is open."""

    def __init__(self, app, act):
        super().__init__()
        self._app, self._act = app, act
        self.begun, self.outcome = threading.Event(), "nothing"

    def run(self):
        with self._app.app_context():
            self.begun.set()
            try:
                with unit_of_work():
                    self._act()
                self.outcome = "done"
            except DomainError as refusal:
                self.outcome = type(refusal).__name__
            db.session.remove()


@pytest.fixture
def at_once(app):
    """What became of the second of two acts."""

    def run(first, second):
        with app.app_context():
            thread = Second(app, second)
            with unit_of_work():
                first()
                thread.start()
                assert thread.begun.wait(PATIENCE)
                thread.join(0.3)
            thread.join(PATIENCE)
        assert not thread.is_alive()
        return thread.outcome

    return run


@pytest.fixture
def lead(world):
    return world.person("Lea Ford", world.office("birch"), "office-lead")


@pytest.fixture
def admins(world):
    office = world.office("cedar")
    return [world.person(name, office, "coalition-admin") for name in ("Ada", "Bea", "Cy")]


@pytest.fixture
def waiting(app, admins, lead):
    """What the first admin asked for."""
    with app.app_context(), unit_of_work():
        change = services.change_term(admins[0].actor, lead.public_id, last_day=today(), before="")
        return change.public_id


@pytest.fixture
def outcome(app):
    """What became of the changes, and how often the log says that a term was changed."""

    def found():
        with app.app_context():
            states = db.session.scalars(select(TermChange.state).order_by(TermChange.id)).all()
            entries = select(AuditEntry).where(AuditEntry.action == "term.changed")
            return list(states), len(db.session.scalars(entries).all())

    return found


def test_of_two_who_agree_one_does(admins, waiting, at_once, outcome):
    agree = [lambda a=admin: services.agree(a.actor, waiting) for admin in admins[1:]]
    assert at_once(*agree) == "Conflict"
    assert outcome() == (["made"], 1)


def test_what_is_refused_at_the_same_moment_is_not_agreed_to(admins, waiting, at_once, outcome):
    second = at_once(
        lambda: services.refuse(admins[1].actor, waiting),
        lambda: services.agree(admins[2].actor, waiting),
    )
    assert second == "Conflict"
    assert outcome() == (["refused"], 0)


@pytest.mark.parametrize("gone", [0, 1])
def test_who_is_suspended_at_the_same_moment_neither_asked_nor_agrees(
    admins, waiting, at_once, outcome, gone
):
    second = at_once(
        lambda: suspend_person(admins[2].actor, admins[gone].public_id),
        lambda: services.agree(admins[1].actor, waiting),
    )
    assert second in ("Conflict", "NotPermitted")
    assert outcome()[1] == 0


def test_of_two_who_ask_one_does(admins, lead, at_once, outcome):
    ask = [
        lambda a=admin: services.change_term(a.actor, lead.public_id, last_day=today(), before="")
        for admin in admins[:2]
    ]
    assert at_once(*ask) == "Invalid"
    assert outcome() == (["awaiting"], 0)
