"""The timeline of an evidence index: placing its rows, laying the picture out and drawing it.

``python -m benchmarks.timeline --json``. The rows are invented, the
rest is what a page does. Times are those of the processor: nothing here waits for anything else.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from coalition.documents.kinds import KINDS
from coalition.documents.lanes import lanes_of
from coalition.documents.timetable import footage_of
from coalition.documents.vocabularies import EVENT_KINDS
from coalition.evidence.timecode import format_timecode
from coalition.evidence.timeline import drawn, whole_window

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
SIZES = ((1, 20), (12, 300), (40, 2000))
"""Cameras and events."""


def index(cameras: int, events: int) -> dict[str, Any]:
    """The fields of an index of an hour, the same for the same size."""
    chance = random.Random(cameras * 10_000 + events)
    clips, moments = [], []
    for number in range(cameras):
        begins = 36_000 + chance.randrange(600)
        clips.append(
            {
                "label": f"Camera {number + 1}",
                "kind": "local-body-worn",
                "starts_at": format_timecode(begins),
                "ends_at": format_timecode(begins + 3600),
                "offset_seconds": str(chance.randrange(-90, 90)),
                "uncertainty_seconds": str(chance.randrange(1, 10)),
            }
        )
    for number in range(events):
        moments.append(
            {
                "clip": f"Camera {number % cameras + 1}",
                "at": format_timecode(36_600 + chance.randrange(2900)),
                "kind": chance.choice(list(EVENT_KINDS)),
                "who": "Agent A",
            }
        )
    return KINDS["evidence-index"].checked({"state": "MN", "clips": clips, "events": moments})


def measure(cameras: int, events: int, times: int) -> dict[str, Any]:
    """Median processor milliseconds of each step, and the size of the picture."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    draw = environment.get_template("documents/parts/timeline.html").module.timeline
    fields = index(cameras, events)
    footage = footage_of(fields)
    lanes = lanes_of(footage)
    window = whole_window(lanes)
    if window is None:
        raise ValueError("an index with recordings has a window")
    picture = drawn(lanes, window)
    steps: dict[str, Callable[[], object]] = {
        "place": lambda: footage_of(fields),
        "lanes": lambda: lanes_of(footage),
        "lay_out": lambda: drawn(lanes, window),
        "draw": lambda: draw(picture, "/documents/x/footage"),
    }
    row: dict[str, Any] = {"cameras": cameras, "events": events}
    row |= {f"{name}_cpu_ms": _median(step, times) for name, step in steps.items()}
    row["picture_cpu_ms"] = round(
        sum(row[f"{name}_cpu_ms"] for name in ("lanes", "lay_out", "draw")), 2
    )
    return row | {"svg_kb": len(draw(picture, "/documents/x/footage")) // 1000}


def _median(step: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.process_time()
        step()
        taken.append((time.process_time() - started) * 1000)
    return round(statistics.median(taken), 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.timeline", description=__doc__)
    parser.add_argument("--times", type=int, default=30, help="how often each step is done")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    rows = [measure(cameras, events, asked.times) for cameras, events in SIZES]
    if asked.json:
        print(json.dumps({"timeline": rows}))
        return
    print("| " + " | ".join(rows[0]) + " |")
    for row in rows:
        print("| " + " | ".join(map(str, row.values())) + " |")


if __name__ == "__main__":
    main()
