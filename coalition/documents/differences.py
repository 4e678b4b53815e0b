"""Word by word, what one text has and another has not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# The time to compare grows with the square of the number of words or lines, so beyond these a
# passage is shown as taken out and put in as a whole.
_MOST_WORDS = 1_000
_MOST_LINES = 2_000
# Unchanged lines shown beside a change.
_CONTEXT = 1


class Mark(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    FOLDED = "folded"  # unchanged lines that are left out; the text is their number


@dataclass(frozen=True)
class Run:
    """Some words in a row with the same mark."""

    mark: Mark
    text: str


def compare(before: str, after: str) -> list[Run]:
    """How ``before`` becomes ``after``; long unchanged passages are folded to a line count."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > _MOST_LINES:
        return list(_words(before, after))
    steps = SequenceMatcher(None, old, new).get_opcodes()
    runs: list[Run] = []
    for position, (step, i1, i2, j1, j2) in enumerate(steps):
        if step == "equal":
            first, last = position == 0, position == len(steps) - 1
            runs += _folded(old[i1:i2], at_start=first, at_end=last)
        else:
            runs += _words("".join(old[i1:i2]), "".join(new[j1:j2]))
    return runs


def _folded(lines: Sequence[str], *, at_start: bool, at_end: bool) -> Iterator[Run]:
    head = 0 if at_start else _CONTEXT
    tail = 0 if at_end else _CONTEXT
    hidden = len(lines) - head - tail
    if hidden < 2:
        yield Run(Mark.SAME, "".join(lines))
        return
    if head:
        yield Run(Mark.SAME, "".join(lines[:head]))
    yield Run(Mark.FOLDED, str(hidden))
    if tail:
        yield Run(Mark.SAME, "".join(lines[-tail:]))


def _words(before: str, after: str) -> Iterator[Run]:
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if max(len(old), len(new)) > _MOST_WORDS:
        old, new = [before], [after]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for step, i1, i2, j1, j2 in matcher.get_opcodes():
        if step == "equal":
            yield Run(Mark.SAME, "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Run(Mark.REMOVED, "".join(old[i1:i2]))
        if j2 > j1:
            yield Run(Mark.ADDED, "".join(new[j1:j2]))
