"""An unknown account is answered in the time of a known one.

Times are the machine's, so this runs in `make soak` alone; that the bytes are the same is checked
on every run, in `test_signing_in.py`.
"""

import gc
import os
import random
import time
from collections.abc import Callable

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
    """The sign-in form, asked for one address at a time, each long after the one before."""

    def __init__(self, browser: Browser, clock: FrozenClock) -> None:
        self.browser, self.clock = browser, clock
        self.tokens = browser.tokens()

    def knock(self, email: str) -> float:
        """Seconds until a wrong password is refused."""
        # No failure is in the window of another, so that none is locked.
        self.clock.advance(minutes=20)
        form = self.tokens | {"email": email, "password": "not the password at all"}
        started = time.perf_counter()
        status = self.browser.post("/sign-in", form).status
        taken = time.perf_counter() - started
        assert status == 422
        return taken


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


def test_an_unknown_account_takes_as_long_as_a_known_one(
    app: Portal, world: World, browser: Callable[[], Browser], clock: FrozenClock
) -> None:
    office = world.office("birch")
    known = [world.person(f"Person {number:02}", office).email for number in range(20)]
    unknown = [f"nobody.{number:02}@{office.slug}.example" for number in range(20, 40)]
    elsewhere = [f"nobody.{number:02}@{office.slug}.example" for number in range(40, 60)]
    door = Door(browser(), clock)
    assert abs(welch(*times(door, unknown, elsewhere))) < TELLING, "the machine is too busy"
    assert abs(welch(*times(door, known, unknown))) < TELLING
