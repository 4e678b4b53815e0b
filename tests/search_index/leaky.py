"""Engines with the mistakes that this design exists to avoid.

They are right in every hit and wrong in what they count or offer. If the property in
`test_sealed.py` does not catch them, it has become blind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from search_index import Hit, Page, Query
from search_index.analysed import Analysed
from search_index.engines import memory
from search_index.engines.memory import MemoryEngine
from search_index.query_language import compile_query
from search_index.ranking import Weights
from search_index.syntax import Node

EVERY_TOKEN = frozenset({"coalition", "office:1", "office:2", "group:3", "user:7"})


class LeaksStatistics(MemoryEngine):
    """Filters the hits, but ranks with document counts and lengths of everything it holds."""

    def search(self, query: Query) -> Page:
        """As MemoryEngine, with the scores of an index shared by all."""
        everything = [entry for _, entry in self._held.values()]
        with _scored_over(everything):
            return super().search(query)


class LeaksFacets(MemoryEngine):
    """Filters the hits, but counts facets over all matches."""

    def search(self, query: Query) -> Page:
        """As MemoryEngine, with the facets of whoever may read everything."""
        compile_query(query)
        shared = super().search(replace(query, tokens=EVERY_TOKEN))
        return replace(super().search(query), facets=shared.facets)


class LeaksSuggestions(MemoryEngine):
    """Finishes words with those of everything it holds."""

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        """As MemoryEngine, for whoever may read everything."""
        return super().suggest(replace(query, tokens=EVERY_TOKEN), limit)


class LeaksSpelling(MemoryEngine):
    """Corrects words by those of everything it holds."""

    def spelling(self, query: Query) -> str | None:
        """As MemoryEngine, for whoever may read everything."""
        return super().spelling(replace(query, tokens=EVERY_TOKEN))


class LeaksLikeness(MemoryEngine):
    """Relates visible entries alone, by scores that count everything it holds."""

    def related(self, id: str, query: Query) -> tuple[Hit, ...]:
        """As MemoryEngine, for whoever may read everything, the hidden hits left out."""
        everyone = super().related(id, replace(query, tokens=EVERY_TOKEN))
        seen = {hit.id for hit in super().related(id, query)}
        return tuple(hit for hit in everyone if hit.id in seen)


@contextmanager
def _scored_over(everything: list[Analysed]) -> Iterator[None]:
    honest = memory._scores

    def leaking(
        node: Node, visible: list[Analysed], found: list[Analysed], ranking: Weights
    ) -> dict[str, float]:
        return honest(node, everything, found, ranking)

    memory._scores = leaking
    try:
        yield
    finally:
        memory._scores = honest
