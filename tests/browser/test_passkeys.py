"""Passkeys in Chromium, with the authenticator that its DevTools protocol offers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from coalition.runtime import runtime
from coalition.web.dispatch import Portal
from tests.browser.conftest import Tab
from tests.support.world import Member, World

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def keyed(app: Portal, site: str, world: World) -> Member:
    """A member of a portal that knows its own address, as passkeys need."""
    with app.app_context():
        runtime().settings = replace(runtime().settings, base_url=site)
    return world.person("Kay Keyed", world.office("birch"))


def plug_in(page: Page, **changes: object) -> tuple[object, str]:
    """Give the tab a passkey device."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})
    return session, made["authenticatorId"]


def add(page: Page, site: str) -> None:
    """Add a passkey on the account page."""
    page.goto(site + "/account")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("[name=name]", "Blue key")
    page.get_by_role("button", name="Create passkey").click()


def test_a_passkey_is_added_and_used_instead_of_and_after_the_password(
    site: str, keyed: Member, tab: Callable[..., Tab]
) -> None:
    page = tab().sign_in(keyed)
    plug_in(page)
    add(page, site)
    expect(page.get_by_role("status").first).to_contain_text("The passkey is added")
    expect(page.locator("main")).to_contain_text("Passkey “Blue key”")

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(site + "/")
    expect(page.locator("header")).to_contain_text("Kay Keyed")

    page.get_by_role("button", name="Sign out").click()
    page.fill("[name=email]", keyed.email)
    page.fill("[name=password]", keyed.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(site + "/")
    expect(page.locator("header")).to_contain_text("Kay Keyed")


def test_a_device_that_verifies_nobody_gets_nobody_in(
    site: str, keyed: Member, tab: Callable[..., Tab]
) -> None:
    page = tab().sign_in(keyed)
    session, device = plug_in(page)
    add(page, site)
    expect(page.get_by_role("status").first).to_contain_text("The passkey is added")
    page.get_by_role("button", name="Sign out").click()
    session.send(  # type: ignore[attr-defined]
        "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False}
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("form[data-passkey] [role=status]")).to_contain_text("Try again")
    assert page.url.startswith(site + "/sign-in")


def test_without_a_script_the_pages_say_what_works_instead(
    site: str, keyed: Member, tab: Callable[..., Tab]
) -> None:
    page = tab(java_script_enabled=False).sign_in(keyed)
    page.goto(site + "/account/passkeys/new")
    expect(page.locator("main")).to_contain_text("A passkey needs JavaScript")
    expect(page.get_by_role("button", name="Create passkey")).to_be_hidden()
    expect(page.get_by_role("link", name="authenticator app")).to_be_visible()
