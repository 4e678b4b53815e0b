"""Whoosh reads our segments as it reads its own: terms, postings, positions, queries, merges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.codec import default_codec
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound
from whoosh.writing import OPTIMIZE, SegmentWriter

from search_index import Entry, Part
from search_index.analysed import analyse
from search_index.engines.whoosh.drafting import Vocabulary, prepare, rows_of
from search_index.engines.whoosh.schema import SCHEMA, SEPARATOR
from search_index.engines.whoosh.writer import (
    INDEX_NAME,
    ColumnarWriter,
    CompartmentStorage,
    commit,
)

ENTRIES = [
    Entry(
        f"e{n}",
        f"Removal number {n}",
        "the officer removed " * (n % 4) + "immunity under 18 U.S.C. § 242(a) — Peña’s 1,000",
        {"coalition"},
        {"kind": "case-memo" if n % 2 else "evidence-index"},
        "2026-01-01",
        [Part("p-1", "firearm drawn", {"event": "firearm-drawn"}), Part("p-2", "", {})][: n % 3],
    )
    for n in range(9)
]


@pytest.fixture
def ours(tmp_path: Path) -> FileIndex:
    for first in (0, 3, 6):
        vocabulary = Vocabulary()
        rows = rows_of([prepare(e, vocabulary) for e in ENTRIES[first : first + 3]], vocabulary, 1)
        commit(tmp_path, [rows], set())
    return FileIndex(CompartmentStorage(tmp_path), SCHEMA, INDEX_NAME)


@pytest.fixture
def stock() -> FileIndex:
    index = FileIndex.create(RamStorage(), SCHEMA, INDEX_NAME)
    writer = SegmentWriter(index, codec=default_codec())
    for entry in map(analyse, ENTRIES):
        writer.add_document(
            id=entry.id,
            title=entry.places["title"],
            body=entry.places["body"],
            keys=[name + SEPARATOR + key for name, key in entry.keys],
            values=[name + SEPARATOR + value for name, value in entry.values],
        )
    writer.commit()
    return index


def contents(index: FileIndex) -> dict[tuple[str, bytes], dict[str, Any]]:
    with index.reader() as reader:
        return {
            (field, term): {
                reader.stored_fields(number)["id"]: value
                for number, value in postings(reader, field, term)
            }
            for field, term in reader.all_terms()
        }


def postings(reader: Any, field: str, term: bytes) -> list[tuple[int, Any]]:
    matcher = reader.postings(field, term)
    found = []
    while matcher.is_active():
        positions = field in ("title", "body") and matcher.value_as("positions")
        found.append((matcher.id(), positions))
        matcher.next()
    return found


def test_every_posting_is_that_of_whooshs_own_format(ours: FileIndex, stock: FileIndex) -> None:
    assert contents(ours) == contents(stock)


def test_whooshs_own_queries_find_the_same(ours: FileIndex, stock: FileIndex) -> None:
    asked = [
        query.Term("body", "remov"),
        query.Phrase("body", ["the", "offic", "remov"]),
        query.Prefix("body", "=rem"),
        query.And([query.Term("body", "immun"), query.Term("title", "3")]),
        query.AndNot(query.Every(), query.Term("keys", f"kind{SEPARATOR}case-memo")),
        query.TermRange("title", "1", "4"),
    ]
    for one in asked:
        answers = []
        for index in (ours, stock):
            with index.searcher() as searcher:
                answers.append(sorted(hit["id"] for hit in searcher.search(one, limit=None)))
        assert answers[0] == answers[1]
        assert answers[0]


def test_what_is_known_of_a_term_is_the_same(ours: FileIndex, stock: FileIndex) -> None:
    with ours.reader() as mine, stock.reader() as theirs:
        for field, term in [("body", "remov"), ("title", "remov"), ("body", "nowhere")]:
            assert mine.doc_frequency(field, term) == theirs.doc_frequency(field, term)
            assert mine.frequency(field, term) == theirs.frequency(field, term)
        assert sorted(mine.indexed_field_names()) == sorted(theirs.indexed_field_names())
        assert list(mine.expand_prefix("body", "=o")) == list(theirs.expand_prefix("body", "=o"))
        with pytest.raises(TermNotFound):
            mine.postings("body", "nowhere")


def test_whooshs_own_merge_policy_loses_nothing(ours: FileIndex, tmp_path: Path) -> None:
    before = contents(ours)
    ColumnarWriter(tmp_path).commit(mergetype=OPTIMIZE)
    after = FileIndex(CompartmentStorage(tmp_path), SCHEMA, INDEX_NAME)
    assert contents(after) == before
    assert len(after._read_toc().segments) == 1


def test_deleted_entries_are_gone_after_a_merge(ours: FileIndex, tmp_path: Path) -> None:
    commit(tmp_path, [], {"e1", "e8", "nobody"})
    with ours.searcher() as searcher:
        found = {hit["id"] for hit in searcher.search(query.Every(), limit=None)}
    ColumnarWriter(tmp_path).commit(mergetype=OPTIMIZE)
    with ours.reader() as reader:
        kept = {stored["id"] for stored in reader.all_stored_fields()}
        assert reader.doc_count_all() == 7
    assert found == kept == {f"e{n}" for n in (0, 2, 3, 4, 5, 6, 7)}


def test_single_documents_are_refused_rather_than_lost(tmp_path: Path, ours: FileIndex) -> None:
    writer = ColumnarWriter(tmp_path)
    with pytest.raises(TypeError, match="add_rows"):
        writer.add_document(id="e")
    writer.cancel()
