"""An answer is the same whether or not others' papers exist, and their postings are not read."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search_index import Entry, Query, SearchEngine, open_engine
from search_index.compartments import folder_name
from search_index.engines.whoosh.engine import WhooshEngine
from search_index.engines.whoosh.packed import Packed
from tests.search_index.conftest import ENGINES, engine_url
from tests.search_index.leaky import (
    LeaksFacets,
    LeaksLikeness,
    LeaksSpelling,
    LeaksStatistics,
    LeaksSuggestions,
)
from tests.search_index.worlds import (
    ENTRIES,
    HISTORIES,
    READERS,
    RICH_ENTRIES,
    TEXT_QUERIES,
    UNFINISHED,
    answer,
    ask,
    companions,
)

ROUNDS = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    # Shrinking a leak that a test expects to find would take longer than all else here.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


# Queries of words that every corpus is full of, so that most cases are not vacuous.
MATCHING_QUERIES = st.one_of(
    st.sampled_from(
        (
            "removal",
            "immunity",
            "officer OR removal",
            "the",
            "remov*",
            "18 USC 242",
            "removal /5 the",
        )
    ),
    TEXT_QUERIES,
)


def matches_hidden_entries_too(oracle: SearchEngine, query: Query, everyone: Query) -> bool:
    return 0 < oracle.search(query).total < oracle.search(everyone).total


def offers_others_more(oracle: SearchEngine, query: Query, everyone: Query) -> bool:
    mine, all_there_is = companions(oracle, query), companions(oracle, everyone)
    return any(mine) and mine[:2] != all_there_is[:2]


def on_disk(folder: str, name: str) -> SearchEngine:
    return open_engine(f"whoosh://{folder}/{name}")


def find_a_leak(
    make: Callable[[str, str], SearchEngine],
    rounds: int,
    entries: st.SearchStrategy[Entry] = ENTRIES,
    texts: st.SearchStrategy[str] = MATCHING_QUERIES,
    asked: Callable[[SearchEngine, Query], object] = answer,
    tells: Callable[[SearchEngine, Query, Query], bool] = matches_hidden_entries_too,
) -> tuple[int, int]:
    """Run the property; returns how many cases there were and how many were not vacuous."""
    cases = telling = 0

    @settings(ROUNDS, max_examples=rounds)
    @given(
        st.lists(entries, min_size=7, max_size=9, unique_by=lambda e: e.id),
        HISTORIES, READERS, st.lists(texts, min_size=6, max_size=8),
    )  # fmt: skip
    def run(corpus, history, tokens, texts):  # type: ignore[no-untyped-def]
        nonlocal cases, telling
        with tempfile.TemporaryDirectory() as folder:
            whole, cut = make(folder, "whole"), make(folder, "cut")
            oracle = open_engine("memory:")
            for engine in (whole, oracle):
                engine.put(corpus)
            cut.put([entry for entry in corpus if tokens & entry.read_tokens])
            for change in history:
                if change.what == "rebuild":
                    continue
                change.apply(whole)
                change.apply(oracle)
                change.seen_by(tokens).apply(cut)
            for text in texts:
                query = ask(text, tokens)
                assert asked(whole, query) == asked(cut, query)
                cases += 1
                telling += tells(oracle, query, ask(text, frozenset(ALL_TOKENS)))
            whole.close()
            cut.close()

    run()
    return cases, telling


ALL_TOKENS = ("coalition", "office:1", "office:2", "group:3", "user:7")


@pytest.mark.parametrize(
    ("make", "rounds"),
    [
        pytest.param(on_disk, 8, id="whoosh"),
        pytest.param(lambda folder, name: open_engine("memory:"), 40, id="memory"),
    ],
)
def test_answers_do_not_depend_on_what_the_reader_may_not_read(
    make: Callable[[str, str], SearchEngine], rounds: int
) -> None:
    cases, telling = find_a_leak(make, rounds)
    # A property over cases in which nothing hidden matches would hold for any engine.
    assert telling / cases >= 0.4, f"only {telling} of {cases} cases match hidden entries too"


@pytest.mark.parametrize("leaky", [LeaksStatistics, LeaksFacets])
def test_the_property_catches_an_engine_that_leaks(leaky: type[SearchEngine]) -> None:
    with pytest.raises(AssertionError, match="assert Page"):
        find_a_leak(lambda folder, name: leaky(), 60)


@pytest.mark.parametrize("name", ENGINES)
def test_nothing_offered_depends_on_what_the_reader_may_not_read(name: str) -> None:
    cases, telling = find_a_leak(
        lambda folder, world: open_engine(engine_url(name, Path(folder, world))),
        8 if name == "whoosh" else 30, RICH_ENTRIES, UNFINISHED, companions, offers_others_more,
    )  # fmt: skip
    assert telling / cases >= 0.4, f"only {telling} of {cases} cases offer others more"


@pytest.mark.parametrize("leaky", [LeaksSuggestions, LeaksSpelling, LeaksLikeness])
def test_the_property_catches_an_engine_that_offers_too_much(leaky: type[SearchEngine]) -> None:
    with pytest.raises(AssertionError, match="assert \\["):
        find_a_leak(
            lambda folder, name: leaky(),
            60, RICH_ENTRIES, UNFINISHED, companions, offers_others_more,
        )  # fmt: skip


def test_no_hidden_compartment_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: set[str] = set()
    open_packed = Packed.open

    def watched(path: Path) -> Packed:
        opened.add(path.parent.name)
        return open_packed(path)

    monkeypatch.setattr(Packed, "open", watched)
    engine = WhooshEngine(str(tmp_path / "index"))
    engine.put(
        Entry(f"e{n}", "removal", "immunity", {token}, {}, "2026-01-01")
        for n, token in enumerate(ALL_TOKENS)
    )
    mine = ("coalition", "office:1", "user:7", "user:nobody")
    opened.clear()
    engine.close()
    page = engine.search(Query("immun* OR removal", mine, facets=("kind",)))
    assert page.total == 3
    assert opened == {folder_name(token) for token in mine[:3]}


def test_what_is_kept_open_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_index.engines.whoosh.shelf.MOST_VIEW_BYTES", 80)
    monkeypatch.setattr("search_index.engines.whoosh.shelf.MOST_COMPARTMENTS", 4)
    engine = WhooshEngine(str(tmp_path / "index"))
    engine.put(
        Entry(f"e{n}", "removal", f"immunity word{n}", {f"user:{n}"}, {}, "2026-01-01")
        for n in range(8)
    )
    for _ in range(2):
        for n in range(8):
            assert engine.search(Query(f"removal word{n}", {f"user:{n}"})).total == 1
    assert len(engine._shelf._views) == 2
    assert len(engine._shelf._compartments) == 4


def open_files() -> int:
    """How many files of an index this process holds open."""
    targets = (
        os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")
    )
    return sum(".col" in target for target in targets)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system lists no open files")
def test_a_worker_that_searches_while_others_write_holds_few_files_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As large segments are, so that each keeps its file open.
    monkeypatch.setattr("search_index.engines.whoosh.packed.MOST_BYTES_READ", 0)
    monkeypatch.setattr("search_index.engines.whoosh.shelf.MOST_MAPPED", 12)
    engine = WhooshEngine(str(tmp_path / "index"))
    held = []
    for n in range(40):
        token = f"user:{n % 8}"
        engine.put([Entry(f"e{n}", "removal", f"word{n}", {token}, {}, "2026-01-01")])
        assert engine.search(Query(f"word{n}", {token})).total == 1
        gc.collect()
        held.append(open_files())
    assert max(held) <= 12


def test_small_segments_hold_no_file_open(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"))
    for n in range(5):
        engine.put([Entry(f"e{n}", "removal", f"word{n}", {"coalition"}, {}, "2026-01-01")])
        assert engine.search(Query("removal", {"coalition"})).total == n + 1
    assert open_files() == 0


def test_only_the_owner_may_enter_the_folder_and_names_tell_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(str(tmp_path / "index"))
    engine.put([Entry("e", "t", "b", {"office:1"}, {}, "2026-01-01")])
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700
    assert not [path for path in (tmp_path / "index").rglob("*") if "office" in path.name]
