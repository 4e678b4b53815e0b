"""Files attached to things, sealed: a data key for every piece, none of them readable at rest."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.sharing.models import Thing


class Attachment(db.Model):  # type: ignore[name-defined,misc]
    """One file of one thing, rebuilt before it came here.

    ``label`` is sealed and holds what may name somebody before it is decided: the file's name and
    its text. ``number`` counts the files of the thing. ``shared``: it belongs to what is
    published; else to the draft, with which it is erased.
    """

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("thing_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    shared: Mapped[bool] = mapped_column(default=False)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    label: Mapped[bytes] = mapped_column(LargeBinary)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)

    thing: Mapped[Thing] = relationship()
    added_by: Mapped[Person | None] = relationship()
    pieces: Mapped[list["AttachmentPiece"]] = relationship(
        cascade="all, delete-orphan", order_by="AttachmentPiece.number", back_populates="attachment"
    )


class FileChange(db.Model):  # type: ignore[name-defined,misc]
    """When a file came to be read with a thing, or was erased from it; says nothing of its words.

    ``change``: added or erased. ``number`` is the file's.
    """

    __tablename__ = "file_changes"
    __table_args__ = (Index("ix_file_changes_thing_id", "thing_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    change: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)

    thing: Mapped[Thing] = relationship()


class AttachmentPiece(db.Model):  # type: ignore[name-defined,misc]
    """A stretch of a file, sealed for its place, so that none can be left out or moved."""

    __tablename__ = "attachment_pieces"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    of: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)

    attachment: Mapped[Attachment] = relationship(back_populates="pieces")
