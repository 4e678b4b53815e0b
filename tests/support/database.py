"""A fresh database for each test: a copy of one prepared database, on SQLite or PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coalition.app import create_app
from coalition.db import CommitOrder, db, unit_of_work
from tests.support.agreements import add_agreement_texts
from tests.support.emptied import Emptied
from tests.support.postgresql import (
    create_database,
    create_template,
    drop_database,
    start_server,
    stop_server,
)
from tests.support.settings import make_settings

MEMORY = Path("/dev/shm")
ROOM_FOR_SERVERS = 2 * 1024**3


def on_postgresql() -> bool:
    """Whether this run uses a real PostgreSQL server instead of SQLite."""
    return os.environ.get("COALITION_TEST_DATABASE") == "postgresql"


def prepare(url: str, folder: Path) -> None:
    """Create every table and the one commit-order row at ``url``."""
    app = create_app(make_settings(folder, url))
    with app.app_context():
        db.create_all()
        with unit_of_work():
            db.session.add(CommitOrder(id=1))
            add_agreement_texts()
        db.session.remove()
        db.engine.dispose()


class SqliteTemplate:
    """Copies a prepared file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.sqlite"
        prepare(f"sqlite:///{self.file}", folder)
        # The write-ahead log was folded into the file when the last connection closed.

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The URL of a new copy."""
        copy = folder / "test.sqlite"
        shutil.copyfile(self.file, copy)
        yield f"sqlite:///{copy}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The URL of a database without tables."""
        yield f"sqlite:///{folder / 'empty.sqlite'}"


def folder_in_memory() -> Path | None:
    """Where files are kept in memory, if there is room for the servers of some test processes.

    Copying the thousand files of a database takes PostgreSQL half a second on a disk.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_FOR_SERVERS:
        return MEMORY
    return None


class PostgresqlTemplate:
    """Databases of a real server that lives as long as the test process.

    Copying the template takes a third of a second, emptying what the last test left a tenth of
    that. So one copy is used again and again, and thrown away as soon as a test changed more in it
    than rows.
    """

    def __init__(self, server_url: str, folder: Path) -> None:
        self.server_url = server_url
        self.name = create_template(server_url, "template_coalition", lambda u: prepare(u, folder))
        self._count = 0
        self._kept: Emptied | None = None

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["PostgresqlTemplate"]:
        """Start a server, prepare the template, and stop the server at the end."""
        # A socket's path must be short, shorter than pytest's own folders are.
        home = Path(tempfile.mkdtemp(prefix="pg", dir=folder_in_memory()))
        home.chmod(0o755)
        try:
            yield cls(start_server(home / "s"), folder)
        finally:
            stop_server(home / "s")
            shutil.rmtree(home, ignore_errors=True)

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The URL of a database as the template is."""
        kept, self._kept = self._kept, None
        if kept is None:
            self._count += 1
            kept = Emptied(create_database(self.server_url, f"test_{self._count}", self.name))
        yield kept.url
        if kept.empty_again():
            self._kept = kept
        else:
            drop_database(self.server_url, kept.name)

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The URL of a database without tables, dropped after use."""
        yield create_database(self.server_url, "empty")
        drop_database(self.server_url, "empty")
