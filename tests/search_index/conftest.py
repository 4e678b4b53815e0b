"""Engines to test, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_index import SearchEngine, open_engine

ENGINES = ("memory", "whoosh")


@pytest.fixture(params=ENGINES)
def new_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], SearchEngine]:
    """Opens an engine of the kind under test; the same stored index each time."""
    return lambda: open_engine(engine_url(request.param, tmp_path))


@pytest.fixture
def engine(new_engine: Callable[[], SearchEngine]) -> Iterator[SearchEngine]:
    opened = new_engine()
    yield opened
    opened.close()


def engine_url(name: str, folder: Path) -> str:
    """The address of an engine of this name that keeps what it stores in this folder."""
    return "memory:" if name == "memory" else f"whoosh://{folder}/index"
