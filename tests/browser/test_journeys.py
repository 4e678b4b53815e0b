"""What people come for, from start to end, in a real browser."""

from collections.abc import Callable

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from coalition import clock as time
from coalition.access.actor import operator
from coalition.access.audience import Audience, Tlp
from coalition.accounts import passwords, services
from coalition.db import unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.flows.sharing import clip, event, share
from tests.support.world import PASSWORD, Member, World

pytestmark = pytest.mark.browser

AXE = Axe()
Tabs = Callable[..., Tab]


@pytest.fixture
def petra(world: World) -> Member:
    """A prosecutor whose office lets its members share."""
    world.person("Rufus Reader", world.office("alder", state="IL"))
    return world.person("Petra Lind", world.office("tamarack"))


def test_a_member_signs_in_searches_opens_the_moment_and_comes_back(
    app: Portal, petra: Member, tab: Tabs
) -> None:
    moments = [event("20:59:00", "arrival"), event("21:04:46", "firearm-pointed", "Muzzle rises.")]
    share(app, petra, "Driveway stop", kind="evidence-index", clips=[clip()], events=moments)
    page = tab().sign_in(petra)
    page.fill("#q", "muzzle")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_have_text("1 result")
    results = page.url
    page.get_by_role("link", name="21:04:46").click()
    landed = page.locator("tr:target")
    expect(landed).to_contain_text("Muzzle rises.")
    expect(landed).to_be_in_viewport()
    page.go_back()
    assert page.url == results
    expect(page.locator("#q")).to_have_value("muzzle")


def test_an_author_drafts_previews_sees_the_readers_and_publishes_without_a_script(
    petra: Member, tab: Tabs
) -> None:
    page = tab(java_script_enabled=False).sign_in(petra)
    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_role("link", name="Write a paper").first.click()
    page.get_by_role("link", name="Write a case memo").click()
    page.fill("[name=title]", "Removal denied")
    page.fill("[name=body]", "## Holding\n\nThe notice came **late**.")
    page.select_option("[name=state]", "MN")
    page.check("[name=tlp][value=GREEN]")
    page.get_by_role("button", name="Preview").last.click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("The notice came late.")
    expect(page.locator("main")).to_contain_text("2 people in 2 offices will see this")
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.locator("main")).to_contain_text("2 people in 2 offices will see this")
    for assurance in page.locator("main [type=checkbox]").all():
        assurance.check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Removal denied")
    expect(page.locator("article strong")).to_have_text("late")


def test_the_slash_key_goes_to_the_search_box_but_not_out_of_a_text(
    petra: Member, tab: Tabs
) -> None:
    page = tab().sign_in(petra)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")


def test_the_theme_one_chooses_is_kept_on_the_next_page(petra: Member, tab: Tabs) -> None:
    page = tab(color_scheme="light").sign_in(petra)
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.goto(page.url.rstrip("/") + "/account")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save theme").click()
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_a_newcomer_scans_the_picture_and_confirms_the_codes(
    app: Portal, world: World, tab: Tabs
) -> None:
    office = world.office("birch")
    cheap = passwords.use_parameters(memory_kib=8, time_cost=1)
    with cheap, app.app_context(), unit_of_work():
        services.create_person(
            operator("test"),
            email="nell@birch.example",
            name="Nell Comer",
            office_id=office.id,
            roles=["prosecutor"],
            password=PASSWORD,
        )
    page = tab().open("/sign-in")
    page.fill("[name=email]", "nell@birch.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    picture = page.get_by_role("img", name="QR code").locator("svg")
    expect(picture).to_be_visible()
    assert (picture.bounding_box() or {"width": 0})["width"] > 150
    secret = page.locator("#typed-key").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).at(time.now()))
    page.get_by_role("button", name="Confirm and sign in").click()
    codes = page.locator("#recovery-codes code")
    expect(codes).to_have_count(10)
    page.fill("[name=code]", codes.first.inner_text())
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).not_to_contain_text("There is a problem")
    assert page.url.count("/") == 3


def test_what_is_typed_is_finished_by_keyboard_or_by_tap(
    app: Portal, petra: Member, tab: Tabs
) -> None:
    share(app, petra, "Immunity before removal", "The immunize clause.")
    opened = tab()
    page = opened.sign_in(petra)
    box, options = page.locator("#q"), page.get_by_role("option")
    box.press_sequentially("imm")
    expect(options).to_have_text(["immunity", "immunize"])
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-suggestions-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [fault["id"] for fault in found["violations"]] == []
    page.keyboard.press("Enter")
    expect(box).to_have_value("immunity")
    expect(options).to_have_count(0)
    box.press_sequentially(" state:minn")
    options.first.click()
    expect(box).to_have_value("immunity state:Minnesota")
    expect(box).to_be_focused()
    box.press_sequentially(" remo")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("immunity state:Minnesota remo")
    page.keyboard.press("Backspace")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_have_text("0 results")


def test_suggestions_say_that_nobody_is_at_work(app: Portal, petra: Member, tab: Tabs) -> None:
    page = tab().sign_in(petra)
    with page.expect_request("**/search/suggest**") as asked:
        page.locator("#q").press_sequentially("re")
    assert asked.value.headers["x-background-request"] == "1"


def test_a_reviewer_decides_with_single_keys_and_can_turn_them_off(
    petra: Member, tab: Tabs, app: Portal
) -> None:
    with app.app_context(), unit_of_work():
        body = "Call 612-555-0142.\n\nMail jo@pantry.example.\n\nHis number is 123-45-6789."
        text = Content("A stop", body, Audience(Tlp.AMBER_STRICT), {"state": "MN"})
        public_id = create_draft(petra.actor, kind="case-memo", content=text).public_id
    opened = tab()
    opened.sign_in(petra)
    page = opened.open(f"/documents/{public_id}/review")
    for key in ("j", "1", "2", "u", "n"):
        page.keyboard.press(key)
    chosen = "#findings > li:nth-child({}) input[value={}]"
    expect(page.locator(chosen.format(1, "replace"))).to_be_checked()
    # The second was undone, so it is the next one that is undecided.
    expect(page.locator(chosen.format(2, "generalise"))).not_to_be_checked()
    expect(page.locator("#findings > li:nth-child(2)")).to_be_in_viewport()
    page.keyboard.press("3")
    page.keyboard.type("It identifies nobody.")
    page.get_by_role("link", name="Turn single keys off").click()
    page.locator(chosen.format(1, "replace")).focus()
    page.keyboard.press("2")
    expect(page.locator(chosen.format(1, "generalise"))).not_to_be_checked()
