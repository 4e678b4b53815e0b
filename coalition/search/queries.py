"""Searching: what the index offers, read again from the database before anyone sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from coalition.access.actor import Actor
from coalition.documents.models import Paper
from coalition.documents.queries import readable_papers
from coalition.errors import Unavailable
from coalition.search.asked import DATES, FILTERS, SIZE, Search
from coalition.search.found import FoundPaper, found_paper
from coalition.search.index import IndexState, index, index_state, needs_rebuild
from coalition.search.pending import Unindexed, unindexed
from search_index import Hit, NeedsRebuild, Page, Query, QueryError
from search_index.query_fields import FIELDS, field_node
from search_index.query_language import parse

__all__ = [
    "IndexState",
    "Looser",
    "Results",
    "Trouble",
    "index_state",
    "search",
    "total",
    "trouble_of",
]

# A paper is counted under its office's slug in a field of its own, because "office" holds several
# names of the one office.
COUNTED_AS = {name: "owner" if name == "office" else name for name in FILTERS}
ATTEMPTS = 3
IDS_AT_ONCE = 500

log = structlog.get_logger("coalition.search")


@dataclass(frozen=True)
class Trouble:
    """Why the search cannot be understood; ``position`` points into the text, if it is there."""

    message: str
    position: int | None = None


@dataclass(frozen=True)
class Looser:
    """A wider search that finds something: what to do, the search, and what that would give."""

    advice: str
    search: Search
    total: int
    dropped: tuple[str, str] | None = None


@dataclass(frozen=True)
class Results:
    """One page of papers; ``total`` and ``facets`` (filter -> value -> count) are over all."""

    total: int = 0
    papers: Sequence[FoundPaper] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    looser: Sequence[Looser] = ()
    trouble: Trouble | None = None


def search(actor: Actor, asked: Search) -> Results:
    """What ``actor`` may read and asked for, as if nothing else existed.

    Raises:
        Unavailable: the index is lost or too far behind the database.
    """
    trouble = trouble_of(asked)
    if trouble is not None:
        return Results(trouble=trouble)
    answer = _Answering(actor, unindexed(actor))
    if not asked.findable:
        return Results(looser=_looser(answer, asked))
    page, papers = answer.read(asked)
    if page.total == 0:
        return Results(looser=_looser(answer, asked))
    return Results(
        total=page.total,
        papers=[_found(papers[hit.id], hit, asked) for hit in page.hits],
        facets={name: page.facets[COUNTED_AS[name]] for name in FILTERS},
    )


def total(actor: Actor, asked: Search, *, without: frozenset[str] = frozenset()) -> int:
    """How many papers ``actor`` may read and asked for, as if those of ``without`` did not exist.

    Nothing is found by a search that cannot be understood.

    Raises:
        Unavailable: as :func:`search`.
    """
    if trouble_of(asked) is not None:
        return 0
    newer = unindexed(actor)
    left_out = newer.left_out | without
    return _Answering(actor, replace(newer, left_out=left_out)).total(asked)


def _found(paper: Paper, hit: Hit, asked: Search) -> FoundPaper:
    return found_paper(paper, hit.anchors, asked.text)


def trouble_of(asked: Search) -> Trouble | None:
    """Why ``asked`` cannot be understood, if it cannot."""
    try:
        parse(asked.text, me="me")
    except QueryError as error:
        return Trouble(error.message, error.position)
    for name in DATES:
        try:
            if getattr(asked, name):
                field_node(FIELDS[name], getattr(asked, name))
        except ValueError as error:
            return Trouble(str(error))
    return None


class _Answering:
    """Puts questions to the engine for one actor, and remembers what must count as absent."""

    def __init__(self, actor: Actor, newer: Unindexed) -> None:
        self._actor = actor
        self._pending = newer.pending
        self._left_out = newer.left_out

    def read(self, asked: Search) -> tuple[Page, dict[str, Paper]]:
        """One page and its papers, each of which the SQL filter lets through."""
        query = self._query(asked, size=SIZE, facets=tuple(COUNTED_AS.values()))
        for _ in range(ATTEMPTS):
            page = self._ask(replace(query, exclude=self._left_out))
            papers = self._readable(hit.id for hit in page.hits)
            if len(papers) == len(page.hits):
                return page, papers
            self._leave_out_unreadable(query, page.total)
        raise Unavailable("index")

    def total(self, asked: Search) -> int:
        """How many there are, without reading any."""
        return self._ask(self._query(asked, size=0)).total if asked.findable else 0

    def _query(self, asked: Search, *, size: int, facets: tuple[str, ...] = ()) -> Query:
        return Query(
            asked.text,
            tokens=self._actor.tokens,
            filters=asked.engine_filters(),
            facets=facets,
            sort="newest" if asked.order == "newest" else "relevance",
            page=asked.page,
            size=size,
            exclude=self._left_out,
            me=self._actor.public_id,
            pending=self._pending,
            # Snippets are made from the text that is read again from the database.
            snippets=0,
        )

    def _ask(self, query: Query) -> Page:
        engine = index()
        try:
            page = engine.search(query)
        except (OSError, NeedsRebuild) as failure:
            log.error("index.search-failed", kind=type(failure).__name__)
            raise Unavailable("index") from failure
        if engine.needs_rebuild and needs_rebuild():
            # Damage shows when a file is read. The worker mends it; what was found may lack papers.
            log.error("index.damaged")
            raise Unavailable("index")
        return page

    def _leave_out_unreadable(self, query: Query, total: int) -> None:
        """Take what the actor may not read out of counts and ranks too, not only off the page.

        The index then holds something that the database does not grant, which it should not.
        """
        log.error("index.disagrees")
        whole = replace(query, page=1, size=total, facets=(), exclude=self._left_out)
        ids = {hit.id for hit in self._ask(whole).hits}
        self._left_out |= ids - set(self._readable(ids))

    def _readable(self, ids: Iterable[str]) -> dict[str, Paper]:
        wanted = sorted(ids)
        found: dict[str, Paper] = {}
        for start in range(0, len(wanted), IDS_AT_ONCE):
            found |= readable_papers(self._actor, wanted[start : start + IDS_AT_ONCE])
        return found


def _looser(answer: _Answering, asked: Search) -> list[Looser]:
    """Wider searches that would find something, the one that gives up least first."""
    asked = replace(asked, page=1)
    offers = [
        Looser("Remove the filter", asked.without_filter(name, value), 0, (name, value))
        for name, value in asked.pairs
    ]
    if any(mark in asked.text for mark in '"“”„'):
        plain = "".join(" " if c in '"“”„' else c for c in asked.text)
        offers.append(Looser("Search without quotation marks", replace(asked, text=plain), 0))
    if asked.text and asked.narrowed:
        offers.append(Looser("Keep the words alone", Search(asked.text, sort=asked.sort), 0))
        offers.append(Looser("Keep the filters alone", replace(asked, text=""), 0))
    counted = [
        replace(offer, total=answer.total(offer.search))
        for offer in offers
        if trouble_of(offer.search) is None
    ]
    return [offer for offer in counted if offer.total]
