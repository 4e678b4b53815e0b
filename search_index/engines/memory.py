"""Brute force, and the oracle of the tests: obviously right before anything else.

What the reader may not see is put aside first; everything after looks at the rest alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from threading import RLock

from search_index.analysed import Analysed, analyse
from search_index.compartments import is_outrun
from search_index.contract import Entry, Hit, NeedsRebuild, Page, Query
from search_index.matching import frequency, matches, matching_anchors
from search_index.query_language import compile_query
from search_index.ranking import (
    DEFAULT_WEIGHTS,
    SCORED_FIELDS,
    Weights,
    average,
    contribution,
    idf,
    norm,
    rounded,
    weighted,
)
from search_index.snippets import snippets
from search_index.suggestions import Words, completions, corrected, telling_terms
from search_index.syntax import Node, Or, Scored, Word, scored_words
from search_index.text import SURFACE, UNSCORED


class MemoryEngine:
    """Holds entries in this process; nothing is kept when it ends."""

    needs_rebuild = False

    def __init__(self, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self.position = 0
        self._weights = weights
        self._held: dict[str, tuple[frozenset[str], Analysed]] = {}
        self._lock = RLock()

    def put(
        self, entries: Iterable[Entry], position: int | None = None, since: int | None = None
    ) -> None:
        """Add entries, each replacing one of the same id; one without tokens is removed."""
        with self._lock:
            if is_outrun(self.position, position, since):
                return
            for entry in entries:
                self._held.pop(entry.id, None)
                if entry.read_tokens:
                    self._held[entry.id] = (frozenset(entry.read_tokens), analyse(entry))
            self.position = self.position if position is None else position

    def remove(
        self, ids: Iterable[str], position: int | None = None, since: int | None = None
    ) -> None:
        """Forget these ids; unknown ones are no error."""
        with self._lock:
            if is_outrun(self.position, position, since):
                return
            for id in ids:
                self._held.pop(id, None)
            self.position = self.position if position is None else position

    def rebuild(self, entries: Iterable[Entry], position: int) -> None:
        """Start over from these entries alone."""
        built = MemoryEngine()
        built.put(entries, position)
        with self._lock:
            self._held, self.position = built._held, position

    def merge(self) -> bool:
        """Nothing is ever left behind to join."""
        return False

    def verify(self) -> None:
        """There is nothing stored that could be damaged."""

    def count(self) -> int:
        """How many entries are held."""
        return len(self._held)

    def close(self) -> None:
        """Nothing to let go of."""

    def search(self, query: Query) -> Page:
        """Answer over what the reader's tokens open. QueryError if the text makes no sense."""
        node = compile_query(query)
        visible = self._visible(query)
        found = [entry for entry in visible if matches(node, entry)]
        scores = _scores(node, visible, found, self._weights)
        if query.sort == "newest":
            found.sort(key=lambda entry: (-entry.day, entry.id))
        else:
            found.sort(key=lambda entry: (-scores[entry.id], entry.id))
        first = (query.page - 1) * query.size
        hits = tuple(
            Hit(
                entry.id,
                scores[entry.id],
                tuple(snippets(node, entry.texts, query.snippets)) if query.snippets else (),
                matching_anchors(node, entry.parts),
            )
            for entry in found[first : first + query.size]
        )
        return Page(len(found), hits, {name: _counts(name, found) for name in query.facets})

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        """The query's text with its last word finished by words that visible entries hold."""
        return completions(query.text, _words(self._visible(query)), limit)

    def spelling(self, query: Query) -> str | None:
        """The query's text, corrected by words that visible entries hold; None if it is right."""
        visible = self._visible(query)
        return corrected(query.text, _words(visible), lambda term: _holding(term, visible))

    def related(self, id: str, query: Query) -> tuple[Hit, ...]:
        """The visible entries most like this one; nothing if it is not among them."""
        visible = self._visible(query)
        for entry in visible:
            if entry.id == id:
                break
        else:
            return ()
        terms = telling_terms(entry, len(visible), lambda term: _holding(term, visible))
        node = Or(tuple(Word(term) for term in terms))
        found = [other for other in visible if other.id != id and matches(node, other)]
        scores = _scores(node, visible, found, self._weights)
        ranked = sorted(scores, key=lambda id: (-scores[id], id))
        return tuple(Hit(id, scores[id]) for id in ranked[: query.size])

    def _visible(self, query: Query) -> list[Analysed]:
        """What the reader may see, pending entries in the place of the held ones."""
        with self._lock:
            if self.position < query.at_least:
                raise NeedsRebuild("The index was set back meanwhile.")
            held = dict(self._held)
        for entry in query.pending:
            held[entry.id] = (frozenset(entry.read_tokens), analyse(entry))
        return [
            entry
            for tokens, entry in held.values()
            if tokens & frozenset(query.tokens) and entry.id not in query.exclude
        ]


def _words(visible: list[Analysed]) -> Words:
    def beginning(start: str) -> dict[str, int]:
        held = (
            term for entry in visible for field in SCORED_FIELDS for term in entry.places[field]
        )
        starting = (term for term in held if term.startswith(SURFACE + start))
        return Counter(term.removeprefix(SURFACE) for term in starting)

    return beginning


def _holding(term: str, visible: list[Analysed]) -> int:
    return sum(any(term in entry.places[field] for field in SCORED_FIELDS) for entry in visible)


def _counts(name: str, found: list[Analysed]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in found:
        for field, value in entry.values:
            if field == name:
                counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _scores(
    node: Node, visible: list[Analysed], found: list[Analysed], ranking: Weights
) -> dict[str, float]:
    averages = {
        field: average(sum(entry.lengths[field] for entry in visible), len(visible))
        for field in SCORED_FIELDS
    }
    scores = {entry.id: 0.0 for entry in found}
    for word in scored_words(node, UNSCORED):
        weights = {entry.id: _weight(word, entry, averages, ranking) for entry in visible}
        holding = sum(weight > 0 for weight in weights.values())
        for id in scores:
            if weights[id] > 0:
                scores[id] += contribution(idf(len(visible), holding), weights[id], ranking.k1)
    return {id: float(rounded(score)) for id, score in scores.items()}


def _weight(
    word: Scored,
    entry: Analysed,
    averages: dict[str, float],
    ranking: Weights = DEFAULT_WEIGHTS,
) -> float:
    total = 0.0
    for field in SCORED_FIELDS:
        count = frequency(word, entry, field)
        if count:
            boost, b = ranking.of(field)
            divisor = norm(entry.lengths[field], averages[field], b)
            total += float(weighted(count, divisor, boost))
    return total
