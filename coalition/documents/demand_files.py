"""A register of missing evidence as files to keep: everything as JSON, what it comes to as CSV."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Final

from coalition.evidence.demands.queries import Opened
from coalition.evidence.demands.register import (
    ABSENCES,
    ANSWERS,
    COURT_OUTCOMES,
    Demand,
    Due,
    Item,
    Note,
)
from coalition.evidence.demands.rules import DEMANDS
from coalition.web.csv_lines import csv_line

FORMAT: Final = "coalition-exchange-missing-evidence"
VERSION: Final = 1
COLUMNS: Final = (
    "item_number",
    "item",
    "clip",
    "absence",
    "agency",
    "whose",
    "period",
    "how_known",
    "item_status",
    "demand_number",
    "demand",
    "sent_on",
    "to",
    "reference",
    "open_deadlines",
    "demand_status",
    "answers",
    "court",
)


def as_json(register: Opened, today: date) -> str:
    """Every entry with its hash, in the order of writing, and where each item and demand stands."""
    said = {
        "format": FORMAT,
        "version": VERSION,
        "as_of": today.isoformat(),
        "items": [_item_said(item, today) for item in register.register.items],
        "entries": [asdict(link) for link in register.links],
    }
    return json.dumps(said, indent=1)


def _item_said(item: Item, today: date) -> dict[str, object]:
    return {
        "number": item.number,
        "status": item.status(today).value,
        "demands": [_demand_said(demand, today) for demand in item.demands],
    }


def _demand_said(demand: Demand, today: date) -> dict[str, object]:
    return {
        "number": demand.number,
        "status": demand.status(today).value,
        "deadlines": [_due_said(due) for due in demand.dues],
    }


def _due_said(due: Due) -> dict[str, object]:
    rule, day = due.deadline.rule, due.deadline.day
    return {
        "rule": rule.code,
        "source": rule.source,
        "day": day.isoformat() if day else None,
        "open": due.is_open,
        "counted": list(due.deadline.steps),
    }


def as_csv(register: Opened, today: date) -> Iterator[str]:
    """A line for each demand, and for each item that nobody has demanded yet."""
    yield csv_line(list(COLUMNS))
    for item in register.register.items:
        about = [*_item_cells(item), item.status(today).value]
        for demand in item.demands:
            yield csv_line([*about, *_demand_cells(demand, today)])
        if not item.demands:
            yield csv_line([*about, *[""] * (len(COLUMNS) - len(about))])


def _item_cells(item: Item) -> list[str]:
    words = item.note.words
    named = [words[name] for name in ("agency", "whom", "period", "known")]
    return [str(item.number), words["item"], words["clip"], ABSENCES[words["absence"]], *named]


def _demand_cells(demand: Demand, today: date) -> list[str]:
    words = demand.note.words
    open_days = [
        f"{due.deadline.day} ({due.deadline.rule.source})" for due in demand.dues if due.is_open
    ]
    return [
        str(demand.number),
        DEMANDS[words["kind"]],
        words["sent_on"],
        words["to"],
        words["reference"],
        "; ".join(open_days),
        demand.status(today).value,
        "; ".join(map(_answer_words, demand.answers)),
        "; ".join(map(_court_words, demand.court)),
    ]


def _answer_words(note: Note) -> str:
    ground = f": {note.words['ground']}" if note.words["ground"] else ""
    return f"{note.words['answered_on']} {ANSWERS[note.words['outcome']]}{ground}"


def _court_words(note: Note) -> str:
    words = note.words
    docket = f", {words['docket']}" if words["docket"] else ""
    outcome = COURT_OUTCOMES[words["outcome"]]
    return f"{words['decided_on']} {words['motion']}, {words['court']}{docket}: {outcome}"
