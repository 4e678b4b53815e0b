"""De-identification beside its peers: the same texts for each, taken in turn.

``python -m benchmarks.deidentify --set dev --tab FOLDER --peers presidio,spacy --json``. Prints

    {"set": "dev", "sentences": 330, "states": 51, "hard_negatives": 127, "skipped": [sentence, …],
     "finders": [{"finder": "coalition",
       "us": {"structured": {"spans": n, "recall": share, "blocked": share},
              "names": …, "quasi": …, "by_type": {type: …},
              "blocking_on_a_mark": share, "negatives": {"flagged": share, "blocked": share}},
       "tab": {"token_recall": share, "token_precision": share, "direct_entity_recall": share,
               "quasi_entity_recall": share} or null,
       "seconds_per_1000_words": {"us": s, "us_cpu": s, "tab": s, "tab_cpu": s},
       "slowest_text_seconds": s, "cold_start_seconds": s, "resident_mb": n, "anonymous_mb": n}, …],
     "ratios": {peer: {"us_cpu": times longer than ours, …}},
     "tab": {"documents": n, "split": "dev"} or null,
     "machine": {"processors": n, "python": "3.11.7"}, "model": "…"}

`recall` counts spans with no letter or digit left outside of a finding, `blocked` those that
blocking findings cover alone; every finding of a peer blocks. `blocking_on_a_mark` is the share of
blocking findings that touch anything marked. Finders are `coalition` (rules and language model),
`coalition-rules`, and the peers. Compare ratios: seconds differ from machine to machine.

`--misses` prints what a dev set shows to be missed, instead; of the test set it prints nothing,
because nobody may tune on it.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import sentences, tab
from benchmarks.deidentify_report import report
from benchmarks.finders import FINDERS, MODEL, OURS, RULES
from benchmarks.sentences import SETS, Find, SentenceSet
from benchmarks.workplace import say

PEERS = [name for name in FINDERS if name not in (OURS, RULES)]
TAB = Path(__file__).resolve().parents[2] / "shared/data/tab"
WARMING = 2
"""Texts that are read before the clock runs."""


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one JSON object."""
    chosen = sentences.read_set(asked.set)
    finders, skipped = available([OURS, RULES, *asked.peers])
    documents, without_tab = tab_documents(asked.tab, asked.tab_split)
    timed = {}
    # Before anything else is found, so that no finder remembers what it is timed on.
    for kind, texts in (("us", chosen.passages()), ("tab", [each.text for each in documents])):
        say(f"timing {len(texts)} texts of the kind {kind}")
        timed[kind] = speed(finders, texts)
    rows = {name: figures(name, find, chosen, documents) for name, find in finders.items()}
    for kind, of_kind in timed.items():
        for name, times in of_kind.items():
            rows[name]["seconds_per_1000_words"] |= {
                kind: times["clock"],
                f"{kind}_cpu": times["cpu"],
            }
            slowest = max(rows[name]["slowest_text_seconds"], times["slowest"])
            rows[name]["slowest_text_seconds"] = slowest
    for name in finders:
        rows[name] |= alone(name, chosen.passages()[0])
    return {
        "set": asked.set,
        "sentences": len(chosen.sentences),
        "states": len({each.state for each in chosen.sentences}),
        "hard_negatives": len(chosen.negatives),
        "skipped": skipped + without_tab,
        "finders": list(rows.values()),
        "ratios": {name: ratios(rows[name], rows[OURS]) for name in finders if name in PEERS},
        "tab": {"documents": len(documents), "split": asked.tab_split} if documents else None,
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "model": MODEL,
    }


def figures(
    name: str, find: Find, chosen: SentenceSet, documents: Sequence[tab.Document]
) -> dict[str, Any]:
    """What one finder finds."""
    say(f"finding with {name}")

    def masks(text: str) -> list[tuple[int, int]]:
        return [(each.start, each.end) for each in find(text)]

    return {
        "finder": name,
        "us": sentences.measure(chosen, find),
        "tab": tab.measure(documents, masks) if documents else None,
        "seconds_per_1000_words": {},
        "slowest_text_seconds": 0.0,
    }


def speed(finders: Mapping[str, Find], texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Seconds per 1,000 words of each finder. Who begins changes from text to text."""
    names = list(finders)
    clock, cpu, slowest = (dict.fromkeys(names, 0.0) for _ in range(3))
    for text in texts[:WARMING]:
        for find in finders.values():
            find(text)
    gc.collect()
    gc.freeze()
    for number, text in enumerate(texts[WARMING:]):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            # Ours with and without the model would otherwise share what they keep of a text.
            own = text + "\n" * (1 + names.index(name))
            gc.collect()
            spent, started = time.process_time(), time.perf_counter()
            finders[name](own)
            taken = time.perf_counter() - started
            clock[name] += taken
            cpu[name] += time.process_time() - spent
            slowest[name] = max(slowest[name], taken)
    gc.unfreeze()
    words = sum(len(text.split()) for text in texts[WARMING:])
    if not words:
        return {}
    return {
        name: {
            "clock": round(clock[name] / words * 1000, 4),
            "cpu": round(cpu[name] / words * 1000, 4),
            "slowest": round(slowest[name], 3),
        }
        for name in names
    }


def alone(name: str, text: str) -> dict[str, Any]:
    """Seconds from starting a process to its first answer, and the memory it then holds."""
    say(f"starting {name}")
    command = [sys.executable, "-m", "benchmarks.finders", name]
    started = time.monotonic()
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    return {"cold_start_seconds": round(found.pop("answered") - started, 2), **found}


def available(names: Sequence[str]) -> tuple[dict[str, Find], list[str]]:
    """The finders that can run here, and a sentence about each that cannot."""
    there, missing = {}, []
    for name in names:
        try:
            there[name] = FINDERS[name]()
        except ModuleNotFoundError as error:
            missing.append(f"{name} is left out: {error.name} is not installed.")
            say(missing[-1])
    return there, missing


def tab_documents(folder: Path, split: str) -> tuple[list[tab.Document], list[str]]:
    """The documents of the benchmark, or a sentence about why there are none."""
    file = folder / f"{split}.json"
    if not file.is_file():
        sentence = f"TAB is left out: there is no {file.name} in {folder.name}."
        say(sentence)
        return [], [sentence]
    return tab.read_documents(file), []


def ratios(peer: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, float]:
    """How many times longer than we the peer takes."""
    theirs, mine = peer["seconds_per_1000_words"], ours["seconds_per_1000_words"]
    return {kind: round(theirs[kind] / mine[kind], 2) for kind in mine if mine[kind]}


def peers(text: str) -> list[str]:
    """The peers of a list with commas, or nobody."""
    names = [] if text == "none" else text.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        raise argparse.ArgumentTypeError(f"unknown: {unknown}; there are none or {PEERS}")
    return names


def main(arguments: Sequence[str] | None = None) -> None:
    """Print tables, or JSON, or what was missed."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.deidentify",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--set", choices=SETS, default="dev", help="which invented sentences")
    parser.add_argument("--tab", type=Path, default=TAB, help="folder of the TAB files")
    parser.add_argument("--tab-split", default="dev", help="which file there: dev, train or test")
    parser.add_argument("--peers", type=peers, default=PEERS, help="a list with commas, or none")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--misses", action="store_true", help="what we miss of a dev set")
    asked = parser.parse_args(arguments)
    if asked.misses and asked.set == "test":
        parser.error("nobody tunes on the test set, so --misses is for the dev sets alone")
    if asked.misses:
        print(*sentences.misses(sentences.read_set(asked.set), FINDERS[OURS]()), sep="\n")
        return
    found = measure(asked)
    print(json.dumps(found) if asked.json else report(found))


if __name__ == "__main__":
    main()
