"""What a search engine takes and gives: the only types that callers of this library need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

FieldValues = Mapping[str, tuple[str, ...] | str]
Segment = tuple[str, bool]
"""A run of plain text, and whether it matched the query."""
Snippet = tuple[Segment, ...]
"""Segments that, joined, are a stretch of the text. Never HTML: who shows it escapes it."""


class QueryError(ValueError):
    """A query that cannot be understood, explained for the person who typed it.

    `message` is a sentence to show; `position` is the offset (in characters, from 0) in the text
    at which the trouble starts.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class NeedsRebuild(RuntimeError):
    """An index that is lost, damaged or set back was asked or written to.

    `rebuild` mends what is lost or damaged; one that was set back catches up.
    """


@dataclass(frozen=True)
class Part:
    """A piece of an entry with a place of its own: an event, a line of a transcript.

    Its text counts as body text of the entry, its fields as fields of the entry; `anchor` is what
    a hit names so that a page can link to it.
    """

    anchor: str
    text: str
    fields: FieldValues = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One thing to find. Whoever holds one of `read_tokens` may find it; with none, nobody may.

    `date` is a date or an ISO string (YYYY-MM-DD). A date that is neither, and an id or token
    that is empty or no valid Unicode, is a ValueError.
    """

    id: str
    title: str
    body: str
    read_tokens: frozenset[str] | tuple[str, ...] | list[str] | set[str]
    fields: FieldValues
    date: dt.date | str
    parts: tuple[Part, ...] | list[Part] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("An entry needs an id.")
        if isinstance(self.read_tokens, str):
            raise ValueError("read_tokens is a collection of tokens, not one string.")
        # What cannot be encoded cannot be stored; better refused here than in the midst of a batch.
        for name in (self.id, *self.read_tokens):
            name.encode()
        object.__setattr__(self, "read_tokens", frozenset(self.read_tokens))
        object.__setattr__(self, "date", as_date(self.date))
        object.__setattr__(self, "parts", tuple(self.parts))

    @property
    def day(self) -> dt.date:
        """`date` as a date, whatever it was given as."""
        return as_date(self.date)


@dataclass(frozen=True)
class Query:
    """What a reader asks. `tokens` are the reader's and have no default, so none is ever assumed.

    `filters` (field -> value or values, any of which may match) narrow like `field:value` in the
    text. `exclude` holds ids that count as absent altogether, in statistics as in hits. `me` is
    what `by:me` stands for. Pages count from 1. `synonyms` are groups of phrases that mean the
    same. `pending` holds entries newer than the index: each takes the place of the indexed one of
    the same id and counts as if indexed; one the reader holds no token of, or whose id is excluded,
    counts as absent. `snippets` is how many stretches of text a hit gets; 0 spares the work.
    `at_least` is the position of the index for which `exclude` and `pending` were found;
    NeedsRebuild if it stands lower by now, because a rebuild set it back.
    """

    text: str
    tokens: Iterable[str]
    filters: Mapping[str, str | tuple[str, ...] | list[str]] = field(default_factory=dict)
    facets: tuple[str, ...] | list[str] = ()
    sort: Literal["relevance", "newest"] = "relevance"
    page: int = 1
    size: int = 10
    exclude: frozenset[str] | set[str] = frozenset()
    me: str | None = None
    synonyms: tuple[tuple[str, ...], ...] = ()
    pending: tuple[Entry, ...] = ()
    snippets: int = 3
    at_least: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.tokens, str):
            raise ValueError("tokens is a collection of tokens, not one string.")
        object.__setattr__(self, "tokens", frozenset(self.tokens))
        if any(isinstance(group, str) for group in self.synonyms):
            raise ValueError("synonyms are groups of phrases, not phrases.")
        object.__setattr__(self, "synonyms", tuple(tuple(group) for group in self.synonyms))
        object.__setattr__(self, "pending", tuple(self.pending))
        if self.sort not in ("relevance", "newest"):
            raise ValueError(f"Unknown sort {self.sort!r}: relevance or newest.")
        if self.page < 1 or self.size < 0 or self.snippets < 0:
            raise ValueError("Pages count from 1; a size or number of snippets is not negative.")


@dataclass(frozen=True)
class Hit:
    """One entry found. `anchors` name, in order, the parts that match the query's own terms."""

    id: str
    score: float
    snippets: tuple[Snippet, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of hits; `total` and `facets` (name -> value -> count) are over all matches."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class SearchEngine(Protocol):
    """Holds entries and answers as if those a reader may not read did not exist.

    A change is seen by every process as soon as the call that made it has returned. Whatever
    answers a query honours its `tokens`, `exclude` and `pending` as `search` does.
    """

    @property
    def position(self) -> int:
        """The outbox number the index holds, 0 if none."""

    @property
    def needs_rebuild(self) -> bool:
        """Whether the index was missing or damaged when last looked at, and so cannot answer."""

    def put(
        self, entries: Iterable[Entry], position: int | None = None, since: int | None = None
    ) -> None:
        """Add entries, each replacing one of the same id; one without tokens is removed.

        `position` is the outbox number that the entries are as of. Entries older than what the
        index holds already, because it was rebuilt meanwhile, are passed over. So are entries that
        follow on `since`, a position that the index no longer has, because it was set back to that
        of a rebuild: something between the two would be missing for good.
        """

    def remove(
        self, ids: Iterable[str], position: int | None = None, since: int | None = None
    ) -> None:
        """Forget these ids; unknown ones are no error. `position` and `since` as for `put`."""

    def rebuild(self, entries: Iterable[Entry], position: int) -> None:
        """Build from these entries alone, beside the old index, and swap when complete."""

    def search(self, query: Query) -> Page:
        """Answer over what the reader's tokens open. QueryError if the text makes no sense."""

    def suggest(self, query: Query, limit: int = 8) -> tuple[str, ...]:
        """Whole query texts in which the last word of `query.text` is finished, likeliest first.

        Only words that something visible holds are offered.
        """

    def spelling(self, query: Query) -> str | None:
        """`query.text` with words that nothing visible holds replaced by the nearest that are held.

        None if there is nothing to correct.
        """

    def related(self, id: str, query: Query) -> tuple[Hit, ...]:
        """Up to `query.size` entries most like this one, by authorities and telling words.

        Never the entry itself; nothing if the reader cannot see it. The text and the filters of
        the query play no part, and the hits have neither snippets nor anchors.
        """

    def merge(self) -> bool:
        """Join what many small changes left behind; whether there was something to join.

        Writers are not kept waiting for long.
        """

    def verify(self) -> None:
        """Read everything and compare checksums; `needs_rebuild` then says if damage was found."""

    def count(self) -> int:
        """How many entries are held, for operators; no reader is shown it."""

    def close(self) -> None:
        """Let go of files and memory. Closing twice is no error."""


def as_date(value: dt.date | str) -> dt.date:
    """A date from a date, a datetime or an ISO string; ValueError otherwise."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(value[:10])
