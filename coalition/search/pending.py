"""What this node's index does not hold yet, as one reader is to find it.

Papers with messages newer than the index are left out of the index's answer. Those of them that
the reader may read are searched from the database beside it, so that nothing visible vanishes
while it waits, and the others' papers change neither the answer nor the work.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy import Row, and_, select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper
from coalition.errors import Unavailable
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import last_number
from coalition.search.index import FILE_FAILURES, TOPICS, index, needs_rebuild
from coalition.search.projection import entry_of
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by
from search_index import Entry

# Each is analysed for each search; with more of them this node is not ready to answer.
MOST_PENDING = 500

log = structlog.get_logger("coalition.search")


@dataclass(frozen=True)
class Unindexed:
    """``pending`` are searched beside the index; ``left_out`` are ids that count as absent."""

    pending: tuple[Entry, ...] = ()
    left_out: frozenset[str] = frozenset()


def unindexed(actor: Actor) -> Unindexed:
    """What is newer than the index, as ``actor`` may read it.

    Raises:
        Unavailable: the index is lost, or too much is newer; the worker mends both.
    """
    try:
        if needs_rebuild():
            raise Unavailable("index")
        position = index().position
    except FILE_FAILURES as failure:
        log.error("index.failed", kind=type(failure).__name__)
        raise Unavailable("index") from failure
    # The position is read first: what is indexed meanwhile is taken from the database as well.
    return _newer_than(position, actor) if position < last_number() else Unindexed()


def _newer_than(position: int, actor: Actor) -> Unindexed:
    rows = _named_since(position, actor)
    readable = [row.paper_id for row in rows if row.paper_id is not None]
    if len(readable) > MOST_PENDING:
        log.error("index.too-far-behind")
        raise Unavailable("index")
    entries: tuple[Entry, ...] = ()
    if readable:
        papers = db.session.scalars(select(Paper).where(Paper.id.in_(readable)).order_by(Paper.id))
        entries = tuple(map(entry_of, papers.unique()))
    left_out = frozenset(row.public_id for row in rows if row.paper_id is None)
    return Unindexed(entries, left_out)


def _named_since(position: int, actor: Actor) -> list[Row[tuple[str, int | None]]]:
    """Every paper named in a newer message, with its number if ``actor`` may find it.

    Payloads hold no numbers of papers, only public ids; a paper's row is looked up for each. What
    is asked of the log is one range of its primary key.
    """
    newer = (
        select(OutboxMessage.payload["paper"].as_string().label("public_id"))
        .where(OutboxMessage.number > position, OutboxMessage.topic.in_(TOPICS))
        .distinct()
        .subquery()
    )
    findable = and_(
        Thing.public_id == newer.c.public_id, Paper.state == "published", readable_by(actor)
    )
    found = select(newer.c.public_id, Paper.id.label("paper_id")).outerjoin_from(
        newer, Paper.__table__.join(Thing, Thing.id == Paper.thing_id), findable
    )
    return list(db.session.execute(found))
