"""Entries newer than the index answer as if they were in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search_index import Entry, Query, SearchEngine, open_engine
from tests.search_index.conftest import ENGINES, engine_url
from tests.search_index.worlds import (
    ENTRIES,
    READERS,
    RICH_ENTRIES,
    TEXT_QUERIES,
    UNFINISHED,
    answer,
    ask,
    companions,
)

CORPORA = st.lists(st.one_of(ENTRIES, RICH_ENTRIES), max_size=9, unique_by=lambda entry: entry.id)


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_pending_counts_as_if_it_were_indexed(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        # Shrinking would take minutes; the parametrised cases below are small already.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        CORPORA, CORPORA, READERS, st.lists(TEXT_QUERIES, min_size=3, max_size=4),
        st.lists(UNFINISHED, min_size=2, max_size=2),
        st.frozensets(st.sampled_from([f"e{n}" for n in range(9)]), max_size=2),
    )  # fmt: skip
    def run(
        indexed: list[Entry],
        pending: list[Entry],
        tokens: frozenset[str],
        texts: list[str],
        unfinished: list[str],
        exclude: frozenset[str],
    ) -> None:
        folder = tmp_path_factory.mktemp("pending")
        behind, level = open_engine(engine_url(name, folder)), open_engine("memory:")
        behind.put(indexed)
        level.put([*indexed, *pending])
        questions = [(text, answer) for text in texts]
        questions += [(text, companions) for text in unfinished]
        for text, asked in questions:
            waiting = ask(text, tokens, exclude=exclude, pending=tuple(pending))
            assert asked(behind, waiting) == asked(level, ask(text, tokens, exclude=exclude))
        behind.close()

    run()


def paper(body: str, *tokens: str) -> Entry:
    return Entry("a", "A paper", body, tokens, {}, "2026-01-01")


@pytest.mark.parametrize(
    ("pending", "found"),
    [
        ([paper("immunity", "user:1")], 1),
        ([paper("removal", "user:1")], 0),
        ([paper("immunity", "office:2")], 0),
        ([paper("immunity")], 0),
        ([paper("removal", "user:1"), paper("immunity", "user:1")], 1),
    ],
    ids=["edited", "edited to something else", "moved away", "withdrawn", "edited twice"],
)
def test_a_pending_entry_takes_the_place_of_the_indexed_one(
    engine: SearchEngine, pending: list[Entry], found: int
) -> None:
    engine.put([paper("removal immunity", "user:1")])
    query = Query("immunity NOT removal", ["user:1"], pending=tuple(pending))
    assert engine.search(query).total == found


def test_an_excluded_id_is_absent_even_if_it_is_pending(engine: SearchEngine) -> None:
    query = Query("removal", ["user:1"], pending=(paper("removal", "user:1"),), exclude={"a"})
    assert engine.search(query).total == 0


def test_a_hit_has_as_many_snippets_as_were_asked_for(engine: SearchEngine) -> None:
    engine.put([paper(("removal " + "and so on " * 40) * 5, "user:1")])
    for asked in (0, 1, 2, 5):
        page = engine.search(Query("removal", ["user:1"], snippets=asked))
        assert len(page.hits[0].snippets) == asked
    page = engine.search(Query("-immunity", ["user:1"], snippets=0))
    assert page.hits[0].snippets == ()


def test_an_engine_with_nothing_to_join_or_to_mend_says_so(engine: SearchEngine) -> None:
    engine.put([paper("removal", "user:1")])
    assert engine.merge() is False
    engine.verify()
    assert not engine.needs_rebuild
    assert engine.search(Query("removal", ["user:1"])).total == 1
