"""Search that answers as if the entries a reader may not read did not exist.

A library of its own: it knows entries, access tokens and queries, and nothing of who uses it.
"""

from __future__ import annotations

from search_index.contract import (
    Entry,
    Hit,
    NeedsRebuild,
    Page,
    Part,
    Query,
    QueryError,
    SearchEngine,
)
from search_index.ranking import DEFAULT_WEIGHTS, Weights

__all__ = [
    "Entry",
    "Hit",
    "NeedsRebuild",
    "Page",
    "Part",
    "Query",
    "QueryError",
    "SearchEngine",
    "Weights",
    "open_engine",
]


def open_engine(url: str, weights: Weights = DEFAULT_WEIGHTS) -> SearchEngine:
    """The engine a URL names: `memory:` or `whoosh:///absolute/folder`.

    The folder is made when first written to. Any other URL is a ValueError that names it.
    `weights` are those of the ranking; they can change without a rebuild.
    """
    if url == "memory:":
        from search_index.engines.memory import MemoryEngine

        return MemoryEngine(weights)
    scheme, separator, folder = url.partition("://")
    if scheme == "whoosh" and separator and folder.startswith("/") and folder.strip("/"):
        from search_index.engines.whoosh.engine import WhooshEngine

        return WhooshEngine(folder, weights)
    raise ValueError(f"Unknown search engine {url!r}: use memory: or whoosh:///absolute/folder.")
