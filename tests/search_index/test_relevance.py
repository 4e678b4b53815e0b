"""Ranking is as good as the best that was measured: a floor on a judged collection."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from search_index import Entry
from search_index.analysed import Analysed, analyse
from search_index.engines.memory import _weight
from search_index.ranking import SCORED_FIELDS, average, contribution, idf
from search_index.syntax import Or, Word, scored_words
from search_index.text import UNSCORED, tokens

FLOOR = 0.316


def find_collection() -> Path | None:
    """The folder of judged collections: RELEVANCE_DATA, or `shared/data/ir` beside the project."""
    given = os.environ.get("RELEVANCE_DATA")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared/data/ir"
    return folder if (folder / "cacm_docs.jsonl.gz").exists() else None


def test_mean_average_precision_on_cacm_reaches_the_floor() -> None:
    folder = find_collection()
    if folder is None:
        pytest.skip("The CACM collection is not here; RELEVANCE_DATA can name its folder.")
    with gzip.open(folder / "cacm_docs.jsonl.gz", "rt") as lines:
        entries = {entry.id: entry for entry in (_entry(json.loads(line)) for line in lines)}
    judged = json.loads((folder / "cacm_topics_qrels.json").read_text())
    # Engines are held to each other elsewhere; here an inverted list saves minutes of brute force.
    holding: dict[str, list[Analysed]] = {}
    for entry in entries.values():
        for term in {*entry.places["title"], *entry.places["body"]}:
            holding.setdefault(term, []).append(entry)
    averages = {
        field: average(sum(e.lengths[field] for e in entries.values()), len(entries))
        for field in SCORED_FIELDS
    }
    precisions = []
    for topic, found in judged["qrels"].items():
        relevant = {id for id, grade in found.items() if grade}
        terms = dict.fromkeys(token.terms[0] for token in tokens(judged["topics"][topic]))
        query = Or(tuple(Word(term) for term in terms))
        scores: dict[str, float] = dict.fromkeys(entries, 0.0)
        for word in scored_words(query, UNSCORED):
            held = holding.get(word.term, []) if isinstance(word, Word) else []
            telling = idf(len(entries), len(held))
            for entry in held:
                scores[entry.id] += contribution(telling, _weight(word, entry, averages))
        ranked = sorted((id for id in scores if scores[id]), key=lambda id: (-scores[id], id))
        precisions.append(_average_precision(ranked, relevant))
    assert sum(precisions) / len(precisions) >= FLOOR


def _entry(document: dict[str, str]) -> Analysed:
    title, _, body = document["text"].partition("\n\n")
    return analyse(Entry(document["id"], title, body, {"all"}, {}, "1979-01-01"))


def _average_precision(ranked: list[str], relevant: set[str]) -> float:
    found = 0
    total = 0.0
    for rank, id in enumerate(ranked, 1):
        if id in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)
