"""What this node's index does not hold yet, as one reader is to find it.

Papers with messages newer than the index are left out of the index's answer. Those of them that
the reader may read are searched from the database beside it, so that nothing visible vanishes
while it waits, and the others' papers change neither the answer nor the work.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy import select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper
from coalition.errors import Unavailable
from coalition.outbox.services import last_number
from coalition.search.backlog import backlog
from coalition.search.index import FILE_FAILURES, index, needs_rebuild
from coalition.search.projection import entry_of
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by
from search_index import Entry

# Each is analysed for each search; with more of them this node is not ready to answer.
MOST_PENDING = 500

log = structlog.get_logger("coalition.search")


@dataclass(frozen=True)
class Unindexed:
    """``pending`` are searched beside the index; ``left_out`` are ids that count as absent.

    That holds for an index that stands at ``position`` or further on, and for no other.
    """

    position: int
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
    last = last_number()
    return _newer_than(position, last, actor) if position < last else Unindexed(position)


def _newer_than(position: int, last: int, actor: Actor) -> Unindexed:
    newer = backlog(position, last)
    candidates = newer.may_be_read_by(actor)
    if len(candidates) > MOST_PENDING:
        log.error("index.too-far-behind")
        raise Unavailable("index")
    left_out = newer.may_be_indexed_otherwise
    if not candidates:
        return Unindexed(position, (), left_out)
    papers = db.session.scalars(
        select(Paper)
        .join(Thing)
        .where(Paper.id.in_(sorted(candidates)), Paper.state == "published", readable_by(actor))
        .order_by(Paper.id)
    )
    entries = tuple(map(entry_of, papers.unique()))
    return Unindexed(position, entries, left_out - {entry.id for entry in entries})
