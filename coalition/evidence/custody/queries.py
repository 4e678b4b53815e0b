"""Reading custody logs. The callers have checked that the actor may."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from coalition.audit.models import AuditEntry
from coalition.audit.queries import AuditFilter, audit_page
from coalition.db import db
from coalition.evidence.custody.chain import Content, Fault, Link, faults
from coalition.evidence.custody.models import CustodyEntry
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

ADDED = "custody.added"


def record_of(thing: Thing, number: int) -> str:
    """What an entry's words are sealed for, so that they cannot be moved to another place."""
    return f"custody:{thing.public_id}:{number}"


def entries_of(thing: Thing) -> list[CustodyEntry]:
    """The entries in the order in which they were written."""
    query = select(CustodyEntry).where(CustodyEntry.thing_id == thing.id)
    return list(db.session.scalars(query.order_by(CustodyEntry.number)))


def entry_of(thing: Thing, number: int) -> CustodyEntry | None:
    """One entry, by its place."""
    query = select(CustodyEntry).where(CustodyEntry.thing_id == thing.id)
    return db.session.scalar(query.where(CustodyEntry.number == number))


def last_entry(thing: Thing) -> CustodyEntry | None:
    """The newest entry."""
    query = select(CustodyEntry).where(CustodyEntry.thing_id == thing.id)
    return db.session.scalar(query.order_by(CustodyEntry.number.desc()).limit(1))


def link_of(entry: CustodyEntry) -> Link[Content]:
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
        Content(**said["content"]),
        entry.previous_hash,
        entry.hash,
    )


def faults_of(thing: Thing, links: Sequence[Link[Content]]) -> list[Fault]:
    """What is wrong with the log, its end compared with what the audit log says of it."""
    count, head = end_on_record(ADDED, thing)
    return list(faults(links, count=count, head=head))


def end_on_record(action: str, thing: Thing) -> tuple[int, str]:
    """How many entries a chained log of a thing has and its last hash, as the audit log says."""
    newest = audit_page(AuditFilter(action=action, object_id=thing.public_id), before=None, size=1)
    said = _said(newest[0]) if newest else {}
    return int(str(said.get("entries", 0))), str(said.get("head", ""))


def _said(entry: AuditEntry) -> dict[str, object]:
    return dict(entry.detail.content) if entry.detail is not None else {}
