"""``flask worker``: delivers what happened to those who wait for it, and keeps house."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType

import click
import structlog
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from coalition import clock
from coalition.cli.housekeeping import keep_house
from coalition.db import db, discard_changes
from coalition.errors import DomainError
from coalition.notifications.mail import MailNotDelivered
from coalition.outbox.services import Consumer, deliver
from coalition.runtime import runtime
from coalition.search.index import INDEX_FAILURES
from coalition.search.saved.alerts import tell_what_is_due
from coalition.search.services import tend_index

PAUSE_SECONDS = 1.0
# What failed rests this long, so that a mail server that is down is not hammered.
RETRY_AFTER = timedelta(seconds=30)
ALERTS_EVERY = timedelta(minutes=1)
HOUSEKEEPING_EVERY = timedelta(hours=1)
# Damage on the disk is found by reading; a server that meets it answers nothing until it is mended.
INDEX_READ_EVERY = timedelta(minutes=5)

# What may go wrong outside us, by name: it is logged and tried again.
_PASSING = (MailNotDelivered, SQLAlchemyError, OSError, DomainError)

log = structlog.get_logger("coalition.worker")


@click.command()
@click.option("--once", is_flag=True, help="Deliver what waits now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Deliver index messages and mail, and keep house, until asked to stop."""
    rounds = Rounds()
    if once:
        if not rounds.run():
            raise click.ClickException("Something could not be delivered; it waits.")
        return
    with _asked_to_stop() as stop:
        log.info("worker.started")
        while not stop.is_set():
            rounds.run(stop)
            # The connection goes back to the pool while nothing is done.
            db.session.remove()
            stop.wait(PAUSE_SECONDS)
        log.info("worker.stopped")


class Rounds:
    """Each round tends the index, does what is due and serves every consumer.

    What failed rests for a while.
    """

    def __init__(self) -> None:
        self._not_before: dict[str, datetime] = {}
        self._index_read: datetime | None = None

    def run(self, stop: threading.Event | None = None) -> bool:
        """One round; whether everything went well."""
        well = self._tend_index()
        # Before the consumers, so that what is announced is mailed in the same round.
        well = self._do("alerts", tell_what_is_due, every=ALERTS_EVERY) and well
        for consumer in runtime().consumers:
            if stop is not None and stop.is_set():
                return well
            if self._may_run(consumer.name):
                well = self._serve(consumer, stop) and well
        return self._do("housekeeping", keep_house, every=HOUSEKEEPING_EVERY) and well

    def _may_run(self, name: str) -> bool:
        return self._not_before.get(name, clock.now()) <= clock.now()

    def _serve(self, consumer: Consumer, stop: threading.Event | None) -> bool:
        try:
            while deliver(consumer) and not (stop is not None and stop.is_set()):
                db.session.expunge_all()
        except _PASSING as failure:
            discard_changes()
            self._not_before[consumer.name] = clock.now() + RETRY_AFTER
            log.error("delivery.failed", consumer=consumer.name, kind=type(failure).__name__)
            return False
        self._not_before.pop(consumer.name, None)
        return True

    def _tend_index(self) -> bool:
        now = clock.now()
        if not self._may_run("index"):
            return True
        due = self._index_read is None or now - self._index_read >= INDEX_READ_EVERY
        try:
            tend_index(thoroughly=due)
        except (*INDEX_FAILURES, DomainError) as failure:
            discard_changes()
            self._not_before["index"] = now + RETRY_AFTER
            log.error("index.not-tended", kind=type(failure).__name__)
            return False
        discard_changes()
        self._index_read = now if due else self._index_read
        return True

    def _do(self, name: str, act: Callable[[], None], *, every: timedelta) -> bool:
        if not self._may_run(name):
            return True
        try:
            act()
        except _PASSING as failure:
            discard_changes()
            self._not_before[name] = clock.now() + RETRY_AFTER
            log.error(f"{name}.failed", kind=type(failure).__name__)
            return False
        self._not_before[name] = clock.now() + every
        return True


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that what is being delivered is finished first."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
