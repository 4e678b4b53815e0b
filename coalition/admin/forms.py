"""The filter of the audit log; a GET form, so that an address can be kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import or_, select

from coalition.accounts.models import Person
from coalition.admin.sentences import VERBS
from coalition.audit.queries import AuditFilter
from coalition.db import db

OUTCOMES = ("done", "refused", "failed")
ACTIONS = tuple(sorted(VERBS))


@dataclass(frozen=True)
class AskedFilter:
    """What the address asks for, as typed, with what could not be understood."""

    person: str
    action: str
    object_id: str
    outcome: str
    since: str
    until: str
    problems: tuple[tuple[str, str], ...]
    wanted: AuditFilter


def asked_filter(args: dict[str, str]) -> AskedFilter:
    """Read the filter from an address; what is not understood is named, and asks for nothing."""
    given = {
        name: args.get(name, "").strip()[:200]
        for name in ("person", "action", "object", "outcome", "since", "until")
    }
    problems: list[tuple[str, str]] = []
    since = _moment(given["since"], "since", problems)
    until = _moment(given["until"], "until", problems)
    actor_id = _person_id(given["person"], problems)
    for field, known in (("action", ACTIONS), ("outcome", OUTCOMES)):
        if given[field] and given[field] not in known:
            problems.append((field, f"There is no {field} “{given[field]}”. Choose from the list."))
    wanted = AuditFilter(
        actor_id=actor_id,
        action=given["action"],
        object_id=given["object"],
        outcome=given["outcome"],
        since=since,
        until=until + timedelta(days=1) if until else None,
    )
    return AskedFilter(
        given["person"],
        given["action"],
        given["object"],
        given["outcome"],
        given["since"],
        given["until"],
        tuple(problems),
        wanted,
    )


def _moment(text: str, field: str, problems: list[tuple[str, str]]) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        # A day later must still be a date, because the end of the period is counted to its close.
        if day >= date.max:
            raise ValueError
    except ValueError:
        problems.append((field, "Write the date as YYYY-MM-DD, for example 2026-11-22."))
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _person_id(text: str, problems: list[tuple[str, str]]) -> str:
    if not text:
        return ""
    found = db.session.scalars(
        select(Person.public_id).where(
            or_(Person.public_id == text, Person.email == text.lower(), Person.name == text)
        )
    ).all()
    if len(found) == 1:
        return found[0]
    problems.append(("person", "No single member has that name or email address. Check it."))
    return text
