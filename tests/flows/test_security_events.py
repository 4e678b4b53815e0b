"""What happens to an account is in the log (who, what, when, from where, with what outcome)."""

from collections.abc import Callable
from datetime import UTC

import pytest
from sqlalchemy import select

from coalition.audit.models import AuditEntry
from coalition.db import db
from coalition.outbox.models import OutboxMessage
from coalition.web.dispatch import Portal
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.world import Member, World

pytestmark = pytest.mark.database

NEW_PASSWORD = "eleven lanterns beside a quiet river"


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office("birch"))


Row = tuple[str, str, str, str, str | None]


def rows(app: Portal) -> list[Row]:
    """Who, what, about whom, outcome and factor of each entry."""
    with app.app_context():
        found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        return [
            (
                entry.actor_id,
                entry.action,
                entry.object_id,
                entry.outcome,
                entry.detail.content.get("factor") if entry.detail else None,
            )
            for entry in found
        ]


def half(person: Browser, ada: Member) -> Browser:
    person.submit(person.get("/sign-in"), {"email": ada.email, "password": ada.password})
    return person


def test_every_step_of_signing_in_is_recorded_with_its_factor(
    app: Portal, browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person, me = browser(), ada.public_id
    person.submit(person.get("/sign-in"), {"email": ada.email, "password": "wrong wrong wrong"})
    assert rows(app)[-1] == ("-", "session.refused", me, "refused", "password")
    clock.advance(minutes=2)
    half(person, ada)
    person.submit(person.get("/sign-in/code"), {"code": "000000"})
    assert rows(app)[-1] == ("-", "session.refused", me, "refused", "authenticator")
    clock.advance(minutes=2)
    person.submit(person.get("/sign-in/recovery-code"), {"code": "0000-0000-0000-0000"})
    assert rows(app)[-1] == ("-", "session.refused", me, "refused", "recovery-code")
    person.submit(person.get("/sign-in/code"), {"code": ada.code()})
    assert rows(app)[-1] == (me, "session.started", me, "done", "authenticator")
    person.submit(person.get("/account"), action="/sign-out")
    assert rows(app)[-1][:4] == (me, "session.ended", me, "done")


def test_a_change_of_password_is_recorded_and_told(
    app: Portal, browser: Callable[[], Browser], ada: Member
) -> None:
    person = browser().sign_in_by_pages(ada)
    form = {"old_password": "wrong wrong wrong wrong", "password": NEW_PASSWORD}
    person.submit(person.get("/account/password"), form)
    assert rows(app)[-1][1:4] == ("password.refused", ada.public_id, "refused")
    form["old_password"] = ada.password
    person.submit(person.get("/account/password"), form)
    assert (ada.public_id, "password.changed", ada.public_id, "done", None) in rows(app)
    with app.app_context():
        told = db.session.scalars(select(OutboxMessage.payload)).all()
    assert {"person": ada.public_id, "what": "password.changed"} in list(told)


def test_a_page_that_is_refused_is_recorded(
    app: Portal, browser: Callable[[], Browser], ada: Member
) -> None:
    person = browser().sign_in_by_pages(ada)
    assert person.get("/audit").status == 403
    assert rows(app)[-1][:4] == (ada.public_id, "access.refused", "audit:read", "refused")


def test_every_entry_says_who_what_when_from_where_and_how_it_ended(
    app: Portal, browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in_by_pages(ada)
    person.get("/audit")
    person.submit(person.get("/account"), action="/sign-out")
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert len(entries) >= 3
        for entry in entries:
            assert entry.at == clock.at
            assert entry.at.tzinfo is UTC or entry.at.utcoffset() == UTC.utcoffset(None)
            assert entry.actor_kind in ("person", "visitor")
            assert entry.actor_id
            assert entry.action
            assert entry.object_kind
            assert entry.object_id
            assert entry.outcome in ("done", "refused", "failed")
            assert entry.detail is not None
            assert entry.detail.content["source"] == "127.0.0.1"


def test_password_managers_are_told_what_each_field_takes(
    browser: Callable[[], Browser], ada: Member
) -> None:
    def fields(person: Browser, path: str) -> list[str]:
        page = person.get(path)
        assert page.soup.select("[onpaste], [oncopy], [autocomplete=off][type=password]") == []
        return [
            str(f.get("autocomplete")) for f in page.soup.select("main input:not([type=hidden])")
        ]

    person = browser()
    assert fields(person, "/sign-in") == ["username", "current-password"]
    half(person, ada)
    assert fields(person, "/sign-in/code") == ["one-time-code"]
    shown = fields(browser().sign_in_by_pages(ada), "/account/password")
    assert shown[-2:] == ["current-password", "new-password"]


# What a form of the portal never asks for, and somebody adds.
TAKEN = {
    "id": "1",
    "person_id": "1",
    "public_id": "zzzzzzzzzzzzzzzz",
    "office_id": "2",
    "office": "2",
    "role": "coalition-admin",
    "roles": "coalition-admin",
    "role_rows": "coalition-admin",
    "status": "suspended",
    "email": "eve@evil.example",
    "name": "Eve",
    "is_admin": "true",
    "password_hash": "x",
    "totp_secret": "x",
    "tokens": "coalition",
    "read_tokens": "coalition",
}


@pytest.mark.parametrize(
    "path", ["/account/theme", "/account/sessions/end-others", "/session/stay"]
)
def test_fields_that_a_form_does_not_have_change_nothing(
    app: Portal, world: World, browser: Callable[[], Browser], ada: Member, path: str
) -> None:
    from coalition.accounts.models import Person

    world.office("cedar")
    person = browser().sign_in_by_pages(ada)

    def row() -> list[object]:
        with app.app_context():
            kept = [c for c in Person.__table__.columns if c.name != "theme"]
            found = db.session.execute(select(*kept).where(Person.id == ada.id)).one()
            roles = db.session.get_one(Person, ada.id).roles
            return [*found, roles]

    before = row()
    person.post(path, person.tokens("/account") | TAKEN | {"theme": "dark"})
    assert row() == before
