"""How often the owner of a saved search is told of what is new."""

from datetime import datetime, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """When a mail is written, if anything is new."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    OUTCOMES = "outcomes"


LABELS = {
    Frequency.NEVER: "Never",
    Frequency.DAILY: "Once a day",
    Frequency.WEEKLY: "Once a week",
    Frequency.OUTCOMES: "When an outcome is recorded",
}
HINTS = {
    Frequency.NEVER: "What is new is counted on your home page and among your saved searches.",
    Frequency.DAILY: "Only on days on which something new matches.",
    Frequency.WEEKLY: "Only in weeks in which something new matches.",
    Frequency.OUTCOMES: "At once when a matching paper says for the first time, or differently, "
    "what the court or the office did; at most one mail an hour.",
}
PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
# After a mail about an outcome, the next one waits, so that a bulk import makes one mail.
PAUSE = timedelta(hours=1)


def first_due(frequency: Frequency, now: datetime) -> datetime | None:
    """When a search that is saved or changed now is due."""
    if frequency is Frequency.NEVER:
        return None
    return now + PERIODS.get(frequency, timedelta())


def next_due(frequency: Frequency, due: datetime, now: datetime, *, told: bool) -> datetime:
    """When a search that was ``due`` and was looked at ``now`` is due again.

    Days and weeks are counted from the first one, so that mail does not wander through the day.
    """
    period = PERIODS.get(frequency)
    if period is None:
        return now + PAUSE if told else due
    return due + period * ((now - due) // period + 1)
