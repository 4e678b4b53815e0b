"""The files of a benchmark run: the corpus, the queries and one index for each engine and size.

In a folder that is kept, what an earlier run made is taken again.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.corpus import SEED, read_corpus, read_source, write_corpus
from benchmarks.queries import SAMPLE, Asked, QuerySets, draw_queries


def say(sentence: str) -> None:
    """A line of progress, kept apart from the result."""
    print(sentence, file=sys.stderr, flush=True)


def in_its_own_process(*arguments: str | Path) -> dict[str, Any]:
    """What ``python -m benchmarks.alone`` prints for these arguments."""
    command = [sys.executable, "-m", "benchmarks.alone", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Workplace:
    """One folder with everything that a run on `count` papers needs."""

    def __init__(self, folder: Path, count: int, passages: Path | None) -> None:
        self.folder = folder
        self.count = count
        self.passages = passages
        self.corpus = folder / f"corpus-{count}.jsonl"
        self.queries_file = folder / f"queries-{count}.json"

    def write_corpus(self) -> dict[str, Any]:
        """Have the corpus written, and tell what it is."""

        def write() -> dict[str, Any]:
            say(f"writing {self.count} papers")
            source = read_source(self.passages)
            words = write_corpus(self.corpus, source, self.count)
            return {"made_of": source.name, "seed": SEED, "words_per_paper": round(words, 1)}

        return _once(self.corpus.with_suffix(".about.json"), write)

    def queries(self, warming: int, measured: int) -> QuerySets:
        """The query sets, drawn from the first papers of the corpus."""
        drawn = draw_queries(read_corpus(self.corpus, SAMPLE), warming=warming, measured=measured)
        self.queries_file.write_text(json.dumps(asdict(drawn)), encoding="utf-8")
        return drawn

    def index(self, name: str, count: int) -> Path:
        """Where an engine's index over the first `count` papers lies."""
        return self.folder / f"{name}-{count}"

    def build(self, name: str, count: int, again: bool = False) -> dict[str, Any]:
        """Have an index built in a process of its own, and tell how fast and how large."""
        index = self.index(name, count)

        def write() -> dict[str, Any]:
            say(f"indexing {count} papers with {name}")
            shutil.rmtree(index, ignore_errors=True)
            return in_its_own_process("build", name, index, self.corpus, count)

        about = index.with_suffix(".about.json")
        if again:
            about.unlink(missing_ok=True)
        return _once(about, write)


def read_queries(path: Path) -> QuerySets:
    """The query sets of a file that a workplace wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return QuerySets(*(_asked(found[name]) for name in ("warming", "measured")))


def _asked(found: list[dict[str, Any]]) -> list[Asked]:
    return [Asked(**query | {"words": tuple(query["words"])}) for query in found]


def _once(about: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is noted in a file; if it is not there, the thing is made first and then noted."""
    if not about.is_file():
        about.write_text(json.dumps(make()), encoding="utf-8")
    found: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))
    return found
