"""Statements compiled once for all the databases of a test process, and commits without a wait."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import CompiledCacheType

_SHARED: dict[str, tuple[Dialect, CompiledCacheType]] = {}


def quicken(engine: Engine) -> None:
    """Let an engine use what the first one of its kind compiled.

    Each test has a database, and so an engine, of its own; compiling its statements anew takes a
    fifth of a test's time. What is compiled depends on the dialect alone, and the server is the
    same. No test loses power, so SQLite need not wait for the disk either; tests that kill
    processes start those with the product's own settings.
    """
    if engine.name == "sqlite":
        event.listen(engine, "connect", _wait_for_no_disk)
    if engine.name not in _SHARED:
        # The dialect learns on its first connection what the server can do.
        engine.connect().close()
        _SHARED[engine.name] = (engine.dialect, {})
    engine.dialect, compiled = _SHARED[engine.name]
    engine.update_execution_options(compiled_cache=compiled)


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
