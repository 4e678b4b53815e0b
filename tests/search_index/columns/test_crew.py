"""A rebuild by several processes is the rebuild of one, and fails whole if one of them dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index import Entry, Part, Query, SearchEngine, open_engine
from search_index.engines.whoosh import crew, joining
from search_index.engines.whoosh.crew import Process
from tests.search_index.worlds import TOKENS, answer, ask

ENTRIES = [
    Entry(
        f"e{number % 37}",
        f"Removal {number}",
        f"the officer removed word{number} " * (number % 5),
        {TOKENS[number % 3], TOKENS[number % 5]} if number % 8 else (),
        {"kind": "case-memo", "offense": ("theft", "perjury")[: number % 3]},
        "2026-01-01",
        [Part("p-1", "firearm drawn", {"event": "firearm-drawn"})] if number % 4 else [],
    )
    for number in range(60)
]
QUESTIONS = ("removal", "word5*", '"officer removed"', "event:firearm-drawn", "", "offense:theft")


def answers(engine: SearchEngine) -> list[object]:
    return [answer(engine, ask(text, frozenset(TOKENS))) for text in QUESTIONS]


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    """Those that a rebuild of few entries starts here, where it usually starts none."""
    monkeypatch.setattr(crew, "WORTH_A_PROCESS", 20)
    monkeypatch.setattr(crew, "CHUNK", 7)
    monkeypatch.setattr(crew.os, "cpu_count", lambda: 2)
    started: list[Process] = []
    honest = Process.__init__

    def noted(self: Process, path: Path) -> None:
        honest(self, path)
        started.append(self)

    monkeypatch.setattr(Process, "__init__", noted)
    return started


def test_it_says_what_brute_force_says(tmp_path: Path, processes: list[Process]) -> None:
    disk, oracle = open_engine(f"whoosh://{tmp_path}/index"), open_engine("memory:")
    for engine in (disk, oracle):
        engine.rebuild(iter(ENTRIES), 60)
        # The newest of several entries with one id counts, whichever process took it.
        assert engine.search(Query("removal", TOKENS, size=0)).total == engine.count()
    assert len(processes) == 2
    assert answers(disk) == answers(oracle)
    assert disk.count() == oracle.count()
    for engine in (disk, oracle):
        engine.put([ENTRIES[3]], 61)
        engine.remove(["e5"], 62)
    assert answers(disk) == answers(oracle)
    assert not list(tmp_path.rglob("*.tmp"))
    assert all(process._process.poll() is not None for process in processes)


def test_few_entries_start_no_process(tmp_path: Path, processes: list[Process]) -> None:
    engine = open_engine(f"whoosh://{tmp_path}/index")
    engine.rebuild(ENTRIES[:19], 1)
    assert engine.search(Query("removal", TOKENS)).total
    assert not processes


def test_a_process_that_dies_leaves_the_old_index(tmp_path: Path, processes: list[Process]) -> None:
    engine = open_engine(f"whoosh://{tmp_path}/index")
    engine.rebuild(ENTRIES[:9], 9)
    before = answers(engine)

    def killing() -> Iterator[Entry]:
        yield from ENTRIES[:40]
        processes[1]._process.kill()
        processes[1]._process.wait()
        yield from ENTRIES[40:]

    with pytest.raises(OSError, match="died"):
        engine.rebuild(killing(), 60)
    assert (answers(engine), engine.position) == (before, 9)
    assert len(list((tmp_path / "index").glob("g-*"))) == 1
    engine.rebuild(iter(ENTRIES), 60)
    assert engine.position == 60


@pytest.mark.parametrize("most", [1, 40, 10_000])
def test_a_compartment_is_cut_into_segments_of_bounded_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("search_index.engines.whoosh.spool.MOST_WORDS", most)
    disk, oracle = open_engine(f"whoosh://{tmp_path}/index"), open_engine("memory:")
    for engine in (disk, oracle):
        engine.rebuild(iter(ENTRIES), 60)
    assert answers(disk) == answers(oracle)
    written = len(list(tmp_path.rglob("*.col")))
    assert written > len(TOKENS) if most < joining.MOST_WORDS and most < 50 else written == 5
