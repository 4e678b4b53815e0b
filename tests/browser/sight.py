"""One thing to look at."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], object]


@dataclass(frozen=True)
class Sight:
    """One thing to look at: who goes where, what they do there first, and words they then see."""

    name: str
    who: str
    path: str
    act: Act | None = None
    shows: str = ""


def press(label: str) -> Act:
    """Press the last such button of the page's main part."""
    return lambda page: page.locator("main").get_by_role("button", name=label).last.click()
