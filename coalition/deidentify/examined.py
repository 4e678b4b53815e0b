"""Texts are looked through before the database is locked; inside the lock only the result is used.

Looking through a long text takes longer than anybody should wait for a lock. The last results are
kept in memory, by a digest of the parts and the detectors' version; they hold offsets, no words.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import Final

from coalition.deidentify.analysis import Analysis, analyse
from coalition.deidentify.pipeline import VERSION
from coalition.errors import Conflict

Look = Callable[[Mapping[str, str]], Analysis]

KEPT: Final = 128
_results: OrderedDict[str, Analysis] = OrderedDict()
_lock = Lock()


class NotExamined(Conflict):
    """Exactly these parts were not looked through: they changed since, so nothing is done."""


def examine(parts: Mapping[str, str]) -> Analysis:
    """The analysis of ``parts``, made now or remembered. Not for use in a unit of work."""
    key = _key(parts)
    remembered = _remembered(key)
    return remembered or _remember(key, analyse(parts))


def examined(parts: Mapping[str, str]) -> Analysis:
    """The analysis that :func:`examine` made of exactly these parts.

    Raises:
        NotExamined: it made none, or one too long ago.
    """
    found = _remembered(_key(parts))
    if found is None:
        raise NotExamined
    return found


def _key(parts: Mapping[str, str]) -> str:
    text = json.dumps([VERSION, sorted(parts.items())])
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _remembered(key: str) -> Analysis | None:
    with _lock:
        if key in _results:
            _results.move_to_end(key)
        return _results.get(key)


def _remember(key: str, analysis: Analysis) -> Analysis:
    with _lock:
        _results[key] = analysis
        while len(_results) > KEPT:
            _results.popitem(last=False)
    return analysis
