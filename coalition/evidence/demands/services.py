"""Writing registers of missing evidence. The callers have checked that the actor may."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit
from coalition.deidentify.services import summary_of
from coalition.errors import GateClosed, Invalid, NotPermitted
from coalition.evidence.custody.chain import Link, linked
from coalition.evidence.demands.models import DemandDay, MissingEvidenceEntry
from coalition.evidence.demands.queries import (
    ADDED,
    Opened,
    days_of,
    opened,
    record_of,
)
from coalition.evidence.demands.register import Entry
from coalition.evidence.demands.writing import Written, decided, entry_of, review_words
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

MOST_ENTRIES: Final = 2_000


def add_entry(actor: Actor, thing: Thing, written: Written) -> int:
    """Write the decided words into the register; return the number of the entry.

    Raises:
        NotFound: what it belongs to, or corrects, is not in the register.
        Invalid: names every field that breaks a rule.
        GateClosed: something that identifies somebody is undecided.
    """
    if actor.person_id is None or actor.public_id is None:
        raise NotPermitted("missing:write")
    # Two who write at once would both follow the same entry.
    lock_in_unit(select(Thing.id).where(Thing.id == thing.id))
    before = opened(thing)
    entry = entry_of(written, before.register)
    if len(before.links) >= MOST_ENTRIES:
        raise Invalid.because("", f"A register has at most {MOST_ENTRIES:,} entries.")
    review = review_words(actor, thing, written)
    if not review.is_open:
        raise GateClosed
    at = clock.now()
    link = linked(
        before.links[-1] if before.links else None,
        paper=thing.public_id,
        at=at.isoformat(),
        by=actor.public_id,
        salt=ids.random_bytes(16).hex(),
        content=decided(entry, review),
    )
    db.session.add(_row(thing, actor.person_id, at, link))
    db.session.flush()
    detail = {"entries": link.number, "head": link.hash, "act": entry.act}
    audit.record(
        actor,
        ADDED,
        object_kind=thing.kind,
        object_id=thing.public_id,
        detail={**detail, "review": summary_of(review.sheet)},
    )
    _keep_days(thing, opened(thing))
    return link.number


def _row(thing: Thing, person_id: int, at: datetime, link: Link[Entry]) -> MissingEvidenceEntry:
    said = json.dumps({"salt": link.salt, "content": asdict(link.content)}).encode()
    return MissingEvidenceEntry(
        thing=thing,
        number=link.number,
        made_by_id=person_id,
        made_at=at,
        content=current_vault().seal(said, record_of(thing, link.number)),
        previous_hash=link.previous_hash,
        hash=link.hash,
    )


def _keep_days(thing: Thing, now: Opened) -> None:
    """Have the days say what the register comes to; one that moved is reminded of anew."""
    open_days = _open_days(now)
    writers = dict(
        db.session.execute(
            select(MissingEvidenceEntry.number, MissingEvidenceEntry.made_by_id).where(
                MissingEvidenceEntry.thing_id == thing.id
            )
        ).all()
    )
    for row in days_of(thing):
        due = open_days.pop((row.demand, row.rule), None)
        if due is None:
            db.session.delete(row)
        elif due[0] != row.due_on:
            row.due_on, row.told = due[0], ""
    for (demand, rule), (due_on, number) in open_days.items():
        db.session.add(
            DemandDay(
                public_id=ids.public_id(),
                thing_id=thing.id,
                demand=demand,
                rule=rule,
                due_on=due_on,
                entered_by_id=writers[number],
            )
        )
    db.session.flush()


def _open_days(now: Opened) -> dict[tuple[int, str], tuple[date, int]]:
    """The day of each open deadline and the entry that set it, by demand and rule."""
    return {
        (demand.number, due.deadline.rule.code): (due.deadline.day, due.number)
        for item in now.register.items
        for demand in item.demands
        for due in demand.dues
        if due.is_open and due.deadline.day is not None
    }
