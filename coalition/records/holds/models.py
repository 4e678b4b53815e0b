"""Holds: an office keeps a paper, or its copies of one, for a case or a request."""

from collections.abc import Collection
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.documents.models import Paper
from coalition.offices.models import Office

REQUEST: Final = "records-request"
# What a hold is placed for by hand; a request places and lifts its own.
CAUSES: Final = MappingProxyType(
    {
        "litigation": "Litigation",
        "discovery": "Discovery",
        "appeal": "Appeal",
    }
)
CAUSE_LABELS: Final = MappingProxyType({**CAUSES, REQUEST: "Public-records request"})


class Hold(db.Model):  # type: ignore[name-defined,misc]
    """That ``office`` keeps a paper: its own, or its copies of a paper of ``paper_office``.

    ``paper_id`` is set while the hold stands, so that the database refuses to delete the paper;
    the number on it stays. ``reference`` is the office's own file number of the matter.
    """

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_office_id_lifted_at", "office_id", "lifted_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("papers.id"), index=True)
    paper_number: Mapped[str] = mapped_column(String(32), index=True)
    paper_kind: Mapped[str] = mapped_column(String(40))
    paper_office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    cause: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(500))
    review_on: Mapped[date] = mapped_column(Date)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
    lift_reason: Mapped[str] = mapped_column(String(500), default="")

    paper: Mapped[Paper | None] = relationship()
    office: Mapped[Office] = relationship(foreign_keys=[office_id], lazy="joined")
    paper_office: Mapped[Office] = relationship(foreign_keys=[paper_office_id], lazy="joined")
    placed_by: Mapped[Person] = relationship(foreign_keys=[placed_by_id], lazy="joined")
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])

    # What the policy asks of a thing:
    @property
    def read_tokens(self) -> Collection[str]:
        """Nobody reads a hold by a token."""
        return frozenset()

    @property
    def author_ids(self) -> Collection[int]:
        """A hold is its office's, not one person's."""
        return frozenset()

    @property
    def subject_id(self) -> None:
        """A hold is about no member."""

    @property
    def state(self) -> str:
        """``standing`` or ``lifted``."""
        return "standing" if self.lifted_at is None else "lifted"

    @property
    def keeps_own_paper(self) -> bool:
        """Whether it is the office's own paper, and not a copy of another's."""
        return self.office_id == self.paper_office_id
