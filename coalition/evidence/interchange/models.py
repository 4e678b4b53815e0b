"""Imports of evidence items: the file while it is open, rows that were taken, kept mappings."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.sharing.models import Thing


class ItemImport(db.Model):  # type: ignore[name-defined,misc]
    """One person's import into one index, for a day at most.

    ``content`` is the file, sealed, and goes when the import is over; ``plan`` how it is read and
    ``outcome`` what became of its rows, both sealed, because headers and messages quote the file.
    """

    __tablename__ = "item_imports"
    __table_args__ = (UniqueConstraint("thing_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    begun_at: Mapped[datetime] = mapped_column(Moment, index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    plan: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[bytes | None] = mapped_column(LargeBinary)

    thing: Mapped[Thing] = relationship()


class ImportedRow(db.Model):  # type: ignore[name-defined,misc]
    """That a row of a file was taken into an index, so that another import skips it.

    ``shared``: what it became was published; else it goes with the draft.
    """

    __tablename__ = "imported_rows"

    thing_id: Mapped[int] = mapped_column(
        ForeignKey("things.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    shared: Mapped[bool] = mapped_column(default=False)


class ListedHash(db.Model):  # type: ignore[name-defined,misc]
    """That the published text of a thing lists a file; made from each revision anew."""

    __tablename__ = "listed_hashes"
    __table_args__ = (Index("ix_listed_hashes_sha256", "sha256"),)

    thing_id: Mapped[int] = mapped_column(
        ForeignKey("things.id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class SavedMapping(db.Model):  # type: ignore[name-defined,misc]
    """How an office reads files of one kind, under a name that its people know."""

    __tablename__ = "saved_mappings"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)

    saved_by: Mapped[Person | None] = relationship()
