"""Whoosh 2.7.4 as its manual shows it: one index, `filter=`, `groupedby=` and `highlights`.

The writer gets a generous pool of memory in one process, facets are columns and only counted,
and Whoosh keeps the documents of a filter between searches by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh import fields, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in, open_dir
from whoosh.sorting import Count

from benchmarks.contenders import FACETS, HITS, SNIPPETS, Answer, Paper
from benchmarks.queries import Asked

TEXTS = ("title", "body")
POOL_MB = 512


class IdiomaticWhoosh:
    """One index over all papers."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def build(self, papers: Iterable[Paper]) -> None:
        index = create_in(self.folder, _schema())
        writer = index.writer(limitmb=POOL_MB, procs=1)
        for paper in papers:
            writer.add_document(**_document(paper))
        writer.commit()
        index.close()

    def open(self) -> None:
        self.index = open_dir(self.folder)
        self.searcher = self.index.searcher()
        self.analyzer = self.index.schema["body"].analyzer

    def search(self, asked: Asked, tokens: tuple[str, ...]) -> Answer:
        found = self.searcher.search(
            self._query(asked),
            limit=HITS,
            filter=query.Or([query.Term("audience", token) for token in tokens]),
            groupedby=list(FACETS),
            maptype=Count,
        )
        found.fragmenter.surround = 40
        return Answer(
            len(found),
            [hit["id"] for hit in found[:HITS]],
            {name: dict(found.groups(name)) for name in FACETS},
            [hit.highlights("body", top=SNIPPETS) for hit in found[:HITS]],
        )

    def publish(self, paper: Paper) -> None:
        writer = self.index.writer()
        writer.update_document(**_document(paper))
        writer.commit()
        self.searcher = self.searcher.refresh()

    def close(self) -> None:
        self.searcher.close()
        self.index.close()

    def _query(self, asked: Asked) -> Any:
        if asked.kind == "or":
            return query.Or([self._words(word) for word in asked.words])
        if asked.kind == "phrase":
            return self._words(" ".join(asked.words))
        if asked.kind == "prefix":
            return query.Or([query.Prefix(field, asked.words[0]) for field in TEXTS])
        if asked.kind == "not":
            *wanted, unwanted = map(self._words, asked.words)
            return query.And([*wanted, query.Not(unwanted)])
        needed = [self._words(word) for word in asked.words]
        if asked.kind == "event":
            needed.append(query.Term("events", asked.event))
        return query.And(needed)

    def _words(self, text: str) -> Any:
        """A word, or words in a row, in the title or in the body."""
        terms = [token.text for token in self.analyzer(text, mode="query")]
        if len(terms) == 1:
            return query.Or([query.Term(field, terms[0]) for field in TEXTS])
        return query.Or([query.Phrase(field, terms) for field in TEXTS])


def _schema() -> Any:
    text = StemmingAnalyzer()
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=text, stored=True),
        body=fields.TEXT(analyzer=text, stored=True),
        kind=fields.ID(stored=True, sortable=True),
        state=fields.ID(stored=True, sortable=True),
        date=fields.DATETIME(stored=True, sortable=True),
        audience=fields.KEYWORD,
        events=fields.KEYWORD(commas=True),
    )


def _document(paper: Paper) -> dict[str, Any]:
    same = {name: paper[name] for name in ("id", *TEXTS, *FACETS)}
    return same | {
        "date": datetime.fromisoformat(paper["date"]),
        "audience": " ".join(paper["audience"]),
        "events": ",".join(paper["events"]),
    }
