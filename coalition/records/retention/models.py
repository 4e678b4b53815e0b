"""How long an office keeps papers of each kind, and the papers whose term is over."""

from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.documents.models import Paper

# From when the years count; each is the state of the papers that the term is about.
BASES: Final = MappingProxyType({"published": "its publication", "withdrawn": "its withdrawal"})
MOST_YEARS = 99


class RetentionRule(db.Model):  # type: ignore[name-defined,misc]
    """That an office keeps papers of a kind for ``years`` from ``basis`` on."""

    __tablename__ = "retention_rules"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    basis: Mapped[str] = mapped_column(String(16), primary_key=True)
    years: Mapped[int] = mapped_column(Integer)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)


class OverdueTerm(db.Model):  # type: ignore[name-defined,misc]
    """A paper whose term is over. Nothing is done to it: its lead is asked, and decides.

    ``keep_until``: the lead decided to keep it longer, and is asked again after that day.
    """

    __tablename__ = "overdue_terms"
    __table_args__ = (UniqueConstraint("paper_id", "basis"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    basis: Mapped[str] = mapped_column(String(16))
    found_at: Mapped[datetime] = mapped_column(Moment)
    keep_until: Mapped[date | None] = mapped_column(Date)
    kept_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")

    paper: Mapped[Paper] = relationship(lazy="joined")
    kept_by: Mapped[Person | None] = relationship()
