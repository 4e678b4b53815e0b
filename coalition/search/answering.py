"""Putting questions to the engine for one reader, and reading again what it names."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import structlog

from coalition.access.actor import Actor
from coalition.documents.models import Paper
from coalition.documents.queries import readable_papers
from coalition.errors import Unavailable
from coalition.offices.queries import offices_by_id
from coalition.search.asked import FILTERS, SIZE, Search
from coalition.search.index import FILE_FAILURES, index, needs_rebuild
from coalition.search.pending import Unindexed, unindexed
from coalition.search.projection import own_key
from coalition.search.synonyms import SynonymGroup, synonym_groups
from coalition.search.values import understood
from search_index import Page, Query, SearchEngine

# A paper is counted under its office's slug in a field of its own, because "office" holds several
# names of the one office.
COUNTED_AS = {name: "owner" if name == "office" else name for name in FILTERS}
ATTEMPTS = 3
IDS_AT_ONCE = 500

log = structlog.get_logger("coalition.search")

Answer = TypeVar("Answer")


class Answering:
    """Puts questions to the engine for one actor, and remembers what must count as absent."""

    def __init__(self, actor: Actor, newer: Unindexed | None = None) -> None:
        """``newer`` is what the index does not hold yet; it is looked up if it is not given.

        Raises:
            Unavailable: the index is lost or too far behind the database.
        """
        newer = unindexed(actor) if newer is None else newer
        self._actor = actor
        self._pending = newer.pending
        self._left_out = newer.left_out
        self._at_least = newer.position

    @cached_property
    def synonyms(self) -> list[SynonymGroup]:
        """The groups of phrases that mean the same."""
        return synonym_groups()

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

    def visible_values(self, name: str) -> list[str]:
        """The values of a field in all that the actor may read, the commonest first."""
        return list(self._ask(self._query(Search(), size=0, facets=(name,))).facets[name])

    def completions(self, text: str) -> tuple[str, ...]:
        """``text`` with its last word finished, by words of papers that the actor may read."""
        query = self._query(Search(), size=0)
        return self._answer(lambda engine: engine.suggest(replace(query, text=text)))

    def correction(self, text: str) -> str | None:
        """``text`` with words that no readable paper holds replaced by near ones that some do."""
        query = self._query(Search(), size=0)
        return self._answer(lambda engine: engine.spelling(replace(query, text=text)))

    def related(self, public_id: str, most: int) -> list[Paper]:
        """Up to ``most`` readable papers that are most like this one."""
        query = self._query(Search(), size=most)
        hits = self._answer(lambda engine: engine.related(public_id, query))
        papers = self._readable(hit.id for hit in hits)
        return [papers[hit.id] for hit in hits if hit.id in papers]

    def _query(self, asked: Search, *, size: int, facets: tuple[str, ...] = ()) -> Query:
        return Query(
            understood(asked.text).text,
            synonyms=tuple(group.phrases for group in self.synonyms) if asked.text else (),
            tokens=self._actor.tokens,
            filters=asked.engine_filters(),
            facets=facets,
            sort="newest" if asked.order == "newest" else "relevance",
            page=asked.page,
            size=size,
            exclude=self._left_out,
            me=self._own_name,
            pending=self._pending,
            at_least=self._at_least,
            # Snippets are made from the text that is read again from the database.
            snippets=0,
        )

    @cached_property
    def _own_name(self) -> str | None:
        """What ``by:me`` stands for."""
        public_id, office_id = self._actor.public_id, self._actor.office_id
        if public_id is None or office_id is None:
            return public_id
        office = offices_by_id([office_id]).get(office_id)
        return own_key(public_id) if office and office.name_hidden else public_id

    def _ask(self, query: Query) -> Page:
        return self._answer(lambda engine: engine.search(query))

    def _answer(self, ask: Callable[[SearchEngine], Answer]) -> Answer:
        engine = index()
        try:
            answer = ask(engine)
        except FILE_FAILURES as failure:
            log.error("index.search-failed", kind=type(failure).__name__)
            raise Unavailable("index") from failure
        if engine.needs_rebuild and needs_rebuild():
            # Damage shows when a file is read. The worker mends it; what was found may lack papers.
            log.error("index.damaged")
            raise Unavailable("index")
        return answer

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
