"""Every page, light and dark: axe, the console, the content security policy, and narrow screens."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.exceptions import NotFound

from coalition import clock as time
from coalition.accounts import passwords
from coalition.db import db
from coalition.runtime import current_settings
from tests.browser.gallery import Gallery, fill
from tests.browser.not_pages import NOT_PAGES
from tests.browser.serving import serve
from tests.browser.sight import Sight
from tests.browser.sights import SIGHTS
from tests.support.clock import FrozenClock
from tests.support.portals import open_portal
from tests.support.settings import make_settings

pytestmark = pytest.mark.browser

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What colors and width can change; the rest of axe reads the markup, which stays the same.
CHANGING = ["color-contrast", "target-size", "scrollable-region-focusable"]
# Kept from before the page's own first line, because a report is not repeated to a late listener.
LISTEN = """window.reports = [];
document.addEventListener('securitypolicyviolation',
  e => reports.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`));"""
FACTS = """() => ({
  headings: document.querySelectorAll('h1').length,
  doubled: [...document.querySelectorAll('[id]')].map(e => e.id)
    .filter((id, at, all) => all.indexOf(id) !== at),
  reports: window.reports,
})"""


Enter = Callable[[str], tuple[Page, list[str]]]


@pytest.fixture(scope="module")
def gallery(database_template, tmp_path_factory) -> Iterator[Gallery]:  # type: ignore[no-untyped-def]
    """One portal for all the pages; looking changes nothing."""
    folder = tmp_path_factory.mktemp("gallery")
    cheap = passwords.use_parameters(memory_kib=8, time_cost=1)
    with time.use(FrozenClock()), cheap, database_template.fresh(folder) as url:
        app = open_portal(make_settings(folder, url))
        # Asking for twenty stylesheets and scripts anew on every page would be half of the time.
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
        yield fill(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def address(gallery: Gallery) -> Iterator[str]:
    """Where it is served."""
    with serve(gallery.app) as site:
        yield site


@pytest.fixture(scope="module")
def enter(gallery: Gallery, chromium: Chromium, address: str) -> Iterator[Enter]:
    """Opens the one page of each person, who signs in once."""
    pages: dict[str, tuple[Page, list[str]]] = {}

    def page_of(who: str) -> tuple[Page, list[str]]:
        if who not in pages:
            context = chromium.new_context()
            context.set_default_timeout(8000)
            context.add_init_script(LISTEN)
            bring_cookies(gallery, who, context, address)
            page, heard = context.new_page(), []
            page.on("console", lambda message: heard.append(message.text))
            page.on("pageerror", lambda error: heard.append(str(error)))
            pages[who] = page, heard
        return pages[who]

    yield page_of
    for page, _ in pages.values():
        page.context.close()


def bring_cookies(gallery: Gallery, who: str, context: BrowserContext, address: str) -> None:
    """Signing in through the pages is tested elsewhere; here it would be half of the time."""
    with gallery.app.app_context():
        name = current_settings().cookie_name
    cookie = gallery.browser(who).client.get_cookie(name)
    if cookie is not None:
        context.add_cookies([{"name": name, "value": cookie.value, "url": address}])


def violations(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds, one line each."""
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"]} | rules)
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
def test_a_page_has_no_fault_in_light_dark_or_narrow(
    sight: Sight, gallery: Gallery, enter: Enter, address: str
) -> None:
    page, heard = enter(sight.who)
    heard.clear()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + gallery.path(sight.path))
    if sight.act:
        sight.act(page)
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(sight.shows)
    facts = page.evaluate(FACTS)
    # What is folded must be right as well, and axe does not look at what is not shown.
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.evaluate(AXE.axe_script)
    light = violations(page, {"runOnly": RULES})
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    dark_and_narrow = violations(page, {"runOnly": CHANGING})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert facts == {"headings": 1, "doubled": [], "reports": []}
    assert not light
    assert not dark_and_narrow
    assert wide == 320
    # Chromium reports every answer of 400 and above as a console error of its own.
    assert not [text for text in heard if not text.startswith("Failed to load resource")]


def test_faults_that_are_planted_are_found(enter: Enter, address: str) -> None:
    page, _ = enter("visitor")
    page.goto(address + "/sign-in")
    page.evaluate("""() => {
      const planted = document.createElement('div');
      planted.innerHTML = '<p class="tag" style="color: red">Text</p><input type="text">';
      document.querySelector('main').append(planted);
    }""")
    page.evaluate(AXE.axe_script)
    assert any(fault.startswith("label:") for fault in violations(page, {"runOnly": RULES}))
    assert any("style-src" in report for report in page.evaluate(FACTS)["reports"])


def test_every_page_of_the_portal_is_looked_at(gallery: Gallery) -> None:
    routes = gallery.app.url_map
    paths = routes.bind("localhost")
    shown = set()
    for sight in SIGHTS:
        try:
            rule, _ = paths.match(gallery.path(sight.path).partition("?")[0], return_rule=True)
        except NotFound:
            continue
        shown.add(rule.rule)
    every = {rule.rule for rule in routes.iter_rules() if "GET" in (rule.methods or ())}
    assert shown == every - set(NOT_PAGES)


def test_no_two_pages_have_the_same_title(gallery: Gallery) -> None:
    titles: dict[str, set[str]] = {}
    for who in {sight.who for sight in SIGHTS}:
        browser = gallery.browser(who)
        for sight in SIGHTS:
            if sight.who == who and not sight.act:
                path = gallery.path(sight.path)
                page = browser.get(path)
                # What is not there looks the same everywhere, on purpose; elsewhere is no page.
                if page.status < 300:
                    titles.setdefault(page.title, set()).add(path)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
