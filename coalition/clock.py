"""The only source of time. Tests replace ``now`` through :func:`use`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _source()


def timestamp() -> float:
    """Seconds since the epoch, from the same source."""
    return now().timestamp()


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Take the time from ``source`` for the length of the block."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
