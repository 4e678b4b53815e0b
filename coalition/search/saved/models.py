"""Searches that members keep, sealed, because a search can name a person."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db


class SavedSearch(db.Model):  # type: ignore[name-defined,misc]
    """A member's own search. ``content`` is its name and its arguments, sealed.

    ``due_at``: when its owner may next be told; nothing when they never are. ``read_number`` is
    the number in the outbox up to which its owner was told, and moves in the same commit as the
    message that tells them.
    """

    __tablename__ = "saved_searches"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    frequency: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    looked_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    read_number: Mapped[int] = mapped_column(BigInteger)
    alerted_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
