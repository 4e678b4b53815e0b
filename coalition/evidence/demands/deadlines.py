"""What a rule of the table makes of a day, with how it was counted. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from coalition.evidence.demands.federal_days import Counted, count_days, count_working_days
from coalition.evidence.demands.rules import Count, Rule


@dataclass(frozen=True)
class Deadline:
    """The day that a rule makes, if it makes one, and how, in sentences."""

    rule: Rule
    day: date | None
    steps: tuple[str, ...] = ()


class NotCounted(ValueError):
    """What a rule needs is missing: ``field`` names it, the message says what."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def deadline_of(rule: Rule, *, starts_on: date | None, named_on: date | None) -> Deadline:
    """What ``rule`` makes of the day of the event and the day that the demand names.

    Raises:
        NotCounted: one of them is missing.
    """
    if rule.count is Count.NONE:
        return Deadline(rule, None)
    if rule.count is Count.NAMED:
        if named_on is None:
            raise NotCounted("named_on", "Enter the day that is named, such as 2026-11-30.")
        return Deadline(rule, named_on, ("As it was named.",))
    if starts_on is None:
        raise NotCounted("starts_on", f"Enter the day on which this happened: {rule.starts}.")
    counted = _counted(rule, starts_on)
    steps = _steps(rule, starts_on, counted)
    if rule.or_named and named_on is not None and named_on < counted.last:
        return Deadline(rule, named_on, (*steps, f"The day that is named is earlier: {named_on}."))
    return Deadline(rule, counted.last, steps)


def _counted(rule: Rule, start: date) -> Counted:
    if rule.count is Count.WORKING:
        return count_working_days(start, rule.days)
    if rule.count is Count.CALENDAR:
        return count_days(start, rule.days)
    return Counted(start + timedelta(days=rule.days))


def _steps(rule: Rule, start: date, counted: Counted) -> tuple[str, ...]:
    """How the day came about; of the days left out, weekends are counted and holidays named."""
    said = [f"{rule.days} {rule.count.value}, from the day after {start}."]
    left_out = "Left out" if rule.count is Count.WORKING else "Moved past"
    weekends = [day for day, why in counted.skipped if why in ("Saturday", "Sunday")]
    named = [f"{day} ({why})" for day, why in counted.skipped if day not in weekends]
    if weekends:
        said.append(
            f"{left_out}: {len(weekends)} {'day' if len(weekends) == 1 else 'days'} of weekends."
        )
    if named:
        said.append(f"{left_out}: {', '.join(named)}.")
    return tuple(said)
