"""The fields of the query language, as one table: the parser and the help page both read it."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from search_index.citations import find_citations
from search_index.syntax import And, DateRange, Field, Node, Or, Word
from search_index.text import citation_terms, key, tokens

FieldKind = Literal["text", "code", "citation", "after", "before"]


@dataclass(frozen=True)
class FieldInfo:
    """One field a reader can type: its name, what it means, an example and how it compares."""

    name: str
    meaning: str
    example: str
    kind: FieldKind = "code"
    aliases: tuple[str, ...] = ()


FIELDS: dict[str, FieldInfo] = {
    info.name: info
    for info in (
        FieldInfo("title", "words of the title only", "title:removal", "text"),
        FieldInfo("kind", "kind of paper", "kind:case-memo"),
        FieldInfo("state", "state whose law it is about", "state:MN"),
        FieldInfo("office", "office that shared it", 'office:"Alder County"'),
        FieldInfo("offense", "offense family", "offense:assault", aliases=("offence",)),
        FieldInfo("defense", "defense raised", "defense:self-defense", aliases=("defence",)),
        FieldInfo("response", "answer to a defense", "response:outside-authority"),
        FieldInfo("stage", "stage of the case", "stage:removal-hearing"),
        FieldInfo("outcome", "what the court or office did", "outcome:remanded"),
        FieldInfo("forum", "kind of court", "forum:circuit"),
        FieldInfo("cites", "case or statute it cites", 'cites:"135 U.S. 1"', "citation"),
        FieldInfo("statute", "statute it is about", 'statute:"18 U.S.C. § 242"', "citation"),
        FieldInfo("event", "event seen in footage", 'event:"firearm drawn"'),
        FieldInfo(
            "after",
            "dated on this day or later; a year or month will do",
            "after:2025-01-01",
            "after",
        ),
        FieldInfo(
            "before",
            "dated on this day or earlier; a year or month will do",
            "before:2026-06-30",
            "before",
        ),
        FieldInfo("is", "flag of the paper", "is:exculpatory"),
        FieldInfo("by", "author; by:me is you", "by:me"),
    )
}
_NAMES = {name: info for info in FIELDS.values() for name in (info.name, *info.aliases)}
_CITATION_FIELDS = frozenset(info.name for info in FIELDS.values() if info.kind == "citation")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def find_field(name: str) -> FieldInfo | None:
    """The field of this name or alias, whatever its case; None if there is none."""
    return _NAMES.get(name.lower())


def field_keys(name: str, value: str) -> list[str]:
    """The keys under which an entry's field value is found.

    A citation is found by its canonical form, by the wider sections it lies in and by its words,
    so that `cites:Tanella` finds `New York v. Tanella, 374 F.3d 141`.
    """
    if name not in _CITATION_FIELDS:
        return [key(value)]
    words = [token.terms[0] for token in tokens(value)]
    cited = [term for c in find_citations(value) for term in citation_terms(c.canonical)]
    return list(dict.fromkeys(words + cited))


def field_node(info: FieldInfo, value: str) -> Node:
    """What `name:value` asks. ValueError with a sentence if the value cannot be compared."""
    if info.kind == "after":
        return DateRange(_day(info, value, last=False), None)
    if info.kind == "before":
        return DateRange(None, _day(info, value, last=True))
    if info.kind == "citation":
        return _citation_node(info, value)
    if not key(value):
        raise ValueError(f"{info.name}: needs a value, for example {info.example}")
    return Field(info.name, key(value))


def _citation_node(info: FieldInfo, value: str) -> Node:
    """A citation is looked for in the field and in the text; other words in the field only."""
    terms = [token.terms[0] for token in tokens(value)]
    if not terms:
        raise ValueError(f"{info.name}: needs a value, for example {info.example}")
    nodes: list[Node] = []
    recognised = {citation_terms(c.canonical)[0] for c in find_citations(value)}
    for term in dict.fromkeys(terms):
        in_field = Field(info.name, term)
        nodes.append(Or((in_field, Word(term))) if term in recognised else in_field)
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _day(info: FieldInfo, value: str, last: bool) -> dt.date:
    match = _DATE.fullmatch(value.strip())
    try:
        if match is None:
            raise ValueError(value)
        year, month, day = (int(part) if part else None for part in match.groups())
        if year is None:
            raise ValueError(value)
        if day is not None and month is not None:
            return dt.date(year, month, day)
        month = month or (12 if last else 1)
        return dt.date(year, month, monthrange(year, month)[1] if last else 1)
    except ValueError:
        raise ValueError(
            f"{info.name}: needs a date written YYYY-MM-DD, for example {info.example}"
        ) from None


__all__ = ["FIELDS", "FieldInfo", "field_keys", "field_node", "find_field"]
