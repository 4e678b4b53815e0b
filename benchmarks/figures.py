"""The single measurements that a run of the search benchmark is made of."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders import HITS, OURS, Answer, Contender, make
from benchmarks.corpus import read_corpus
from benchmarks.queries import Asked, QuerySets
from benchmarks.timing import READER, READERS, times_in_turn
from benchmarks.workplace import Workplace

Engines = dict[str, Contender]
Answers = Mapping[str, Sequence[Answer]]
LONGEST_PUBLISHING = 30.0
"""Seconds after which no further paper is published: the idiomatic index takes long for each."""
CLOSE = 0.1
"""Totals that differ by no more than this share, or by two, are taken to agree."""


def opened(place: Workplace, names: Sequence[str], count: int) -> Engines:
    """The engines over their indexes of this size, ready to answer."""
    engines = {name: make(name, place.index(name, count)) for name in names}
    for engine in engines.values():
        engine.open()
    return engines


def closed(engines: Engines) -> None:
    """Let go of all of them."""
    for engine in engines.values():
        engine.close()


def searching(engines: Engines, queries: QuerySets) -> tuple[dict[str, Any], Answers]:
    """Each engine's times for queries never asked before, and for the same ones again.

    `first_to_repeated` is the median, over the queries, of how many times more processor time the
    first took.
    """
    times_in_turn(engines, queries.warming, READER)
    (first, again), answers = times_in_turn(engines, queries.measured, READER, rounds=2)
    figures = {}
    for name in engines:
        spent = zip(first[name].processor, again[name].processor, strict=True)
        ratios = [before / after for before, after in spent]
        repeated = {f"repeated_{key}": value for key, value in again[name].summary().items()}
        figures[name] = first[name].summary() | repeated
        figures[name]["first_to_repeated"] = round(median(ratios), 2)
    return figures, answers


def check(answers: Answers, queries: Sequence[Asked]) -> None:
    """ValueError if an engine did less than the whole work for a query."""
    for name, given in answers.items():
        for asked, answer in zip(queries, given, strict=True):
            counts = [sum(values.values()) for values in answer.facets.values()]
            shown = min(answer.total, HITS)
            if counts != [answer.total] * 2 or {len(answer.ids), len(answer.snippets)} != {shown}:
                raise ValueError(f"{name} gave a partial answer to {asked.text}: {answer}")


def agreement(answers: Answers) -> dict[str, Any]:
    """For each peer, the share of queries whose total is ours, and the share that come close.

    They are never all equal, because stemmers differ.
    """
    found = {}
    for name in answers:
        pairs = [(a.total, b.total) for a, b in zip(answers[OURS], answers[name], strict=True)]
        near = [abs(a - b) <= max(2, CLOSE * max(a, b)) for a, b in pairs]
        found[name] = {
            "same_total": round(sum(a == b for a, b in pairs) / len(pairs), 3),
            "close_total": round(sum(near) / len(pairs), 3),
        }
    del found[OURS]
    return found


def by_reader(engines: Engines, queries: QuerySets) -> list[dict[str, Any]]:
    """Times for readers of few and of many compartments, and of a reader's very first query."""
    rows = []
    for tokens in READERS:
        (opening,), _ = times_in_turn(engines, queries.measured[:1], tokens)
        (taken,), _ = times_in_turn(engines, queries.measured[::2], tokens)
        figures = {name: taken[name].summary() for name in engines}
        rows.append(
            {
                "compartments": len(tokens),
                **figures[OURS],
                "first_query_of_the_reader_ms": round(opening[OURS].clock[0], 1),
                "engines": figures,
            }
        )
    return rows


def by_size(
    place: Workplace, names: Sequence[str], sizes: Sequence[int], queries: QuerySets
) -> list[dict[str, Any]]:
    """Times at each size, the sizes in turn too, for queries never asked before."""
    engines = {}
    for count in sizes:
        for name, engine in opened(place, names, count).items():
            engines[f"{name} {count}"] = engine
    times_in_turn(engines, queries.warming[::2], READER)
    (taken,), _ = times_in_turn(engines, queries.measured[::2], READER)
    closed(engines)
    rows = []
    for count in sizes:
        figures = {name: taken[f"{name} {count}"].summary() for name in names}
        rows.append({"documents": count, **figures[OURS], "engines": figures})
    return rows


def publishing(place: Workplace, name: str, times: int) -> dict[str, float]:
    """Median time from handing over a paper to finding it, with one token and with five."""
    return {
        f"tokens_{len(tokens)}": round(median(_published(place, name, tokens, times)), 2)
        for tokens in READERS[:2]
    }


def _published(place: Workplace, name: str, tokens: tuple[str, ...], times: int) -> list[float]:
    engine, copy = _on_a_copy(place, name)
    engine.search(_new_word(0), READER)
    taken: list[float] = []
    for number, paper in enumerate(read_corpus(place.corpus, times)):
        asked = _new_word(number)
        new = _new_paper(paper, asked, tokens)
        started = time.perf_counter()
        engine.publish(new)
        total = engine.search(asked, READER).total
        taken.append((time.perf_counter() - started) * 1000)
        if total != 1:
            raise ValueError(f"{name} found {total} papers where one was just published.")
        if sum(taken) > LONGEST_PUBLISHING * 1000:
            break
    engine.close()
    shutil.rmtree(copy)
    return taken


def reopening(place: Workplace, times: int) -> float:
    """How much longer our first search takes after another process committed, in the median."""
    writer, copy = _on_a_copy(place, OURS)
    reader = make(OURS, copy)
    reader.open()
    asked = _new_word(0)
    reader.search(asked, READER)
    longer = []
    for number, paper in enumerate(read_corpus(place.corpus, times)):
        writer.publish(_new_paper(paper, _new_word(number + 1), READERS[0]))
        taken = []
        for _ in range(4):
            started = time.perf_counter()
            reader.search(asked, READER)
            taken.append((time.perf_counter() - started) * 1000)
        longer.append(taken[0] - median(taken[1:]))
    closed({"writer": writer, "reader": reader})
    shutil.rmtree(copy)
    return round(median(longer), 2)


def _on_a_copy(place: Workplace, name: str) -> tuple[Contender, Path]:
    """An engine over a copy of its index, so that the index stays as it was built."""
    copy = place.folder / f"{name}-publishing"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place.index(name, place.count), copy)
    engine = make(name, copy)
    engine.open()
    return engine, copy


def _new_word(number: int) -> Asked:
    """A query for a word that is in no paper but the one published with it."""
    letters = "".join("bcdfghjklm"[int(digit)] for digit in f"{number:04}")
    return Asked("word", "", (f"zq{letters}x",))


def _new_paper(paper: dict[str, Any], asked: Asked, tokens: tuple[str, ...]) -> dict[str, Any]:
    body = f"{paper['body']} {asked.words[0]}"
    return paper | {"id": f"new-{asked.words[0]}", "body": body, "audience": list(tokens)}
