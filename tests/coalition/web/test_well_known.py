"""What password managers and finders of weaknesses look for is where they look for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coalition.app import create_app
from coalition.db import db
from coalition.web.dispatch import Portal
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.settings import make_settings


def test_a_password_manager_is_led_to_the_page_that_changes_the_password(browser, world) -> None:
    person = browser().sign_in(world.person("Ada Winter", world.office()))
    page = person.get("/.well-known/change-password")
    assert page.status == 303
    assert person.follow(page).title.startswith("Change your password")
    assert browser().get("/.well-known/change-password").location == "/account/password"


@pytest.fixture
def portal(database_url: str, tmp_path: Path, clock: FrozenClock):
    """A portal that names who hears of weaknesses, until 22 November 2027."""
    made = create_app(
        make_settings(
            tmp_path,
            database_url,
            SECURITY_CONTACT="mailto:security@coalition.example",
            SECURITY_EXPIRES="2027-11-22",
        )
    )
    yield made
    with made.app_context():
        db.engine.dispose()


def test_whoever_finds_a_weakness_is_told_where_to_report_it(portal: Portal) -> None:
    page = Browser(portal.test_client()).get("/.well-known/security.txt")
    assert page.status == 200
    assert page.response.content_type == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert lines["Contact"] == "mailto:security@coalition.example"
    # RFC 9116, section 2.5.5, wants the moment as RFC 3339 writes it.
    assert datetime.fromisoformat(lines["Expires"]) == datetime(
        2027, 11, 22, 23, 59, 59, tzinfo=UTC
    )
    assert lines["Canonical"].endswith("/.well-known/security.txt")


def test_a_contact_that_holds_no_longer_is_not_given(portal: Portal, clock: FrozenClock) -> None:
    clock.at += timedelta(days=366)
    assert portal.test_client().get("/.well-known/security.txt").status_code == 404


def test_without_a_contact_there_is_no_such_file(browser) -> None:
    assert browser().get("/.well-known/security.txt").status == 404
