"""One page for each status, which says what to do and nothing of what went wrong inside."""

import io
import json
from collections.abc import Callable

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from coalition.accounts import throttle
from coalition.app import create_app
from coalition.audit import services as audit
from coalition.db import db
from coalition.settings import SettingsError
from coalition.web.dispatch import Portal
from coalition.web.errors import error_page
from coalition.web.kit import MAX_BODY_BYTES
from tests.support.client import Browser
from tests.support.settings import make_settings
from tests.support.world import Member, World

INSIDE = ("Traceback", "sqlalchemy", "SELECT ", "/coalition/", ".py", "werkzeug", "Planted")


class Planted(Exception):
    """Something that nobody thought of."""


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office())


@pytest.fixture
def log() -> io.StringIO:
    """What the portal writes into its log from now on."""
    written = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    return written


def breaking(monkeypatch: pytest.MonkeyPatch, where: str, failure: Exception) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise failure

    monkeypatch.setattr(where, fail)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_status_has_a_page_of_its_own(app: Portal, status: int) -> None:
    with app.test_request_context("/"):
        page, answered = error_page(status)
        others = {error_page(other)[0] for other in (400, 500) if other != status}
    assert answered == status
    assert "<h1>" in page
    assert page not in others


@pytest.mark.parametrize("status", [402, 406, 410, 418, 431, 501, 502, 504])
def test_any_other_status_gets_the_page_of_its_class(app: Portal, status: int) -> None:
    with app.test_request_context("/"):
        assert error_page(status) == (error_page(500 if status >= 500 else 400)[0], status)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (Planted("Planted secret"), 500),
        (ValueError("Planted secret"), 500),
        (OperationalError("SELECT planted", {"x": "Planted"}, Exception("Planted")), 503),
        (RecursionError("Planted"), 500),
        (MemoryError("Planted"), 500),
    ],
)
def test_a_failure_shows_a_page_and_nothing_of_itself(
    browser: Callable[[], Browser],
    ada: Member,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    failure: Exception,
    status: int,
) -> None:
    person = browser().sign_in(ada)
    breaking(monkeypatch, "coalition.accounts.account_pages.sessions.live_sessions", failure)
    page = person.get("/account")
    assert page.status == status
    assert page.soup.select("h1")
    assert not [words for words in INSIDE if words in page.text]
    # The log has it, one JSON line, without what the failure said.
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["level"] for line in lines] == ["error"]
    assert "Planted secret" not in log.getvalue()
    monkeypatch.undo()
    assert person.get("/account").status == 200


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("coalition.web.guard.might_allow", "/account"),
        ("coalition.accounts.loader.find_session", "/account"),
        ("coalition.accounts.loader.actor_of", "/account"),
        ("coalition.accounts.sessions.is_live", "/account"),
    ],
)
def test_whoever_cannot_be_judged_is_not_let_in(
    browser: Callable[[], Browser],
    ada: Member,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    path: str,
) -> None:
    person = browser().sign_in(ada)
    breaking(monkeypatch, where, Planted())
    page = person.get(path)
    assert page.status >= 500
    assert "Ada Winter" not in page.text


@pytest.mark.parametrize("part", ["refuse_if_locked", "count_attempt"])
def test_nobody_signs_in_while_attempts_cannot_be_counted(
    browser: Callable[[], Browser], ada: Member, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    person = browser()
    page = person.get("/sign-in")
    breaking(monkeypatch, f"{throttle.__name__}.{part}", Planted())
    assert person.submit(page, {"email": ada.email, "password": ada.password}).status == 500
    monkeypatch.undo()
    assert person.get("/sign-in/code").location.startswith("/sign-in")


def test_what_cannot_be_recorded_does_not_happen(
    app: Portal, browser: Callable[[], Browser], ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = browser()
    page = person.submit(person.get("/sign-in"), {"email": ada.email, "password": ada.password})
    page = person.follow(page)
    breaking(monkeypatch, f"{audit.__name__}.link_hash", Planted())
    assert person.submit(page, {"code": ada.code()}).status == 500
    monkeypatch.undo()
    assert person.get("/account").location.startswith("/sign-in")


def test_a_body_over_the_limit_is_refused(browser: Callable[[], Browser], ada: Member) -> None:
    person = browser().sign_in(ada)
    tokens = person.tokens("/account")
    page = person.post("/account/theme", tokens | {"theme": "x" * (MAX_BODY_BYTES + 1)})
    assert page.status == 413
    said = str(MAX_BODY_BYTES * 10)
    page = person.post("/account/theme", tokens, environ_overrides={"CONTENT_LENGTH": said})
    assert page.status == 413


def test_a_forged_form_is_noted_in_the_log(
    browser: Callable[[], Browser], ada: Member, log: io.StringIO
) -> None:
    person = browser().sign_in(ada)
    assert person.post("/account/theme", {"theme": "dark", "csrf_token": "forged"}).status == 400
    (line,) = [json.loads(row) for row in log.getvalue().splitlines()]
    assert (line["event"], line["endpoint"]) == ("form.forged", "account.theme")
    assert "forged" not in line.values()


def test_production_does_not_start_for_debugging(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path
) -> None:
    changes = {
        "MODE": "production",
        "BASE_URL": "https://portal.example",
        "COOKIE_SECURE": "true",
    }
    settings = make_settings(tmp_path, database_url, **changes)
    portal = create_app(settings)
    assert not portal.debug
    with portal.app_context():
        db.engine.dispose()
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(SettingsError, match="FLASK_DEBUG"):
        create_app(settings)


@pytest.mark.parametrize(
    "path",
    [
        "/.git/HEAD",
        "/.env",
        "/static/",
        "/static/css/",
        "/static/../settings.py",
        "/static/%2e%2e/app.py",
        "/static/css/../../settings.py",
        "/console",
        "/metrics",
        "/debug",
        "/wsgi.py",
    ],
)
def test_nothing_is_served_that_is_not_a_page_or_a_style(app: Portal, path: str) -> None:
    answer = app.test_client().get(path)
    answer.close()
    assert answer.status_code == 404
