"""Entries made ready to be written: cut into words once, however many compartments they go to."""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from search_index.analysed import LONGEST_VALUE, PART_GAP, keys_of, pairs
from search_index.contract import Entry
from search_index.engines.whoosh.inversion import Ints, Occurrences, bases, blobs, inverted
from search_index.engines.whoosh.inversion import narrowed as narrow
from search_index.engines.whoosh.packed import Column
from search_index.engines.whoosh.schema import SEPARATOR, PlacedPart, Shown, encoded, shown_bytes
from search_index.text import scan, terms_of

Numbers = NDArray[np.int32]


class Vocabulary(dict[str, int]):
    """Numbers for words as written, and which terms each word is found by.

    Looking a word up makes it known, so that a text becomes numbers in one sweep.
    """

    def __init__(self) -> None:
        self.terms: list[bytes] = []
        self._numbers: dict[str, int] = {}
        self._flat = array("i")
        self._at = array("q", [0])
        self._columns: tuple[Numbers, Ints] | None = None

    def __missing__(self, word: str) -> int:
        for term in terms_of(word):
            number = self._numbers.setdefault(term, len(self._numbers))
            if number == len(self.terms):
                self.terms.append(encoded(term))
            self._flat.append(number)
        self._at.append(len(self._flat))
        self._columns = None
        number = self[word] = len(self)
        return number

    def numbers(self, words: Sequence[str]) -> Numbers:
        """The number of each of these words."""
        if len(words) < 2:
            return np.array([self[word] for word in words], np.int32)
        return np.array(itemgetter(*words)(self), np.int32)

    def expanded(self, words: Numbers) -> tuple[Numbers, Numbers]:
        """The terms of all these words, and for each of them which word it is of."""
        if self._columns is None:
            self._columns = np.array(self._flat, np.int32), np.array(self._at, np.int64)
        flat, at = self._columns
        first = at[words]
        counts = at[words + 1] - first
        of = np.repeat(np.arange(len(words), dtype=np.int32), counts)
        # Where in `flat` the terms of a word are, less where they come to stand in the answer.
        first -= np.cumsum(counts) - counts
        return flat[first.astype(np.int32)[of] + np.arange(len(of), dtype=np.int32)], of


@dataclass(frozen=True)
class Prepared:
    """An entry as numbers and bytes, with nothing left to look up but its words.

    `words` are those of body and parts in turn, `part_starts` the words with which parts begin;
    `starts` and `widths` say where in the shown text each of them is.
    """

    id: str
    day: int
    title: bytes
    words: bytes
    part_starts: tuple[int, ...]
    steps: bytes
    widths: bytes
    keys: tuple[bytes, ...]
    values: tuple[bytes, ...]
    shown: bytes

    def stored(self) -> bytes:
        """As bytes, for a file that this process alone reads."""
        return marshal.dumps(tuple(vars(self).values()))

    @classmethod
    def read(cls, stored: bytes) -> Prepared:
        """What `stored` gave."""
        return cls(*marshal.loads(stored))  # noqa: S302  # nosec B302  # this process wrote it a moment ago.


def prepare(entry: Entry, vocabulary: Vocabulary) -> Prepared:
    """Cut an entry into words."""
    texts = [entry.body, *(part.text for part in entry.parts)]
    words: list[str] = []
    starts, widths, begun = [], [], []
    offset = 0
    for text in texts:
        found = scan(text)
        begun.append(len(words))
        words += found.words
        starts.append(found.starts + offset)
        widths.append(found.widths)
        offset += len(text) + 1
    bounds = [*begun, len(words)]
    placed = tuple(
        PlacedPart(part.anchor, bounds[n] + n * PART_GAP, bounds[n + 1] - bounds[n], part.fields)
        for n, part in enumerate(entry.parts, 1)
    )
    fields = [entry.fields, *(part.fields for part in entry.parts)]
    keys = frozenset().union(*map(keys_of, fields))
    values = {(name, v[:LONGEST_VALUE]) for found in fields for name, v in pairs(found)}
    return Prepared(
        entry.id,
        entry.day.toordinal(),
        vocabulary.numbers(scan(entry.title).words).tobytes(),
        vocabulary.numbers(words).tobytes(),
        tuple(begun[1:]),
        np.diff(np.concatenate(starts), prepend=0).astype(np.uint32).tobytes(),
        np.concatenate(widths).astype(np.uint32).tobytes(),
        tuple(encoded(name + SEPARATOR + k) for name, k in keys),
        tuple(encoded(name + SEPARATOR + v) for name, v in values),
        shown_bytes(Shown(entry.title, tuple(texts), placed)),
    )


@dataclass(frozen=True)
class Rows:
    """What a segment holds of each of its rows, and the occurrences of terms in them."""

    ids: list[bytes]
    versions: Ints
    days: Ints
    lengths: dict[str, Ints]
    extents: dict[str, Ints]
    shown: list[bytes]
    tokens: list[Column]
    widths: list[Column]
    occurrences: dict[str, Occurrences]

    @property
    def words(self) -> int:
        """How many words all of them have."""
        return sum(int(lengths.sum()) for lengths in self.lengths.values())


def rows_of(entries: Sequence[Prepared], vocabulary: Vocabulary, version: int) -> Rows:
    """New rows; of two copies of an entry the higher version is the newer."""
    titles = [np.frombuffer(entry.title, np.int32) for entry in entries]
    bodies = [np.frombuffer(entry.words, np.int32) for entry in entries]
    title_lengths = np.array([len(words) for words in titles], np.int64)
    body_lengths = np.array([len(words) for words in bodies], np.int64)
    gaps = np.array([len(entry.part_starts) * PART_GAP for entry in entries], np.int64)
    return Rows(
        ids=[encoded(entry.id) for entry in entries],
        versions=np.full(len(entries), version, np.int64),
        days=np.array([entry.day for entry in entries], np.int64),
        lengths={"title": title_lengths, "body": body_lengths},
        extents={"title": title_lengths, "body": body_lengths + gaps},
        shown=[entry.shown for entry in entries],
        tokens=[np.frombuffer(entry.steps, np.uint32) for entry in entries],
        widths=[np.frombuffer(entry.widths, np.uint32) for entry in entries],
        occurrences={
            "title": _placed(titles, title_lengths, vocabulary, ()),
            "body": _placed(bodies, body_lengths, vocabulary, _part_starts(entries, body_lengths)),
            "keys": _present([entry.keys for entry in entries]),
            "values": _present([entry.values for entry in entries]),
        },
    )


def _placed(
    texts: list[Numbers], lengths: Ints, vocabulary: Vocabulary, part_starts: Sequence[int]
) -> Occurrences:
    words = np.concatenate(texts) if texts else np.empty(0, np.int32)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    ends = np.cumsum(lengths)
    position = np.arange(len(words), dtype=np.int32) - (ends - lengths).astype(np.int32)[row]
    if part_starts:
        # Every word from the start of a part to the end of its row is a gap further on.
        begun = np.zeros(len(words) + 1, np.int64)
        np.add.at(begun, part_starts, 1)
        begun = np.cumsum(begun)[:-1]
        before = np.concatenate(([0], begun))[(ends - lengths)[row]]
        position += (PART_GAP * (begun - before)).astype(np.int32)
    term, of = vocabulary.expanded(words)
    return Occurrences(vocabulary.terms, term, row[of], position[of])


def _part_starts(entries: Sequence[Prepared], lengths: Ints) -> list[int]:
    firsts = (np.cumsum(lengths) - lengths).tolist()
    return [
        first + start
        for entry, first in zip(entries, firsts, strict=True)
        for start in entry.part_starts
        # A part without words at the end begins nothing.
        if start < len(entry.words) // 4
    ]


def _present(found: list[tuple[bytes, ...]]) -> Occurrences:
    known: dict[bytes, int] = {}
    term = [known.setdefault(one, len(known)) for held in found for one in held]
    row = np.repeat(np.arange(len(found), dtype=np.int32), [len(held) for held in found])
    return Occurrences(list(known), np.array(term, np.int32), row)


def columns_of(groups: Sequence[Rows]) -> dict[str, Column]:
    """The columns of a segment that holds all these rows, those of the first group first."""
    extents = {
        name: np.concatenate([rows.extents[name] for rows in groups]) for name in ("title", "body")
    }
    ids = [id for rows in groups for id in rows.ids]
    hashes = np.array([_hash(id) for id in ids], np.uint64)
    order = np.argsort(hashes)
    tokens = [found for rows in groups for found in rows.tokens]
    columns: dict[str, Column] = {
        **blobs("ids", ids),
        "hashes": hashes[order],
        "hash_rows": order.astype(np.int32),
        "versions": np.concatenate([rows.versions for rows in groups]),
        "days": np.concatenate([rows.days for rows in groups]).astype(np.int32),
        "tokens_at": np.cumsum([0, *map(len, tokens)]),
        "token_steps": narrow(np.concatenate(tokens)),
        "token_widths": narrow(np.concatenate([w for rows in groups for w in rows.widths])),
        **blobs("shown", [shown for rows in groups for shown in rows.shown]),
    }
    for name in ("title", "body"):
        lengths = np.concatenate([rows.lengths[name] for rows in groups])
        columns[f"{name}.lengths"] = lengths.astype(np.int32)
        columns[f"{name}.extents"] = extents[name].astype(np.int64)
    for name in ("title", "body", "keys", "values"):
        runs = _moved(name, groups)
        columns |= inverted(name, runs, bases(extents[name]) if name in extents else None)
    return columns


def _moved(name: str, groups: Sequence[Rows]) -> list[Occurrences]:
    """The occurrences of all groups, with rows counted over all of them."""
    runs = []
    before = 0
    for rows in groups:
        found = rows.occurrences[name]
        moved = found.row + np.int32(before) if before else found.row
        runs.append(Occurrences(found.terms, found.term, moved, found.position))
        before += len(rows.ids)
    return runs


def _hash(id: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(id, digest_size=8).digest(), "little")


def hash_of(id: str) -> int:
    """The number under which an id is looked up in a segment."""
    return _hash(encoded(id))
