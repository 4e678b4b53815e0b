"""Which mentions are worth the author's look, by weights learnt from annotated court cases.

A mention of a court or a year may point at somebody or at nobody; a linear model over shapes,
sources and small words tells which. It was trained on the training part of the Text Anonymization
Benchmark and on invented papers; its weights are a table of numbers, and they name no word that
could be anybody's name.
"""

import json
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("weights.json")


def score(features: Iterable[str], *, with_model: bool) -> float:
    """How probable it is that an annotator would mask a mention with these features."""
    weights = _tables()["with model" if with_model else "without model"]
    return chance(sum(weights.get(each, 0.0) for each in features))


def chance(total: float) -> float:
    """The probability that a sum of weights stands for."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def threshold(*, with_model: bool) -> float:
    """From which score on a mention is shown to the author."""
    return _tables()["thresholds"]["with model" if with_model else "without model"]


def forget() -> None:
    """Read the weights anew when they are next asked for."""
    _tables.cache_clear()


@cache
def _tables() -> dict[str, dict[str, float]]:
    tables: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))
    return tables
