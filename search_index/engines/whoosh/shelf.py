"""What a process keeps open: compartments, segments and views of readers, within bounds.

What is kept is never asked whether it is still right: a segment never changes, and which segments
a compartment has, and what is deleted in them, is taken from its newest table of contents.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search_index.compartments import Manifest
from search_index.engines.whoosh.damage import DamagedIndex, reading
from search_index.engines.whoosh.schema import SCHEMA
from search_index.engines.whoosh.segments import Segment
from search_index.engines.whoosh.view import OpenSegment, View
from search_index.engines.whoosh.writer import INDEX_NAME
from search_index.ranking import Weights

# Each keeps a file open, of which most systems allow a process 1,024.
MOST_MAPPED = 512
MOST_COMPARTMENTS = 512
MOST_VIEW_BYTES = 48 << 20
ATTEMPTS = 5
PAUSE_SECONDS = 0.005

State = tuple[str, int, bool]
"""Folder and generation of the index, and whether it is being written to."""


@dataclass(frozen=True)
class Compartment:
    """A compartment as of one of its tables of contents, by number."""

    generation: int
    segments: tuple[OpenSegment, ...]


class Shelf:
    """Opens compartments and keeps the least recently used within bounds."""

    def __init__(self, root: Path, weights: Weights) -> None:
        self._root = root
        self._weights = weights
        # Held by the compartments alone, so that a segment that was joined into another is let go.
        self._segments: WeakValueDictionary[Path, Segment] = WeakValueDictionary()
        self._compartments: OrderedDict[Path, Compartment] = OrderedDict()
        self._views: OrderedDict[tuple[str, ...], tuple[State, list[Compartment], View]] = (
            OrderedDict()
        )

    def view(
        self, manifest: Manifest, names: Sequence[str], expected: Callable[[str], bool]
    ) -> View:
        """The union of these compartments. DamagedIndex if one that is `expected` is not there.

        Only compartments that changed are looked at again, and only when the index changed.
        """
        state = (manifest.folder, manifest.generation, manifest.writing)
        key = (manifest.folder, *names)
        kept = self._views.get(key)
        # While somebody writes, the state stays the same though compartments change.
        if kept is not None and kept[0] == state and not manifest.writing:
            self._views.move_to_end(key)
            return kept[2]
        folder = self._root / manifest.folder
        found = [c for name in names if (c := self._compartment(folder / name, expected))]
        if kept is not None and _same(kept[1], found):
            view = kept[2]
        else:
            view = View([compartment.segments for compartment in found], self._weights)
        self._views[key] = (state, found, view)
        self._views.move_to_end(key)
        self._shrink(found)
        return view

    def open_segment(self, path: Path) -> Segment:
        """A segment, opened once for as long as somebody holds it."""
        if (found := self._segments.get(path)) is None:
            found = self._segments[path] = Segment.open(path)
        return found

    def clear(self) -> None:
        """Let go of everything."""
        self._views.clear()
        self._compartments.clear()
        self._segments.clear()

    def _compartment(self, path: Path, expected: Callable[[str], bool]) -> Compartment | None:
        if not path.is_dir():
            if expected(path.name):
                raise DamagedIndex(f"The compartment {path} is not there.")
            return None
        with reading(path):
            for attempt in range(ATTEMPTS):
                try:
                    return self._read(path)
                except FileNotFoundError as error:
                    # Segments were joined between reading what there is and opening it.
                    if attempt < ATTEMPTS - 1:
                        time.sleep(PAUSE_SECONDS)
                    else:
                        raise DamagedIndex(f"A file of {path} is not there.") from error
        return None

    def _read(self, path: Path) -> Compartment:
        storage = FileStorage(str(path))
        generation = TOC._latest_generation(storage, INDEX_NAME)
        kept = self._compartments.get(path)
        if kept is None or kept.generation != generation:
            toc = TOC.read(storage, INDEX_NAME, gen=generation, schema=SCHEMA)
            opened = Compartment(generation, tuple(self._opened(path, s) for s in toc.segments))
            if kept is not None:
                self._forget_views_of(kept)
            kept = self._compartments[path] = opened
        self._compartments.move_to_end(path)
        return kept

    def _opened(self, path: Path, segment: Any) -> OpenSegment:
        return OpenSegment(self.open_segment(segment.path(path)), frozenset(segment.deleted_docs()))

    def _forget_views_of(self, gone: Compartment) -> None:
        # They would hold its segments, and can serve nobody any more.
        for key, (_, compartments, _) in list(self._views.items()):
            if any(compartment is gone for compartment in compartments):
                del self._views[key]

    def _shrink(self, in_use: Sequence[Compartment]) -> None:
        mapped = sum(map(_mapped, self._compartments.values()))
        while len(self._compartments) > MOST_COMPARTMENTS or mapped > MOST_MAPPED:
            path, oldest = next(iter(self._compartments.items()))
            if any(oldest is compartment for compartment in in_use):
                break
            del self._compartments[path]
            self._forget_views_of(oldest)
            mapped -= _mapped(oldest)
        held = sum(view.bytes for _, _, view in self._views.values())
        while held > MOST_VIEW_BYTES and len(self._views) > 1:
            held -= self._views.popitem(last=False)[1][2].bytes


def _mapped(compartment: Compartment) -> int:
    return sum(one.segment.packed.is_mapped for one in compartment.segments)


def _same(before: Sequence[Compartment], now: Sequence[Compartment]) -> bool:
    return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True))
