"""Somebody leaves: signed out at once, their papers handed on, what they received listed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from coalition.access.audience import Audience, Tlp
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.flows.sharing import share
from tests.support.world import World

pytestmark = pytest.mark.browser


def test_a_lead_sees_somebody_off_without_a_script(
    app: Portal, world: World, tab: Callable[..., Tab]
) -> None:
    office, away = world.office("elm"), world.office("oak")
    leaver, heir = world.person("Lea Leaver", office), world.person("Hal Heir", office)
    lead, other = world.person("Lou Lead", office, "office-lead"), world.person("Ola Other", away)
    everyone = Audience(Tlp.GREEN)
    share(app, leaver, "A memo to hand on", "It came late.", audience=everyone)
    share(app, other, "A memo from elsewhere", "It came early.", audience=everyone)
    leaving = tab(java_script_enabled=False).sign_in(leaver)
    leaving.get_by_role("link", name="A memo from elsewhere").first.click()
    expect(leaving.get_by_role("heading", level=1)).to_have_text("A memo from elsewhere")

    page = tab(java_script_enabled=False).sign_in(lead)
    page.get_by_role("link", name="Members").first.click()
    page.get_by_role("link", name="Suspend Lea Leaver").click()
    expect(page.locator("main")).to_contain_text("signed out everywhere")
    page.get_by_role("button", name="Suspend").click()
    expect(page.locator("main")).to_contain_text("Every session, factor, pending link")

    leaving.reload()
    expect(leaving.get_by_role("heading", level=1)).to_contain_text("Sign in")

    expect(page.get_by_role("row", name="A memo to hand on")).to_be_visible()
    page.locator("[name=to]").select_option(label="Hal Heir")
    page.get_by_role("button", name="Hand on", exact=True).click()
    expect(page.locator("main")).to_contain_text("Nothing is left to hand on")
    page.get_by_role("link", name="See the list").click()
    expect(page.locator("main")).to_contain_text("A memo from elsewhere")

    mine = tab(java_script_enabled=False).sign_in(heir)
    mine.goto(page.url.partition("/members")[0] + "/documents/mine")
    expect(mine.locator("main")).to_contain_text("A memo to hand on")
