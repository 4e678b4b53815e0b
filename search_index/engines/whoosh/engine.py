"""The engine on disk: Whoosh indexes in compartments, searched as one view per reader."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TypeVar

from search_index.compartments import (
    Catalogue,
    Manifest,
    Root,
    finished,
    folder_name,
    is_outrun,
)
from search_index.contract import Entry, Hit, NeedsRebuild, Page, Query
from search_index.engines.whoosh import writer
from search_index.engines.whoosh.companions import Companions
from search_index.engines.whoosh.crew import Crew
from search_index.engines.whoosh.damage import UNREADABLE, DamagedIndex, reading
from search_index.engines.whoosh.drafting import (
    Prepared,
    Vocabulary,
    columns_of,
    prepare,
    rows_of,
)
from search_index.engines.whoosh.evaluation import Evaluation, Found, Ranked, best
from search_index.engines.whoosh.hits import FoundRows
from search_index.engines.whoosh.packed import Packed, packed_bytes
from search_index.engines.whoosh.segments import Segment
from search_index.engines.whoosh.shelf import Shelf
from search_index.engines.whoosh.view import View
from search_index.query_language import compile_query
from search_index.ranking import DEFAULT_WEIGHTS, Weights
from search_index.syntax import Node

Change = tuple[str, frozenset[str], Prepared | None]
"""An id, its tokens from now on, and what is to be found under them."""
ATTEMPTS = 12
PAUSE_SECONDS = 0.01

Answer = TypeVar("Answer")


class WhooshEngine:
    """Holds entries in a folder that processes of one machine share.

    An index that is damaged, or whose writer died half-way, reports `needs_rebuild` and refuses to
    answer. A folder in which nothing was written yet reports it too, but answers that it is empty
    and may be written to. Nothing is served of which it is not known that it is right.
    """

    def __init__(self, folder: str, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._weights = weights
        self._root = Root(folder)
        self._shelf = Shelf(self._root.path, weights)
        self._lock = RLock()
        self._damaged: tuple[str, int] | None = None
        manifest = self._live()
        if manifest is not None:
            self._noticing_damage(manifest, lambda: self._catalogue(manifest, Catalogue.count))

    @property
    def position(self) -> int:
        """The outbox number the index holds, 0 if none or if it must be rebuilt."""
        manifest = self._live()
        return manifest.position if manifest else 0

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index is missing or damaged."""
        return self._live() is None

    def put(
        self, entries: Iterable[Entry], position: int | None = None, since: int | None = None
    ) -> None:
        """Add entries, each replacing one of the same id. NeedsRebuild if the index is damaged."""
        vocabulary = Vocabulary()
        latest = {entry.id: entry for entry in entries}
        changes = [_change(entry, vocabulary) for entry in latest.values()]
        self._change(changes, vocabulary, position, since)

    def remove(
        self, ids: Iterable[str], position: int | None = None, since: int | None = None
    ) -> None:
        """Forget these ids. NeedsRebuild if the index is damaged."""
        # An id that is no valid Unicode was never taken in.
        known = [id for id in dict.fromkeys(ids) if id == id.encode("utf-8", "ignore").decode()]
        self._change([(id, frozenset(), None) for id in known], Vocabulary(), position, since)

    def rebuild(self, entries: Iterable[Entry], position: int) -> None:
        """Build a new generation beside the live one and swap; until then the old one answers.

        Others go on writing to the old one meanwhile. What they write after `position` is not in
        the new one, which says so by standing at `position`. Of two entries with one id the later
        counts.
        """
        with self._root.lock("rebuild"):
            self._root.sweep()
            new = self._root.start()
            folder = self._root.path / new.folder
            try:
                with Crew(folder) as crew, closing(Catalogue(folder)) as catalogue:
                    catalogue.fill(crew.build(entries, new.generation))
                with self._root.lock():
                    self._root.write(replace(new, position=position))
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._damaged = None
            self._root.sweep()

    def merge(self) -> bool:
        """Join segments that wait for it in one compartment; whether there were any."""
        manifest = self._live()
        if manifest is None:
            return False
        with self._root.lock("rebuild"):
            try:
                return bool(self._noticing_damage(manifest, lambda: self._merge_one(manifest)))
            except FileNotFoundError:
                # A commit joined or dropped segments meanwhile. What is left waits as before.
                return False

    def verify(self) -> None:
        """Read everything and compare checksums; `needs_rebuild` tells whether all is well."""
        manifest = self._live()
        if manifest is not None:
            self._noticing_damage(manifest, lambda: self._read_all(manifest))

    def search(self, query: Query) -> Page:
        """Answer over what the reader's tokens open. QueryError if the text makes no sense."""
        node = compile_query(query)
        return self._over(query, lambda evaluation: _page(evaluation, node, query))

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        """The query's text with its last word finished by words that visible entries hold."""
        return self._over(query, lambda seen: Companions(seen).suggest(query.text, limit))

    def spelling(self, query: Query) -> str | None:
        """The query's text, corrected by words that visible entries hold; None if it is right."""
        return self._over(query, lambda seen: Companions(seen).spelling(query.text))

    def related(self, id: str, query: Query) -> tuple[Hit, ...]:
        """The visible entries most like this one; nothing if it is not among them."""
        return self._over(query, lambda seen: Companions(seen).related(id, query.size))

    def count(self) -> int:
        """How many entries are held."""
        manifest = self._live()
        return self._catalogue(manifest, Catalogue.count) if manifest else 0

    def close(self) -> None:
        """Let go of files and memory."""
        with self._lock:
            self._shelf.clear()

    def _over(self, query: Query, answer: Callable[[Evaluation], Answer]) -> Answer:
        """What is answered over all that the reader may see.

        NeedsRebuild if the index is lost or damaged, or stands where the caller does not expect it
        to: an empty answer would be taken for the truth.
        """
        with self._lock:
            for attempt in range(ATTEMPTS):
                manifest = self._live()
                if manifest is None and self._root.is_untouched():
                    return answer(self._evaluation(View([], self._weights), query))
                if manifest is None or manifest.position < query.at_least:
                    break
                try:
                    return answer(self._evaluation(self._view(manifest, query), query))
                except DamagedIndex:
                    self._shelf.clear()
                    if attempt == ATTEMPTS - 1 or not self._may_pass(manifest):
                        self._note_damage(manifest)
                        break
                    # Somebody was writing, so that files came and went. That passes.
                    time.sleep(PAUSE_SECONDS * (attempt + 1))
        raise NeedsRebuild(f"The search index in {self._root.path} cannot answer now.")

    def _may_pass(self, manifest: Manifest) -> bool:
        return manifest.writing or self._root.read() != manifest

    def _view(self, manifest: Manifest, query: Query) -> View:
        names = [folder_name(token) for token in sorted(query.tokens)]
        return self._shelf.view(manifest, names, partial(self._is_expected, manifest))

    def _evaluation(self, view: View, query: Query) -> Evaluation:
        if not query.pending:
            return Evaluation(view, view.without(query.exclude), self._weights)
        latest = {entry.id: entry for entry in query.pending}
        absent = view.without(frozenset(query.exclude) | latest.keys())
        seen = [
            entry
            for id, entry in latest.items()
            if id not in query.exclude and frozenset(entry.read_tokens) & frozenset(query.tokens)
        ]
        if seen:
            view = view.extended(_segment_of(seen), absent)
            return Evaluation(view, view.living, self._weights)
        return Evaluation(view, absent, self._weights)

    def _open_segment(self, path: Path) -> Segment:
        # What is kept open is for one thread at a time.
        with self._lock:
            return self._shelf.open_segment(path)

    def _is_expected(self, manifest: Manifest, name: str) -> bool:
        return self._catalogue(manifest, lambda catalogue: catalogue.holds(name))

    def _live(self) -> Manifest | None:
        """The manifest of an index that may be served, None if it must be rebuilt first."""
        manifest = self._root.read_settled()
        if manifest is None or (manifest.folder, manifest.generation) == self._damaged:
            return None
        return manifest

    def _note_damage(self, manifest: Manifest) -> None:
        # A rebuild in another process may have swapped generations meanwhile.
        if self._root.read() == manifest:
            self._damaged = (manifest.folder, manifest.generation)
        self._shelf.clear()

    def _noticing_damage(self, manifest: Manifest, read: Callable[[], Answer]) -> Answer | None:
        try:
            return read()
        except DamagedIndex:
            self._note_damage(manifest)
            return None

    def _catalogue(self, manifest: Manifest, ask: Callable[[Catalogue], Answer]) -> Answer:
        folder = self._root.path / manifest.folder
        with reading(folder), closing(Catalogue(folder)) as catalogue:
            return ask(catalogue)

    def _merge_one(self, manifest: Manifest) -> bool:
        while name := self._catalogue(manifest, Catalogue.waiting):
            path = self._root.path / manifest.folder / name
            if group := writer.waiting(path):
                # Overtaken by another change, it still waits for the next time.
                return writer.merge(path, group, partial(self._joining, manifest))
            self._catalogue(manifest, partial(Catalogue.wait, compartment=name, waits=False))
        return False

    def _read_all(self, manifest: Manifest) -> None:
        folder = self._root.path / manifest.folder
        for name in self._catalogue(manifest, Catalogue.compartments):
            writer.check(folder / name)

    def _change(
        self,
        changes: list[Change],
        vocabulary: Vocabulary,
        position: int | None,
        since: int | None,
    ) -> None:
        with self._root.lock(), self._writable() as manifest:
            # Another process may have rebuilt the index meanwhile.
            outrun = is_outrun(manifest.position, position, since)
            if changes and not outrun:
                self._apply(manifest, changes, vocabulary)
            self._root.write(finished(manifest, None if outrun else position))

    def _apply(self, manifest: Manifest, changes: list[Change], vocabulary: Vocabulary) -> None:
        folder = self._root.path / manifest.folder
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
            for name, entries, ids in batch.steps():
                new = [rows_of(entries, vocabulary, manifest.generation + 1)] if entries else []
                if writer.commit(folder / name, new, ids, self._open_segment):
                    catalogue.wait(name)
            catalogue.move(after)

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
        except (*UNREADABLE, DamagedIndex) as error:
            raise NeedsRebuild(f"The search index in {self._root.path} is damaged.") from error

    @contextmanager
    def _joining(self, planned: Manifest) -> Iterator[None]:
        """No other change is made meanwhile. Putting a joined segment in place is one stroke."""
        with self._root.lock():
            manifest = self._root.read()
            if manifest is None or manifest.writing or manifest.folder != planned.folder:
                raise DamagedIndex("The index was swapped or damaged meanwhile.")
            yield
            self._root.write(finished(manifest, None))


def _change(entry: Entry, vocabulary: Vocabulary) -> Change:
    tokens = frozenset(entry.read_tokens)
    return entry.id, tokens, prepare(entry, vocabulary) if tokens else None


def _segment_of(entries: list[Entry]) -> Segment:
    """Entries as a segment that was never written anywhere."""
    vocabulary = Vocabulary()
    rows = rows_of([prepare(entry, vocabulary) for entry in entries], vocabulary, 0)
    return Segment(Packed(packed_bytes(columns_of([rows]))))


def _page(evaluation: Evaluation, node: Node, query: Query) -> Page:
    found = Found.of(evaluation.matches(node))
    ranked = _ranked(evaluation, node, found, query)
    hits = tuple(_hits(evaluation.view, ranked, node, query.snippets))
    facets = {name: evaluation.facet(name, found) for name in query.facets}
    return Page(len(found.rows), hits, facets)


def _hits(view: View, ranked: Ranked, node: Node, snippets: int) -> Iterator[Hit]:
    where = {row: view.where(row) for row, _ in ranked}
    rows: dict[Segment, list[int]] = {}
    for segment, number in where.values():
        rows.setdefault(segment, []).append(number)
    found = {segment: FoundRows(segment, numbers, node) for segment, numbers in rows.items()}
    for row, score in ranked:
        segment, number = where[row]
        shown = found[segment]
        anchors = shown.anchors(number)
        yield Hit(segment.id(number), score, shown.snippets(number, snippets), anchors)


def _ranked(evaluation: Evaluation, node: Node, found: Found, query: Query) -> Ranked:
    """The rows of one page in order, with their scores: by worth, then by id."""
    if not query.size:
        return []
    scores = evaluation.scores(node, found)
    worth = evaluation.view.days[found.rows] if query.sort == "newest" else scores
    last = query.page * query.size
    return best(evaluation.view, found, scores, worth, last)[last - query.size :]
