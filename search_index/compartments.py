"""One compartment per access token, and what ties the compartments of one index together.

An index is a folder only its owner may enter:

    manifest.json         which generation is live, the outbox number it holds, a mark while writing
    lock                  held by the one process that writes
    g-<random>/           a generation: a rebuild makes a new one beside and swaps the manifest
        catalogue.sqlite  which entry lies in which compartments
        <hash of token>/  a compartment, made on first use

Nothing here knows in what format a compartment is stored.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FORMAT = 3
"""Raised whenever what is stored changes shape; an index of another format asks for a rebuild."""


OLD_SECONDS = 3600
"""A manifest takes milliseconds to replace; one that began so long ago was given up."""


def folder_name(token: str) -> str:
    """The folder of a token's compartment. Hashed: tokens may hold what file names may not."""
    return hashlib.sha256(token.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Manifest:
    """What is live. `generation` grows with every change, so comparing it is enough to notice one.

    `writing` is set while compartments change one after the other. Found set with nobody
    writing, it means that a writer died half-way.
    """

    folder: str = ""
    generation: int = 0
    position: int = 0
    writing: bool = False
    format: int = FORMAT


class Root:
    """The folder of one index, shared by all processes of this machine."""

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder)

    def read(self) -> Manifest | None:
        """The manifest; None if there is none or it cannot be used."""
        before = None
        while True:
            try:
                manifest = Manifest(**json.loads((self.path / "manifest.json").read_bytes()))
            except (OSError, ValueError, TypeError):
                return None
            if manifest.format != FORMAT or not manifest.folder or manifest == before:
                return None
            if (self.path / manifest.folder).is_dir():
                return manifest
            # Swapped for another between reading of it and looking for it, or lost.
            before = manifest

    def sweep(self) -> None:
        """Remove what rebuilds left that were killed; nobody may be rebuilding meanwhile."""
        live = self.read()
        for path in self.path.glob("g-*"):
            if live is None or path.name != live.folder:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.path.glob("manifest.*.tmp"):
            if path.stat().st_mtime < time.time() - OLD_SECONDS:
                path.unlink(missing_ok=True)

    def write(self, manifest: Manifest) -> None:
        """Replace the manifest at one stroke."""
        temporary = self.path / f"manifest.{secrets.token_hex(8)}.tmp"
        temporary.write_text(json.dumps(asdict(manifest)))
        os.replace(temporary, self.path / "manifest.json")

    def is_untouched(self) -> bool:
        """Whether nothing was ever written here, as opposed to something that was lost."""
        names = {path.name for path in self.path.iterdir()} if self.path.exists() else set()
        return not names - {"lock", "rebuild"}

    def start(self) -> Manifest:
        """Make an empty generation; it is live once its manifest is written."""
        folder = f"g-{secrets.token_hex(8)}"
        (self.path / folder).mkdir(mode=0o700)
        with closing(Catalogue(self.path / folder)) as catalogue:
            catalogue.create()
        return Manifest(folder, secrets.randbits(40))

    @contextmanager
    def lock(self, name: str = "lock") -> Iterator[None]:
        """Waits until no other process or thread writes, and keeps them waiting.

        The lock named `rebuild` keeps waiting only those who build or join beside the index.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        with (self.path / name).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def read_settled(self) -> Manifest | None:
        """The manifest as `read`, but None if its writer died half-way.

        While a writer is alive its changes are under way, and what is there may be served.
        """
        manifest = self.read()
        if manifest is None or not manifest.writing:
            return manifest
        try:
            with (self.path / "lock").open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                # No writer can be alive while this lock is held, so the mark is left over.
                manifest = self.read()
                return manifest if manifest and not manifest.writing else None
        except BlockingIOError:
            return manifest
        except OSError:
            return None


class Catalogue:
    """Which entry lies in which compartments, so that a move leaves no copy behind."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "catalogue.sqlite", timeout=30)
        # Whoosh does not wait for the disk either; what a power cut takes is built again.
        self._connection.execute("PRAGMA synchronous = OFF")

    def create(self) -> None:
        """Make the tables of an empty catalogue."""
        with self._connection as connection:
            connection.execute(
                "CREATE TABLE place (id TEXT, compartment TEXT, PRIMARY KEY (id, compartment))"
                " WITHOUT ROWID"
            )
            connection.execute("CREATE INDEX by_compartment ON place (compartment)")
            connection.execute("CREATE TABLE waiting (compartment TEXT PRIMARY KEY) WITHOUT ROWID")

    def places(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """The compartments each of these ids lies in; unknown ids are left out."""
        found: dict[str, set[str]] = {}
        for id in ids:
            rows = self._connection.execute("SELECT compartment FROM place WHERE id = ?", (id,))
            if places := {compartment for (compartment,) in rows}:
                found[id] = places
        return found

    def move(self, places: dict[str, set[str]]) -> None:
        """Record where these ids lie from now on; nowhere forgets them."""
        with self._connection as connection:
            connection.executemany("DELETE FROM place WHERE id = ?", [(id,) for id in places])
            connection.executemany(
                "INSERT INTO place VALUES (?, ?)",
                [(id, compartment) for id, found in places.items() for compartment in found],
            )

    def fill(self, places: Iterable[tuple[str, str]]) -> None:
        """Record each (id, compartment) in an empty catalogue."""
        with self._connection as connection:
            connection.executemany("INSERT INTO place VALUES (?, ?)", places)

    def count(self) -> int:
        """How many different ids are held."""
        row = self._connection.execute("SELECT count(DISTINCT id) FROM place").fetchone()
        return int(row[0])

    def compartments(self) -> list[str]:
        """The names of all compartments that hold something."""
        rows = self._connection.execute("SELECT DISTINCT compartment FROM place ORDER BY 1")
        return [compartment for (compartment,) in rows]

    def holds(self, compartment: str) -> bool:
        """Whether anything lies in a compartment."""
        found = self._connection.execute(
            "SELECT 1 FROM place WHERE compartment = ? LIMIT 1", (compartment,)
        )
        return found.fetchone() is not None

    def wait(self, compartment: str, waits: bool = True) -> None:
        """Note that segments of a compartment wait to be joined, or that none do."""
        with self._connection as connection:
            connection.execute("DELETE FROM waiting WHERE compartment = ?", (compartment,))
            if waits:
                connection.execute("INSERT INTO waiting VALUES (?)", (compartment,))

    def waiting(self) -> str | None:
        """A compartment whose segments wait to be joined."""
        found = self._connection.execute("SELECT compartment FROM waiting LIMIT 1").fetchone()
        return str(found[0]) if found else None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def is_outrun(stands_at: int, position: int | None, since: int | None) -> bool:
    """Whether a change is older than an index, or does not follow on what it holds."""
    older = position is not None and position < stands_at
    return older or (since is not None and since != stands_at)


def finished(manifest: Manifest, position: int | None) -> Manifest:
    """The manifest after a complete change; None keeps the position."""
    kept = manifest.position if position is None else position
    return replace(manifest, generation=manifest.generation + 1, position=kept, writing=False)
