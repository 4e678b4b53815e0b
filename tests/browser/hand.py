"""A hand that goes through pages as a person does, and how long a person would take for it.

The time is computed, not stopped: it is that of the keystroke-level model (S. K. Card, T. P. Moran
and A. Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23, 1980) for somebody who types forty words a minute. It holds neither
watching footage nor waiting for the portal.
"""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

# Seconds: one key, pointing with the mouse, moving a hand between mouse and keys, and what is
# thought before an act (table 1 of the paper).
KEY, POINT, HOME, THINK = 0.28, 1.1, 0.4, 1.35
# Choosing a file in the browser's window: open it, point at the name, confirm.
FILE = 3 * (THINK + POINT) + 2 * KEY


@dataclass
class Step:
    """One part of a way: what it is called, and the seconds and acts that it takes."""

    name: str
    seconds: float = 0.0
    acts: int = 0


@dataclass
class Hand:
    """Clicks, types and chooses on one page, and counts."""

    page: Page
    steps: list[Step] = field(default_factory=list)

    def begin(self, name: str) -> None:
        """The next part of the way."""
        self.steps.append(Step(name))

    def click(self, where: Locator) -> None:
        """Point at something and press."""
        where.click()
        self._count(THINK + POINT + KEY)

    def send(self, where: Locator) -> None:
        """Press what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            where.click()
        self._count(THINK + POINT + KEY)

    def type(self, where: Locator, words: str) -> None:
        """Point into a field and type."""
        where.fill(words)
        self._count(THINK + POINT + KEY + HOME + KEY * len(words) + HOME)

    def choose(self, where: Locator, label: str) -> None:
        """Open a list, point at the first line that begins with ``label``."""
        where.wait_for()
        words = where.locator("option").all_inner_texts()
        where.select_option(label=next(each for each in words if each.startswith(label)))
        self._count(2 * (THINK + POINT + KEY))

    def attach(self, where: Locator, file: Path) -> None:
        """Choose a file."""
        where.set_input_files(file)
        self._count(FILE)

    def _count(self, seconds: float) -> None:
        self.steps[-1].seconds += seconds
        self.steps[-1].acts += 1
