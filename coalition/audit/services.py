"""Recording what happened, in the same commit as what happened."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from sqlalchemy.orm import Session

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.audit.chain import GENESIS, detail_digest, head_signature, link_hash
from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import CommitOrder, current_unit
from coalition.runtime import current_settings

# Where the current request or command comes from; part of the detail, so it can be erased.
_origin: ContextVar[Mapping[str, str]] = ContextVar("origin", default=MappingProxyType({}))


@contextmanager
def origin(**values: str) -> Iterator[None]:
    """Note where the acts inside the block come from (source address, request id)."""
    token = _origin.set(values)
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    actor: Actor | None,
    action: str,
    *,
    object_kind: str,
    object_id: str,
    outcome: str = "done",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add an entry to the open unit of work; it is chained when the unit commits.

    Args:
        actor: who acted; ``None`` is an anonymous visitor, recorded as such.
        action: what was done, as ``thing.happened``.
        object_kind, object_id: what it was done to; public ids, never titles or names.
        outcome: ``done``, ``refused`` or ``failed``.
        detail: codes and ids that may be erased later. Never text of a paper.
    """
    content = {**(detail or {}), **_origin.get()}
    salt = ids.random_bytes(16).hex()
    values: dict[str, object] = {
        "at": clock.now(),
        "actor_kind": actor.kind.value if actor else "visitor",
        "actor_id": (actor.public_id or actor.name) if actor else "-",
        "office_id": actor.office_id if actor else None,
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "outcome": outcome,
        "detail_digest": detail_digest(salt, content),
    }
    key = current_settings().audit_key

    def chain(session: Session, order: CommitOrder) -> None:
        number = order.audit_number + 1
        values.update(number=number, previous_hash=order.audit_hash or GENESIS)
        link = AuditEntry(**values, hash=link_hash(values))
        session.add(link)
        session.flush()
        session.add(AuditDetail(number=number, salt=salt, content=content))
        order.audit_number, order.audit_hash = number, link.hash
        order.audit_signature = head_signature(key, number, link.hash)

    current_unit().at_last(chain)
