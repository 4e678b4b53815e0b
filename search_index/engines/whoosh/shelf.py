"""What a process keeps open: views of readers and segments, bounded in number and in bytes."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search_index.engines.whoosh.damage import reading
from search_index.engines.whoosh.schema import SCHEMA
from search_index.engines.whoosh.segments import PostingCache, SegmentView
from search_index.engines.whoosh.view import OpenSegment, View

INDEX_NAME = "MAIN"
MOST_VIEWS = 24
MOST_SEGMENTS = 384
MOST_POSTING_BYTES = 96 << 20


class Shelf:
    """Opens compartments and keeps the least recently used within bounds."""

    def __init__(self) -> None:
        self.postings = PostingCache(MOST_POSTING_BYTES)
        self.segments: OrderedDict[str, SegmentView] = OrderedDict()
        self.views: OrderedDict[tuple[Path, int, tuple[str, ...]], View] = OrderedDict()

    def view(self, folder: Path, generation: int, compartments: list[str]) -> View:
        """The union of these compartments as of a generation of the index."""
        key = (folder, generation, tuple(compartments))
        if (found := self.views.get(key)) is not None:
            self.views.move_to_end(key)
            return found
        opened = [self._open(folder / name) for name in compartments if (folder / name).is_dir()]
        view = self.views[key] = View(opened)
        # Views of earlier generations are never asked for again.
        for old in [k for k in self.views if k[:2] != key[:2]]:
            del self.views[old]
        while len(self.views) > MOST_VIEWS:
            self.views.popitem(last=False)
        return view

    def clear(self) -> None:
        """Let go of everything."""
        self.views.clear()
        self.segments.clear()
        self.postings = PostingCache(MOST_POSTING_BYTES)

    def _open(self, path: Path) -> list[OpenSegment]:
        opened = []
        with reading(path):
            storage = FileStorage(str(path))
            for segment in TOC.read(storage, INDEX_NAME, schema=SCHEMA).segments:
                deleted = frozenset(segment.deleted_docs())
                opened.append(OpenSegment(self._segment(storage, segment), deleted))
        return opened

    def _segment(self, storage: FileStorage, segment: Any) -> SegmentView:
        key = f"{storage.folder}/{segment.segment_id()}"
        if (found := self.segments.get(key)) is None:
            found = self.segments[key] = SegmentView(storage, segment, self.postings)
        self.segments.move_to_end(key)
        while len(self.segments) > MOST_SEGMENTS:
            self.segments.popitem(last=False)
        return found
