"""Reading registers of missing evidence. The callers have checked that the actor may."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, select

from coalition import clock
from coalition.db import db
from coalition.evidence.custody.chain import Fault, Link, faults
from coalition.evidence.custody.queries import end_on_record
from coalition.evidence.demands.models import DemandDay, MissingEvidenceEntry
from coalition.evidence.demands.register import Entry, Register, register_of
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

ADDED: Final = "missing.added"
# When it is over in the last of the states and territories (UTC-11), a little generously.
_BEHIND: Final = timedelta(hours=12)


def day_everywhere(now: datetime | None = None) -> date:
    """The day that has begun in every state and territory; one before it is over everywhere."""
    return ((now or clock.now()) - _BEHIND).date()


def record_of(thing: Thing, number: int) -> str:
    """What an entry's words are sealed for, so that they cannot be moved to another place."""
    return f"missing:{thing.public_id}:{number}"


def entries_of(thing: Thing) -> list[MissingEvidenceEntry]:
    """The entries in the order in which they were written."""
    query = select(MissingEvidenceEntry).where(MissingEvidenceEntry.thing_id == thing.id)
    return list(db.session.scalars(query.order_by(MissingEvidenceEntry.number)))


def link_of(entry: MissingEvidenceEntry) -> Link[Entry]:
    """An entry with its words opened."""
    said = json.loads(
        current_vault().open(entry.content, record_of(entry.thing, entry.number)).decode()
    )
    return Link(
        entry.thing.public_id,
        entry.number,
        entry.made_at.isoformat(),
        entry.made_by.public_id,
        said["salt"],
        Entry(**said["content"]),
        entry.previous_hash,
        entry.hash,
    )


@dataclass(frozen=True)
class Opened:
    """A register with its words: the links as they were written, and what they come to.

    ``writers`` are the names of those who wrote, by public id.
    """

    links: Sequence[Link[Entry]]
    register: Register
    writers: dict[str, str]


def opened(thing: Thing) -> Opened:
    """The register of a thing; empty if nothing was written."""
    entries = entries_of(thing)
    links = [link_of(entry) for entry in entries]
    writers = {entry.made_by.public_id: entry.made_by.name for entry in entries}
    return Opened(links, register_of(links), writers)


def faults_of(thing: Thing, links: Sequence[Link[Entry]]) -> list[Fault]:
    """What is wrong with the log, its end compared with what the audit log says of it."""
    count, head = end_on_record(ADDED, thing)
    return list(faults(links, count=count, head=head))


def days_of(thing: Thing) -> list[DemandDay]:
    """The open days of a thing's demands."""
    return list(db.session.scalars(select(DemandDay).where(DemandDay.thing_id == thing.id)))


def find_day(public_id: str) -> DemandDay | None:
    """The open day with that id, for the mail that reminds of it."""
    return db.session.scalar(select(DemandDay).where(DemandDay.public_id == public_id))


def days_to_remind_of(today: date, *, before: timedelta, most: int) -> list[DemandDay]:
    """Open days of which a reminder is due that did not go out, the first due first."""
    day, told = DemandDay.due_on, DemandDay.told
    query = select(DemandDay).where(
        or_(
            and_(day < today, told != "after"),
            and_(day == today, told.not_in(["on", "after"])),
            and_(day > today, day <= today + before, told == ""),
        )
    )
    return list(
        db.session.scalars(
            query.order_by(day, DemandDay.id).limit(most).with_for_update(of=DemandDay)
        )
    )
