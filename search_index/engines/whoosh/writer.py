"""Writes batches of changes into compartments, one commit per compartment and batch."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.writing import SegmentWriter

from search_index.engines.whoosh.codec import ColumnarCodec, ColumnarSegment
from search_index.engines.whoosh.damage import reading
from search_index.engines.whoosh.drafting import (
    Prepared,
    Rows,
    columns_of,
    hash_of,
)
from search_index.engines.whoosh.joining import alike, is_small, surviving
from search_index.engines.whoosh.packed import Column, write_packed
from search_index.engines.whoosh.schema import SCHEMA
from search_index.engines.whoosh.segments import Segment

INDEX_NAME = "MAIN"
OpenSegment = Callable[[Path], Segment]


@dataclass
class Batch:
    """What to change in each compartment, by folder name."""

    additions: dict[str, list[Prepared]] = field(default_factory=dict)
    deletions: dict[str, set[str]] = field(default_factory=dict)

    def add(self, compartment: str, entry: Prepared) -> None:
        """Put an entry into a compartment, where it replaces one of the same id."""
        self.additions.setdefault(compartment, []).append(entry)

    def delete(self, compartment: str, id: str) -> None:
        """Delete what a compartment holds of an id."""
        self.deletions.setdefault(compartment, set()).add(id)

    def steps(self) -> Iterator[tuple[str, list[Prepared], set[str]]]:
        """Compartment, entries to add and ids to delete: additions first.

        So a moved entry is never in neither place.
        """
        for compartment, entries in sorted(self.additions.items()):
            yield compartment, entries, self.deletions.get(compartment, set())
        for compartment, ids in sorted(self.deletions.items()):
            if compartment not in self.additions:
                yield compartment, [], ids


class CompartmentStorage(FileStorage):
    """A compartment's folder. Whoosh makes a folder in it for postings, of which there are none."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Nothing on disk."""
        return RamStorage()


class ColumnarWriter(SegmentWriter):
    """Whoosh's writer, which keeps rows by the column instead of pooling postings one by one."""

    def __init__(self, folder: Path) -> None:
        storage = CompartmentStorage(folder)
        super().__init__(FileIndex(storage, SCHEMA, INDEX_NAME), codec=ColumnarCodec())
        self._groups: list[Rows] = []

    def add_document(self, **fields: Any) -> None:
        """Entries come many at a time."""
        raise TypeError("Use add_rows: columns are written from many entries at once.")

    def add_rows(self, rows: Rows) -> None:
        """Add rows behind those that are there."""
        if rows.ids:
            self._groups.append(rows)
            self.docnum += len(rows.ids)
            self.newsegment.words += rows.words
            self._added = True

    def add_reader(self, reader: Any) -> None:
        """Add what is left of another segment, as Whoosh's merge policies ask."""
        segment = reader.segment()
        columns = Segment.open(segment.path(self.storage.folder))
        self.add_rows(surviving(columns, segment.deleted_docs()))

    def _flush_segment(self) -> None:
        path = self.newsegment.path(self.storage.folder)
        with path.open("xb") as file:
            write_packed(file, columns_of(self._groups))


def commit(
    path: Path, new: Sequence[Rows], ids: set[str], open_segment: OpenSegment = Segment.open
) -> bool:
    """Commit rows and deletions to a compartment; whether larger segments wait to be joined."""
    path.mkdir(mode=0o700, exist_ok=True)
    storage = CompartmentStorage(path)
    if TOC._latest_generation(storage, INDEX_NAME) < 0:
        FileIndex.create(storage, SCHEMA, INDEX_NAME)
    writer = ColumnarWriter(path)
    try:
        _delete(writer.segments, path, ids, open_segment)
        for rows in new:
            writer.add_rows(rows)
    except BaseException:
        writer.cancel()
        raise
    waiting: list[bool] = []

    def join_small(writer: ColumnarWriter, segments: list[ColumnarSegment]) -> list[Any]:
        """A merge policy of Whoosh's."""
        joined = []
        for group in alike(segments):
            if is_small(group):
                for segment in group:
                    found = open_segment(segment.path(path))
                    writer.add_rows(surviving(found, segment.deleted_docs()))
                joined += group
            else:
                waiting.append(True)
        return [s for s in segments if s not in joined and s.doc_count()]

    writer.commit(mergetype=join_small)
    return bool(waiting)


def _delete(
    segments: Iterable[ColumnarSegment], path: Path, ids: set[str], open_segment: OpenSegment
) -> None:
    if not ids:
        return
    hashes = np.array(sorted(map(hash_of, ids)), np.uint64)
    for segment in segments:
        for row in open_segment(segment.path(path)).find(hashes)[0].tolist():
            segment.delete_document(row)


def write_new(path: Path, segments: Iterable[Sequence[Rows]]) -> None:
    """Write a compartment that is not there yet, from the rows of each of its segments."""
    path.mkdir(mode=0o700)
    written = [_new_segment(path, groups) for groups in segments]
    # Nobody else knows of this folder yet, so that one table of contents at the end is enough.
    TOC(SCHEMA, written, 1).write(CompartmentStorage(path), INDEX_NAME)


def _new_segment(path: Path, groups: Sequence[Rows]) -> ColumnarSegment:
    segment = ColumnarSegment(INDEX_NAME)
    segment.set_doc_count(sum(len(rows.ids) for rows in groups))
    segment.words = sum(rows.words for rows in groups)
    with segment.path(path).open("xb") as file:
        write_packed(file, columns_of(groups))
    return segment


def check(path: Path) -> None:
    """Compare all of a compartment with its checksums; DamagedIndex if something is wrong."""
    with reading(path):
        for segment in TOC.read(CompartmentStorage(path), INDEX_NAME, schema=SCHEMA).segments:
            Segment.open(segment.path(path)).packed.check()


def waiting(path: Path) -> list[ColumnarSegment]:
    """Segments of a compartment that should become one; none if all is well."""
    toc = TOC.read(CompartmentStorage(path), INDEX_NAME, schema=SCHEMA)
    return next(iter(alike(toc.segments)), [])


def merge(
    path: Path,
    group: Sequence[ColumnarSegment],
    committing: Callable[[], AbstractContextManager[Any]],
) -> bool:
    """Join segments into one; whether it was done, which it is not if one of them is gone.

    The joined segment is written beside the others while searches and changes go on; `committing`
    is entered only to put it in their place, and what was deleted meanwhile is deleted in it.
    """
    before = [frozenset(segment.deleted_docs()) for segment in group]
    rows = [
        surviving(Segment.open(segment.path(path)), deleted)
        for segment, deleted in zip(group, before, strict=True)
    ]
    # Whoosh takes a file of its own kind that no table of contents names for rubbish.
    for given_up in path.glob("joining-*.tmp"):
        # Its process was killed: only one joins at a time.
        given_up.unlink(missing_ok=True)
    beside = path / f"joining-{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            write_packed(file, columns_of(rows))
        with committing():
            return _replace(path, group, before, rows, beside)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _replace(
    path: Path,
    group: Sequence[ColumnarSegment],
    before: Sequence[frozenset[int]],
    rows: Sequence[Rows],
    beside: Path,
) -> bool:
    storage = CompartmentStorage(path)
    toc = TOC.read(storage, INDEX_NAME, schema=SCHEMA)
    now = {segment.segment_id(): segment for segment in toc.segments}
    if not all(segment.segment_id() in now for segment in group):
        return False
    joined = ColumnarSegment(INDEX_NAME)
    first = 0
    for segment, deleted in zip(group, before, strict=True):
        alive = np.ones(segment.doc_count_all(), np.bool_)
        alive[np.array(sorted(deleted), np.int64)] = False
        number: Column = first + np.cumsum(alive) - 1
        for row in sorted(now.pop(segment.segment_id()).deleted_docs() - deleted):
            joined.delete_document(int(number[row]))
        first += int(alive.sum())
    joined.set_doc_count(first)
    joined.words = sum(found.words for found in rows)
    beside.rename(joined.path(path))
    segments = [*now.values(), joined]
    TOC(SCHEMA, segments, toc.generation + 1).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, toc.generation + 1, segments)
    return True
