"""The engine on disk: Whoosh indexes in compartments, searched as one view per reader."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock

import numpy as np

from search_index.analysed import Analysed, analyse
from search_index.compartments import Catalogue, Manifest, Root, finished, folder_name
from search_index.contract import Entry, Hit, NeedsRebuild, Page, Query
from search_index.engines.whoosh import writer
from search_index.engines.whoosh.damage import UNREADABLE, DamagedIndex
from search_index.engines.whoosh.evaluation import Evaluation
from search_index.engines.whoosh.shelf import Shelf
from search_index.matching import matching_anchors
from search_index.query_language import compile_query
from search_index.ranking import DEFAULT_WEIGHTS, Weights
from search_index.snippets import snippets
from search_index.spool import Spool
from search_index.syntax import Node

Change = tuple[str, frozenset[str], Analysed | None]
"""An id, its tokens from now on, and what is to be found under them."""


class WhooshEngine:
    """Holds entries in a folder that processes of one machine share.

    An index that is damaged, or whose writer died half-way, answers as if it were empty and
    reports `needs_rebuild`; so does a folder in which nothing was written yet, which may
    nevertheless be written to. Nothing is served of which it is not known that it is right.
    """

    def __init__(self, folder: str, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._weights = weights
        self._root = Root(folder)
        self._shelf = Shelf()
        self._lock = RLock()
        self._damaged: tuple[str, int] | None = None
        manifest = self._live()
        if manifest is not None and not writer.is_whole(self._root.path / manifest.folder):
            self._damaged = (manifest.folder, manifest.generation)

    @property
    def position(self) -> int:
        """The outbox number the index holds, 0 if none or if it must be rebuilt."""
        manifest = self._live()
        return manifest.position if manifest else 0

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index is missing or damaged, and so answers as if it were empty."""
        return self._live() is None

    def put(self, entries: Iterable[Entry], position: int | None = None) -> None:
        """Add entries, each replacing one of the same id. NeedsRebuild if the index is damaged."""
        latest = {entry.id: entry for entry in entries}
        self._change([_change(entry) for entry in latest.values()], position)

    def remove(self, ids: Iterable[str], position: int | None = None) -> None:
        """Forget these ids. NeedsRebuild if the index is damaged."""
        # An id that is no valid Unicode was never taken in.
        known = [id for id in dict.fromkeys(ids) if id == id.encode("utf-8", "ignore").decode()]
        self._change([(id, frozenset(), None) for id in known], position)

    def rebuild(self, entries: Iterable[Entry], position: int) -> None:
        """Build a new generation beside the live one and swap; until then the old one answers.

        Writers wait meanwhile. Of two entries with one id the later counts.
        """
        with self._root.lock():
            new = self._root.start()
            folder = self._root.path / new.folder
            try:
                with closing(Spool(folder)) as spool:
                    spool.fill(entries)
                    for name in spool.compartments():
                        analysed = map(analyse, spool.entries(name))
                        writer.write_new(folder / name, analysed, new.generation)
                    with closing(Catalogue(folder)) as catalogue:
                        catalogue.fill(spool.places())
                self._root.write(replace(new, position=position))
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._discard_all_but(new.folder)

    def search(self, query: Query) -> Page:
        """Answer over what the reader's tokens open. QueryError if the text makes no sense."""
        node = compile_query(query)
        with self._lock:
            for _ in range(3):
                manifest = self._live()
                if manifest is None:
                    return Page(0, (), {name: {} for name in query.facets})
                try:
                    return self._answer(manifest, node, query)
                except DamagedIndex:
                    # A rebuild in another process may have swapped generations meanwhile.
                    if self._root.read() == manifest:
                        self._damaged = (manifest.folder, manifest.generation)
                    self._shelf.clear()
        return Page(0, (), {name: {} for name in query.facets})

    def count(self) -> int:
        """How many entries are held."""
        manifest = self._live()
        if manifest is None:
            return 0
        with closing(Catalogue(self._root.path / manifest.folder)) as catalogue:
            return catalogue.count()

    def close(self) -> None:
        """Let go of files and memory."""
        self._shelf.clear()

    def _answer(self, manifest: Manifest, node: Node, query: Query) -> Page:
        names = [folder_name(token) for token in sorted(query.tokens)]
        view = self._shelf.view(self._root.path / manifest.folder, manifest.generation, names)
        evaluation = Evaluation(view, query.exclude, self._weights)
        matching = evaluation.matches(node)
        scores = evaluation.scores(node)
        rows = np.nonzero(matching)[0]
        worth = view.days[rows] if query.sort == "newest" else scores[rows]
        last = query.page * query.size
        if 0 < last < len(rows):
            # Only what can still be on the page is sorted, ties at its end included.
            kept = worth >= np.partition(worth, len(worth) - last)[len(worth) - last]
            rows, worth = rows[kept], worth[kept]
        order = sorted(
            zip(worth.tolist(), rows.tolist(), strict=True),
            key=lambda found: (-found[0], view.ids[found[1]]),
        )
        hits = []
        for _, row in order[last - query.size : last]:
            text, parts = view.shown(row)
            anchors = matching_anchors(node, parts)
            score = float(scores[row])
            hits.append(Hit(view.ids[row], score, tuple(snippets(node, text)), anchors))
        facets = {name: evaluation.facet(name, matching) for name in query.facets}
        return Page(int(np.count_nonzero(matching)), tuple(hits), facets)

    def _live(self) -> Manifest | None:
        """The manifest of an index that may be served, None if it must be rebuilt first."""
        manifest = self._root.read_settled()
        if manifest is None or (manifest.folder, manifest.generation) == self._damaged:
            return None
        return manifest

    def _change(self, changes: list[Change], position: int | None) -> None:
        with self._root.lock(), self._writable() as manifest:
            # Another process rebuilt the index meanwhile: what it holds is newer than this.
            outrun = position is not None and position < manifest.position
            if changes and not outrun:
                folder = self._root.path / manifest.folder
                _apply(folder, changes, manifest.generation + 1)
            self._root.write(finished(manifest, None if outrun else position))

    @contextmanager
    def _writable(self) -> Iterator[Manifest]:
        """The live manifest, marked as being written; started if nothing was ever here."""
        manifest = self._root.start() if self._root.is_untouched() else self._root.read()
        if manifest is None or manifest.writing:
            raise NeedsRebuild(f"The search index in {self._root.path} must be rebuilt first.")
        if (manifest.folder, manifest.generation) == self._damaged:
            raise NeedsRebuild(f"The search index in {self._root.path} is damaged: rebuild it.")
        self._root.write(replace(manifest, writing=True))
        try:
            yield manifest
        except UNREADABLE as error:
            raise NeedsRebuild(f"The search index in {self._root.path} is damaged.") from error

    def _discard_all_but(self, folder: str) -> None:
        """Remove old generations; readers that have their files open keep them open."""
        for path in self._root.path.glob("g-*"):
            if path.name != folder:
                shutil.rmtree(path, ignore_errors=True)
        self._damaged = None


def _change(entry: Entry) -> Change:
    tokens = frozenset(entry.read_tokens)
    return entry.id, tokens, analyse(entry) if tokens else None


def _apply(folder: Path, changes: list[Change], version: int) -> None:
    with closing(Catalogue(folder)) as catalogue:
        before = catalogue.places(id for id, _, _ in changes)
        batch = writer.Batch()
        after: dict[str, set[str]] = {}
        for id, tokens, entry in changes:
            after[id] = {folder_name(token) for token in tokens}
            for compartment in before.get(id, ()):
                batch.delete(compartment, id)
            if entry is not None:
                for compartment in after[id]:
                    batch.add(compartment, entry)
        writer.write(folder, batch, version)
        catalogue.move(after)
