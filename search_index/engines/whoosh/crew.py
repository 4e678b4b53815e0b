"""Rebuilds with as many processes as there are processors.

Cutting texts into words is most of the work and needs nothing but the texts, so entries are dealt
out to processes of our own that keep what they made of them in spools. When all is spooled, the
compartments are dealt out. A process that dies fails the rebuild, and the old index stays.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import chain, cycle, islice
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from search_index.contract import Entry
from search_index.engines.whoosh.spool import (
    Inventory,
    Numbered,
    Spool,
    newest,
    places,
    write_compartment,
)

CHUNK = 128
WORTH_A_PROCESS = 2_000
"""Entries from which on starting processes takes less time than it saves."""
MOST_PROCESSES = 4
ROOT = Path(__file__).parents[3]


class Hand:
    """Does the work in this process."""

    def __init__(self, path: Path) -> None:
        self._spool = Spool(path)

    def take(self, entries: list[Numbered]) -> None:
        """Spool entries."""
        self._spool.take(entries)

    def inventory(self) -> Inventory:
        """What was spooled; nothing more comes."""
        self._spool.close()
        return self._spool.inventory

    def write(
        self, folder: Path, names: list[str], inventories: Sequence[Inventory], version: int
    ) -> None:
        """Write compartments."""
        counts = newest(inventories)
        for name in names:
            write_compartment(folder / name, inventories, counts, version)

    def finish(self) -> None:
        """Wait until what was asked for is done, which it is."""

    def close(self) -> None:
        """Let go of the file."""
        self._spool.close()


class Process:
    """Has a hand in another process do the work; says so when it could not."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-W", "ignore", "-m", __name__, str(path)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        self._process = subprocess.Popen(  # noqa: S603  # nosec B603  # this very file, same interpreter.
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def take(self, entries: list[Numbered]) -> None:
        """As a hand does, but not waiting for it."""
        self._ask("take", entries)

    def inventory(self) -> Inventory:
        """As a hand does."""
        self._ask("inventory")
        found: Inventory = self._answer()
        return found

    def write(
        self, folder: Path, names: list[str], inventories: Sequence[Inventory], version: int
    ) -> None:
        """As a hand does, but not waiting for it; `finish` does."""
        self._ask("write", folder, names, inventories, version)

    def finish(self) -> None:
        """Wait until what was asked for is done."""
        self._ask("finish")
        self._answer()

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # What was not sent yet cannot be any more.
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()

    def _ask(self, *asked: Any) -> None:
        if self._process.stdin is None:
            raise RuntimeError("The process has no way in.")
        try:
            pickle.dump(asked, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError as error:
            raise ChildProcessError("A process that helped to rebuild the index died.") from error

    def _answer(self) -> Any:
        if self._process.stdout is None:
            raise RuntimeError("The process has no way out.")
        try:
            return pickle.load(self._process.stdout)  # noqa: S301  # nosec B301  # our own process's answer.
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise ChildProcessError("A process that helped to rebuild the index died.") from error


class Crew:
    """The hands of one rebuild in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hands: list[Hand | Process] = []
        self._closing = ExitStack()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()
        for path in self._folder.glob("spool-*.tmp"):
            path.unlink()

    def build(self, entries: Iterable[Entry], version: int) -> Iterator[tuple[str, str]]:
        """Write every compartment; give back each (id, compartment)."""
        numbered = iter(enumerate(entries))
        first = list(islice(numbered, WORTH_A_PROCESS))
        self._gather(len(first) == WORTH_A_PROCESS)
        self._deal(first, numbered)
        inventories = [hand.inventory() for hand in self._hands]
        for hand, names in zip(self._hands, self._shares(inventories), strict=True):
            hand.write(self._folder, names, inventories, version)
        for hand in self._hands:
            hand.finish()
        return places(inventories, newest(inventories))

    def _gather(self, many: bool) -> None:
        processes = min(os.cpu_count() or 1, MOST_PROCESSES)
        kind = Process if many and processes > 1 else Hand
        for number in range(processes if kind is Process else 1):
            hand = kind(self._folder / f"spool-{number}.tmp")
            self._closing.callback(hand.close)
            self._hands.append(hand)

    def _deal(self, first: list[Numbered], rest: Iterator[Numbered]) -> None:
        entries = chain(first, rest)
        for hand in cycle(self._hands):
            chunk = list(islice(entries, CHUNK))
            if not chunk:
                return
            hand.take(chunk)

    def _shares(self, inventories: Sequence[Inventory]) -> list[list[str]]:
        """The compartments of each hand: the largest first, to whoever has least."""
        sizes = {
            name: sum(held.size(name) for held in inventories)
            for held in inventories
            for name in held.compartments
        }
        shares: list[list[str]] = [[] for _ in self._hands]
        loads = [0] * len(shares)
        for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
            least = loads.index(min(loads))
            shares[least].append(name)
            loads[least] += sizes[name]
        return shares


def serve(path: Path, asking: BinaryIO, answering: BinaryIO) -> None:
    """Do what is asked for until nothing more is."""
    hand = Hand(path)
    while True:
        try:
            name, *given = pickle.load(asking)  # noqa: S301  # nosec B301  # from the process that started this one.
        except EOFError:
            return
        answer = getattr(hand, name)(*given)
        if name in ("inventory", "finish"):
            pickle.dump(answer, answering, pickle.HIGHEST_PROTOCOL)
            answering.flush()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
