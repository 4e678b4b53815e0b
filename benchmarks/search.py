"""Searching and indexing: the Whoosh engine beside the brute-force one, on invented papers.

``python -m benchmarks.search --docs N --json``. The same papers, readers and queries for both,
taken in turn query by query, so that a machine that slows down slows both. Compare ratios: single
milliseconds differ from machine to machine.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from search_index import Entry, Query, SearchEngine, open_engine

WORDS = 4000
READER = ("coalition", "office:1", "user:1")
FACETS = ("kind", "state")
QUERIES = 60


def papers(count: int, seed: int = 7) -> Iterator[Entry]:
    """Papers of 150 to 800 words whose frequencies fall off as those of a language do."""
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(WORDS)]
    weights = [1 / (rank + 1) for rank in range(WORDS)]
    for number in range(count):
        text = " ".join(chance.choices(words, weights, k=chance.randint(150, 800)))
        tokens = chance.choices(
            [{"coalition"}, {f"office:{chance.randint(1, 20)}"}, {"user:1", "user:2"}], [6, 3, 1]
        )[0]
        fields = {
            "kind": chance.choice(["case-memo", "charging-strategy", "evidence-index"]),
            "state": chance.choice(["MN", "IL", "CA", "TX"]),
        }
        day = date(2026, 1, 1) + timedelta(days=chance.randint(0, 300))
        yield Entry(f"paper-{number}", text[:60], text, tokens, fields, day)


def queries(seed: int = 11) -> list[str]:
    """Single words from common to rare, two words, either of two, and a phrase."""
    chance = random.Random(seed)
    found = []
    for number in range(QUERIES):
        first, second = (f"word{int(WORDS ** chance.random())}" for _ in range(2))
        found.append(
            [first, f"{first} {second}", f"{first} OR {second}", f'"{first} {second}"'][number % 4]
        )
    return found


def indexed(engine: SearchEngine, count: int) -> float:
    """Papers indexed in one second."""
    entries = list(papers(count))
    started = time.perf_counter()
    engine.rebuild(entries, position=count)
    return count / (time.perf_counter() - started)


def searched(engines: dict[str, SearchEngine]) -> dict[str, list[float]]:
    """Milliseconds of each query for each engine, after one round that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for counted in (False, True):
        for text in queries():
            for name, engine in engines.items():
                started = time.perf_counter()
                engine.search(Query(text, READER, facets=FACETS))
                if counted:
                    taken[name].append((time.perf_counter() - started) * 1000)
    return taken


def measure(count: int) -> dict[str, object]:
    """Both engines on ``count`` papers."""
    with tempfile.TemporaryDirectory() as folder:
        engines = {
            "memory": open_engine("memory:"),
            "whoosh": open_engine(f"whoosh://{folder}/index"),
        }
        rates = {name: indexed(engine, count) for name, engine in engines.items()}
        taken = searched(engines)
        for engine in engines.values():
            engine.close()
    rows = [
        {
            "engine": name,
            "p50_ms": round(statistics.median(times), 2),
            "p95_ms": round(statistics.quantiles(times, n=20)[-1], 2),
            "index_docs_per_s": round(rates[name], 1),
        }
        for name, times in taken.items()
    ]
    return {"documents": count, "engines": rows}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.search")
    parser.add_argument("--docs", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    found = measure(asked.docs)
    if asked.json:
        print(json.dumps(found))
        return
    print(f"{found['documents']} papers, {QUERIES} queries, top 10 with facets and snippets")
    for row in found["engines"]:  # type: ignore[attr-defined]
        print(
            f"{row['engine']:8} p50 {row['p50_ms']:8.2f} ms   p95 {row['p95_ms']:8.2f} ms   "
            f"indexing {row['index_docs_per_s']:8.1f} papers/s"
        )


if __name__ == "__main__":
    main()
