"""The register of missing evidence of a thing, append-only and sealed, and the days of demands."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.audit.models import make_append_only
from coalition.db import Moment, db
from coalition.sharing.models import Thing


class MissingEvidenceEntry(db.Model):  # type: ignore[name-defined,misc]
    """One entry of a register; the database refuses to change or delete it.

    ``content`` holds, sealed, what it says with the salt of its digest.
    """

    __tablename__ = "missing_evidence_entries"
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
make_append_only(MissingEvidenceEntry, but="content")


class DemandDay(db.Model):  # type: ignore[name-defined,misc]
    """A day that an open deadline of a demand ends on, so that lists and reminders find it.

    It follows from the register and is made anew with each entry; ``demand`` is the number of the
    demand's entry, ``told`` the last reminder that went out, empty if none did.
    """

    __tablename__ = "demand_days"
    __table_args__ = (
        UniqueConstraint("thing_id", "demand", "rule"),
        Index("ix_demand_days_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id"))
    demand: Mapped[int] = mapped_column(Integer)
    rule: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date] = mapped_column(Date)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    told: Mapped[str] = mapped_column(String(8), default="")

    thing: Mapped[Thing] = relationship(lazy="joined")
    entered_by: Mapped[Person] = relationship(lazy="joined")
