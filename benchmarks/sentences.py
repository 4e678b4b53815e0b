"""Invented sentences of U.S. prosecutors with what identifies somebody marked in them by hand.

`deidentify_set/dev*.jsonl` are there to tune on: `dev_formats` holds numbers and addresses of all
states in the ways that reports, logs, mail and scans write them, `dev_names` names of all origins,
`dev_agencies` and `dev_afresh` numbers again, each written before looking at what finds them.
`test.jsonl` is not: nobody looks for what is missed there. Beside each lie sentences that only look
as if they named somebody. People, numbers and addresses are invented; numbers with
a check digit have the right one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "deidentify_set"
TO_TUNE_ON = ("dev", "dev_formats", "dev_names", "dev_agencies", "dev_afresh")
SETS = (*TO_TUNE_ON, "test")
NAMES = frozenset({"person"})
QUASI = frozenset(
    {"date", "age", "place", "organisation", "occupation", "nationality", "rare-fact", "other"}
)
"""What alone names nobody; all other types but names are structured identifiers."""
SENTENCES_A_PASSAGE = 12


class Found(NamedTuple):
    """A stretch that a finder reports, and whether nothing is published while it stands."""

    start: int
    end: int
    blocks: bool


Find = Callable[[str], Sequence[Found]]


@dataclass(frozen=True)
class Sentence:
    """One sentence or short passage with the spans that must be found."""

    id: str
    state: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class SentenceSet:
    """Sentences that identify somebody, and sentences that do not."""

    sentences: list[Sentence]
    negatives: list[Sentence]

    def passages(self) -> list[str]:
        """All of them in texts as long as a section of a paper, to time on."""
        texts = [sentence.text for sentence in (*self.sentences, *self.negatives)]
        starts = range(0, len(texts), SENTENCES_A_PASSAGE)
        return ["\n\n".join(texts[start : start + SENTENCES_A_PASSAGE]) for start in starts]


def read_set(name: str, folder: Path = FOLDER) -> SentenceSet:
    """One of the sets."""
    return SentenceSet(
        list(_read(folder / f"{name}.jsonl")), list(_read(folder / f"{name}_negatives.jsonl"))
    )


def measure(chosen: SentenceSet, find: Find) -> dict[str, Any]:
    """Recall of whole spans by type, and what is found where nothing is marked."""
    marked, whole, blocked = Counter[str](), Counter[str](), Counter[str]()
    reported = on_a_mark = 0
    for sentence in chosen.sentences:
        found = find(sentence.text)
        stops = [each for each in found if each.blocks]
        for start, end, kind in sentence.spans:
            marked[kind] += 1
            whole[kind] += covers(sentence.text, start, end, found)
            blocked[kind] += covers(sentence.text, start, end, stops)
        reported += len(stops)
        on_a_mark += sum(touches(each, sentence) for each in stops)
    by_type = {kind: _row([kind], marked, whole, blocked) for kind in sorted(marked)}
    structured = marked.keys() - NAMES - QUASI
    return {
        "structured": _row(structured, marked, whole, blocked),
        "names": _row(NAMES, marked, whole, blocked),
        "quasi": _row(QUASI, marked, whole, blocked),
        "by_type": by_type,
        "blocking_on_a_mark": round(on_a_mark / (reported or 1), 4),
        "negatives": measure_negatives(chosen.negatives, find),
    }


def measure_negatives(negatives: Iterable[Sentence], find: Find) -> dict[str, float]:
    """The shares of sentences without identifiers in which something is found, and blocks."""
    answers = [find(sentence.text) for sentence in negatives]
    count = len(answers) or 1
    return {
        "flagged": round(sum(bool(found) for found in answers) / count, 4),
        "blocked": round(sum(any(each.blocks for each in found) for found in answers) / count, 4),
    }


def misses(chosen: SentenceSet, find: Find) -> Iterator[str]:
    """A line for each span not wholly found, and for each finding in a hard negative."""
    for sentence in chosen.sentences:
        found = find(sentence.text)
        for start, end, kind in sentence.spans:
            if not covers(sentence.text, start, end, found):
                part = any(each.start < end and start < each.end for each in found)
                how = "found in part" if part else "missed"
                yield f"{sentence.id} {kind} {how}: {sentence.text[start:end]!r}"
    for sentence in chosen.negatives:
        for each in find(sentence.text):
            how = "blocked" if each.blocks else "flagged"
            yield f"{sentence.id} {how} without need: {sentence.text[each.start : each.end]!r}"


def covers(text: str, start: int, end: int, found: Sequence[Found]) -> bool:
    """Whether no letter or digit of the span is left outside of what was found."""
    inside = {at for each in found for at in range(each.start, each.end)}
    return all(at in inside for at in range(start, end) if text[at].isalnum())


def touches(each: Found, sentence: Sentence) -> bool:
    """Whether a finding has to do with anything that is marked."""
    return any(each.start < end and start < each.end for start, end, _ in sentence.spans)


def _row(
    kinds: Iterable[str], marked: Counter[str], whole: Counter[str], blocked: Counter[str]
) -> dict[str, Any]:
    names = list(kinds)
    spans = sum(marked[kind] for kind in names)
    return {
        "spans": spans,
        "recall": round(sum(whole[kind] for kind in names) / (spans or 1), 4),
        "blocked": round(sum(blocked[kind] for kind in names) / (spans or 1), 4),
    }


def _read(file: Path) -> Iterator[Sentence]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((start, end, kind) for start, end, kind in row["spans"])
        yield Sentence(row["id"], row["state"], row["text"], spans)
