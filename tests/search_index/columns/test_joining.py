"""Segments are joined beside the index, without losing what changes meanwhile."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from search_index import Entry, SearchEngine, open_engine
from search_index.engines.whoosh import joining, writer
from tests.search_index.worlds import ask

READER = frozenset({"coalition"})


def entry(number: int, text: str = "removal immunity") -> Entry:
    return Entry(f"e{number:03}", f"T{number}", text, READER, {"kind": "k"}, "2026-01-01")


def answers(engine: SearchEngine) -> list[object]:
    asked = ("removal", '"removal immunity"', "remov* /2 immunity", "T7", "kind:k", "fresh")
    return [engine.search(ask(text, READER)) for text in asked]


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[SearchEngine, SearchEngine]:
    """An index of many segments that no commit may join, and the oracle beside it."""
    monkeypatch.setattr(joining, "MOST_ROWS_AT_ONCE", 0)
    disk, oracle = open_engine(f"whoosh://{tmp_path}/index"), open_engine("memory:")
    for number in range(20):
        for engine in (disk, oracle):
            engine.put([entry(number)], number)
    for engine in (disk, oracle):
        engine.remove(["e003"], 20)
    return disk, oracle


def segments(folder: Path) -> int:
    return len(list(folder.glob("index/g-*/*/*.col")))


def test_joining_changes_no_answer(many: tuple[SearchEngine, SearchEngine], tmp_path: Path) -> None:
    disk, oracle = many
    before = segments(tmp_path)
    assert before > joining.MOST_SEGMENTS_OF_A_SIZE
    assert disk.merge()
    while disk.merge():
        pass
    assert segments(tmp_path) < before
    assert answers(disk) == answers(oracle)
    assert disk.position == 20
    assert answers(open_engine(f"whoosh://{tmp_path}/index")) == answers(oracle)
    assert not list(tmp_path.rglob("*.tmp"))


def test_what_changes_while_segments_are_joined_is_kept(
    many: tuple[SearchEngine, SearchEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, oracle = many
    other = open_engine(f"whoosh://{tmp_path}/index")
    honest = writer.columns_of

    def meanwhile(rows):  # type: ignore[no-untyped-def]
        monkeypatch.setattr(writer, "columns_of", honest)
        for engine in (other, oracle):
            engine.remove(["e005"], 21)
            engine.put([entry(6, "fresh words"), entry(77)], 22)
        return honest(rows)

    def deleting(rows):  # type: ignore[no-untyped-def]
        monkeypatch.setattr(writer, "columns_of", honest)
        for engine in (other, oracle):
            engine.put([entry(77, "fresh again")], 23)
        return honest(rows)

    monkeypatch.setattr(writer, "columns_of", meanwhile)
    # One of the segments held nothing but what was deleted, so that it is gone.
    assert not disk.merge()
    assert answers(disk) == answers(oracle) == answers(other)
    monkeypatch.setattr(writer, "columns_of", deleting)
    assert disk.merge()
    assert answers(disk) == answers(oracle) == answers(other)


def test_segments_that_are_gone_are_not_joined_again(
    many: tuple[SearchEngine, SearchEngine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, oracle = many
    compartment = next(tmp_path.glob("index/g-*/*/"))

    group = writer.waiting(compartment)
    assert writer.merge(compartment, group, nullcontext)
    monkeypatch.setattr(writer, "waiting", lambda path: group)
    assert not disk.merge()
    assert answers(disk) == answers(oracle)


def test_a_segment_that_is_half_deleted_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_ROWS_AT_ONCE", 0)
    engine = open_engine(f"whoosh://{tmp_path}/index")
    engine.put([entry(number) for number in range(10)])
    engine.remove([f"e{number:03}" for number in range(6)])
    size = sum(path.stat().st_size for path in tmp_path.rglob("*.col"))
    assert engine.merge()
    assert not engine.merge()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.col")) < size
    assert engine.search(ask("removal", READER)).total == 4


def test_segments_are_joined_up_to_a_number_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_WORDS", 100)
    made = [writer.ColumnarSegment("MAIN") for _ in range(9)]
    for number, segment in enumerate(made):
        segment.set_doc_count(5)
        segment.words = 10 + number
    (group,) = joining.alike(made)
    assert group == made[:7]
