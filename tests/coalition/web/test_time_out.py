"""A page says when its session ends; asking to stay puts that off, but never past the last hour."""

from collections.abc import Callable

import pytest

from tests.support.client import Browser, Page
from tests.support.clock import FrozenClock
from tests.support.world import Member, World

pytestmark = pytest.mark.database


@pytest.fixture
def ada(world: World) -> Member:
    return world.person("Ada Winter", world.office())


def said(page: Page) -> tuple[int, bool]:
    """How many seconds the page says are left, and whether staying helps."""
    [dialog] = page.soup.select("dialog#time-out")
    return int(str(dialog["data-seconds"])), dialog["data-can-stay"] == "true"


def stay(browser: Browser, tokens: dict[str, str]) -> Page:
    return browser.post("/session/stay", tokens)


def test_a_page_says_when_its_session_ends(
    browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in(ada)
    assert said(person.get("/account")) == (30 * 60, True)
    # Use is noted once a minute, and the page says what was noted.
    clock.advance(seconds=50)
    assert said(person.get("/account")) == (30 * 60 - 50, True)
    clock.advance(minutes=20)
    assert said(person.get("/account")) == (30 * 60, True)


def test_staying_keeps_the_session_without_another_page(
    browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in(ada)
    tokens = person.tokens("/account")
    for _ in range(3):
        clock.advance(minutes=28, seconds=30)
        answer = stay(person, tokens)
        assert answer.response.json == {"seconds": 1800, "can_stay": True}
    assert person.get("/account").status == 200


def test_nobody_stays_past_the_last_hour(
    browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in(ada)
    tokens = person.tokens("/account")
    for _ in range(25):
        clock.advance(minutes=28)
        assert stay(person, tokens).status == 200
    assert stay(person, tokens).response.json == {"seconds": 20 * 60, "can_stay": False}
    clock.advance(minutes=20)
    assert stay(person, tokens).location == "/sign-in"


def test_whoever_comes_too_late_signs_in_and_is_back_on_the_page(
    browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in(ada)
    tokens = person.tokens("/account")
    clock.advance(minutes=30)
    assert stay(person, tokens).location == "/sign-in"
    page = person.follow(person.get("/search?q=removal&page=2"))
    page = person.submit(page, {"email": ada.email, "password": ada.password})
    page = person.submit(person.follow(page), {"code": ada.code()})
    assert page.location == "/search?q=removal&page=2"


def test_another_site_keeps_nobody_signed_in(
    browser: Callable[[], Browser], ada: Member, clock: FrozenClock
) -> None:
    person = browser().sign_in(ada)
    clock.advance(minutes=20)
    assert stay(person, {}).status == 400
    assert stay(person, {"csrf_token": "forged"}).status == 400


def test_a_visitor_is_shown_the_notice_of_use_and_no_time_out(
    browser: Callable[[], Browser],
) -> None:
    page = browser().get("/sign-in")
    assert "may be monitored, recorded and audited" in page.words
    assert "Unauthorized use is prohibited" in page.words
    assert page.soup.select("dialog") == []
