"""The custody log of a thing's items: append-only, chained, its words sealed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.audit.models import make_append_only
from coalition.db import Moment, db
from coalition.sharing.models import Thing


class CustodyEntry(db.Model):  # type: ignore[name-defined,misc]
    """One entry; the database refuses to change or delete it.

    ``content`` holds, sealed, what it says with the salt of its digest: who gave what to whom is
    the office's own and is shared with nobody.
    """

    __tablename__ = "custody_entries"
    __table_args__ = (UniqueConstraint("thing_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id"))
    number: Mapped[int] = mapped_column(Integer)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    thing: Mapped[Thing] = relationship()
    made_by: Mapped[Person] = relationship(lazy="joined")


# The words are sealed anew when keys change; the hash covers them.
make_append_only(CustodyEntry, but="content")
