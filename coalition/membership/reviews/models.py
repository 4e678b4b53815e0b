"""The yearly review of access: one campaign at a time, and whom it asks about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.offices.models import Office


class AccessReview(db.Model):  # type: ignore[name-defined,misc]
    """One review. ``is_open`` is true or nothing, so that its key lets one be open at a time."""

    __tablename__ = "access_reviews"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    is_open: Mapped[bool | None] = mapped_column(unique=True)
    # The days of the last reminder that went out; nothing before the first.
    reminded_days: Mapped[int | None]


class ReviewedPerson(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who was active at the opening, with the office of that day.

    ``state``: waiting, confirmed, lapsed, spared (too few admins) or ended (otherwise, meanwhile).
    """

    __tablename__ = "reviewed_people"
    __table_args__ = (
        Index("ix_reviewed_people_review_id_office_id", "review_id", "office_id", "state"),
    )

    review_id: Mapped[int] = mapped_column(
        ForeignKey("access_reviews.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    state: Mapped[str] = mapped_column(String(12))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    review: Mapped[AccessReview] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    office: Mapped[Office] = relationship()
