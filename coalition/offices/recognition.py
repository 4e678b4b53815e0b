"""What is known, state by state, of how courts take a common interest; always with its source.

The portal asserts nothing of its own: a state that nobody sourced is unknown.
"""

from datetime import date

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotPermitted, Problem
from coalition.offices.models import Recognition
from coalition.offices.states import STATES

UNKNOWN = "unknown"
STANDINGS = {"recognized": "Recognized", "limited": "Limited", UNKNOWN: "Unknown"}
_SHORTEST_SOURCE, _LONGEST_SOURCE = 10, 300


def recognitions() -> dict[str, Recognition]:
    """What was noted, by state."""
    return {row.state: row for row in db.session.scalars(select(Recognition))}


def recognition_of(state: str) -> Recognition | None:
    """What was noted of a state."""
    return db.session.get(Recognition, state)


def note_recognition(
    actor: Actor, *, state: str, standing: str, source: str, as_of: date | None
) -> Recognition:
    """Note how a state stands, or that it is not known after all.

    Raises:
        NotPermitted: not an admin.
        Invalid: no such state or standing, or one that is known without source and date.
    """
    require(actor, "recognition:change")
    if actor.person_id is None:
        raise NotPermitted("recognition:change")
    source = " ".join(source.split())
    problems = _problems(state, standing, source, as_of)
    if problems:
        raise Invalid(*problems)
    row = db.session.get(Recognition, state) or Recognition(state=state)
    row.standing, row.source, row.as_of = standing, source, as_of
    row.noted_by_id, row.at = actor.person_id, clock.now()
    db.session.add(row)
    audit.record(
        actor,
        "recognition.noted",
        object_kind="state",
        object_id=state,
        detail={"standing": standing},
    )
    return row


def _problems(state: str, standing: str, source: str, as_of: date | None) -> list[Problem]:
    found = []
    if state not in STATES:
        found.append(Problem("state", "Choose a state or territory."))
    if standing not in STANDINGS:
        found.append(Problem("standing", "Choose one of the list."))
    if len(source) > _LONGEST_SOURCE or not source.isprintable():
        found.append(Problem("source", f"Use at most {_LONGEST_SOURCE} characters."))
    if standing == UNKNOWN:
        return found
    if len(source) < _SHORTEST_SOURCE:
        found.append(Problem("source", "Cite the case, rule or opinion that says so."))
    if as_of is None or as_of > clock.now().date():
        found.append(
            Problem(
                "as_of",
                "Enter the day it was looked up, for example 2026-11-22; not later than today.",
            )
        )
    return found
