"""The engine on disk says what brute force says, whatever was done to it before."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index import Entry, open_engine
from tests.search_index.worlds import (
    ENTRIES,
    HISTORIES,
    READERS,
    TEXT_QUERIES,
    TOKENS,
    Change,
    answer,
    ask,
    companions,
)

CASES = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


SYNONYMS = (("removal", "officer the"), ("firearm", "18 USC 242", "the officer removed"))


@CASES
@given(
    st.lists(ENTRIES, min_size=5, max_size=9), HISTORIES,
    st.lists(st.tuples(TEXT_QUERIES, READERS), min_size=4, max_size=8), st.booleans(),
    st.frozensets(st.sampled_from([f"e{n}" for n in range(9)]), max_size=2),
)  # fmt: skip
def test_engines_agree_after_any_history(
    corpus: list[Entry],
    history: list[Change],
    questions: list[tuple[str, frozenset[str]]],
    reopened: bool,
    exclude: frozenset[str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"whoosh://{folder}/index"
        disk, oracle = open_engine(url), open_engine("memory:")
        for change in (Change("put", tuple(corpus)), *history):
            change.apply(disk)
            change.apply(oracle)
            # Searching in between leaves views and postings cached that the next change outdates.
            disk.search(ask("removal", frozenset(TOKENS)))
        if reopened:
            disk.close()
            disk = open_engine(url)
        assert disk.count() == oracle.count()
        for text, tokens in questions:
            for query in (
                ask(text, tokens),
                ask(text, tokens, exclude=exclude, synonyms=SYNONYMS),
                ask(text, tokens, sort="newest", filters={"kind": "case-memo"}),
            ):
                assert answer(disk, query) == answer(oracle, query)
                assert companions(disk, query) == companions(oracle, query)
        disk.close()


def test_engines_agree_through_many_small_commits_and_merges(tmp_path) -> None:  # type: ignore[no-untyped-def]
    disk, oracle = open_engine(f"whoosh://{tmp_path}/index"), open_engine("memory:")
    words = ("removal", "immunity", "officer", "firearm drawn", "remand", "the hearing")
    for n in range(30):
        audience = {TOKENS[n % 3], TOKENS[(n * 7) % 5]} if n % 11 else set()
        change = [
            Entry(
                f"e{n % 23}", words[n % 6], " ".join(words[: n % 7] * (n % 4)), audience,
                {"kind": "case-memo" if n % 2 else "evidence-index"}, "2026-01-01",
            )
        ]  # fmt: skip
        disk.put(change, n)
        oracle.put(change, n)
        for tokens in ({"coalition"}, set(TOKENS)):
            query = ask("removal OR firearm OR hear*", frozenset(tokens))
            assert answer(disk, query) == answer(oracle, query)
    assert disk.position == 29


def test_pages_are_stretches_of_one_list(tmp_path) -> None:  # type: ignore[no-untyped-def]
    entries = [
        Entry(f"e{n:02}", "t", "removal " * (n % 4 + 1), {"coalition"}, {}, "2026-01-01")
        for n in range(25)
    ]
    for url in ("memory:", f"whoosh://{tmp_path}/index"):
        engine = open_engine(url)
        engine.put(entries)
        whole = engine.search(ask("removal", frozenset(TOKENS))).hits
        assert len(whole) == 20
        for page in (1, 2, 3, 4, 5):
            query = ask("removal", frozenset(TOKENS))
            paged = engine.search(type(query)("removal", TOKENS, page=page, size=4)).hits
            assert paged == whole[(page - 1) * 4 : page * 4]
