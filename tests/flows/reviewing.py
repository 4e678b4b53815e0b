"""A paper that identifies people, and what a person does on its review page."""

from typing import Any

from tests.support.client import Browser, Page
from tests.support.publishing import review_action

PHONE, EMAIL, NUMBER = "612-555-0142", "agnieszka.prell@pantry.example", "123-45-6789"
IDENTIFIERS = (PHONE, EMAIL, NUMBER)
BODY = f"She called {PHONE} and wrote to {EMAIL}.\n\nHis number is {NUMBER}. Call {PHONE} again."


def write_draft(browser: Browser, **values: Any) -> str:
    """A saved draft; return its id."""
    page = browser.get("/documents/new?kind=case-memo")
    given = {"title": "A stop outside a pantry", "state": "MN", "tlp": "AMBER+STRICT", "body": BODY}
    saved = browser.submit(page, {**given, **values, "action": "save"})
    assert saved.status == 303, saved.words
    return saved.location.split("/")[2]


def edit(browser: Browser, public_id: str, **values: Any) -> None:
    """Change the draft through the editor."""
    page = browser.get(f"/documents/{public_id}/edit")
    assert browser.submit(page, {**values, "action": "save"}).status == 303


def open_review(browser: Browser, public_id: str) -> Page:
    """The review page."""
    page = browser.get(f"/documents/{public_id}/review")
    assert page.status == 200, page.words
    return page


def key_for(page: Page, words: str) -> str:
    """The key of the finding with these words."""
    for finding in page.soup.select("li[id^=finding-]"):
        if f"“{words}”" in finding.select_one("legend").get_text():
            return str(finding.select_one("input[name^=keep-]")["name"]).removeprefix("keep-")
    raise AssertionError(f"no finding {words!r} in {page.words}")


def save(browser: Browser, page: Page, values: dict[str, Any], action: str = "save") -> Page:
    """Send the review form with these values."""
    return browser.submit(page, {**values, "action": action}, action=review_action(page))


def decide(browser: Browser, public_id: str, choices: dict[str, tuple[str, str]]) -> Page:
    """Decide as ``{words: (choice, text)}`` says; an empty text leaves what the page proposes."""
    page = open_review(browser, public_id)
    values = {}
    for words, (choice, text) in choices.items():
        key = key_for(page, words)
        values[f"choice-{key}"] = choice
        if text:
            values[f"{choice}-{key}"] = text
    return save(browser, page, values)


def replace_everything(browser: Browser, public_id: str) -> None:
    """Put the proposed label in the place of each finding."""
    page = open_review(browser, public_id)
    names = [str(f["name"]) for f in page.soup.select("input[name^=choice-][value=replace]")]
    saved = save(browser, page, dict.fromkeys(names, "replace"))
    assert saved.status == 303, saved.words
