"""A paper is recalled, its reader is told and confirms, and the office sees the receipt."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from coalition.access.audience import Audience, Tlp
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.flows.sharing import share
from tests.support.world import World

pytestmark = pytest.mark.browser


def test_a_reader_erases_what_is_recalled_and_the_office_sees_it_without_a_script(
    app: Portal, world: World, tab: Callable[..., Tab]
) -> None:
    author = world.person("Petra Author", world.office("elm"))
    reader = world.person("Rita Reader", world.office("oak"))
    share(app, author, "Removal denied", "It came late.", audience=Audience(Tlp.GREEN))
    reading = tab(java_script_enabled=False).sign_in(reader)
    reading.get_by_role("link", name="Removal denied").first.click()
    expect(reading.get_by_role("heading", level=1)).to_have_text("Removal denied")

    office = tab(java_script_enabled=False).sign_in(author)
    office.goto(reading.url)
    office.get_by_role("link", name="See who and when").click()
    expect(office.get_by_role("row", name="Rita Reader")).to_contain_text("Yes")
    office.get_by_role("link", name="Recall it").click()
    expect(office.locator("main")).to_contain_text("1 other person has opened it")
    office.locator("[name=reason]").first.check()
    office.get_by_role("button", name="Recall").click()
    expect(office.get_by_role("row", name="Rita Reader")).to_contain_text("Asked")

    reading.reload()
    expect(reading.get_by_role("heading", level=1)).to_have_text("Page not found")
    reading.get_by_role("link", name="Coalition Exchange").first.click()
    reading.get_by_role("link", name="1 recalled paper").click()
    expect(reading.locator("main")).not_to_contain_text("Removal denied")
    reading.get_by_role("button", name="I have erased every copy").click()
    expect(reading.get_by_role("status")).to_contain_text("Thank you")

    office.reload()
    expect(office.get_by_role("row", name="Rita Reader")).to_contain_text("No")
    expect(office.locator("main")).to_contain_text("1 confirmed that they erased their copies")
