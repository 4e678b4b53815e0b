"""The result of a search benchmark as tables in Markdown, for a terminal and for the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.contenders import OURS

NAMES = {"coalition": "ours", "whoosh": "idiomatic Whoosh", "tantivy": "tantivy", "fts5": "FTS5"}

Found = dict[str, Any]


def report(found: Found) -> str:
    """Everything that is worth reading."""
    machine, corpus = found["machine"], found["corpus"]
    return "\n\n".join(
        [
            f"{found['documents']:,} papers of {corpus['words_per_paper']:.0f} words from "
            f"{corpus['made_of']}, {found['queries']['measured']} queries, "
            f"{machine['processors']} processors, Python {machine['python']}",
            *found["skipped"],
            searching(found),
            indexing(found),
            growing(found),
            reading(found),
            f"Reopening after a commit by another process: {found['reopen_ms']} ms",
        ]
    )


def searching(found: Found) -> str:
    """Times of the full request."""
    columns = ("p50_ms", "p95_ms", "cpu_p50_ms", "cpu_p95_ms", "repeated_cpu_p50_ms")
    rows = []
    for row in found["engines"]:
        ratio = found["ratios"].get(row["engine"], {})
        rows.append(
            [
                _name(row),
                *(_ms(row[column]) for column in columns),
                row["first_to_repeated"],
                *(_times(ratio.get(column)) for column in ("cpu_p50_ms", "cpu_p95_ms")),
            ]
        )
    heads = ["Engine", "p50 ms", "p95 ms", "CPU p50 ms", "CPU p95 ms", "again, CPU p50 ms"]
    return table([*heads, "first / again", "CPU p50 to ours", "CPU p95 to ours"], rows)


def indexing(found: Found) -> str:
    """What writing and holding an index costs."""
    rows = []
    for row in found["engines"]:
        published = row["publish_to_searchable_ms"]
        rows.append(
            [
                _name(row),
                f"{row['index_docs_per_s']:.0f}",
                f"{found['documents'] / max(row['index_cpu_seconds'], 0.1):.0f}",
                f"{row['index_mb']:,.0f}",
                row["anonymous_mb"],
                *(_ms(published[name]) for name in ("tokens_1", "tokens_5")),
                _ms(row["open_and_first_query_ms"]),
            ]
        )
    heads = ["Engine", "papers/s", "papers/CPU s", "index MB", "memory MB"]
    return table([*heads, "publish 1 ms", "publish 5 ms", "open ms"], rows)


def growing(found: Found) -> str:
    """Medians by size."""
    return _by_engine("papers", "documents", found["growth"])


def reading(found: Found) -> str:
    """Medians by reader."""
    return _by_engine("compartments", "compartments", found["readers"])


def _by_engine(head: str, key: str, rows: Sequence[Found]) -> str:
    names = list(rows[0]["engines"])
    heads = [head, *(f"{NAMES[name]}, p50 (CPU) ms" for name in names)]
    lines = []
    for row in rows:
        engines = [row["engines"][name] for name in names]
        times = (f"{_ms(found['p50_ms'])} ({_ms(found['cpu_p50_ms'])})" for found in engines)
        lines.append([f"{row[key]:,}", *times])
    return table(heads, lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as a table in Markdown, the numbers right of the first column."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _name(row: Found) -> str:
    name = NAMES[row["engine"]]
    return f"**{name}**" if row["engine"] == OURS else name


def _ms(time: float) -> str:
    return f"{time:,.1f}"


def _times(ratio: float | None) -> str:
    return "1" if ratio is None else f"{ratio:.2f}"
