"""Two minutes before a session ends its page says so, in a real browser with clocks of our own."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.support.clock import FrozenClock
from tests.support.world import Member, World

pytestmark = pytest.mark.browser

Tabs = Callable[..., Tab]
AXE = Axe()


@pytest.fixture
def petra(world: World) -> Member:
    return world.person("Petra Lind", world.office("tamarack"))


class Waiting:
    """Somebody who signs in and lets time pass, in the browser and on the server alike."""

    def __init__(self, tab: Tab, member: Member, clock: FrozenClock) -> None:
        self.tab, self.clock = tab, clock
        tab.page.clock.install()
        self.page = tab.sign_in(member)

    @property
    def dialog(self):  # type: ignore[no-untyped-def]
        return self.page.locator("dialog#time-out")

    def wait(self, *, minutes: int) -> Page:
        self.clock.advance(minutes=minutes)
        self.page.clock.fast_forward(minutes * 60_000)
        return self.page


@pytest.fixture
def waiting(tab: Tabs, petra: Member, clock: FrozenClock) -> Waiting:
    return Waiting(tab(), petra, clock)


def test_escape_means_stay(waiting: Waiting) -> None:
    waiting.tab.open("/account")
    waiting.wait(minutes=27)
    expect(waiting.dialog).to_be_hidden()
    page = waiting.wait(minutes=1)
    expect(waiting.dialog).to_be_visible()
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [fault["id"] for fault in found["violations"]] == []
    with page.expect_response("**/session/stay") as answer:
        page.keyboard.press("Escape")
    assert answer.value.json() == {"seconds": 1800, "can_stay": True}
    expect(waiting.dialog).to_be_hidden()
    waiting.wait(minutes=27)
    expect(waiting.dialog).to_be_hidden()
    waiting.wait(minutes=1)
    expect(waiting.dialog).to_be_visible()


def test_who_does_not_answer_is_signed_out_and_returns_to_the_page(
    waiting: Waiting, petra: Member
) -> None:
    waiting.tab.open("/search?q=removal")
    waiting.page.fill("#q", "removal")
    waiting.wait(minutes=29)
    expect(waiting.dialog).to_be_visible()
    page = waiting.wait(minutes=2)
    page.wait_for_url("**/sign-in?next=**")
    page.fill("[name=email]", petra.email)
    page.fill("[name=password]", petra.password)
    page.click("main button")
    page.fill("[name=code]", petra.code())
    page.click("main button")
    page.wait_for_url(waiting.tab.site + "/search?q=removal")


def test_what_was_typed_stays_on_the_page(waiting: Waiting) -> None:
    waiting.tab.open("/documents/new?kind=case-memo")
    waiting.page.fill("[name=body]", "An hour of work")
    waiting.wait(minutes=29)
    page = waiting.wait(minutes=2)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in again")).to_have_attribute(
        "href", "/sign-in?next=%2Fdocuments%2Fnew%3Fkind%3Dcase-memo"
    )
    page.get_by_role("button", name="Go back to the page").click()
    expect(page.locator("[name=body]")).to_have_value("An hour of work")
    expect(page.locator("[name=body]")).to_be_visible()


def test_what_is_done_in_another_tab_is_known_in_this_one(waiting: Waiting) -> None:
    waiting.tab.open("/account")
    waiting.wait(minutes=28)
    expect(waiting.dialog).to_be_visible()
    other = waiting.page.context.new_page()
    other.goto(waiting.tab.site + "/")
    expect(waiting.dialog).to_be_hidden()


def test_the_last_hour_is_announced_and_cannot_be_put_off(waiting: Waiting) -> None:
    for _ in range(26):
        waiting.clock.advance(minutes=27)
        waiting.tab.open("/account")
    waiting.wait(minutes=17)
    expect(waiting.page.get_by_role("heading", name="Your session ends soon")).to_be_visible()
    expect(waiting.page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    waiting.page.keyboard.press("Escape")
    expect(waiting.dialog).to_be_hidden()
    waiting.wait(minutes=2)
    waiting.page.wait_for_url("**/sign-in?next=/account")
