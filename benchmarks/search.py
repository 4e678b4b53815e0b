"""Search beside its peers: the same papers, queries and work for each, taken in turn.

``python -m benchmarks.search --docs N --peers whoosh,tantivy,fts5 --json``. Every request asks for
what a page shows: only what the reader may read, the ten best, the exact total, two facets and
text with the matches marked. Compare ratios: milliseconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.alone import empty_interpreter_mb
from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.corpus import PASSAGES
from benchmarks.queries import QuerySets
from benchmarks.report import report
from benchmarks.timing import READER
from benchmarks.workplace import Workplace, in_its_own_process, say

PEERS = [name for name in CONTENDERS if name != OURS]
SMALLER = (1000, 10_000)
"""Sizes at which growth is measured, beside the one that was asked for."""
FULL, QUICK = (48, 192, 20), (8, 8, 2)
"""Queries to warm up, queries measured, papers published."""
LEAST_AGREEMENT = 0.7


def measure(place: Workplace, asked: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one JSON object."""
    warming, measured, published = QUICK if asked.quick else FULL
    corpus = place.write_corpus()
    queries = place.queries(warming, measured)
    names, skipped = available([OURS, *asked.peers])
    built = {name: place.build(name, place.count, asked.build) for name in names}
    rows, shared = compare(place, names, queries)
    for name in names:
        say(f"{name} alone, and publishing")
        alone = in_its_own_process("time", name, place.index(name, place.count), place.queries_file)
        rows[name] |= built[name] | {
            "anonymous_mb": alone["anonymous_mb"],
            "from_disk_p50_ms": alone["from_disk"]["p50_ms"],
            "open_and_first_query_ms": alone["open_and_first_query_ms"],
            "publish_to_searchable_ms": figures.publishing(place, name, published),
        }
    return {
        "documents": place.count,
        "engines": [{"engine": name, **rows[name]} for name in names],
        "growth": growth(place, names, queries, asked.build),
        **shared,
        "ratios": {name: ratios(rows[name], rows[OURS]) for name in names if name != OURS},
        "reopen_ms": figures.reopening(place, published),
        "empty_interpreter_mb": empty_interpreter_mb(),
        "corpus": corpus,
        "queries": {"measured": measured, "reader": READER},
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "skipped": skipped,
    }


def compare(
    place: Workplace, names: Sequence[str], queries: QuerySets
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Times of each engine, and what concerns them together; they must agree in what they find."""
    say(f"searching {place.count} papers")
    engines = figures.opened(place, names, place.count)
    rows, answers = figures.searching(engines, queries)
    figures.check(answers, queries.measured)
    agreed = figures.agreement(answers)
    apart = [name for name, found in agreed.items() if found["close_total"] < LEAST_AGREEMENT]
    if apart:
        raise ValueError(f"{', '.join(apart)} find other papers than we do: {agreed}")
    readers = figures.by_reader(engines, queries)
    figures.closed(engines)
    return rows, {"agreement": agreed, "readers": readers}


def growth(
    place: Workplace, names: Sequence[str], queries: QuerySets, again: bool
) -> list[dict[str, Any]]:
    """Times at smaller sizes and at the full one; the figures beside the size are ours."""
    sizes = sorted({*(size for size in SMALLER if size < place.count), place.count})
    for count in sizes[:-1]:
        for name in names:
            place.build(name, count, again)
    say(f"searching {', '.join(map(str, sizes))} papers")
    return figures.by_size(place, names, sizes, queries)


def ratios(peer: dict[str, Any], ours: dict[str, Any]) -> dict[str, float]:
    """How many times longer than we the peer takes."""
    names = [name for name in ours if name.endswith(("p50_ms", "p95_ms", "seconds"))]
    return {name: round(peer[name] / ours[name], 2) for name in names if ours[name]}


def available(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The engines that can run here, and a sentence about each that cannot."""
    there, missing = [], []
    for name in names:
        try:
            import_module(f"benchmarks.contenders.{CONTENDERS[name][0]}")
            there.append(name)
        except ModuleNotFoundError as error:
            missing.append(f"{name} is left out: {error.name} is not installed.")
            say(missing[-1])
    return there, missing


def peers(text: str) -> list[str]:
    """The peers of a list with commas, or nobody."""
    names = [] if text == "none" else text.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        raise argparse.ArgumentTypeError(f"unknown: {unknown}; there are none or {PEERS}")
    return names


def main(arguments: Sequence[str] | None = None) -> None:
    """Print tables, or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__)
    parser.add_argument("--docs", type=int, default=1000, help="papers in the corpus")
    parser.add_argument("--peers", type=peers, default=PEERS, help="a list with commas, or none")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--quick", action="store_true", help="few queries, to see that it works")
    parser.add_argument("--passages", type=Path, default=PASSAGES, help="what to make papers of")
    parser.add_argument("--folder", type=Path, help="keep corpus and indexes, or use them again")
    parser.add_argument("--build", action="store_true", help="build indexes that were kept again")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = measure(Workplace(folder.absolute(), asked.docs, asked.passages), asked)
    print(json.dumps(found) if asked.json else report(found))


if __name__ == "__main__":
    main()
