"""Reviews of things that are to be shared, and matters whose pseudonyms are the same in each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.sharing.models import Thing


class Review(db.Model):  # type: ignore[name-defined,misc]
    """What was decided about one thing, sealed.

    ``working`` belongs to the text being worked on and is erased with it. ``settled`` belongs to
    the text that is published, and says of everything still found there why it may stay.
    ``version`` counts saves, so that a save over somebody else's is noticed.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id", ondelete="CASCADE"), unique=True)
    working: Mapped[bytes | None] = mapped_column(LargeBinary)
    settled: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=0)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)
    # The second reader, while what they read has not changed.
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    # Who is who was told once; it is not told again.
    key_taken_at: Mapped[datetime | None] = mapped_column(Moment)

    thing: Mapped[Thing] = relationship()
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])


class Matter(db.Model):  # type: ignore[name-defined,misc]
    """Papers of one office about the same people, who have the same pseudonyms in each.

    Its name is kept as a keyed digest alone, and so is everybody's in ``content``, which is sealed.
    """

    __tablename__ = "matters"
    __table_args__ = (UniqueConstraint("office_id", "name_digest"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    name_digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
