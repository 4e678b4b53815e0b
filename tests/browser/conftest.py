"""A real Chromium against a real server on this machine."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from coalition.web.dispatch import Portal
from tests.browser.serving import serve
from tests.support.world import Member

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the run; skipped where none is installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed; Debian's package is called chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def site(app: Portal) -> Iterator[str]:
    """The address of the portal."""
    with serve(app) as address:
        yield address


@dataclass
class Tab:
    """A page with what its console said; any message fails the test at its end."""

    page: Page
    site: str
    console: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the portal."""
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, member: Member) -> Page:
        """Both factors, as a person types them."""
        self.open("/sign-in")
        self.page.fill("[name=email]", member.email)
        self.page.fill("[name=password]", member.password)
        self.page.click("main button")
        self.page.fill("[name=code]", member.code())
        self.page.click("main button")
        self.page.wait_for_url(self.site + "/**")
        return self.page


@pytest.fixture
def tab(chromium: Browser, site: str) -> Iterator[Callable[..., Tab]]:
    """Opens tabs, each with its own cookies; ``tab(color_scheme="dark", width=360)``."""
    tabs: list[Tab] = []

    def open_tab(
        *, color_scheme: str = "light", width: int = 1280, java_script_enabled: bool = True
    ) -> Tab:
        context = chromium.new_context(
            color_scheme=color_scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
            java_script_enabled=java_script_enabled,
        )
        context.set_default_timeout(8000)
        opened = Tab(context.new_page(), site)

        def note(message: ConsoleMessage) -> None:
            # Chromium reports every answer of 400 and above as a console error of its own, and
            # that it did forget a site's data.
            if not message.text.startswith(("Failed to load resource", "Clear-Site-Data header")):
                opened.console.append(f"{message.type}: {message.text}")

        opened.page.on("console", note)
        opened.page.on("pageerror", lambda error: opened.console.append(str(error)))
        tabs.append(opened)
        return opened

    yield open_tab
    for opened in tabs:
        opened.page.context.close()
        assert opened.console == []


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where a test may leave screenshots."""
    return tmp_path
