"""Whatever a process was doing when it was killed, the index opens and ends as it should."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search_index import Entry, SearchEngine, open_engine
from tests.search_index.worlds import ask

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("COALITION_TEST_KILLS", "4"))
"""How often; `make soak` asks for fifty."""
TOKENS = ("coalition", "office:1", "user:7")
# Prints the number of a step once it is done, and goes on until it is killed.
PROGRAM = """
import sys
from search_index import open_engine
from search_index.engines.whoosh import joining
from tests.search_index.columns.test_crashes import corpus, step
joining.MOST_ROWS_AT_ONCE = 8
engine = open_engine(sys.argv[1])
number = int(sys.argv[2])
while True:
    number += 1
    step(engine, number)
    print(number, flush=True)
"""


def corpus(number: int) -> list[Entry]:
    """The entries as of a step: the database, which is the truth."""
    return [_entry(place, max(n for n in range(number + 1) if n % 17 == place))
            for place in range(min(17, number + 1))]  # fmt: skip


def _entry(place: int, number: int) -> Entry:
    tokens = {TOKENS[number % 3], TOKENS[(number * 7) % 3]} if number % 5 else set()
    return Entry(f"e{place}", f"T{number}", "removal " * (number % 7), tokens, {}, "2026-01-01")


def step(engine: SearchEngine, number: int) -> None:
    """Follow the database by one message; now and then join segments or rebuild."""
    if engine.needs_rebuild or number % 23 == 0:
        engine.rebuild(corpus(number), number)
    else:
        engine.put([_entry(number % 17, number)], number)
    engine.merge()


def test_the_index_survives_kill_9(tmp_path: Path) -> None:
    url = f"whoosh://{tmp_path}/index"
    chance = random.Random(5)
    number = 0
    damaged = 0
    for _ in range(KILLS):
        number = run_until_killed(url, number, chance.uniform(0.0, 0.4))
        engine = open_engine(url)
        # A write that was cut off may be in the index though nobody was told that it is.
        assert engine.needs_rebuild or number <= engine.position <= number + 1
        if engine.needs_rebuild:
            damaged += 1
            engine.rebuild(corpus(number), number)
        number = engine.position
        check(engine, number)
        engine.close()
    # Of few kills, each may have come in the midst of a write.
    assert damaged < KILLS or KILLS < 20, "not once was the killed process between two writes"
    assert number > KILLS


def run_until_killed(url: str, number: int, seconds: float) -> int:
    """The last step that was done before the process was killed."""
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, url, str(number)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        done = [first, *process.stdout.readlines()]
    return max(int(line) for line in done if line.endswith("\n"))


def check(engine: SearchEngine, number: int) -> None:
    """Everything the index answers is what the database would."""
    oracle = open_engine("memory:")
    oracle.put(corpus(number))
    engine.verify()
    assert not engine.needs_rebuild
    for tokens in (TOKENS, TOKENS[:1], TOKENS[1:]):
        for text in ("removal", "", "t1* OR removal"):
            query = ask(text, frozenset(tokens))
            assert engine.search(query) == oracle.search(query)
    assert engine.count() == oracle.count()


@pytest.mark.parametrize("number", [0, 5, 40])
def test_the_truth_that_the_index_is_compared_with_moves_on(number: int) -> None:
    assert len(corpus(number)) == min(17, number + 1)
    assert corpus(number) != corpus(number + 1)
