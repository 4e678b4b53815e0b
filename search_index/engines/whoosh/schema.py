"""How an analysed entry is laid out in a Whoosh index.

Whoosh never analyses text here: it is handed the terms and positions that `search_index.text`
found, so that every engine searches the same tokens. Whoosh pickles this schema by module path
into each index; moving a class makes old indexes unreadable, and they are then rebuilt.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from search_index.analysed import Analysed
from search_index.contract import Part

Posting = tuple[bytes, int, float, bytes]
SEPARATOR = "\x1f"
"""Between the name and the key of a field in one term; `text.key` never yields it."""


def encoded(term: str) -> bytes:
    """A term as stored. Half a surrogate pair, which JSON can smuggle in, must not stop a write."""
    return term.encode("utf-8", "surrogatepass")


def decoded(term: bytes) -> str:
    """A stored term as text."""
    return term.decode("utf-8", "surrogatepass")


class PositionList(formats.Format):
    """A posting's value is its positions as native 32-bit integers; Whoosh pickles a list."""

    def fixed_value_size(self) -> None:
        """Values differ in length."""

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """Ranking is not Whoosh's here; the frequency stands in."""
        return len(value) / 4

    def supports(self, name: str) -> bool:
        """What `decode_*` methods there are."""
        return name in ("frequency", "weight")


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
            yield encoded(term), count, float(count), array("i", positions).tobytes()


class Terms(fields.FieldType):
    """A field given as terms that are there or not."""

    def __init__(self) -> None:
        self.format = formats.Existence()
        self.scorable = False
        self.stored = False

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        """Each term."""
        return ((encoded(term), 1, 1.0, b"") for term in value)


class LeanCodec(W3Codec):
    """Whoosh's own format, written without what ranking here has no use for.

    Length statistics per posting block and compression of the blocks take more than half of the
    writing time. Segments written so are read by the codec they name, which is Whoosh's.
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)


SCHEMA = fields.Schema(
    id=Terms(),
    title=AnalysedText(),
    body=AnalysedText(),
    keys=Terms(),
    values=Terms(),
    row=fields.COLUMN(columns.VarBytesColumn()),
    shown=fields.COLUMN(columns.VarBytesColumn()),
)
"""`row` is read for every entry when a segment is opened, `shown` only for the hits of a page."""


def document(entry: Analysed, version: int) -> dict[str, Any]:
    """The fields of an entry's Whoosh document; of two copies the higher version is the newer."""
    lengths = entry.lengths
    row = [entry.id, version, lengths["title"], lengths["body"], entry.day]
    parts = [[part.anchor, part.text, dict(part.fields)] for part in entry.parts]
    return {
        "id": [entry.id],
        "title": entry.places["title"],
        "body": entry.places["body"],
        "keys": [name + SEPARATOR + key for name, key in entry.keys],
        "values": [name + SEPARATOR + value for name, value in entry.values],
        "row": json.dumps(row).encode(),
        "shown": json.dumps([entry.text, parts]).encode(),
    }


def read_shown(stored: bytes) -> tuple[str, tuple[Part, ...]]:
    """The text and the parts of a stored entry."""
    text, parts = json.loads(stored)
    return text, tuple(
        Part(anchor, part_text, {k: v if isinstance(v, str) else tuple(v) for k, v in fs.items()})
        for anchor, part_text, fs in parts
    )
