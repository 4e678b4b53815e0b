"""One engine in a process of its own.

``build ENGINE INDEX CORPUS N`` writes an index of the first N papers of a corpus and prints how
fast and how large. ``time ENGINE INDEX QUERIES`` answers queries from such an index and prints
how long each took the first time and again, also with nothing of the index in the system's
cache, and the memory that is the process's alone.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, make
from benchmarks.corpus import read_corpus
from benchmarks.timing import READER, summary, times_in_turn
from benchmarks.workplace import read_queries

STATUS = Path("/proc/self/status")


def build(name: str, index: Path, corpus: Path, count: int) -> dict[str, Any]:
    """Build an index from nothing and say how fast and how large."""
    index.mkdir(parents=True, exist_ok=True)
    before, started = os.times(), time.perf_counter()
    make(name, index).build(read_corpus(corpus, count))
    taken, after = time.perf_counter() - started, os.times()
    # The first four are of this process and of those it started, not of the clock.
    spent = sum(after[:4]) - sum(before[:4])
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {
        "index_docs_per_s": round(count / taken, 1),
        "index_seconds": round(taken, 1),
        "index_cpu_seconds": round(spent, 1),
        "index_mb": round(size / 1e6, 1),
    }


def timed(name: str, index: Path, queries: Path) -> dict[str, Any]:
    """Open an index nothing of which is cached; ask what was never asked, and ask it again."""
    asked = read_queries(queries)
    forget_cached(index)
    started = time.perf_counter()
    engine = make(name, index)
    engine.open()
    engine.search(asked.warming[0], READER)
    opened = (time.perf_counter() - started) * 1000
    (from_disk, again), _ = times_in_turn({name: engine}, asked.measured, READER, rounds=2)
    kinds: dict[str, list[float]] = {}
    for query, taken in zip(asked.measured, again[name].processor, strict=True):
        kinds.setdefault(query.kind, []).append(taken)
    memory = anonymous_mb(STATUS.read_text(encoding="ascii")) if STATUS.is_file() else None
    engine.close()
    return {
        "open_and_first_query_ms": round(opened, 1),
        "from_disk": from_disk[name].summary(),
        "again": again[name].summary(),
        "again_by_kind_cpu": {kind: summary(times) for kind, times in kinds.items()},
        "anonymous_mb": memory,
    }


def forget_cached(index: Path) -> None:
    """Ask the system to drop what it holds of these files, where it can be asked."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in index.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def anonymous_mb(status: str) -> float | None:
    """Memory of a process that no file stands behind, from its status; None if it does not say."""
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return round(int(line.split()[1]) / 1024, 1)
    return None


def empty_interpreter_mb() -> float | None:
    """What Python alone takes, to compare with."""
    if not STATUS.is_file():
        return None
    command = [sys.executable, "-c", f"print(open('{STATUS}').read())"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return anonymous_mb(done.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do one of the two and print JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.alone", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in ("build", "time"):
        sub = commands.add_parser(command)
        sub.add_argument("engine", choices=list(CONTENDERS))
        sub.add_argument("index", type=Path)
        if command == "build":
            sub.add_argument("corpus", type=Path)
            sub.add_argument("docs", type=int)
        else:
            sub.add_argument("queries", type=Path)
    asked = parser.parse_args(arguments)
    if asked.command == "build":
        print(json.dumps(build(asked.engine, asked.index, asked.corpus, asked.docs)))
    else:
        print(json.dumps(timed(asked.engine, asked.index, asked.queries)))


if __name__ == "__main__":
    main()
