"""Keeping this node's index level with the database.

The number that the index itself holds says how far it has come; the outbox cursor only says what
may be pruned. Each commit feeds the index in the process that made it, and the worker feeds it
round by round. Where the log no longer leads from the index to the database, the worker builds
the index anew. A search never writes: see ``pending``.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from coalition.db import CommitOrder, db
from coalition.documents.models import Paper
from coalition.errors import Unavailable
from coalition.outbox.services import BATCH, Message, is_in_log, last_number, messages_after
from coalition.runtime import runtime
from coalition.search.projection import entry_of
from coalition.sharing.models import Thing
from search_index import Entry, NeedsRebuild, SearchEngine

TOPICS = frozenset(
    {
        "paper.published",
        "paper.audience-changed",
        "paper.reassigned",
        "paper.withdrawn",
        "paper.naming-changed",
    }
)
MOST_AFTER_A_COMMIT = 500
# From here on, reading every paper again is quicker than following the log.
LONGEST_BACKLOG = 20_000
PATIENCE_SECONDS = 20
# What can go wrong with the files of the index, and between them and the database, by name.
FILE_FAILURES = (OSError, NeedsRebuild)
INDEX_FAILURES = (*FILE_FAILURES, SQLAlchemyError)

log = structlog.get_logger("coalition.search")

_one_writer = threading.RLock()
_rebuilding = threading.Event()

Progress = Callable[[int, int], None]


def index() -> SearchEngine:
    """The engine of this node."""
    return runtime().engine  # type: ignore[no-any-return]


@contextmanager
def _writing() -> Iterator[SearchEngine]:
    """The engine, for one thread of this process at a time.

    Raises:
        Unavailable: another thread is taking too long, which is when it rebuilds a large index.
    """
    if not _one_writer.acquire(timeout=PATIENCE_SECONDS):
        raise Unavailable("index")
    try:
        yield index()
    finally:
        _one_writer.release()


def catch_up(limit: int | None = None) -> None:
    """Bring the index nearer to the log, by about ``limit`` messages; never rebuild it.

    Raises:
        NeedsRebuild: the index is damaged, or the log no longer leads on from it.
    """
    with _writing() as engine:
        last = last_number()
        done = 0
        while engine.position < last and (limit is None or done < limit):
            messages = messages_after(engine.position, BATCH)
            if not messages or messages[0].number != engine.position + 1:
                raise NeedsRebuild("The log was pruned past the place where the index stopped.")
            _apply(engine, messages)
            done += len(messages)


def tend_index(*, thoroughly: bool = False) -> None:
    """The worker's round: level the index with the log, or rebuild it, and join small changes.

    ``thoroughly`` also reads all that is stored and rebuilds an index that turns out damaged.
    """
    if thoroughly:
        index().verify()
    if needs_rebuild():
        rebuild()
    else:
        catch_up()
        index().merge()


def needs_rebuild() -> bool:
    """Whether the index is lost, or the log does not lead from it to the database any more.

    Raises:
        OSError: the index cannot even be looked at.
    """
    engine, last = index(), last_number()
    position = engine.position
    if engine.needs_rebuild:
        return last > 0
    if position > last:
        # Ahead of this transaction is usual; ahead of the database means that it was restored.
        return position > _newest_number()
    return position < last and (last - position > LONGEST_BACKLOG or not is_in_log(position + 1))


def _newest_number() -> int:
    with Session(db.engine) as session:
        return session.scalar(select(CommitOrder.outbox_number)) or 0


def _apply(engine: SearchEngine, messages: Sequence[Message]) -> None:
    # Both steps say on what they follow, so that neither undoes a rebuild by another process.
    before, number = messages[0].number - 1, messages[-1].number
    ids = {str(m.payload["paper"]) for m in messages if m.topic in TOPICS}
    entries = list(_entries(db.session(), ids))
    engine.remove(sorted(ids - {entry.id for entry in entries}), position=before, since=before)
    engine.put(entries, position=number, since=before)


def _entries(session: Session, public_ids: Iterable[str]) -> Iterator[Entry]:
    """The published among these, as they are now."""
    papers = session.scalars(
        select(Paper)
        .join(Thing)
        .where(Thing.public_id.in_(sorted(public_ids)), Paper.state == "published")
        .order_by(Paper.id)
        .execution_options(populate_existing=True)
    ).unique()
    return (entry_of(paper) for paper in papers)


def rebuild(progress: Progress | None = None) -> int:
    """Build the index anew from the papers; return how many it holds.

    ``progress`` is told after each batch how many of how many are read.
    """
    with _writing() as engine, Session(db.engine) as session:
        _rebuilding.set()
        try:
            # Read first: what is published meanwhile is indexed twice rather than not at all.
            position = session.scalar(select(CommitOrder.outbox_number)) or 0
            engine.rebuild(_all_entries(session, progress), position)
        finally:
            _rebuilding.clear()
        return engine.count()


def _all_entries(session: Session, progress: Progress | None) -> Iterator[Entry]:
    ids = session.scalars(
        select(Thing.public_id).join(Paper).where(Paper.state == "published").order_by(Paper.id)
    ).all()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        yield from _entries(session, batch)
        session.expunge_all()
        if progress is not None:
            progress(start + len(batch), len(ids))


def follow(messages: Sequence[Message]) -> None:
    """Bring the index up to date because something happened. Never fails the one who did it.

    What could not be indexed now is searched from the database until the worker has indexed it.
    """
    try:
        catch_up(MOST_AFTER_A_COMMIT)
    except (*INDEX_FAILURES, Unavailable) as failure:
        log.error("index.delivery-failed", kind=type(failure).__name__)


@dataclass(frozen=True)
class IndexState:
    """How the index stands: ``state`` is ok, behind, rebuilding or failed.

    ``position`` is the last message that it holds.
    """

    state: str
    behind: int = 0
    position: int = 0


def index_state() -> IndexState:
    """How far this node's index is behind the database, without changing either.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    if _rebuilding.is_set():
        return IndexState("rebuilding")
    last = last_number()
    try:
        engine = index()
        behind = max(0, last - engine.position)
        state = "failed" if needs_rebuild() else "behind" if behind else "ok"
        return IndexState(state, behind, engine.position)
    except FILE_FAILURES as failure:
        log.error("index.failed", kind=type(failure).__name__)
        return IndexState("failed")
