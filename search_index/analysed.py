"""An entry as every engine holds it: analysed once, with nothing left to interpret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search_index.contract import Entry, FieldValues, Part
from search_index.query_fields import field_keys
from search_index.text import positions

PART_GAP = 1000
"""Positions between the body and a part, wider than any distance one may ask for."""
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Analysed:
    """What of an entry is searched.

    `places` holds per scored field (title, body) where each term stands; `lengths` the number of
    words in each; `keys` the (field, key) pairs it is found by; `values` the (field, value) pairs
    it is counted under; `texts` the body and those of its parts, as shown in snippets.
    """

    id: str
    places: Mapping[str, Mapping[str, list[int]]]
    lengths: Mapping[str, int]
    keys: frozenset[tuple[str, str]]
    values: frozenset[tuple[str, str]]
    day: int
    title: str
    texts: tuple[str, ...]
    parts: tuple[Part, ...]


def analyse(entry: Entry) -> Analysed:
    """Analyse an entry: its parts' text joins its body, their fields join its fields."""
    title, title_length = positions(entry.title)
    body, body_length = positions(entry.body)
    words = body_length
    offset = body_length
    for part in entry.parts:
        where, length = positions(part.text)
        offset += PART_GAP
        for term, places in where.items():
            body.setdefault(term, []).extend(place + offset for place in places)
        words += length
        offset += length
    fields = [entry.fields, *(part.fields for part in entry.parts)]
    values = frozenset(
        (name, value[:LONGEST_VALUE]) for mapping in fields for name, value in pairs(mapping)
    )
    return Analysed(
        entry.id,
        {"title": title, "body": body},
        {"title": title_length, "body": words},
        frozenset().union(*(keys_of(mapping) for mapping in fields)),
        values,
        entry.day.toordinal(),
        entry.title,
        (entry.body, *(part.text for part in entry.parts)),
        tuple(entry.parts),
    )


def analyse_part(part: Part) -> Analysed:
    """A part as if it were an entry of its own, to see whether it is what a query hit."""
    body, length = positions(part.text)
    return Analysed(
        part.anchor,
        {"title": {}, "body": body},
        {"title": 0, "body": length},
        keys_of(part.fields),
        frozenset(pairs(part.fields)),
        0,
        "",
        (part.text,),
        (),
    )


def pairs(fields: FieldValues) -> list[tuple[str, str]]:
    """Each (field, value), whether a field was given as one value or as several."""
    return [
        (name, value)
        for name, given in fields.items()
        for value in ((given,) if isinstance(given, str) else given)
    ]


def keys_of(fields: FieldValues) -> frozenset[tuple[str, str]]:
    """Each (field, key) these fields are found by."""
    found = {(name, k) for name, value in pairs(fields) for k in field_keys(name, value)}
    return frozenset((name, k) for name, k in found if k)


__all__ = ["Analysed", "analyse", "analyse_part", "keys_of", "pairs"]
