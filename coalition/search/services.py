"""The index of this node: opening it, feeding it, building it anew and checking it."""

import socket
from pathlib import Path

from coalition.outbox.services import Consumer
from coalition.search.checking import Comparison, check
from coalition.search.index import follow, rebuild, tend_index
from coalition.settings import Settings
from search_index import SearchEngine, Weights, open_engine

__all__ = [
    "Comparison",
    "bytes_on_disk",
    "check",
    "index_consumer",
    "open_index",
    "rebuild",
    "tend_index",
]


def open_index(settings: Settings) -> SearchEngine:
    """The search engine that the settings name."""
    weights = Weights(k1=settings.ranking_k1, body_b=settings.ranking_b)
    return open_engine(settings.search_url, weights)


def bytes_on_disk(settings: Settings) -> int:
    """How much room the index takes on the disk; none when it lives in memory."""
    _, separator, folder = settings.search_url.partition("://")
    files = Path(folder).rglob("*") if separator else ()
    return sum(file.stat().st_size for file in files if file.is_file())


def index_consumer() -> Consumer:
    """The reader of the outbox that feeds the index. Each node has its own, under its name."""
    return Consumer(f"index:{socket.gethostname()}"[:64], follow, in_process=True)
