"""The one recogniser of cases, statutes, regulations and rules in US legal text.

Written by hand because eyecite's diff library has no wheel past Python 3.12. Every quantifier is
bounded and a pattern is tried only where a word begins that can start a citation, so the time is
linear in the text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search_index import citation_tables as tables

_NUMBER = re.compile(r"[0-9]+")
LONGEST_LEAD = 100
"""Characters from where a citation begins to its first number, more than any pattern takes."""
_NEXT_SECTION = re.compile(
    rf"(?:,\s{{0,2}}(?:and\s{{1,2}})?|\s{{1,2}}(?:and|or|&)\s{{1,2}})({tables.SECTION})({tables.SUBSECTIONS})(?![\w/])"
)
_LAST_LEVEL = re.compile(r"(?:\([^()]{1,8}\)|, subd\. \w{1,6})$")

Patterns = list[tuple[re.Pattern[str], tables.Build]]

_FOLLOWS_NUMBER: Patterns = [
    (re.compile(pattern, re.IGNORECASE), build) for pattern, build in tables.after_number()
]
_STARTS_WITH_NAME: dict[str, Patterns] = {}
for _triggers, _pattern, _build in tables.after_name():
    for _trigger in _triggers:
        _STARTS_WITH_NAME.setdefault(_trigger, []).append(
            (re.compile(_pattern, re.IGNORECASE), _build)
        )

# Only at these words is a pattern tried: a number before a name, or the first word of a name.
_STARTING_WORD = re.compile(
    r"(?<![^\W_])(?:[A-Za-z]{1,10}(?![^\W_])|[0-9]{1,4}(?=\s{1,3}[A-Za-z]))"
)


@dataclass(frozen=True)
class Citation:
    """A citation found: `text[start:end]`, its kind and its one canonical spelling.

    `kind` is `case`, `statute`, `regulation` or `rule`.
    """

    start: int
    end: int
    kind: str
    canonical: str


def find_citations(text: str) -> list[Citation]:
    """All citations in `text`, in order and without overlap."""
    found: list[Citation] = []
    end = 0
    for first, last in _windows(text):
        for word in _STARTING_WORD.finditer(text, max(first, end), last):
            start = word.start()
            if start < end:
                continue
            for citation in _citations_at(text, start, _patterns(word.group().lower())):
                found.append(citation)
                end = citation.end
    return found


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text in which a citation can begin: a little before each number."""
    start = end = 0
    for number in _NUMBER.finditer(text):
        if number.start() - LONGEST_LEAD > end:
            if end:
                yield start, end
            start = number.start() - LONGEST_LEAD
            # A word is never cut in two.
            while start and text[start].isalnum():
                start -= 1
        end = number.end() + 1
    if end:
        yield start, end


def _patterns(first: str) -> Patterns:
    """The patterns of the citations that can begin with this word."""
    if first.isdecimal():
        return _FOLLOWS_NUMBER
    return _STARTS_WITH_NAME.get(first, [])


def levels(canonical: str) -> list[str]:
    """The citation and the wider ones it lies in, narrowest first.

    `28 U.S.C. § 1442(a)(1)` lies in `28 U.S.C. § 1442(a)` and in `28 U.S.C. § 1442`, so that a
    search for the section finds what cites its paragraph.
    """
    out = [canonical]
    while len(out) < 10:
        wider = _LAST_LEVEL.sub("", out[-1])
        if wider == out[-1]:
            break
        out.append(wider)
    return out


def _citations_at(text: str, start: int, patterns: Patterns) -> Iterator[Citation]:
    for pattern, build in patterns:
        match = pattern.match(text, start)
        if match is None:
            continue
        kind, canonical = build(match)
        yield Citation(match.start(), match.end(), kind, canonical)
        if "sign" in match.groupdict() and (match["sign"] or "").startswith(("§§", "ss")):
            yield from _listed_after(text, match, kind, build)
        return


def _listed_after(
    text: str, match: re.Match[str], kind: str, build: Callable[..., tuple[str, str]]
) -> Iterator[Citation]:
    """`§§ 241, 242 and 245` names three sections; the later ones borrow the first one's code."""
    end = match.end()
    while (later := _NEXT_SECTION.match(text, end)) is not None:
        _, canonical = build(match, section=later[1], subsections=later[2])
        yield Citation(later.start(1), later.end(), kind, canonical)
        end = later.end()
