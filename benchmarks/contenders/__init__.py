"""The engines that are compared, each doing the whole of one request in the way usual for it.

Whole means: only papers that one of the reader's tokens opens, the ten best, the exact number of
matches, how the matches divide by kind and by state, and for each of the ten some text with the
matches marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from benchmarks.queries import Asked

FACETS = ("kind", "state")
HITS = 10
SNIPPET_CHARACTERS = 220
SNIPPETS = 3

Paper = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What one request gives back."""

    total: int
    ids: list[str]
    facets: dict[str, dict[str, int]]
    snippets: list[Any]


class Contender(Protocol):
    """An engine whose index lies in one folder."""

    def build(self, papers: Iterable[Paper]) -> None:
        """Write the index from nothing, committed."""

    def open(self) -> None:
        """Get ready to answer."""

    def search(self, asked: Asked, tokens: tuple[str, ...]) -> Answer:
        """The whole of one request, from the query as typed."""

    def publish(self, paper: Paper) -> None:
        """Add one paper; the next search finds it."""

    def close(self) -> None:
        """Let go of files and memory."""


CONTENDERS = {
    "coalition": ("coalition_engine", "CoalitionEngine"),
    "whoosh": ("idiomatic_whoosh", "IdiomaticWhoosh"),
    "tantivy": ("tantivy_engine", "TantivyEngine"),
    "fts5": ("sqlite_fts5", "SqliteFts5"),
}
OURS = "coalition"


def make(name: str, folder: Path) -> Contender:
    """The contender of this name. ModuleNotFoundError if what it needs is not installed."""
    module, cls = CONTENDERS[name]
    made: Contender = getattr(import_module(f"benchmarks.contenders.{module}"), cls)(folder)
    return made
