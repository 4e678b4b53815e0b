"""What an index looks like to Whoosh, and how the texts of an entry are kept for its hits.

Whoosh never analyses text here: it is handed the terms and positions that `search_index.text`
found, so that every engine searches the same tokens. Whoosh pickles this schema by module path
into each index; moving a class makes old indexes unreadable, and they are then rebuilt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import fields, formats

from search_index.contract import Entry, FieldValues, Part

Posting = tuple[bytes, int, float, bytes]
SEPARATOR = "\x1f"
"""Between the name and the key of a field in one term; `text.key` never yields it."""
POSITIONED = ("title", "body")
UNPOSITIONED = ("keys", "values")


def encoded(term: str) -> bytes:
    """A term as stored. Half a surrogate pair, which JSON can smuggle in, must not stop a write."""
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """A stored term as text."""
    return term.decode("utf-8", "surrogatepass")


class PositionList(formats.Format):
    """A posting's value is its positions as 32-bit integers."""

    def fixed_value_size(self) -> None:
        """Values differ in length."""

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions."""
        found: list[int] = np.frombuffer(value, np.int32).tolist()
        return found

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """Ranking is not Whoosh's here; the frequency stands in."""
        return len(value) / 4

    def supports(self, name: str) -> bool:
        """What `decode_*` methods there are."""
        return name in ("positions", "frequency", "weight")


class AnalysedText(fields.FieldType):
    """A field given as term -> positions."""

    def __init__(self) -> None:
        self.format = PositionList()
        self.scorable = False
        self.stored = False

    def index(self, value: Mapping[str, list[int]], **_: Any) -> Iterator[Posting]:
        """Each term with its positions."""
        for term, positions in value.items():
            count = len(positions)
            yield encoded(term), count, float(count), np.array(positions, np.int32).tobytes()


class Terms(fields.FieldType):
    """A field given as terms that are there or not."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        """Each term."""
        return ((encoded(term), 1, 1.0, b"") for term in value)


SCHEMA = fields.Schema(
    id=fields.STORED(), title=AnalysedText(), body=AnalysedText(), keys=Terms(), values=Terms()
)


@dataclass(frozen=True)
class PlacedPart:
    """A part of an entry and the positions of the body that are its own."""

    anchor: str
    first: int
    length: int
    fields: FieldValues


@dataclass(frozen=True)
class Shown:
    """The texts of an entry: its title, its body and those of its parts, and where these are."""

    title: str
    texts: tuple[str, ...]
    parts: tuple[PlacedPart, ...]

    @property
    def text(self) -> str:
        """What snippets are taken from."""
        return "\n".join(self.texts)

    def entry(self, id: str) -> Entry:
        """The words of the entry again, as if it had just been handed in."""
        parts = [
            Part(part.anchor, text, part.fields)
            for part, text in zip(self.parts, self.texts[1:], strict=True)
        ]
        return Entry(id, self.title, self.texts[0], (), {}, "2000-01-01", parts)


def shown_bytes(shown: Shown) -> bytes:
    """The texts as stored."""
    parts = [[part.anchor, part.first, part.length, dict(part.fields)] for part in shown.parts]
    return encoded(json.dumps([shown.title, shown.texts, parts], ensure_ascii=False))


def read_shown(stored: bytes) -> Shown:
    """The texts that were stored."""
    title, texts, parts = json.loads(decoded(stored))
    return Shown(
        title,
        tuple(texts),
        tuple(
            PlacedPart(anchor, first, length, {name: _values(v) for name, v in found.items()})
            for anchor, first, length, found in parts
        ),
    )


def _values(given: str | list[str]) -> str | tuple[str, ...]:
    return given if isinstance(given, str) else tuple(given)
