"""An index per access token, or one whose segments carry a token: what their tables cost.

``python -m benchmarks.layouts --json``. Both are made of Whoosh's own tables, segment objects and
locks over tiny segment files. Writing and mapping the segments themselves is the same work in both
and is left out: what differs is what a commit rewrites and what a reader reads to learn of it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

NAME = "MAIN"
SCHEMA = fields.Schema(id=fields.ID, title=fields.TEXT, body=fields.TEXT, keys=fields.KEYWORD)
TOKENS = (500, 2000, 5000)
READERS = (1, 5, 30)
"""Compartments that a reader opens."""
PUBLISHED = (1, 5)
"""Compartments that one new document goes into."""


class TaggedSegment(W3Segment):
    """A segment that knows the access token of its documents."""

    tag = ""


def new_segment(storage: FileStorage, tag: str) -> TaggedSegment:
    """A segment object and its file."""
    segment = TaggedSegment(W3Codec(), NAME)
    segment.tag = tag
    segment.set_doc_count(1)
    segment.create_file(storage, ".seg").close()
    return segment


class IndexPerToken:
    """One folder for each token, each with its own table of contents and lock."""

    name = "index per token"

    def __init__(self, folder: Path, tags: Sequence[str]) -> None:
        self.storages = {}
        for tag in tags:
            (folder / tag).mkdir(parents=True)
            self.storages[tag] = FileStorage(str(folder / tag))
            TOC(SCHEMA, [new_segment(self.storages[tag], tag)], 0).write(self.storages[tag], NAME)

    def commit(self, tags: Sequence[str]) -> None:
        """Add one segment to the index of each tag, one index after the other."""
        for tag in tags:
            commit(self.storages[tag], [tag])

    def reopen(self, tags: Sequence[str]) -> list[TaggedSegment]:
        """The segments that a reader opens, with every table of theirs read afresh."""
        tables = (TOC.read(self.storages[tag], NAME, schema=SCHEMA) for tag in tags)
        return [segment for table in tables for segment in table.segments]


class TaggedSegments:
    """One folder and one table for all; a reader takes the segments of their own tokens."""

    name = "tagged segments"

    def __init__(self, folder: Path, tags: Sequence[str]) -> None:
        folder.mkdir(parents=True)
        self.storage = FileStorage(str(folder))
        segments = [new_segment(self.storage, tag) for tag in tags]
        TOC(SCHEMA, segments, 0).write(self.storage, NAME)

    def commit(self, tags: Sequence[str]) -> None:
        """Add a segment for each tag in one commit."""
        commit(self.storage, tags)

    def reopen(self, tags: Sequence[str]) -> list[TaggedSegment]:
        """The segments that a reader opens."""
        wanted = frozenset(tags)
        table = TOC.read(self.storage, NAME, schema=SCHEMA)
        return [segment for segment in table.segments if segment.tag in wanted]


LAYOUTS = (IndexPerToken, TaggedSegments)
Layout = IndexPerToken | TaggedSegments


def commit(storage: FileStorage, tags: Sequence[str]) -> None:
    """What Whoosh's writer does around the segments it has written."""
    lock = storage.lock(f"{NAME}_WRITELOCK")
    lock.acquire(True)
    table = TOC.read(storage, NAME, schema=SCHEMA)
    segments = [*table.segments, *(new_segment(storage, tag) for tag in tags)]
    TOC(SCHEMA, segments, table.generation + 1).write(storage, NAME)
    clean_files(storage, NAME, table.generation + 1, segments)
    lock.release()


def measure(count: int, times: int, folder: Path) -> list[dict[str, Any]]:
    """Medians for both layouts with so many tokens, taken in turn."""
    tags = [f"token-{number}" for number in range(count)]
    layouts = [layout(folder / layout.__name__, tags) for layout in LAYOUTS]
    works: dict[str, Callable[[Layout], object]] = {}
    for size in PUBLISHED:
        works[f"commit_{size}_ms"] = lambda layout, size=size: layout.commit(tags[:size])
    for size in READERS:
        works[f"reopen_{size}_ms"] = lambda layout, size=size: layout.reopen(tags[:size])
    taken: dict[tuple[str, str], list[float]] = {}
    for _ in range(times):
        for work, do in works.items():
            for layout in layouts:
                started = time.perf_counter()
                do(layout)
                spent = (time.perf_counter() - started) * 1000
                taken.setdefault((layout.name, work), []).append(spent)
    return [
        {"tokens": count, "layout": layout.name}
        | {work: round(statistics.median(taken[layout.name, work]), 2) for work in works}
        for layout in layouts
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.layouts", description=__doc__)
    parser.add_argument("--tokens", type=int, nargs="+", default=TOKENS)
    parser.add_argument("--times", type=int, default=50, help="how often each thing is done")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    rows = []
    for count in asked.tokens:
        folder = Path(tempfile.mkdtemp())
        try:
            rows += measure(count, asked.times, folder)
        finally:
            shutil.rmtree(folder)
    if asked.json:
        print(json.dumps({"layouts": rows}))
        return
    print("| " + " | ".join(rows[0]) + " |")
    for row in rows:
        print("| " + " | ".join(map(str, row.values())) + " |")


if __name__ == "__main__":
    main()
