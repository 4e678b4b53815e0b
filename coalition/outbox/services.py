"""Announcing what happened, and delivering it to consumers."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from coalition import clock
from coalition.db import CommitOrder, current_unit, db, unit_of_work
from coalition.outbox.models import OutboxCursor, OutboxMessage
from coalition.runtime import runtime

BATCH = 200
LEASE = timedelta(minutes=2)

log = structlog.get_logger("coalition.outbox")


@dataclass(frozen=True)
class Message:
    """A delivered message, free of the database session."""

    number: int
    topic: str
    payload: dict[str, object]


Handler = Callable[[Sequence[Message]], None]


@dataclass(frozen=True)
class Consumer:
    """A reader of the log. ``handle`` is idempotent: a message may arrive twice.

    ``in_process`` consumers are also run right after a commit by the process that made it.
    """

    name: str
    handle: Handler
    in_process: bool = False


def announce(topic: str, **payload: object) -> None:
    """Add a message to the open unit of work; it is numbered when the unit commits."""
    at = clock.now()

    def append(session: Session, order: CommitOrder) -> None:
        order.outbox_number += 1
        session.add(OutboxMessage(number=order.outbox_number, topic=topic, payload=payload, at=at))

    unit = current_unit()
    unit.at_last(append)
    after = runtime().after_commit
    if after is not None:
        unit.after_commit("deliver", after)


def last_number() -> int:
    """The number of the newest message."""
    return db.session.scalar(select(CommitOrder.outbox_number).where(CommitOrder.id == 1)) or 0


def is_in_log(number: int) -> bool:
    """Whether the message with that number is still kept."""
    return db.session.get(OutboxMessage, number) is not None


def messages_after(number: int, limit: int = BATCH) -> list[Message]:
    """The next messages in order."""
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.number > number)
        .order_by(OutboxMessage.number)
        .limit(limit)
    )
    return [Message(r.number, r.topic, dict(r.payload)) for r in rows]


def deliver(consumer: Consumer, *, batches: int = 1) -> int:
    """Hand ``consumer`` what it has not seen; return how many messages it handled.

    One process at a time holds a consumer, under a lease that ends by itself if the process dies.
    The cursor moves only after the handler returned, so a failure is tried again.
    """
    number = _take_lease(consumer)
    if number is None:
        return 0
    handled = 0
    try:
        for _ in range(batches):
            messages = messages_after(number)
            db.session.rollback()
            if not messages:
                break
            consumer.handle(messages)
            number, handled = messages[-1].number, handled + len(messages)
            with unit_of_work():
                _move(consumer, number)
    finally:
        with unit_of_work():
            db.session.execute(
                update(OutboxCursor)
                .where(OutboxCursor.consumer == consumer.name)
                .values(leased_until=None)
            )
    return handled


def _take_lease(consumer: Consumer) -> int | None:
    now = clock.now()
    with unit_of_work():
        if db.session.get(OutboxCursor, consumer.name) is None:
            # Another process may make the same row at this moment; either one will do.
            with suppress(IntegrityError), db.session.begin_nested():
                db.session.add(OutboxCursor(consumer=consumer.name, number=0, leased_until=None))
        taken = db.session.execute(
            update(OutboxCursor)
            .where(OutboxCursor.consumer == consumer.name)
            .where(or_(OutboxCursor.leased_until.is_(None), OutboxCursor.leased_until < now))
            .values(leased_until=now + LEASE)
        ).rowcount  # type: ignore[attr-defined]
        if not taken:
            return None
        return db.session.scalar(
            select(OutboxCursor.number).where(OutboxCursor.consumer == consumer.name)
        )


def _move(consumer: Consumer, number: int) -> None:
    db.session.execute(
        update(OutboxCursor)
        .where(OutboxCursor.consumer == consumer.name, OutboxCursor.number < number)
        .values(number=number, leased_until=clock.now() + LEASE)
    )


@dataclass(frozen=True)
class Backlog:
    """What a consumer has not handled; ``oldest`` is when the first of it happened."""

    consumer: str
    waiting: int
    oldest: datetime | None


def backlogs() -> list[Backlog]:
    """How far each consumer is behind the log. A consumer that never ran is behind all of it."""
    last = last_number()
    numbers = {row.consumer: row.number for row in db.session.scalars(select(OutboxCursor))}
    found = []
    for consumer in runtime().consumers:
        number = numbers.get(consumer.name, 0)
        first = select(func.min(OutboxMessage.at)).where(OutboxMessage.number > number)
        oldest = db.session.scalar(first) if number < last else None
        found.append(Backlog(consumer.name, max(0, last - number), oldest))
    return found


def prune(keep_days: int = 30) -> int:
    """Delete messages that every consumer has handled and that are older than ``keep_days``."""
    with unit_of_work():
        behind = db.session.scalar(select(func.min(OutboxCursor.number)))
        if behind is None:
            return 0
        return db.session.execute(  # type: ignore[attr-defined,no-any-return]
            delete(OutboxMessage).where(
                OutboxMessage.number <= behind,
                OutboxMessage.at < clock.now() - timedelta(days=keep_days),
            )
        ).rowcount


def deliver_in_process() -> None:
    """Run the consumers that follow each commit, one batch each.

    The commit has happened and its request must say so: a failure here is logged, and the
    message waits for the worker or the next delivery.
    """
    for consumer in runtime().consumers:
        if consumer.in_process:
            try:
                deliver(consumer)
            except SQLAlchemyError as failure:
                db.session.rollback()
                log.error("outbox.delivery-failed", kind=type(failure).__name__)
