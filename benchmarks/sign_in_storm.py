"""How reading bears it when many people sign in at once: a real gunicorn, real hashing, real pages.

    python -m benchmarks.sign_in_storm --people 50 --readers 8 --json

    {"people": 50, "readers": 8, "seconds": 10.0, "load": [0.4, 0.6, 0.9], "failed": 0,
     "reading_before": {"pages": 312, "p50_ms": 31.0, "p95_ms": 60.2, "most_ms": 88.1},
     "reading_during": {"pages": 71, "p50_ms": 240.5, "p95_ms": 900.4, "most_ms": 1102.7},
     "work_before": {"p50_ms": 30.0, "p95_ms": 60.0, "most_ms": 90.0},
     "work_during": {"p50_ms": 400.0, "p95_ms": 900.0, "most_ms": 1200.0},
     "signing_in": {"people": 50, "p50_ms": 1900.0, "p95_ms": 2700.3, "most_ms": 2800.9}}

Readers open a page every quarter of a second, each page in turn, before and during the storm.
`--json` prints the figures alone. Seconds differ from machine to machine, and `load` says how busy
this one was before the run; compare the two readings. “Work” is the processor time that the portal
used, for whomever, between a reader's request and its answer. Others who use the machine do not
change it; with nobody else there, a page takes half of it on two processors that are never idle.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.storm_parts import Guest, Visitor, furnish, percentiles

ROOT = Path(__file__).resolve().parent.parent
THINKING = 0.25
"""Seconds between two pages of one reader."""
SECONDS_TO_START = 180.0
PROMISED_MS = 1500
"""What the 95th percentile of reading stays under in a storm."""


@dataclass(frozen=True)
class Served:
    """A portal under gunicorn, as it is served to people."""

    base: str
    pid: int

    def work(self) -> float:
        """Processor milliseconds that its processes used until now."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        used = 0
        for pid in (str(self.pid), *children):
            # User and system time; the name in front may hold spaces (proc_pid_stat(5)).
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(folder: Path, environment: dict[str, str], port: int) -> Iterator[Served]:
    """Serve the portal for the length of the block."""
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "gunicorn.conf.py"]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "wsgi:app"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            base = f"http://localhost:{port}"
            _wait_for(base, process)
            yield Served(base, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(base: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Visitor(base).get("/healthz") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("sign_in_storm: gunicorn did not start")


class Reading:
    """Readers at work in threads of their own; what each page took, in milliseconds.

    Args:
        work: how much the portal has worked until now, in processor milliseconds.
    """

    def __init__(
        self, visitors: Sequence[Visitor], paths: Sequence[str], work: Callable[[], float]
    ) -> None:
        self.taken: list[float] = []
        self.worked: list[float] = []
        self._work = work
        self.failed = 0
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(visitor, paths[at % len(paths) :] + paths))
            for at, visitor in enumerate(visitors)
        ]

    def __enter__(self) -> Reading:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _read(self, visitor: Visitor, paths: Sequence[str]) -> None:
        for path in cycle(paths):
            worked, started = self._work(), time.perf_counter()
            status = visitor.get(path)
            self.taken.append((time.perf_counter() - started) * 1000)
            self.worked.append(self._work() - worked)
            self.failed += status != 200
            if self._over.wait(THINKING):
                return


def storm(base: str, guests: Sequence[Guest]) -> tuple[list[float], int]:
    """All guests sign in at the same moment: milliseconds of each, and how many did not get in."""
    begin = threading.Barrier(len(guests))
    taken: list[float] = []
    refused: list[int] = []

    def arrive(guest: Guest) -> None:
        visitor = Visitor(base)
        begin.wait()
        started = time.perf_counter()
        status = visitor.sign_in(guest)
        taken.append((time.perf_counter() - started) * 1000)
        if status not in (302, 303):
            refused.append(status)

    threads = [threading.Thread(target=arrive, args=(guest,)) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, len(refused)


def measure(folder: Path, people: int, readers: int, seconds: float) -> dict[str, Any]:
    """All figures of one run."""
    load = [round(value, 2) for value in os.getloadavg()]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment, guests, paths = furnish(folder, port, people + readers)
    with serve(folder, os.environ | environment, port) as portal:
        visitors = [Visitor(portal.base) for _ in range(readers)]
        for visitor, guest in zip(visitors, guests, strict=False):
            visitor.sign_in(guest)
        with Reading(visitors, paths, portal.work) as before:
            time.sleep(seconds)
        with Reading(visitors, paths, portal.work) as during:
            taken, refused = storm(portal.base, guests[readers:])
    return {
        "people": people,
        "readers": readers,
        "seconds": seconds,
        "load": load,
        "failed": before.failed + during.failed + refused,
        "reading_before": {"pages": len(before.taken)} | percentiles(before.taken),
        "reading_during": {"pages": len(during.taken)} | percentiles(during.taken),
        "work_before": percentiles(before.worked),
        "work_during": percentiles(during.worked),
        "signing_in": {"people": len(taken)} | percentiles(taken),
    }


def report(found: dict[str, Any]) -> str:
    """The figures as a page of text."""
    lines = [
        f"{found['people']} people sign in at once, {found['readers']} read; load {found['load']}"
    ]
    for what in ("reading_before", "reading_during", "work_before", "work_during", "signing_in"):
        row = found[what]
        times = ", ".join(
            f"{name[:-3]} {row[name]:,.0f} ms" for name in row if name.endswith("_ms")
        )
        lines.append(f"{what.replace('_', ' ')}: {times}")
    kept = found["reading_during"]["p95_ms"] < PROMISED_MS
    lines.append(f"reading stays under {PROMISED_MS} ms: {'yes' if kept else 'NO'}")
    lines.append(f"failed: {found['failed']}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=50, help="how many sign in at once")
    parser.add_argument("--readers", type=int, default=8, help="how many read meanwhile")
    parser.add_argument("--seconds", type=float, default=10.0, help="of reading before the storm")
    parser.add_argument("--json", action="store_true", help="print the figures alone")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        found = measure(Path(folder), given.people, given.readers, given.seconds)
    print(json.dumps(found) if given.json else report(found))


if __name__ == "__main__":
    main()
