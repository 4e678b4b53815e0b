"""tantivy, the search library in Rust, used as its Python binding offers it.

The binding counts facets in a second pass over the matches and gives one fragment for each hit,
here as long as three of ours. Of several ways to write the same query the fastest one measured
is used: the filter as a disjunction without a score, a prefix as a fuzzy term of distance 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    SnippetGenerator,
    TextAnalyzerBuilder,
    Tokenizer,
)

from benchmarks.contenders import FACETS, HITS, SNIPPET_CHARACTERS, SNIPPETS, Answer, Paper
from benchmarks.queries import Asked

TEXTS = ("title", "body")
HEAP = 512_000_000
"""Bytes the writer may fill before it writes a segment: few segments make quick searches."""
COUNTS = {name: {"terms": {"field": name, "size": 100}} for name in FACETS}


class TantivyEngine:
    """One index; the reader's tokens are a clause of every query."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        # The same steps as its tokenizer "en_stem", to cut a query's words as the texts were.
        steps = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(40))
        self.analyzer = steps.filter(Filter.lowercase()).filter(Filter.stemmer("english")).build()
        self.writer: Any = None

    def build(self, papers: Iterable[Paper]) -> None:
        writer = Index(_schema(), self.folder).writer(HEAP, num_threads=1)
        for paper in papers:
            writer.add_document(_document(paper))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index = Index.open(self.folder)
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def search(self, asked: Asked, tokens: tuple[str, ...]) -> Answer:
        words = self._query(asked)
        allowed = _any(self._term("audience", token) for token in tokens)
        filtered = _all([words, Query.const_score_query(allowed, 0.0)])
        found = self.searcher.search(filtered, HITS, count=True)
        counted = self.searcher.aggregate(filtered, COUNTS)
        documents = [self.searcher.doc(address) for _, address in found.hits]
        marker = SnippetGenerator.create(self.searcher, words, self.schema, "body")
        marker.set_max_num_chars(SNIPPETS * SNIPPET_CHARACTERS)
        return Answer(
            found.count,
            [document.get_first("id") for document in documents],
            {name: _buckets(counted[name]) for name in FACETS},
            [marker.snippet_from_doc(document).to_html() for document in documents],
        )

    def publish(self, paper: Paper) -> None:
        if self.writer is None:
            self.writer = self.index.writer(num_threads=1)
        self.writer.delete_documents_by_term("id", paper["id"])
        self.writer.add_document(_document(paper))
        self.writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def close(self) -> None:
        if self.writer is not None:
            self.writer.wait_merging_threads()

    def _query(self, asked: Asked) -> Any:
        if asked.kind == "or":
            return _any(map(self._words, asked.words))
        if asked.kind == "phrase":
            return self._words(" ".join(asked.words))
        if asked.kind == "prefix":
            return self._prefix(asked.words[0])
        if asked.kind == "not":
            clauses = [(Occur.Must, self._words(word)) for word in asked.words[:-1]]
            return Query.boolean_query([*clauses, (Occur.MustNot, self._words(asked.words[-1]))])
        needed = [self._words(word) for word in asked.words]
        if asked.kind == "event":
            needed.append(Query.const_score_query(self._term("events", asked.event), 0.0))
        return _all(needed)

    def _words(self, text: str) -> Any:
        """A word, or words in a row, in the title or in the body."""
        terms = self.analyzer.analyze(text)
        if len(terms) == 1:
            return _any(self._term(field, terms[0]) for field in TEXTS)
        return _any(Query.phrase_query(self.schema, field, terms) for field in TEXTS)

    def _prefix(self, start: str) -> Any:
        return _any(
            Query.fuzzy_term_query(self.schema, field, start, distance=0, prefix=True)
            for field in TEXTS
        )

    def _term(self, field: str, value: str) -> Any:
        return Query.term_query(self.schema, field, value)


def _schema() -> Any:
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("audience", "events"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _document(paper: Paper) -> Any:
    names = ("id", *TEXTS, *FACETS, "audience", "events")
    return Document(**{name: paper[name] for name in names})


def _any(queries: Iterable[Any]) -> Any:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: list[Any]) -> Any:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _buckets(counted: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}
