"""Papers for the benchmarks: generated from a seed, written once, read by every engine alike.

A paper is made of runs of sentences from real passages where a file of them is at hand, so that
words occur together, and as often, as they do in speech about law; else of invented words whose
frequencies fall off as those of a language do. Docket and exhibit numbers are new in every paper,
citations and events come from lists, and the audience is drawn as offices share: most papers with
everyone, a third with an office, a tenth with up to five people and groups. The first papers of a
larger corpus are those of a smaller one.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from search_index.text import STOP_WORDS

PASSAGES = Path(__file__).resolve().parents[2] / "shared/data/search/passages.jsonl.gz"
SEED = 3
OFFICES, GROUPS, PEOPLE = 200, 60, 1800
SHORTEST, USUAL, LONGEST = 160, 300, 730
"""Words a paper is filled up to; its last sentence and its frame come on top."""
LONGEST_SENTENCE = 60
INVENTED_PASSAGES = 4000

KINDS = {"case-memo": "Memorandum", "charging-strategy": "Strategy", "evidence-index": "Evidence"}
STATES = re.findall(
    "[A-Z]{2}",
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY",
)
CODES = ("18 U.S.C. §", "28 U.S.C. §", "42 U.S.C. §", "Minn. Stat. §", "Cal. Penal Code §")
REPORTERS = ("U.S.", "F.2d", "F.3d", "F. Supp. 2d", "N.W.2d")
EVENTS = [
    f"{thing} {done}"
    for thing in ("firearm", "taser", "vehicle", "door", "camera", "warrant", "witness", "suspect")
    for done in ("drawn", "seen", "stopped", "searched", "named")
]
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_FRAME = re.compile(r"^Docket \S+\s|See exhibit \S+$")

Sentence = tuple[str, int]
"""A sentence, and how many words it has."""


@dataclass(frozen=True)
class Source:
    """What papers are made of."""

    name: str
    passages: list[list[Sentence]]
    names: list[str]


def read_source(path: Path | None) -> Source:
    """The passages of a file, or invented ones if there is no such file."""
    if path is None or not path.is_file():
        return invented_source()
    passages, names = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            passages.append(_sentences(_FRAME.sub("", found["body"])))
            names.append(found["title"].partition(": ")[2].partition(" - ")[0])
    return Source("recombined passages", [p for p in passages if p], names)


def invented_source() -> Source:
    """Sentences of invented words, the commonest of them English stop words."""
    chance = random.Random(SEED)
    syllables = [c + v for c in "bcdfghjklmnprstvw" for v in ("a", "e", "i", "o", "u", "an", "er")]
    invented = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(30_000)}
    words = chance.sample(sorted(STOP_WORDS), len(STOP_WORDS))
    words += chance.sample(sorted(invented), len(invented))
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    made = []
    for _ in range(INVENTED_PASSAGES):
        lengths = [chance.randint(8, 26) for _ in range(20)]
        drawn = iter(chance.choices(words, cum_weights=weights, k=sum(lengths)))
        made.append([(" ".join(islice(drawn, n)).capitalize() + ".", n) for n in lengths])
    names = [f"{a.title()} v. {b.title()}" for a, b in (chance.sample(words, 2) for _ in made)]
    return Source("invented words", made, names)


def papers(source: Source, count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """`count` papers as plain values, always the same ones for the same source and seed."""
    chance = random.Random(seed)
    statutes = [f"{chance.choice(CODES)} {chance.randint(100, 9999)}" for _ in range(250)]
    cases = [
        f"{chance.randint(100, 560)} {chance.choice(REPORTERS)} {chance.randint(1, 1400)}"
        for _ in range(250)
    ]
    cited = [authority for pair in zip(statutes, cases, strict=True) for authority in pair]
    draw = _Draw(chance, cited)
    for _ in range(count):
        yield _paper(source, chance, draw)


def write_corpus(path: Path, source: Source, count: int) -> float:
    """Write the corpus, one paper a line; the mean number of words of its papers."""
    words = 0
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as out:
        for paper in papers(source, count):
            words += paper["body"].count(" ") + 1
            out.write(json.dumps(paper, ensure_ascii=False) + "\n")
    beside.replace(path)
    return words / max(count, 1)


def read_corpus(path: Path, count: int | None = None) -> Iterator[dict[str, Any]]:
    """The papers of a corpus, or its first ones."""
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, count):
            yield json.loads(line)


class _Draw:
    """Draws that favour what comes first in a list, as offices and authorities are unequal."""

    def __init__(self, chance: random.Random, cited: list[str]) -> None:
        self.chance = chance
        self.cited = cited
        self._cited = list(accumulate(1 / (rank + 5) for rank in range(len(cited))))
        self._offices = list(accumulate(1 / (rank + 10) for rank in range(OFFICES)))
        self._states = list(accumulate(1 / (rank + 3) for rank in range(len(STATES))))

    def authorities(self) -> list[str]:
        count = self.chance.choices((0, 1, 2, 3), (50, 25, 15, 10))[0]
        return self.chance.choices(self.cited, cum_weights=self._cited, k=count)

    def state(self) -> str:
        return self.chance.choices(STATES, cum_weights=self._states)[0]

    def audience(self) -> list[str]:
        lot = self.chance.random()
        if lot < 0.59:
            return ["coalition"]
        if lot < 0.89:
            office = self.chance.choices(range(OFFICES), cum_weights=self._offices)[0]
            return [f"office:{office}"]
        count = self.chance.randint(2, 5)
        people = [f"user:{n}" for n in self.chance.sample(range(PEOPLE), count)]
        if self.chance.random() < 0.4:
            people[0] = f"group:{self.chance.randrange(GROUPS)}"
        return people


def _paper(source: Source, chance: random.Random, draw: _Draw) -> dict[str, Any]:
    kind = chance.choices(list(KINDS), (5, 2, 3))[0]
    body = _body(source, chance, int(chance.triangular(SHORTEST, LONGEST, USUAL)))
    events = chance.sample(EVENTS, chance.randint(1, 3)) if kind == "evidence-index" else []
    extras = [f"See {authority}." for authority in draw.authorities()]
    extras += [f"At {chance.randint(0, 59):02}:{chance.randint(0, 59):02} {e}." for e in events]
    for extra in extras:
        body.insert(chance.randint(0, len(body)), extra)
    first = body[0].split()[:5]
    docket = f"Docket {chance.randint(10, 26)}-CR-{chance.randint(1000, 99999)}."
    exhibit = f"See exhibit EX-{chance.randint(100000, 999999)}."
    return {
        "id": f"{chance.getrandbits(80):020x}",
        "title": f"{KINDS[kind]}: {chance.choice(source.names)} - {' '.join(first)}",
        "body": " ".join([docket, *body, exhibit]),
        "kind": kind,
        "state": draw.state(),
        "events": events,
        "date": (date(2020, 1, 1) + timedelta(days=chance.randrange(2500))).isoformat(),
        "audience": draw.audience(),
    }


def _body(source: Source, chance: random.Random, target: int) -> list[str]:
    """Runs of two to six sentences from passages drawn by lot, until there are enough words."""
    body: list[str] = []
    words = 0
    while words < target:
        passage = chance.choice(source.passages)
        start = chance.randrange(len(passage))
        for sentence, length in passage[start : start + chance.randint(2, 6)]:
            body.append(sentence)
            words += length
            if words >= target:
                break
    return body


def _sentences(text: str) -> list[Sentence]:
    found = ((sentence, sentence.count(" ") + 1) for sentence in _SENTENCE_END.split(text.strip()))
    return [(sentence, length) for sentence, length in found if length <= LONGEST_SENTENCE]
