"""Writing imports, rows that were taken and kept mappings. The callers have checked the index.

Every function joins the caller's unit of work.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import delete, update

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotPermitted
from coalition.evidence.interchange.mapping import Plan
from coalition.evidence.interchange.models import (
    ImportedRow,
    ItemImport,
    ListedHash,
    SavedMapping,
)
from coalition.evidence.interchange.queries import (
    KEPT,
    Outcome,
    content_record,
    done_keys,
    mapping_of,
    mappings_of,
    outcome_record,
    plan_record,
    sealed_plan,
)
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_MAPPINGS: Final = 50
LONGEST_NAME: Final = 80


def keep_file(actor: Actor, thing: Thing, *, content: bytes, plan: Plan) -> ItemImport:
    """Seal a file for an import; one that the actor began before is erased."""
    if actor.person_id is None:
        raise NotPermitted("document:edit")
    db.session.execute(
        delete(ItemImport).where(
            ItemImport.thing_id == thing.id, ItemImport.person_id == actor.person_id
        )
    )
    row = ItemImport(
        public_id=ids.public_id(), thing=thing, person_id=actor.person_id, begun_at=clock.now()
    )
    row.content = current_vault().seal(content, content_record(row))
    keep_plan(row, plan)
    db.session.add(row)
    db.session.flush()
    return row


def keep_plan(row: ItemImport, plan: Plan) -> None:
    """Seal how the file is read."""
    row.plan = current_vault().seal(sealed_plan(plan), plan_record(row))


def finish(row: ItemImport, outcome: Outcome, keys: Collection[str]) -> None:
    """Note the rows that were taken and what became of all; the file is erased."""
    known = done_keys(row.thing)
    db.session.add_all(
        ImportedRow(thing_id=row.thing_id, key=key, shared=False)
        for key in keys
        if key not in known
    )
    row.outcome = current_vault().seal(outcome.to_bytes(), outcome_record(row))
    row.content = None
    db.session.flush()


def erase_import(row: ItemImport) -> None:
    """Erase the file and what became of its rows, and with them their data keys."""
    db.session.delete(row)
    db.session.flush()


def erase_old_imports() -> None:
    """Erase the imports whose day is over."""
    db.session.execute(delete(ItemImport).where(ItemImport.begun_at <= clock.now() - KEPT))


def share_rows(thing: Thing) -> None:
    """Let the rows of the draft belong to what is published."""
    db.session.execute(
        update(ImportedRow).where(ImportedRow.thing_id == thing.id).values(shared=True)
    )


def forget_draft_rows(thing: Thing) -> None:
    """Forget the rows that came into a draft which is erased, so that they can come again."""
    db.session.execute(
        delete(ImportedRow).where(ImportedRow.thing_id == thing.id, ImportedRow.shared.is_(False))
    )


def list_hashes(thing: Thing, hashes: Collection[str]) -> None:
    """Say anew which files the published text of a thing lists."""
    db.session.execute(delete(ListedHash).where(ListedHash.thing_id == thing.id))
    db.session.add_all(ListedHash(thing_id=thing.id, sha256=each) for each in sorted(set(hashes)))
    db.session.flush()


def save_mapping(actor: Actor, *, name: str, plan: Plan) -> SavedMapping:
    """Keep how a file was read for the actor's office; one of the same name is replaced.

    Raises:
        Invalid: the name breaks a rule, or there are too many.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.because("name", f"Enter a name of at most {LONGEST_NAME} letters.")
    if actor.office_id is None:
        raise NotPermitted("document:edit")
    kept = mappings_of(actor.office_id)
    row = next((each for each in kept if each.name == name), None)
    if row is None:
        if len(kept) >= MOST_MAPPINGS:
            raise Invalid.because(
                "name", f"Your office keeps {MOST_MAPPINGS} mappings, which is the most. Erase one."
            )
        row = SavedMapping(public_id=ids.public_id(), office_id=actor.office_id, name=name)
        db.session.add(row)
    row.plan, row.saved_by_id, row.saved_at = plan.lasting(), actor.person_id, clock.now()
    db.session.flush()
    _record(actor, "mapping.saved", row)
    return row


def erase_mapping(actor: Actor, public_id: str) -> None:
    """Forget a mapping of the actor's office.

    Raises:
        NotFound: it keeps none of that id.
    """
    row = mapping_of(actor.office_id, public_id)
    _record(actor, "mapping.erased", row)
    db.session.delete(row)
    db.session.flush()


def _record(actor: Actor, action: str, row: SavedMapping) -> None:
    audit.record(actor, action, object_kind="mapping", object_id=row.public_id)
