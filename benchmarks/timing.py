"""Times of engines taken in turn, so that a machine that slows down slows them all."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.contenders import Answer, Contender
from benchmarks.queries import Asked

READERS = (
    ("coalition",),
    ("coalition", "office:0", "group:0", "group:1", "user:0"),
    ("coalition", "office:0", "user:0", *(f"group:{number}" for number in range(27))),
)
"""Readers of 1, 5 and 30 compartments."""
READER = READERS[1]
"""The one of the main figures."""


@dataclass
class Times:
    """Milliseconds of each query, as the clock saw them and as the processor spent them.

    On a machine that others use too the processor's are the steadier, but leave out waiting for
    the disk.
    """

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Median and 95th percentile of both."""
        spent = summary(self.processor)
        return summary(self.clock) | {f"cpu_{name}": value for name, value in spent.items()}


Round = dict[str, Times]


def times_in_turn(
    engines: Mapping[str, Contender],
    queries: Sequence[Asked],
    tokens: tuple[str, ...],
    rounds: int = 1,
) -> tuple[list[Round], dict[str, list[Answer]]]:
    """Milliseconds of each query for each engine, of each round, and the answers of the first.

    A query has all its rounds before the next query. Who begins changes from round to round, and
    what one engine leaves to be collected is collected before the next begins.
    """
    names = list(engines)
    taken: list[Round] = [{name: Times() for name in names} for _ in range(rounds)]
    answers: dict[str, list[Answer]] = {name: [] for name in names}
    gc.collect()
    gc.freeze()
    for number, asked in enumerate(queries):
        for turn in range(rounds):
            first = (number + turn) % len(names)
            for name in names[first:] + names[:first]:
                gc.collect()
                spent, started = time.process_time(), time.perf_counter()
                answer = engines[name].search(asked, tokens)
                taken[turn][name].clock.append((time.perf_counter() - started) * 1000)
                taken[turn][name].processor.append((time.process_time() - spent) * 1000)
                if turn == 0:
                    answers[name].append(answer)
    gc.unfreeze()
    return taken, answers


def summary(times: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    reached = sorted(times)[math.ceil(0.95 * len(times)) - 1]
    return {"p50_ms": round(statistics.median(times), 3), "p95_ms": round(reached, 3)}
