"""Every answer, of whatever status, tells the browser to trust nothing but the portal itself."""

from collections.abc import Callable

import pytest

from coalition.app import create_app
from coalition.db import db
from coalition.web.dispatch import Portal
from tests.support.client import Browser
from tests.support.settings import make_settings
from tests.support.world import World

# A page, a redirect, an unknown address, a refused method, a refused form, an asset.
ANSWERS = [
    ("GET", "/sign-in", 200),
    ("GET", "/account", 303),
    ("GET", "/nothing-here", 404),
    ("DELETE", "/sign-in", 405),
    ("POST", "/sign-in", 400),
    ("GET", "/static/favicon.svg", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_the_same_guards(
    app: Portal, method: str, path: str, status: int
) -> None:
    answer = app.test_client().open(path, method=method)
    answer.close()
    assert answer.status_code == status
    headers = answer.headers
    policy = dict(
        rule.strip().partition(" ")[::2] for rule in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.fixture
def behind_tls(app: Portal, tmp_path) -> Portal:  # type: ignore[no-untyped-def]
    """The same portal as people reach it by https."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    changes = {"BASE_URL": "https://portal.example", "COOKIE_SECURE": "true"}
    portal = create_app(make_settings(tmp_path, url, **changes))
    yield portal
    with portal.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_behind_tls_every_answer_keeps_browsers_to_https(
    behind_tls: Portal, method: str, path: str, status: int
) -> None:
    answer = behind_tls.test_client().open(path, method=method, base_url="https://portal.example")
    answer.close()
    assert answer.status_code == status
    rules = answer.headers["Strict-Transport-Security"].split("; ")
    assert int(rules[0].removeprefix("max-age=")) >= 365 * 24 * 3600
    assert "includeSubDomains" in rules


def test_without_tls_nothing_is_promised_of_it(app: Portal) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


def test_behind_tls_the_one_cookie_is_bound_to_this_host(behind_tls: Portal) -> None:
    answer = behind_tls.test_client().get("/sign-in", base_url="https://portal.example")
    [cookie] = answer.headers.getlist("Set-Cookie")
    name, *rules = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert len(name) < 4096
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(rules)
    assert not any(rule.startswith("Domain") for rule in rules)


def test_signing_out_has_the_browser_forget_everything(
    world: World, browser: Callable[[], Browser]
) -> None:
    person = browser().sign_in(world.person("Ada Winter", world.office()))
    page = person.get("/account")
    assert "Clear-Site-Data" not in page.response.headers
    left = person.submit(page, action="/sign-out").response
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(c.startswith("session=;") for c in left.headers.getlist("Set-Cookie"))
    assert "Clear-Site-Data" not in person.get("/sign-in").response.headers


def test_a_session_ended_elsewhere_has_the_browser_forget_what_it_kept(
    world: World, browser: Callable[[], Browser], clock
) -> None:
    ada = world.person("Ada Winter", world.office())
    one = browser().sign_in(ada)
    clock.advance(minutes=1)
    two = browser().sign_in(ada)
    two.submit(two.get("/account"), action="/account/sessions/end-others")
    answer = one.get("/account").response
    assert answer.location.startswith("/sign-in")
    # Not the cookie: it ties what is typed in other tabs to this browser.
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser().get("/account").response.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_no_other_site_is_granted_a_look(app: Portal, origin: str) -> None:
    for path in ("/sign-in", "/healthz", "/static/favicon.svg"):
        answer = app.test_client().get(path, headers={"Origin": origin})
        answer.close()
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
