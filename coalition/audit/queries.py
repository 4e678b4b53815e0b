"""Reading and verifying the log."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload

from coalition.audit.chain import COVERED, GENESIS, detail_digest, head_signature, link_hash
from coalition.audit.models import AuditEntry
from coalition.db import CommitOrder, db
from coalition.runtime import current_settings

_BATCH = 1000


@dataclass(frozen=True)
class Fault:
    """Where the chain is broken and how."""

    number: int
    message: str


@dataclass
class Verification:
    """What :func:`verify` found."""

    count: int = 0
    last_hash: str = GENESIS
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was edited, deleted, swapped or cut off."""
        return not self.faults


def _entries() -> Iterator[AuditEntry]:
    last = 0
    while True:
        rows = db.session.scalars(
            select(AuditEntry)
            .options(joinedload(AuditEntry.detail))
            .where(AuditEntry.number > last)
            .order_by(AuditEntry.number)
            .limit(_BATCH)
        ).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].number
        db.session.expunge_all()


def verify(checkpoint: Mapping[str, object] | None = None) -> Verification:
    """Walk the whole chain and compare it with its signed head and an outside checkpoint.

    Args:
        checkpoint: ``{"number": int, "hash": str}`` kept outside the database, if there is one.
    """
    found = Verification()
    for entry in _entries():
        _check_link(entry, found)
        if checkpoint and checkpoint["number"] == entry.number and checkpoint["hash"] != entry.hash:
            found.faults.append(Fault(entry.number, "differs from the checkpoint kept outside"))
        found.count, found.last_hash = entry.number, entry.hash
    _check_head(found)
    if checkpoint and isinstance(checkpoint["number"], int) and checkpoint["number"] > found.count:
        found.faults.append(
            Fault(found.count + 1, "the tail is cut off: the checkpoint kept outside goes further")
        )
    return found


def _check_link(entry: AuditEntry, found: Verification) -> None:
    if entry.number != found.count + 1:
        gap = entry.number - found.count - 1
        found.faults.append(Fault(found.count + 1, f"{gap} deleted before row {entry.number}"))
    elif entry.previous_hash != found.last_hash:
        found.faults.append(Fault(entry.number, "does not follow from the row before it"))
    if link_hash({name: getattr(entry, name) for name in COVERED}) != entry.hash:
        found.faults.append(Fault(entry.number, "was edited or swapped: its hash does not match"))
    detail = entry.detail
    if detail is not None and detail_digest(detail.salt, detail.content) != entry.detail_digest:
        found.faults.append(Fault(entry.number, "its detail was edited"))


def _check_head(found: Verification) -> None:
    head = db.session.get(CommitOrder, 1)
    if head is None:
        found.faults.append(Fault(0, "the head of the chain is missing"))
        return
    if found.count == 0 and head.audit_number == 0 and not head.audit_signature:
        return
    signature = head_signature(current_settings().audit_key, head.audit_number, head.audit_hash)
    if not hmac.compare_digest(signature, head.audit_signature):
        found.faults.append(Fault(head.audit_number, "the head of the chain was not signed by us"))
    if (head.audit_number, head.audit_hash) != (found.count, found.last_hash):
        found.faults.append(
            Fault(found.count + 1, f"the tail is cut off: the head says {head.audit_number} rows")
        )


@dataclass(frozen=True)
class AuditFilter:
    """What the reader of the log asks for; empty fields ask for everything."""

    actor_id: str = ""
    action: str = ""
    object_id: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


def _wanted(query: Select[Any], wanted: AuditFilter) -> Select[Any]:
    """``query`` for the entries that the reader asks for, the newest first."""
    for column, value in (
        (AuditEntry.actor_id, wanted.actor_id),
        (AuditEntry.object_id, wanted.object_id),
        (AuditEntry.outcome, wanted.outcome),
    ):
        if value:
            query = query.where(column == value)
    if wanted.action:
        query = query.where(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.at < wanted.until)
    return query.order_by(AuditEntry.number.desc())


def audit_page(wanted: AuditFilter, *, before: int | None, size: int = 50) -> list[AuditEntry]:
    """The newest entries below number ``before``: ``size``, and one more if there is more."""
    query = _wanted(select(AuditEntry).options(joinedload(AuditEntry.detail)), wanted)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return list(db.session.scalars(query.limit(size + 1)))


def audit_rows(wanted: AuditFilter, columns: Sequence[str], *, most: int) -> Iterator[Row[Any]]:
    """These columns of the ``most`` newest entries, without their details."""
    query = _wanted(select(*(getattr(AuditEntry, name) for name in columns)), wanted)
    yield from db.session.execute(query.limit(most))


@dataclass(frozen=True)
class HeadState:
    """The newest number, and whether the head is ours and fits the newest row."""

    number: int
    whole: bool


def head_state() -> HeadState:
    """A quick look at the end of the chain; :func:`verify` walks all of it."""
    head = db.session.get(CommitOrder, 1)
    if head is None:
        return HeadState(0, False)
    last = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    if last is None:
        return HeadState(0, head.audit_number == 0)
    key = current_settings().audit_key
    signature = head_signature(key, head.audit_number, head.audit_hash)
    signed = hmac.compare_digest(signature, head.audit_signature)
    fits = (head.audit_number, head.audit_hash) == (last.number, last.hash)
    return HeadState(last.number, signed and fits)
