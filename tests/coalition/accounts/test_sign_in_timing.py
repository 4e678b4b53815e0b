"""An unknown account is answered in the time of a known one.

Times are the machine's, so this runs in `make soak` alone; that the bytes are the same is checked
on every run, in `test_signing_in.py` and `test_recovering.py`.
"""

import gc
import os
import random
import time
from collections.abc import Callable
from typing import ClassVar

import pytest

from coalition.web.dispatch import Portal
from tests.search_index.test_timing import PAIRS, TELLING, welch
from tests.support.client import Browser
from tests.support.clock import FrozenClock
from tests.support.world import World

pytestmark = pytest.mark.skipif(
    "COALITION_TEST_TIMING" not in os.environ,
    reason="times are measured in `make soak`, on a machine that does nothing else meanwhile",
)

WARMING_UP = 40


class Door:
    """A form, asked for one address at a time, each long after the one before."""

    path, status = "/sign-in", 422
    typed: ClassVar[dict[str, str]] = {"password": "not the password at all"}

    def __init__(self, browser: Browser, clock: FrozenClock) -> None:
        self.browser, self.clock = browser, clock
        self.tokens = browser.tokens(self.path)

    def knock(self, email: str) -> float:
        """Seconds until it is answered."""
        # No attempt is in the window of another, so that none is locked.
        self.clock.advance(minutes=20)
        form = self.tokens | self.typed | {"email": email}
        started = time.perf_counter()
        status = self.browser.post(self.path, form).status
        taken = time.perf_counter() - started
        assert status == self.status
        return taken


class ForgottenDoor(Door):
    """The form of a forgotten password."""

    path, status = "/forgotten-password", 303
    typed: ClassVar[dict[str, str]] = {}


def times(door: Door, one: list[str], other: list[str]) -> tuple[list[float], list[float]]:
    """Seconds for addresses of each kind, pair by pair and in either order."""
    chance = random.Random(3)
    samples: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    try:
        for number in range(-WARMING_UP, PAIRS):
            for which in chance.sample((0, 1), 2):
                taken = door.knock(chance.choice((one, other)[which]))
                if number >= 0:
                    samples[which].append(taken)
    finally:
        gc.enable()
    return samples


@pytest.mark.parametrize("kind", [Door, ForgottenDoor])
def test_an_unknown_account_takes_as_long_as_a_known_one(
    app: Portal,
    world: World,
    browser: Callable[[], Browser],
    clock: FrozenClock,
    kind: type[Door],
) -> None:
    office = world.office("birch")
    known = [world.person(f"Person {number:02}", office).email for number in range(20)]
    unknown = [f"nobody.{number:02}@{office.slug}.example" for number in range(20, 40)]
    elsewhere = [f"nobody.{number:02}@{office.slug}.example" for number in range(40, 60)]
    door = kind(browser(), clock)
    noise = welch(*times(door, unknown, elsewhere))
    told = welch(*times(door, known, unknown))
    assert abs(noise) < TELLING, "the machine is too busy"
    assert abs(told) < TELLING
