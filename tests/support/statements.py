"""Statements compiled once for all the databases of a test process, and commits without a wait."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

_FIRST: dict[str, Engine] = {}
# More statements than the product has; an engine of its own would keep five hundred.
_COMPILED: LRUCache[Any, Any] = LRUCache(10_000)


def quicken(engine: Engine) -> None:
    """Let an engine use what the first one of its kind compiled.

    Each test has a database, and so an engine, of its own; compiling its statements anew takes a
    fifth of a test's time. What is compiled depends on the dialect alone, and the server is the
    same. No test loses power, so SQLite need not wait for the disk either; tests that kill
    processes start those with the product's own settings.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _wait_for_no_disk)
    if engine.dialect.name not in _FIRST:
        # The dialect learns on its first connection what the server can do.
        with engine.connect():
            _FIRST[engine.dialect.name] = engine
    engine.dialect = _FIRST[engine.dialect.name].dialect
    engine._compiled_cache = _COMPILED


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
