"""A word that only hidden entries hold takes no longer than one that nothing holds.

Times are the machine's, so this runs in `make soak` alone; that no hidden compartment is opened
is checked on every run, in `test_sealed.py`.
"""

from __future__ import annotations

import gc
import math
import os
import random
import statistics
import time
from collections.abc import Callable

import pytest

from search_index import Entry, Query, SearchEngine, open_engine

PAIRS = 400
TELLING = 4.5
"""Of Welch's t, as is usual for leaks in time (Goodwill et al., a testing methodology, 2011)."""
TOKENS = ("coalition", "office:1", "user:1")
LETTERS = "bcdfghklmnprtvz"
# Words that differ in nothing but their letters, so that what is special about one evens out.
INVENTED = ["".join(random.Random(n).choices(LETTERS, k=9)) for n in range(60)]
HIDDEN, ABSENT, ELSEWHERE = INVENTED[:20], INVENTED[20:40], INVENTED[40:]

pytestmark = pytest.mark.skipif(
    "COALITION_TEST_TIMING" not in os.environ,
    reason="times are measured in `make soak`, on a machine that does nothing else meanwhile",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """4,000 entries, of which the reader may read forty."""
    chance = random.Random(7)
    words = [f"word{number}" for number in range(3000)]

    def entry(number: int) -> Entry:
        visible = number % 100 == 0
        text = " ".join(chance.choices(words, k=200))
        tokens = {TOKENS[number // 100 % 3]} if visible else {f"office:{2 + number % 30}"}
        hidden = [] if visible else HIDDEN
        body = " ".join([text, *hidden])
        return Entry(f"e{number}", "A title", body, tokens, {"kind": "k"}, "2026-01-01")

    opened = open_engine(f"whoosh://{tmp_path_factory.mktemp('timing')}/index")
    opened.rebuild(map(entry, range(4000)), 4000)
    return opened


@pytest.mark.parametrize("form", ["{}", "{} word1", "{} OR word1", '"{} word1"', "{}*", "-{}"])
def test_what_others_hold_takes_no_time(engine: SearchEngine, form: str) -> None:
    def search(word: str) -> object:
        return engine.search(Query(form.format(word), TOKENS, facets=("kind",)))

    assert abs(welch(*times(search, ABSENT, ELSEWHERE))) < TELLING, "the machine is too busy"
    assert abs(welch(*times(search, HIDDEN, ABSENT))) < TELLING


@pytest.mark.parametrize("offer", ["suggest", "spelling"])
def test_what_others_hold_takes_no_time_to_offer_either(engine: SearchEngine, offer: str) -> None:
    def ask(word: str) -> object:
        return getattr(engine, offer)(Query(word, TOKENS))

    assert abs(welch(*times(ask, HIDDEN, ABSENT))) < TELLING


def times(
    ask: Callable[[str], object], one: list[str], other: list[str]
) -> tuple[list[float], list[float]]:
    """Seconds for words of each kind, pair by pair; the first pairs warm up and do not count."""
    chance = random.Random(3)
    samples: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    for number in range(-40, PAIRS):
        for which in chance.sample((0, 1), 2):
            word = chance.choice((one, other)[which])
            started = time.perf_counter()
            ask(word)
            taken = time.perf_counter() - started
            if number >= 0:
                samples[which].append(taken)
    gc.enable()
    return samples


def welch(one: list[float], other: list[float]) -> float:
    """Welch's t, the slowest twentieth of each left out: those are the machine's interruptions."""
    kept = [sorted(sample)[: len(sample) * 19 // 20] for sample in (one, other)]
    spread = sum(statistics.variance(sample) / len(sample) for sample in kept)
    return (statistics.mean(kept[0]) - statistics.mean(kept[1])) / math.sqrt(spread)
