"""Learns which doubtful mentions are worth a look: the weights of coalition.deidentify.weighing.

``python -m benchmarks.train_filter --tab FOLDER --write`` reads `train.json` of the Text
Anonymization Benchmark, the sentences to tune on and the papers of the demonstration, and writes
`coalition/deidentify/weights.json`; the same texts give the same file. ``--folds 4`` prints instead
what each threshold reaches on the training documents by weights learnt from the others, and
``--tab-split dev`` with it what the written weights reach there. Nothing reads the test sentences.

The model is a logistic regression over features that are there or not, with a penalty on the
squares of the weights. A mention's target is the share of its tokens, of those that nothing sure
covers, that an annotator would mask; it counts as often as it has such tokens.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import sentences, tab
from benchmarks.workplace import say
from coalition.cli.demo_papers import demo_papers
from coalition.deidentify import weighing
from coalition.deidentify.normalise import Folded
from coalition.deidentify.pipeline import examine
from coalition.deidentify.surroundings import Doubted, is_worth_a_look

TAB: Final = Path(__file__).resolve().parents[2] / "shared/data/tab"
RECIPE: Final = {
    "features seen at least": 6,
    "penalty": 12.0,
    "steps": 150,
    "rate": 0.08,
    "weights left out below": 0.03,
    "threshold": 0.1,
}
"""What decides the weights besides the texts and the code."""
TABLES: Final = {"with model": True, "without model": False}
THRESHOLDS: Final = (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3)

Numbers = NDArray[np.float32]
Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """A doubtful mention: what is known of it, and the share of its tokens that somebody masked."""

    features: list[str]
    target: float
    tokens: int


@dataclass(frozen=True)
class Text:
    """A text and what is to be masked in it."""

    text: str
    masked: tuple[tab.Span, ...]


def tab_texts(documents: Sequence[tab.Document]) -> list[Text]:
    """The court cases, with all mentions of whatever somebody masked once."""
    return [
        Text(
            each.text,
            tuple(
                mention
                for entity in each.entities
                if any(entity.to_mask)
                for mention in entity.mentions
            ),
        )
        for each in documents
    ]


def own_texts() -> list[Text]:
    """Invented sentences with their marks, and sentences and papers that identify nobody.

    The other sets mark numbers or names alone, so that only what identifies nobody is learnt there.
    """
    chosen = [sentences.read_set(name) for name in sentences.TO_TUNE_ON]
    marked = [
        Text(each.text, tuple((start, end) for start, end, _ in each.spans))
        for each in (*chosen[0].sentences, *(one for each in chosen for one in each.negatives))
    ]
    return marked + [Text(paper.body, ()) for paper in demo_papers()]


def examples(each: Text, *, use_model: bool) -> list[Example | None]:
    """The doubtful mentions of a text in order; None where something sure covers all of it."""
    met: list[Doubted] = []

    def meet(doubted: Doubted, *, with_model: bool) -> bool:
        met.append(doubted)
        return False

    sure = examine({"text": each.text}, use_model=use_model, weigh=meet)["text"]
    covered = _positions((finding.start, finding.end) for finding in sure)
    masked = _positions(each.masked)
    view = next(Folded.of(each.text).prose_views())
    found: list[Example | None] = []
    for doubted in met:
        span = view.origin(doubted.candidate.start, doubted.candidate.end)
        left = [set(range(*token)) for token in tab.tokens(each.text, span)]
        left = [token for token in left if not token <= covered]
        share = sum(token <= masked for token in left) / len(left) if left else 0.0
        found.append(Example(doubted.features, share, len(left)) if left else None)
    return found


def fit(learnt_from: Sequence[Example]) -> Weights:
    """The weights of the features, by Adam from zero."""
    counts = Counter(feature for each in learnt_from for feature in each.features)
    kept = sorted(name for name, n in counts.items() if n >= RECIPE["features seen at least"])
    place = {name: index for index, name in enumerate(kept)}
    table: Numbers = np.zeros((len(learnt_from), len(kept)), np.float32)
    for row, each in enumerate(learnt_from):
        for feature in each.features:
            if feature in place:
                table[row, place[feature]] = 1
    target = np.array([each.target for each in learnt_from], np.float32)
    tokens = np.array([each.tokens for each in learnt_from], np.float32)
    found = _descend(table, target, tokens / tokens.sum(), RECIPE["penalty"] / float(tokens.sum()))
    least = RECIPE["weights left out below"]
    rounded = {name: round(float(found[index]), 2) for name, index in place.items()}
    return {name: weight for name, weight in rounded.items() if abs(weight) >= least}


def _descend(table: Numbers, target: Numbers, share: Numbers, penalty: float) -> Numbers:
    weights: Numbers = np.zeros(table.shape[1], np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, int(RECIPE["steps"]) + 1):
        probable = 1 / (1 + np.exp(-(table @ weights)))
        slope = table.T @ ((probable - target) * share) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        ahead = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-7)
        weights = weights - RECIPE["rate"] * ahead
    return weights


def digest_of(folder: Path) -> str:
    """Which training documents of the benchmark these are."""
    return hashlib.sha256((folder / "train.json").read_bytes()).hexdigest()


def trained(folder: Path) -> dict[str, Any]:
    """The whole content of the file of weights."""
    texts = tab_texts(tab.read_documents(folder / "train.json")) + own_texts()
    tables = {}
    for name, use_model in TABLES.items():
        met = [found for each in texts for found in examples(each, use_model=use_model)]
        say(f"{name}: {len(met)} mentions in {len(texts)} texts")
        tables[name] = fit([each for each in met if each is not None])
    return {
        **tables,
        "thresholds": dict.fromkeys(TABLES, RECIPE["threshold"]),
        "made": {"recipe": RECIPE, "train.json": digest_of(folder)},
    }


def across_folds(folder: Path, folds: int) -> Iterator[str]:
    """A line for each threshold: what weights reach that were learnt from other documents."""
    documents = tab.read_documents(folder / "train.json")
    met = [examples(each, use_model=True) for each in tab_texts(documents)]
    own = [found for each in own_texts() for found in examples(each, use_model=True)]
    order = list(range(len(documents)))
    random.Random(folds).shuffle(order)
    scores: dict[int, list[float]] = {}
    for fold in range(folds):
        held = set(order[fold::folds])
        others = [each for at, found in enumerate(met) if at not in held for each in found]
        weights = fit([each for each in (*others, *own) if each is not None])
        for at in held:
            scores[at] = [weighing.chance(_sum(each, weights)) for each in met[at]]
    for least in THRESHOLDS:
        counts = tab.Counts()
        for at, document in enumerate(documents):
            weigh = _by_scores(scores[at], least)
            found = examine({"text": document.text}, weigh=weigh)["text"]
            counts.add(document, [(each.start, each.end) for each in found])
        yield f"threshold {least}: {counts.shares()}"


def reached(file: Path) -> dict[str, float]:
    """What the written weights reach on the documents of one file of the benchmark."""
    return tab.measure(
        tab.read_documents(file),
        lambda text: [
            (each.start, each.end)
            for each in examine({"text": text}, weigh=is_worth_a_look)["text"]
        ],
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, or say what training reaches."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_filter")
    parser.add_argument("--tab", type=Path, default=TAB, help="folder of the benchmark")
    parser.add_argument("--folds", type=int, default=0, help="learn across folds and print figures")
    parser.add_argument("--tab-split", choices=("train", "dev"), help="print what is reached there")
    parser.add_argument("--write", action="store_true", help="write the weights")
    asked = parser.parse_args(arguments)
    if asked.write:
        content = json.dumps(trained(asked.tab), sort_keys=True, indent=0, ensure_ascii=False)
        weighing.FILE.write_text(content, encoding="utf-8")
        weighing.forget()
    if asked.folds:
        for line in across_folds(asked.tab, asked.folds):
            say(line)
    if asked.tab_split:
        say(json.dumps(reached(asked.tab / f"{asked.tab_split}.json")))


def _positions(spans: Any) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _sum(each: Example | None, weights: Weights) -> float:
    return sum(weights.get(name, 0.0) for name in each.features) if each else 0.0


def _by_scores(scores: Sequence[float], least: float) -> Callable[..., bool]:
    """A judgement by scores, which come in the order in which mentions are asked about."""
    ahead = iter(scores)

    def weigh(doubted: Doubted, *, with_model: bool) -> bool:
        return next(ahead) >= least * doubted.share_needed

    return weigh


if __name__ == "__main__":
    main()
