"""Writes batches of changes into compartments, one commit per compartment and batch."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from search_index.analysed import Analysed
from search_index.compartments import Catalogue
from search_index.engines.whoosh.damage import DamagedIndex, reading
from search_index.engines.whoosh.schema import SCHEMA, LeanCodec, document, encoded
from search_index.engines.whoosh.shelf import INDEX_NAME

MOST_SEGMENTS_OF_A_SIZE = 6
"""Once so many segments of one order of size are there, the next commit joins them into one.

A change therefore never rewrites a big segment by itself, an entry is rewritten only a few times
in its life, and a compartment of n entries holds some 6 · log8(n) segments at most.
"""


@dataclass
class Batch:
    """What to change in each compartment, by folder name."""

    additions: dict[str, list[Analysed]] = field(default_factory=dict)
    deletions: dict[str, set[str]] = field(default_factory=dict)

    def add(self, compartment: str, entry: Analysed) -> None:
        """Put an entry into a compartment, where it replaces one of the same id."""
        self.additions.setdefault(compartment, []).append(entry)

    def delete(self, compartment: str, id: str) -> None:
        """Delete what a compartment holds of an id."""
        self.deletions.setdefault(compartment, set()).add(id)


def write(folder: Path, batch: Batch, version: int) -> None:
    """Apply a batch. Additions come first, so that a moved entry is never in neither place."""
    for compartment, entries in sorted(batch.additions.items()):
        deletions = batch.deletions.get(compartment, set())
        _commit(folder / compartment, entries, deletions, version)
    for compartment, ids in sorted(batch.deletions.items()):
        if compartment not in batch.additions:
            _commit(folder / compartment, (), ids, version)


def write_new(path: Path, entries: Iterable[Analysed], version: int) -> None:
    """Write a compartment that is not there yet, in one segment."""
    _commit(path, entries, set(), version)


def _commit(path: Path, entries: Iterable[Analysed], ids: set[str], version: int) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    storage = FileStorage(str(path))
    if TOC._latest_generation(storage, INDEX_NAME) < 0:
        FileIndex.create(storage, SCHEMA, INDEX_NAME)
    writer = SegmentWriter(FileIndex(storage, SCHEMA, INDEX_NAME), codec=LeanCodec())
    try:
        _delete(writer, ids)
        for entry in entries:
            writer.add_document(**document(entry, version))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=join_equal_sizes)


def _delete(writer: Any, ids: set[str]) -> None:
    if not ids or not writer.segments:
        return
    reader = writer.reader()
    for id in sorted(ids):
        try:
            found = list(reader.postings("id", encoded(id)).all_ids())
        except TermNotFound:
            continue
        for number in found:
            writer.delete_document(number)
    reader.close()


def join_equal_sizes(writer: Any, segments: list[Any]) -> list[Any]:
    """A Whoosh merge policy: joins segments of one order of size once there are many of them."""
    by_size: dict[int, list[Any]] = {}
    for segment in segments:
        if segment.doc_count() == 0:
            continue
        by_size.setdefault(segment.doc_count().bit_length() // 3, []).append(segment)
    kept = []
    for alike in by_size.values():
        if len(alike) < MOST_SEGMENTS_OF_A_SIZE:
            kept += alike
            continue
        for segment in alike:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def is_whole(folder: Path) -> bool:
    """Whether every compartment the catalogue names can be opened and none of its files is gone.

    Looks at tables of contents and file sizes alone, so that it is quick; damage inside a file
    shows when it is read.
    """
    try:
        with reading(folder), closing(Catalogue(folder)) as catalogue:
            for name in catalogue.compartments():
                storage = FileStorage(str(folder / name))
                for segment in TOC.read(storage, INDEX_NAME, schema=SCHEMA).segments:
                    if storage.file_length(segment.make_filename(".seg")) == 0:
                        return False
    except DamagedIndex:
        return False
    return True
