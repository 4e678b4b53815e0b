"""What stands in front of the portal is said in a setting, never by whoever asks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import request

from coalition.app import create_app
from coalition.db import db
from coalition.web.dispatch import Portal
from coalition.web.routing import PUBLIC, declare
from tests.support.settings import make_settings

FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Server": "evil.example",
    "X-Real-IP": "192.0.2.99",
    "Forwarded": "for=192.0.2.99;host=evil.example;proto=https",
    "X-Original-URL": "/account",
    "X-Rewrite-URL": "/account",
    "X-HTTP-Method-Override": "DELETE",
}
Behind = Callable[[int], Portal]


@pytest.fixture
def behind(database_url: str, tmp_path: Path) -> Iterator[Behind]:
    """Makes a portal behind so many proxies, with a page that says what it takes for true."""
    made = []

    def make(proxies: int) -> Portal:
        changes = {"TRUSTED_PROXIES": str(proxies), "BASE_URL": "http://portal.example"}
        portal = create_app(make_settings(tmp_path, database_url, **changes))
        portal.add_url_rule(
            "/seen",
            "seen",
            lambda: [request.remote_addr, request.host, request.scheme, request.root_path],
        )
        declare(portal, "seen", PUBLIC)
        made.append(portal)
        return portal

    yield make
    for portal in made:
        with portal.app_context():
            db.engine.dispose()


def seen(portal: Portal, forwarded: str) -> list[str]:
    headers = FORGED | {"X-Forwarded-For": forwarded}
    answer = portal.test_client().get("/seen", base_url="http://portal.example", headers=headers)
    assert answer.status_code == 200
    return list(answer.json)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "source"),
    [
        (0, "127.0.0.9", "127.0.0.1"),
        (0, "::1, 127.0.0.9", "127.0.0.1"),
        (1, "::1", "::1"),
        (1, "192.0.2.1, ::1", "::1"),
        (1, "192.0.2.1, 192.0.2.2, ::1", "::1"),
        (2, "::1, 192.0.2.7", "::1"),
        (2, "192.0.2.1, ::1, 192.0.2.7", "::1"),
        # Fewer than the setting says: whoever asks came around a proxy and names nobody.
        (2, "192.0.2.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_visitor_is_named_by_the_outermost_trusted_proxy_and_by_nobody_else(
    behind: Behind, proxies: int, forwarded: str, source: str
) -> None:
    assert seen(behind(proxies), forwarded)[0] == source


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_no_forwarded_header_changes_the_host_the_scheme_or_the_path(
    behind: Behind, proxies: int
) -> None:
    assert seen(behind(proxies), "::1, ::1")[1:] == ["portal.example", "http", ""]


@pytest.mark.parametrize("proxies", [0, 1, 2])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "portal.example.evil.example",
        "evil.example:80",
        "portal.example@evil.example",
        "",
        "a b",
        "[::1",
        "portal.example:99999",
    ],
)
def test_a_request_for_another_host_is_refused(behind: Behind, proxies: int, host: str) -> None:
    answer = behind(proxies).test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.data
    assert b"csrf_token" not in answer.data


@pytest.mark.parametrize("host", ["portal.example", "portal.example:8443", "localhost:8000"])
def test_the_portals_own_name_is_answered_on_any_port(behind: Behind, host: str) -> None:
    assert behind(0).test_client().get("/sign-in", headers={"Host": host}).status_code == 200
