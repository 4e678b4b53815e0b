"""``flask vault``: sealing again what an older key has sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from coalition.access.actor import operator
from coalition.accounts.models import AccountSession, Person
from coalition.accounts.totp import pending_record
from coalition.audit import services as audit
from coalition.db import db, discard_changes, unit_of_work
from coalition.deidentify.matters import matter_record
from coalition.deidentify.models import Matter, Review
from coalition.deidentify.queries import settled_record, working_record
from coalition.documents.models import Draft
from coalition.evidence.custody.models import CustodyEntry
from coalition.evidence.custody.queries import record_of as custody_record
from coalition.evidence.demands.models import MissingEvidenceEntry
from coalition.evidence.demands.queries import record_of as missing_record
from coalition.evidence.interchange.models import ItemImport
from coalition.evidence.interchange.queries import content_record, outcome_record, plan_record
from coalition.evidence.models import Attachment, AttachmentPiece
from coalition.evidence.queries import label_record, piece_record
from coalition.runtime import current_settings, current_vault
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.queries import record_of
from coalition.vault import VaultError

BATCH = 200

vault = AppGroup("vault", help="Sealed columns.")


@dataclass(frozen=True)
class Sealed:
    """A sealed column: where it is and for which record each of its blobs was sealed."""

    what: str
    model: Any
    column: InstrumentedAttribute[Any]
    record: Callable[[Any], str]


SEALED = (
    Sealed("drafts", Draft, Draft.content, lambda row: f"draft:{row.paper.public_id}"),
    Sealed("TOTP secrets", Person, Person.totp_secret, lambda row: f"totp:{row.public_id}"),
    Sealed(
        "shown recovery codes",
        AccountSession,
        AccountSession.shown_codes,
        lambda row: f"codes:{row.public_id}",
    ),
    Sealed(
        "TOTP secrets to confirm", AccountSession, AccountSession.pending_secret, pending_record
    ),
    Sealed("reviews", Review, Review.working, lambda row: working_record(row.thing)),
    Sealed("settled reviews", Review, Review.settled, lambda row: settled_record(row.thing)),
    Sealed("labels of files", Attachment, Attachment.label, label_record),
    Sealed("pieces of files", AttachmentPiece, AttachmentPiece.content, piece_record),
    Sealed(
        "custody entries",
        CustodyEntry,
        CustodyEntry.content,
        lambda row: custody_record(row.thing, row.number),
    ),
    Sealed(
        "entries of missing evidence",
        MissingEvidenceEntry,
        MissingEvidenceEntry.content,
        lambda row: missing_record(row.thing, row.number),
    ),
    Sealed("files to import", ItemImport, ItemImport.content, content_record),
    Sealed("plans of imports", ItemImport, ItemImport.plan, plan_record),
    Sealed("outcomes of imports", ItemImport, ItemImport.outcome, outcome_record),
    Sealed("matters", Matter, Matter.content, lambda row: matter_record(row.public_id)),
    Sealed(
        "saved searches",
        SavedSearch,
        SavedSearch.content,
        lambda row: record_of(row.public_id),
    ),
)


@vault.command()
def rotate() -> None:
    """Seal drafts and secrets again under the current key, the first of COALITION_VAULT_KEYS.

    Older keys can be taken out of the setting when this has ended without a fault.
    """
    unreadable = 0
    for sealed in SEALED:
        done, failed = _rotated(sealed)
        unreadable += failed
        click.echo(f"{done} {sealed.what} sealed again")
    current = current_settings().vault_keys.current
    with unit_of_work():
        audit.record(
            operator("vault"),
            "vault.rotated",
            object_kind="key",
            object_id=current,
            detail={"unreadable": unreadable},
        )
    if unreadable:
        raise click.ClickException(
            f"{unreadable} could not be opened. Keep the older keys in the setting."
        )
    click.echo(f"Everything is sealed under key {current}.")


def _rotated(sealed: Sealed) -> tuple[int, int]:
    last = done = failed = 0
    while True:
        # The read of one batch and its writing are one unit: nobody saves in between.
        with unit_of_work():
            rows = db.session.scalars(
                select(sealed.model)
                .where(sealed.model.id > last, sealed.column.is_not(None))
                .order_by(sealed.model.id)
                .limit(BATCH)
            ).all()
            for row in rows:
                try:
                    done += _sealed_again(sealed, row)
                except VaultError:
                    failed += 1
                last = row.id
        discard_changes()
        db.session.expunge_all()
        if not rows:
            return done, failed


def _sealed_again(sealed: Sealed, row: Any) -> bool:
    blob = getattr(row, sealed.column.key)
    if current_vault().key_id(blob) == current_settings().vault_keys.current:
        return False
    setattr(row, sealed.column.key, current_vault().reseal(blob, sealed.record(row)))
    return True
