"""The result of the de-identification benchmark as tables in Markdown."""

from __future__ import annotations

from typing import Any

from benchmarks.finders import OURS, RULES
from benchmarks.report import table

NAMES = {
    OURS: "**ours**",
    RULES: "**ours, rules alone**",
    "presidio": "Presidio",
    "spacy": "spaCy alone",
}

Found = dict[str, Any]


def report(found: Found) -> str:
    """Everything that is worth reading."""
    machine = found["machine"]
    parts = [
        f"{found['sentences']} invented sentences in the ways of {found['states']} states and "
        f"{found['hard_negatives']} that name nobody (the {found['set']} set), model "
        f"{found['model']}, {machine['processors']} processors, Python {machine['python']}",
        *found["skipped"],
        finding(found),
        by_type(found),
    ]
    if found["tab"]:
        about = found["tab"]
        parts += [f"TAB, {about['documents']} documents of its {about['split']} set:", tab(found)]
    return "\n\n".join([*parts, speed(found)])


def finding(found: Found) -> str:
    """Whole spans found in the invented sentences, and alarms where there is nothing."""
    rows = []
    for row in found["finders"]:
        us = row["us"]
        rows.append(
            [
                NAMES[row["finder"]],
                *(_share(us[kind]["recall"]) for kind in ("structured", "names", "quasi")),
                *(_share(us["negatives"][kind]) for kind in ("flagged", "blocked")),
                _share(us["blocking_on_a_mark"]),
            ]
        )
    heads = ["", "structured", "names", "quasi", "negatives flagged", "negatives blocked"]
    return table([*heads, "blocking findings on a mark"], rows)


def by_type(found: Found) -> str:
    """Recall of whole spans of each type."""
    finders = found["finders"]
    rows = []
    for kind, about in finders[0]["us"]["by_type"].items():
        shares = (_share(row["us"]["by_type"][kind]["recall"]) for row in finders)
        rows.append([kind, about["spans"], *shares])
    return table(["type", "spans", *(NAMES[row["finder"]] for row in finders)], rows)


def tab(found: Found) -> str:
    """The figures of the Text Anonymization Benchmark."""
    keys = ("token_recall", "token_precision", "direct_entity_recall", "quasi_entity_recall")
    rows = [
        [NAMES[row["finder"]], *(_share(row["tab"][key]) for key in keys)]
        for row in found["finders"]
    ]
    return table(["", "token recall", "token precision", "direct entities", "quasi entities"], rows)


def speed(found: Found) -> str:
    """Processor seconds per 1,000 words, start and memory."""
    rows = []
    for row in found["finders"]:
        ratio = found["ratios"].get(row["finder"], {}).get("us_cpu")
        times = row["seconds_per_1000_words"]
        rows.append(
            [
                NAMES[row["finder"]],
                *(_seconds(times.get(kind)) for kind in ("us", "us_cpu", "tab", "tab_cpu")),
                "" if ratio is None else f"{ratio:.2f}",
                row["cold_start_seconds"],
                row["resident_mb"],
            ]
        )
    heads = ["s per 1,000 words", "invented", "invented, CPU", "TAB", "TAB, CPU", "CPU to ours"]
    return table([*heads, "cold start s", "resident MB"], rows)


def _share(share: float) -> str:
    return f"{share:.3f}"


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}"
