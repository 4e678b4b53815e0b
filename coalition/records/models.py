"""Who opened which paper, and what was asked back from them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.documents.models import Paper


class Opening(db.Model):  # type: ignore[name-defined,misc]
    """That a person opened a paper that others wrote: first, last, and which revision last.

    The written dissemination record (in the spirit of 28 CFR 23.20(g)).
    """

    __tablename__ = "openings"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    number: Mapped[int] = mapped_column(Integer)
    downloaded_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="joined")


class Recall(db.Model):  # type: ignore[name-defined,misc]
    """A paper was taken back, and those who had opened it were asked to erase their copies."""

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Moment)

    paper: Mapped[Paper] = relationship(lazy="joined")
    made_by: Mapped[Person] = relationship(lazy="joined")


class RecallNotice(db.Model):  # type: ignore[name-defined,misc]
    """What one person was told of one recall, and their receipt."""

    __tablename__ = "recall_notices"
    __table_args__ = (UniqueConstraint("recall_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    recall: Mapped[Recall] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")
