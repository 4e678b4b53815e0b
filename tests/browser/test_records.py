"""A public-records request from its receipt to its end, in a real browser without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from coalition import clock as time
from coalition.access.audience import Audience, Tlp
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.flows.sharing import share
from tests.support.world import World

pytestmark = pytest.mark.browser


def day(ahead: int = 0) -> str:
    return f"{time.now().year + ahead}-{time.now():%m-%d}"


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words)


def register(page: Page) -> None:
    page.get_by_role("link", name="Records").first.click()
    page.get_by_role("link", name="Register a request").click()
    page.get_by_label("The press").check()
    page.locator("[name=reference]").fill("PRR 2026-4")
    page.locator("[name=received_on]").fill(day())
    page.locator("[name=statute]").fill("RCW 42.56")
    page.locator("[name=due_on]").fill(day(1))
    page.locator("[name=scope]").fill("Everything about removal to federal court.")
    page.get_by_role("button", name="Register").click()
    said(page, "The request is registered.")


def test_a_request_is_registered_searched_replied_to_logged_and_closed(
    app: Portal, world: World, tab: Callable[..., Tab]
) -> None:
    home, away = world.office("tamarack"), world.office("alder")
    author = world.person("Petra Author", home)
    share(app, author, "Removal denied", "It came late.", audience=Audience(Tlp.GREEN))
    page = tab(java_script_enabled=False).sign_in(world.person("Olga Asked", away, "office-lead"))
    register(page)
    page.get_by_role("link", name="Look for papers").click()
    page.locator("[name=q]").fill("removal")
    page.get_by_role("button", name="Look").click()
    page.get_by_label("Removal denied").check()
    page.get_by_role("button", name="Choose and keep").click()
    said(page, "The papers are chosen")
    page.get_by_role("link", name="Ask contributors").click()
    page.locator("[name=until]").fill(day(1))
    page.get_by_role("button", name="Ask them").click()
    said(page, "The contributors are told")
    contributor = tab(java_script_enabled=False).sign_in(author)
    contributor.get_by_role("link", name="Records").first.click()
    contributor.get_by_role("link", name="was asked for case memo").click()
    contributor.get_by_label("Objects").check()
    contributor.locator("[name=ground]").select_option("common-interest")
    contributor.locator("[name=reason]").fill("Offices of the coalition wrote it together")
    contributor.get_by_role("button", name="Send the reply").click()
    said(contributor, "Thank you.")
    page.reload()
    expect(page.locator("main")).to_contain_text("Offices of the coalition wrote it together")
    page.get_by_role("link", name="Log what became of a paper").click()
    page.get_by_label("Withheld", exact=True).check()
    page.locator("[name=ground]").select_option("common-interest")
    page.get_by_role("button", name="Enter it").click()
    said(page, "It is in the log.")
    page.get_by_role("button", name="It was answered").click()
    page.get_by_role("link", name="Close it").click()
    page.locator("[name=close_reason]").fill("A letter went out")
    page.get_by_role("button", name="Close the request").click()
    said(page, "Its holds are lifted.")
    page.get_by_role("link", name="Records").first.click()
    expect(page.locator("main")).to_contain_text("0 open requests")
    expect(page.locator("main")).to_contain_text("0 holds")
