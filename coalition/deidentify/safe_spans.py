"""Stretches of a text that look like identifiers and are not: citations, money, timecodes, dockets.

A candidate is dropped only if it lies wholly inside of one and nothing nearby names it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from search_index.citations import find_citations

_PATTERNS: Final = (
    # Dollar amounts, with thousands and cents.
    re.compile(r"\$[ ]?[0-9][0-9,.]{0,20}"),
    # Timecodes, with fractions or frames.
    re.compile(r"(?<![0-9:])[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,:;][0-9]{1,6})?(?![0-9:])"),
    # Sections, however many digits and dots they have.
    re.compile(r"\u00a7{1,2}[ ]?[0-9][0-9A-Za-z.:\-]{0,30}(?:\([0-9A-Za-z]{1,4}\)){0,6}"),
    # Numbers that carry a letter group between dashes or colons, as dockets do: 1:24-cv-01234.
    re.compile(
        r"(?<![A-Za-z0-9])(?:[0-9]{1,4}[:\-]){0,3}[A-Za-z]{2,6}-[0-9]{2,8}(?:-[0-9]{1,8}){0,3}(?![0-9])"
    ),
    re.compile(r"(?<![A-Za-z0-9])(?:[0-9]{1,4}[:\-]){1,3}[A-Za-z]{2,6}-[0-9]{2,8}(?:-[0-9]{1,8})?"),
)


class SafeSpans:
    """The safe stretches of one text."""

    def __init__(self, text: str) -> None:
        spans = sorted(_spans(text))
        self._starts = [start for start, _ in spans]
        # How far the stretches reach that start here or earlier.
        self._reach = list(accumulate((end for _, end in spans), max))

    def cover(self, start: int, end: int) -> bool:
        """Whether one of them holds all of `text[start:end]`."""
        earlier = bisect_right(self._starts, start)
        return earlier > 0 and self._reach[earlier - 1] >= end


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for citation in find_citations(text):
        yield citation.start, citation.end
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.span()
