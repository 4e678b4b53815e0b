"""SQLite's FTS5, with the audience in a table beside it.

The matches go once into a temporary table, from which the ten best, the total and the facets are
read; the audience is looked up for each match. Of four ways to write this, in the order they
were thought of, it was the fastest on 100,000 papers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.contenders import FACETS, HITS, Answer, Paper
from benchmarks.queries import Asked

TABLES = """
    CREATE TABLE texts (id INTEGER PRIMARY KEY, title TEXT, body TEXT, events TEXT);
    CREATE TABLE papers (id INTEGER PRIMARY KEY, public TEXT UNIQUE, kind TEXT, state TEXT);
    CREATE TABLE audience (paper INTEGER, token TEXT, PRIMARY KEY (paper, token)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(
        title, body, events, content='texts', content_rowid='id', tokenize='porter unicode61');
"""
FOUND = "CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, rank REAL, kind TEXT, state TEXT)"
FIND = """
    INSERT INTO found SELECT words.rowid, words.rank, papers.kind, papers.state
    FROM words JOIN papers ON papers.id = words.rowid
    WHERE words MATCH ? AND EXISTS (SELECT 1 FROM audience
        WHERE audience.paper = words.rowid AND audience.token IN ({}))
"""
BEST = """
    SELECT found.id, papers.public FROM found JOIN papers ON papers.id = found.id
    ORDER BY found.rank, found.id LIMIT ?
"""
SNIPPET = """
    SELECT snippet(words, 1, '[', ']', '…', 64) FROM words WHERE words MATCH ? AND rowid = ?
"""
COUNTS = {
    "kind": "SELECT kind, count(*) FROM found GROUP BY kind",
    "state": "SELECT state, count(*) FROM found GROUP BY state",
}


class SqliteFts5:
    """One database file."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "index.db")
        self.database.execute("PRAGMA mmap_size = 2000000000")

    def build(self, papers: Iterable[Paper]) -> None:
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.executescript(TABLES)
        for number, paper in enumerate(papers, start=1):
            self._insert(number, paper)
        self.database.execute("INSERT INTO words(words) VALUES ('optimize')")
        self.database.commit()
        self.database.execute("ANALYZE")
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.database.close()

    def open(self) -> None:
        self.database.execute(FOUND)
        self.database.commit()

    def search(self, asked: Asked, tokens: tuple[str, ...]) -> Answer:
        wanted = _match(asked)
        run = self.database.execute
        run("DELETE FROM found")
        run(FIND.format(",".join("?" * len(tokens))), (wanted, *tokens))
        best = run(BEST, (HITS,)).fetchall()
        answer = Answer(
            run("SELECT count(*) FROM found").fetchone()[0],
            [public for _, public in best],
            {name: dict(run(COUNTS[name]).fetchall()) for name in FACETS},
            [run(SNIPPET, (wanted, number)).fetchone()[0] for number, _ in best],
        )
        # An open transaction, though only of a temporary table, would keep writers waiting.
        self.database.commit()
        return answer

    def publish(self, paper: Paper) -> None:
        number = self.database.execute("SELECT max(id) + 1 FROM papers").fetchone()[0]
        self._insert(number, paper)
        self.database.commit()

    def close(self) -> None:
        self.database.close()

    def _insert(self, number: int, paper: Paper) -> None:
        run = self.database.execute
        text = (number, paper["title"], paper["body"], " ".join(map(_joined, paper["events"])))
        facts = (number, paper["id"], paper["kind"], paper["state"])
        run("INSERT INTO papers VALUES (?, ?, ?, ?)", facts)
        run("INSERT INTO texts VALUES (?, ?, ?, ?)", text)
        run("INSERT INTO words(rowid, title, body, events) VALUES (?, ?, ?, ?)", text)
        tokens = [(number, token) for token in paper["audience"]]
        self.database.executemany("INSERT INTO audience VALUES (?, ?)", tokens)


def _match(asked: Asked) -> str:
    """The query in the language of FTS5."""
    words = [_quoted(word) for word in asked.words]
    if asked.kind == "or":
        return _in_texts(" OR ".join(words))
    if asked.kind == "phrase":
        return _in_texts(_quoted(" ".join(asked.words)))
    if asked.kind == "prefix":
        return _in_texts(f"{words[0]}*")
    if asked.kind == "not":
        return f"({_in_texts(' AND '.join(words[:-1]))}) NOT ({_in_texts(words[-1])})"
    needed = _in_texts(" AND ".join(words))
    if asked.kind == "event":
        return f"({needed}) AND events: {_quoted(_joined(asked.event))}"
    return needed


def _in_texts(expression: str) -> str:
    return f"{{title body}}: ({expression})"


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _joined(event: str) -> str:
    """An event as one word, so that it is matched whole."""
    return event.replace(" ", "")
