"""Our own engine, through the same contract as the portal uses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.contenders import FACETS, HITS, Answer, Paper
from benchmarks.queries import Asked
from search_index import Entry, Query, SearchEngine, open_engine


class CoalitionEngine:
    """`search_index` on disk, one compartment for each access token."""

    engine: SearchEngine

    def __init__(self, folder: Path) -> None:
        self.url = f"whoosh://{folder.absolute()}"

    def build(self, papers: Iterable[Paper]) -> None:
        engine = open_engine(self.url)
        engine.rebuild(map(entry_of, papers), position=1)
        engine.close()

    def open(self) -> None:
        self.engine = open_engine(self.url)

    def search(self, asked: Asked, tokens: tuple[str, ...]) -> Answer:
        page = self.engine.search(Query(asked.text, tokens, facets=FACETS, size=HITS))
        facets = {name: dict(counts) for name, counts in page.facets.items()}
        hits = page.hits
        return Answer(page.total, [hit.id for hit in hits], facets, [hit.snippets for hit in hits])

    def publish(self, paper: Paper) -> None:
        self.engine.put([entry_of(paper)])

    def close(self) -> None:
        self.engine.close()


def entry_of(paper: Paper) -> Entry:
    """A paper as the index takes it."""
    fields = {"kind": paper["kind"], "state": paper["state"], "event": tuple(paper["events"])}
    return Entry(
        paper["id"], paper["title"], paper["body"], paper["audience"], fields, paper["date"]
    )
