"""The benchmark of the admin's pages asks for every one of them, in a coalition as seeded."""

import pytest
from sqlalchemy import func, select

from benchmarks import large_coalition
from benchmarks.admin_pages import admin_pages, measure, signed_in, verdict
from coalition.accounts.models import Person
from coalition.db import db
from coalition.offices.models import Office
from coalition.web.dispatch import Portal
from tests.flows.doors import ADMIN, DOORS, EVERYBODY

pytestmark = pytest.mark.database


@pytest.fixture
def paths(app: Portal, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """An admin of a small coalition, and the addresses of the pages."""
    for name, number in {"APPLICATIONS": 6, "INVITATIONS": 6, "RESETS": 2, "ENTRIES": 10}.items():
        monkeypatch.setattr(large_coalition, name, number)
    with app.app_context():
        admin = large_coalition.seed(3, 32)
        assert db.session.scalar(select(func.count()).select_from(Office)) == 3
        assert db.session.scalar(select(func.count()).select_from(Person)) == 32
        return admin, list(admin_pages(app))


def test_every_page_that_only_admins_and_leads_open_is_asked_for(
    app: Portal, paths: tuple[int, list[str]]
) -> None:
    admin, found = paths
    rows = measure(signed_in(app, admin), found, 1)
    assert [row["page"] for row in rows if row["status"] != 200] == []
    asked = {path.partition("?")[0].count("/") for path in found}
    assert asked == {1, 2, 3}
    ours = {
        path
        for (method, path), who in DOORS.items()
        if method == "GET" and ADMIN <= who != EVERYBODY and "<" not in path
    }
    assert ours <= {path for path in found if "?" not in path}


def test_the_verdict_names_what_is_slow_and_what_was_not_shown() -> None:
    rows = [
        {"page": "/a", "status": 200, "p95_ms": 299.0},
        {"page": "/b", "status": 303, "p95_ms": 1.0},
    ]
    assert verdict(rows) == "Under 300 ms at p95: all\nNOT shown: /b"
    file = {"page": "/a.csv", "status": 200, "p95_ms": 900.0}
    assert verdict([rows[0], file]) == "Under 300 ms at p95: all"
    assert "NOT /a" in verdict([rows[0] | {"p95_ms": 300.0}])
