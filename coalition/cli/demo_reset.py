"""Emptying the demo: every row, the index, the mail and the sign-ins."""

import shutil
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import select, text

from coalition.db import CommitOrder, db, unit_of_work
from coalition.offices.models import AgreementText
from coalition.runtime import current_settings
from coalition.search import services as search


def wipe() -> None:
    """Delete everything the demo holds. The caller has made sure that it is a demo."""
    with unit_of_work():
        texts = _texts_of_the_portal()
        if db.engine.dialect.name == "sqlite":
            _empty_sqlite()
        else:
            # TRUNCATE fires no trigger for rows, so the append-only tables are emptied as well.
            names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
            db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        db.session.add(CommitOrder(id=1))
        db.session.add_all(texts)
    db.session.expunge_all()
    search.rebuild()
    _remove_files()


def _texts_of_the_portal() -> list[AgreementText]:
    """Copies of what a migration brought: without it nobody could sign, and nobody read."""
    rows = db.session.scalars(select(AgreementText).where(AgreementText.written_by_id.is_(None)))
    return [
        AgreementText(
            kind=row.kind, version=row.version, text=row.text, digest=row.digest, at=row.at
        )
        for row in rows
    ]


def _empty_sqlite() -> None:
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = {row.name: row.sql for row in db.session.execute(text(made))}
    for name in triggers:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    for statement in triggers.values():
        db.session.execute(text(statement))


def _remove_files() -> None:
    settings = current_settings()
    instance = Path(settings.instance)
    for name in ("demo-signins.json", "audit-checkpoint.json"):
        (instance / name).unlink(missing_ok=True)
    if settings.mail_url.startswith("file:///"):
        mail = Path("/" + unquote(settings.mail_url.removeprefix("file://")).strip("/"))
        # Only a folder inside the instance is ours to remove.
        if instance.resolve() in mail.resolve().parents:
            shutil.rmtree(mail, ignore_errors=True)
