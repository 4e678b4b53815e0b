"""What the messages newer than the index name: read once, and shared by all readers of a process.

How many papers of others wait must not show in how long a search takes, so nothing here is read
anew for each reader, and what a reader asks of it depends on the papers of their own alone.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper
from coalition.outbox.models import OutboxMessage
from coalition.runtime import runtime
from coalition.search.index import TOPICS
from coalition.sharing.models import ReadToken, Thing

IDS_AT_ONCE = 500

_one_reader = threading.Lock()


@dataclass(frozen=True)
class Named:
    """A paper that newer messages name, the last of them with ``number``.

    ``first`` says that it is one message and about the paper's first text. ``paper_id`` is
    nothing for what is not published. Whoever changes the tokens announces it, so that these are
    those of the last message.
    """

    number: int
    first: bool
    paper_id: int | None = None
    tokens: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Backlog:
    """What the messages after ``position`` up to ``last`` name, by public id."""

    position: int = 0
    last: int = 0
    papers: Mapping[str, Named] = field(default_factory=dict)

    def may_be_read_by(self, actor: Actor) -> set[int]:
        """The published papers that ``actor`` can hold a token of; the SQL filter decides."""
        return set().union(*(self._by_token.get(token, ()) for token in actor.tokens))

    @cached_property
    def may_be_indexed_otherwise(self) -> frozenset[str]:
        """Papers that the index may hold with another text or audience than they have now.

        The first text of a paper is in no index before its message, and afterwards it is there
        with the audience that it still has.
        """
        return frozenset(public_id for public_id, named in self.papers.items() if not named.first)

    @cached_property
    def _by_token(self) -> dict[str, list[int]]:
        papers: dict[str, list[int]] = {}
        for named in self.papers.values():
            if named.paper_id is not None:
                for token in named.tokens:
                    papers.setdefault(token, []).append(named.paper_id)
        return papers


def backlog(position: int, last: int) -> Backlog:
    """What the messages after ``position`` up to ``last`` name.

    One value is kept for each process. Messages that it has seen are not read again, and what the
    index has taken up since is left out.
    """
    with _one_reader:
        known = runtime().backlog
        if known is None or position < known.position or last < known.last:
            known = Backlog(position, position)
        if (known.position, known.last) != (position, last):
            known = _continued(known, position, last)
        runtime().backlog = known
        return known  # type: ignore[no-any-return]


def _continued(known: Backlog, position: int, last: int) -> Backlog:
    papers = {
        public_id: named for public_id, named in known.papers.items() if named.number > position
    }
    named_now: dict[str, Named] = {}
    for number, public_id, first in _messages(max(position, known.last), last):
        again = public_id in papers or public_id in named_now
        named_now[public_id] = Named(number, first and not again)
    papers.update(_with_tokens(named_now))
    return Backlog(position, last, papers)


def _messages(after: int, last: int) -> Iterator[tuple[int, str, bool]]:
    """Number, paper and whether it is about the first text: one range of the primary key."""
    rows = db.session.execute(
        select(OutboxMessage.number, OutboxMessage.topic, OutboxMessage.payload)
        .where(
            OutboxMessage.number > after,
            OutboxMessage.number <= last,
            OutboxMessage.topic.in_(TOPICS),
        )
        .order_by(OutboxMessage.number)
    )
    for number, topic, payload in rows:
        first = topic == "paper.published" and payload.get("revision") == 1
        yield number, str(payload["paper"]), first


def _with_tokens(named: dict[str, Named]) -> Iterator[tuple[str, Named]]:
    published: dict[str, tuple[int, set[str]]] = {}
    for public_id, paper_id, token in _tokens(sorted(named)):
        published.setdefault(public_id, (paper_id, set()))[1].add(token)
    for public_id, one in named.items():
        if public_id in published:
            paper_id, tokens = published[public_id]
            one = replace(one, paper_id=paper_id, tokens=frozenset(tokens))
        yield public_id, one


def _tokens(public_ids: list[str]) -> Iterable[tuple[str, int, str]]:
    for start in range(0, len(public_ids), IDS_AT_ONCE):
        some = public_ids[start : start + IDS_AT_ONCE]
        for row in db.session.execute(
            select(Thing.public_id, Paper.id, ReadToken.token)
            .join(Paper, Paper.thing_id == Thing.id)
            .join(ReadToken, ReadToken.thing_id == Thing.id)
            .where(Thing.public_id.in_(some), Paper.state == "published")
        ):
            yield row.public_id, row.id, row.token
