"""One segment as columns. A segment never changes, so what was read of it stays true.

Deletions are not the segment's: they are taken fresh from the table of contents by the view.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search_index.engines.whoosh.packed import Column, Packed
from search_index.engines.whoosh.schema import (
    POSITIONED,
    SEPARATOR,
    Shown,
    decoded,
    encoded,
    read_shown,
)

Ints = NDArray[np.int64]
LAST = b"\xff"
"""Follows every term: no byte of UTF-8 is as high."""
MOST_FOUND = 2048
MOST_FACETS = 24
"""Terms and facets that a segment remembers where they are, so that memory stays bounded."""


class Postings(NamedTuple):
    """Rows in ascending order in which a term is, and how often it is in each."""

    rows: Column
    counts: Column


class Terms:
    """The terms of one field of a segment, in the order of their bytes, and where they are."""

    def __init__(self, packed: Packed, field: str) -> None:
        self._packed = packed
        self._field = field
        # Numbers are read one by one here, which a memoryview does several times faster than numpy.
        self._at = packed[f"{field}.terms_at"].data
        self._bytes = packed[f"{field}.terms"].data
        self._row_at = packed[f"{field}.row_at"].data
        self._place_at = packed[f"{field}.place_at"].data if field in POSITIONED else None
        self._found: dict[bytes, int] = {}
        self.rows = packed[f"{field}.rows"]

    def __len__(self) -> int:
        return len(self._at) - 1

    @property
    def counts(self) -> Column:
        """How often the term is in each of `rows`."""
        return self._packed[f"{self._field}.counts"]

    @property
    def base(self) -> Column:
        """Where each row begins in the address space of places."""
        return self._packed[f"{self._field}.base"]

    @property
    def row_at(self) -> Column:
        """Where in `rows` each term begins, and where the last one ends."""
        return self._packed[f"{self._field}.row_at"]

    def all(self) -> list[bytes]:
        """Every term, in order."""
        whole, at = bytes(self._bytes), self._at.tolist()
        return [whole[at[number] : at[number + 1]] for number in range(len(self))]

    def term(self, number: int) -> bytes:
        """The term of this number."""
        return bytes(self._bytes[self._at[number] : self._at[number + 1]])

    def text(self, number: int) -> str:
        """The term of this number, as it was before it was stored."""
        return decoded(self.term(number))

    def find(self, term: bytes) -> int:
        """The number of a term; -1 if there is none."""
        if (known := self._found.get(term)) is not None:
            return known
        if len(self._found) >= MOST_FOUND:
            self._found.clear()
        number = self.first(term)
        number = number if number < len(self) and self.term(number) == term else -1
        self._found[term] = number
        return number

    def first(self, term: bytes) -> int:
        """The number of the first term that is not below this one."""
        low, high = 0, len(self)
        at, data = self._at, self._bytes
        while low < high:
            middle = (low + high) // 2
            if bytes(data[at[middle] : at[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def starting(self, start: bytes) -> tuple[int, int]:
        """The numbers of the terms that begin so: from the first, up to but without the second."""
        return self.first(start), self.first(start + LAST)

    def row_slice(self, first: int, last: int | None = None) -> slice:
        """Where in `rows` and `counts` a term is, or all terms from `first` to before `last`."""
        return slice(self._row_at[first], self._row_at[first + 1 if last is None else last])

    def holding(self, number: int) -> int:
        """In how many rows a term is."""
        return self._row_at[number + 1] - self._row_at[number]

    def places(self, first: int, last: int | None = None) -> Column:
        """The places of a term, ascending; of several terms, those of each in turn."""
        if self._place_at is None:
            raise TypeError(f"The field {self._field} has no places.")
        start, end = self._place_at[first], self._place_at[first + 1 if last is None else last]
        return self._packed[f"{self._field}.places"][start:end]


@dataclass(frozen=True)
class Coded:
    """The values of a facet in a segment: `codes[at[row]:at[row + 1]]` count into `values`.

    Where every row has exactly one value, `at` is None and `codes[row]` is that of the row.
    """

    values: list[str]
    codes: Column
    at: Column | None

    def counts(self, rows: Ints) -> Ints:
        """How many of these rows have each value."""
        if self.at is None:
            return np.bincount(self.codes[rows], minlength=len(self.values))
        first = self.at[rows]
        many = self.at[rows + 1] - first
        first -= np.cumsum(many) - many
        of = np.repeat(first, many) + np.arange(int(many.sum()))
        return np.bincount(self.codes[of], minlength=len(self.values))


class Segment:
    """What of a segment every search needs, and the way to the rest of it."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.versions: Ints = packed["versions"]
        self.days: Column = packed["days"]
        self.lengths = {"title": packed["title.lengths"], "body": packed["body.lengths"]}
        self.size = len(self.versions)
        self.hashes: Column = packed["hashes"]
        self._hash_rows: Column = packed["hash_rows"]
        self._terms: dict[str, Terms] = {}
        self._facets: OrderedDict[str, Coded] = OrderedDict()

    @classmethod
    def open(cls, path: Path) -> Segment:
        """Map a segment's file; what `Packed.open` raises."""
        return cls(Packed.open(path))

    def terms(self, field: str) -> Terms:
        """The terms of a field."""
        if (found := self._terms.get(field)) is None:
            found = self._terms[field] = Terms(self.packed, field)
        return found

    def facet(self, name: str) -> Coded:
        """The values of a facet by row."""
        if (found := self._facets.get(name)) is None:
            found = self._facets[name] = self._coded(name)
            while len(self._facets) > MOST_FACETS:
                self._facets.popitem(last=False)
        return found

    def _coded(self, name: str) -> Coded:
        terms = self.terms("values")
        first, last = terms.starting(encoded(name + SEPARATOR))
        values = [terms.text(number)[len(name) + 1 :] for number in range(first, last)]
        rows = terms.rows[terms.row_slice(first, last)]
        held = np.diff(terms.row_at[first : last + 1])
        codes = np.repeat(np.arange(last - first), held)[np.argsort(rows, kind="stable")]
        codes = codes.astype(np.uint16 if len(values) < 1 << 16 else np.uint32)
        many = np.bincount(rows, minlength=self.size)
        if bool((many == 1).all()):
            return Coded(values, codes, None)
        return Coded(values, codes, np.concatenate([[0], np.cumsum(many)]))

    def id(self, row: int) -> str:
        """The id of an entry."""
        at = self.packed["ids_at"]
        return decoded(self.packed["ids"][at[row] : at[row + 1]].tobytes())

    def find(self, hashes: Column) -> tuple[Ints, Column]:
        """The rows whose ids have one of these hashes, deleted ones included, and their hashes.

        `hashes` holds none twice. Nor does a segment: it holds an id once at most.
        """
        if not self.size:
            return np.empty(0, np.int64), hashes[:0]
        at = np.searchsorted(self.hashes, hashes)
        at[at == self.size] = 0
        held = self.hashes[at] == hashes
        return self._hash_rows[at[held]].astype(np.int64), hashes[held]

    def postings(self, field: str, term: str) -> Postings | None:
        """Where a term is in this segment, deleted entries included; None if it is nowhere."""
        terms = self.terms(field)
        number = terms.find(encoded(term))
        if number < 0:
            return None
        where = terms.row_slice(number)
        return Postings(terms.rows[where], terms.counts[where])

    def rows(self, field: str, term: str) -> Column | None:
        """The rows of a term, for fields that do not count; None if it is nowhere."""
        terms = self.terms(field)
        number = terms.find(encoded(term))
        return None if number < 0 else terms.rows[terms.row_slice(number)]

    def shown(self, row: int) -> Shown:
        """The texts of an entry, for its snippets and anchors."""
        at = self.packed["shown_at"]
        return read_shown(self.packed["shown"][at[row] : at[row + 1]].tobytes())

    def token_extents(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Where in their texts the tokens of some rows start and end, in characters.

        All tokens of the first row, then all of the next; the third says with which each begins.
        """
        at = self.packed["tokens_at"]
        cuts = [
            slice(*bounds) for bounds in zip(at[rows].tolist(), at[rows + 1].tolist(), strict=True)
        ]
        many = at[rows + 1] - at[rows]
        begins = np.cumsum(many) - many
        steps = self.packed["token_steps"]
        # The first step of a row counts from the start of its text.
        ends = np.cumsum(np.concatenate([steps[cut] for cut in cuts]), dtype=np.int64)
        before = np.concatenate([[0], ends])[begins]
        starts = ends - np.repeat(before, many)
        widths = self.packed["token_widths"]
        return starts, starts + np.concatenate([widths[cut] for cut in cuts]), begins
