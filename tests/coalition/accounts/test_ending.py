"""Ending somebody's access ends every way in, and never the last admin's."""

import pytest
from sqlalchemy import func, select

from coalition import clock as time
from coalition import ids
from coalition.accounts import services
from coalition.accounts.ending import end_access
from coalition.accounts.models import (
    AccountSession,
    FactorReset,
    KnownDevice,
    Passkey,
    PasswordReset,
    Person,
    RecoveryCode,
)
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.membership.models import Invitation
from coalition.search.asked import Search
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.services import save_search
from tests.support.world import Member

WAYS_IN = (Passkey, KnownDevice, RecoveryCode, PasswordReset)


@pytest.fixture
def lead(world):
    return world.person("Lead", world.office("birch"), "office-lead")


@pytest.fixture
def member(app, world, lead) -> Member:
    """Somebody with one of everything that could let them in."""
    office = type("Office", (), {"id": lead.office_id, "slug": "birch"})
    person = world.person("Mem Ber", office)
    now = time.now()
    facts = {"public_id": ids.public_id(), "person_id": person.id}
    with app.app_context(), unit_of_work():
        db.session.add_all(
            [
                Passkey(**facts, credential_id=b"c", public_key=b"k", name="Key", created_at=now),
                KnownDevice(
                    person_id=person.id, token_hash="d" * 64, created_at=now, last_used_at=now
                ),
                RecoveryCode(person_id=person.id, code_hash="r" * 64),
                PasswordReset(**facts, asked_at=now),
                FactorReset(**facts, asked_at=now, expires_at=now.replace(year=now.year + 1)),
                invitation(person, lead, email=person.email),
                invitation(person, person, email="new@birch.example"),
            ]
        )
        save_search(person.actor, asked=Search("removal"), name="Mine", frequency="daily")
    return person


def invitation(person: Member, asked_by: Member, *, email: str) -> Invitation:
    now = time.now()
    return Invitation(
        public_id=ids.public_id(),
        email=email,
        name="N",
        office_id=person.office_id,
        role="prosecutor",
        state="approved",
        token_hash=ids.token(),
        asked_by_id=asked_by.id,
        created_at=now,
        expires_at=now.replace(year=now.year + 1),
    )


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_everything_that_could_let_them_in_ends_with_one_commit(app, browser, member, lead):
    tab = browser().sign_in(member)
    with app.app_context():
        with unit_of_work():
            services.suspend_person(lead.actor, member.public_id)
        assert [count(table) for table in WAYS_IN] == [0, 0, 0, 0]
        live = select(AccountSession).where(
            AccountSession.person_id == member.id, AccountSession.ended_at.is_(None)
        )
        assert db.session.scalars(live).all() == []
        person = db.session.get_one(Person, member.id)
        assert (person.password_hash, person.totp_secret, person.totp_confirmed_at) == (
            "",
            None,
            None,
        )
        assert db.session.scalars(select(FactorReset.state)).all() == ["cancelled"]
        assert set(db.session.scalars(select(Invitation.state))) == {"refused"}
        assert set(db.session.scalars(select(Invitation.token_hash))) == {None}
        assert db.session.scalars(select(SavedSearch.frequency)).all() == ["never"]
        actions = set(db.session.scalars(select(AuditEntry.action)))
        assert {"person.suspended", "invitation.taken-back"} <= actions
    assert tab.get("/documents").location.startswith("/sign-in")


def test_when_one_part_fails_nothing_ended(app, browser, member, lead, monkeypatch):
    tab = browser().sign_in(member)
    endings = app.extensions["coalition"].endings

    def fail(*_given):
        raise RuntimeError("broken")

    monkeypatch.setattr(app.extensions["coalition"], "endings", [*endings, fail])
    with app.app_context(), pytest.raises(RuntimeError, match="broken"), unit_of_work():
        services.suspend_person(lead.actor, member.public_id)
    assert tab.get("/documents").status == 200
    with app.app_context():
        assert [count(table) for table in WAYS_IN] == [1, 2, 1, 1]


def test_a_second_suspension_changes_nothing(app, member, lead):
    with app.app_context():
        with unit_of_work():
            services.suspend_person(lead.actor, member.public_id)
        with pytest.raises(Conflict), unit_of_work():
            services.suspend_person(lead.actor, member.public_id)
        assert list(db.session.scalars(select(AuditEntry.action))).count("person.suspended") == 1


def test_whoever_returns_has_neither_password_nor_factor(app, browser, member, lead):
    with app.app_context():
        with unit_of_work():
            services.suspend_person(lead.actor, member.public_id)
        with pytest.raises(NotFound), unit_of_work():
            services.reactivate_person(member.actor, member.public_id)
        with unit_of_work():
            services.reactivate_person(lead.actor, member.public_id)
    visitor = browser()
    page = visitor.submit(
        visitor.get("/sign-in"), {"email": member.email, "password": member.password}
    )
    assert page.status == 422


def test_nobody_lets_themselves_in_again(app, world, lead):
    other = world.person("Other", type("O", (), {"id": lead.office_id, "slug": "b"}), "office-lead")
    with app.app_context():
        with unit_of_work():
            services.suspend_person(other.actor, lead.public_id)
        with pytest.raises(NotPermitted), unit_of_work():
            services.reactivate_person(lead.actor, lead.public_id)


def test_the_last_admin_who_can_sign_in_is_not_suspended(app, world, lead):
    office = type("O", (), {"id": lead.office_id, "slug": "birch"})
    one, two = (world.person(name, office, "coalition-admin") for name in ("One", "Two"))
    with app.app_context():
        with unit_of_work():
            services.suspend_person(lead.actor, one.public_id)
        with pytest.raises(Invalid, match="last coalition admin"), unit_of_work():
            services.suspend_person(lead.actor, two.public_id)
        with unit_of_work():
            person = db.session.get_one(Person, lead.id)
            end_access(two.actor, person, why="suspended")


def test_the_page_says_why_the_last_admin_stays(app, world, browser, lead):
    office = type("O", (), {"id": lead.office_id, "slug": "birch"})
    admin = world.person("Admin", office, "coalition-admin")
    tab = browser().sign_in(lead)
    page = tab.submit(tab.get(f"/members/{admin.public_id}/suspend"))
    assert page.status == 422
    assert "last coalition admin" in page.words
