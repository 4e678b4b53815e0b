"""Nobody's text is lost because a session ended while they were writing."""

from collections.abc import Callable

import pytest

from tests.support.client import Browser, form_values
from tests.support.clock import FrozenClock
from tests.support.world import World

pytestmark = pytest.mark.database

TEXT = "A long account of the hearing <script>alert(1)</script>, typed for an hour."


@pytest.fixture
def timed_out(
    world: World, browser: Callable[[], Browser], clock: FrozenClock
) -> tuple[Browser, dict[str, str]]:
    """An author whose session ended, and what the open form would send."""
    session = browser().sign_in(world.person("Author", world.office(), "prosecutor"))
    form = session.get("/documents/new?kind=case-memo").form()
    clock.advance(minutes=45)
    return session, form_values(form) | {"title": "Remand", "body": TEXT, "action": "save"}


def test_what_was_typed_is_shown_to_be_kept_and_nothing_is_saved(
    timed_out: tuple[Browser, dict[str, str]],
) -> None:
    session, values = timed_out
    page = session.post("/documents/new?kind=case-memo", values)
    assert page.status == 403
    assert "nothing was saved" in page.words
    assert [t.get_text().strip() for t in page.soup.select("textarea")] == [TEXT]
    assert page.soup.select("main script") == []
    link = page.soup.find("a", string="Sign in and go back to the page")
    assert link is not None
    assert "next=/documents/new?kind" in str(link["href"]).replace("%3F", "?").replace("%2F", "/")


def test_what_another_site_sends_is_not_shown(
    timed_out: tuple[Browser, dict[str, str]],
) -> None:
    session, values = timed_out
    page = session.post("/documents/new?kind=case-memo", values | {"csrf_token": "forged"})
    assert page.location == "/sign-in"
    assert TEXT not in page.text


def test_passwords_are_never_shown(
    world: World, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    member = world.person("Author", world.office(), "prosecutor")
    session = browser().sign_in(member)
    form = session.get("/account/password").form()
    clock.advance(minutes=45)
    fields = {str(f["name"]): "a very long secret phrase" for f in form.select("[type=password]")}
    assert fields
    page = session.post("/account/password", form_values(form) | fields)
    assert "secret phrase" not in page.text
