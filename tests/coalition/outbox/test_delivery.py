"""The outbox: in order, at least once, one process at a time."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from coalition.db import db, unit_of_work
from coalition.outbox.models import OutboxCursor, OutboxMessage
from coalition.outbox.services import LEASE, Consumer, Message, announce, deliver, prune
from coalition.web.dispatch import Portal
from tests.support.clock import FrozenClock


def announce_many(count: int) -> None:
    for number in range(count):
        with unit_of_work():
            announce("thing.happened", count=number)


def test_messages_arrive_in_order_and_once(app: Portal) -> None:
    seen: list[int] = []
    consumer = Consumer("test", lambda messages: seen.extend(m.number for m in messages))
    with app.app_context():
        announce_many(5)
        assert deliver(consumer) == 5
        assert deliver(consumer) == 0
    assert seen == [1, 2, 3, 4, 5]


def test_a_failing_handler_gets_the_same_messages_again(app: Portal) -> None:
    seen: list[list[int]] = []

    def handle(messages: Sequence[Message]) -> None:
        seen.append([m.number for m in messages])
        if len(seen) == 1:
            raise ConnectionError("the mail server is down")

    consumer = Consumer("test", handle)
    with app.app_context():
        announce_many(2)
        with pytest.raises(ConnectionError):
            deliver(consumer)
        assert deliver(consumer) == 2
    assert seen == [[1, 2], [1, 2]]


def test_a_consumer_that_another_process_holds_is_left_alone_until_its_lease_ends(
    app: Portal, clock: FrozenClock
) -> None:
    seen: list[int] = []
    consumer = Consumer("test", lambda messages: seen.extend(m.number for m in messages))
    with app.app_context():
        announce_many(1)
        with unit_of_work():
            db.session.add(OutboxCursor(consumer="test", number=0, leased_until=clock.at + LEASE))
        assert deliver(consumer) == 0
        clock.advance(seconds=LEASE.total_seconds() + 1)
        assert deliver(consumer) == 1
    assert seen == [1]


def test_pruning_keeps_what_some_consumer_has_not_seen(app: Portal, clock: FrozenClock) -> None:
    with app.app_context():
        announce_many(3)
        deliver(Consumer("fast", lambda messages: None))
        clock.advance(days=40)
        with unit_of_work():
            db.session.add(OutboxCursor(consumer="slow", number=1))
        prune()
        assert db.session.scalar(select(func.min(OutboxMessage.number))) == 2


def test_a_failure_after_the_commit_does_not_fail_the_one_who_committed(
    app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(consumer: Consumer, *, batches: int = 1) -> int:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr("coalition.outbox.services.deliver", locked)
    with app.app_context():
        announce_many(1)
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
