"""Reminding of the days of demands: a week before, on the day, and once it is over."""

from datetime import date, timedelta
from typing import Final

from coalition.evidence.demands.queries import day_everywhere, days_to_remind_of
from coalition.outbox.services import announce

BEFORE: Final = timedelta(days=7)


def stage_on(due_on: date, today: date) -> str:
    """Which reminder is due on ``today``, up to a week before the day."""
    if today > due_on:
        return "after"
    return "on" if today == due_on else "before"


def remind(*, most: int) -> None:
    """Announce the reminders that are due, each once. Joins the unit of work.

    After a pause of the worker only the last one that is due goes out.
    """
    today = day_everywhere()
    for row in days_to_remind_of(today, before=BEFORE, most=most):
        row.told = stage_on(row.due_on, today)
        announce("demand.due", paper=row.thing.public_id, day=row.public_id, stage=row.told)
