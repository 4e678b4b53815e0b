"""Public-records requests that an office received, and what became of them."""

from collections.abc import Collection
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.audit.models import make_append_only
from coalition.db import Moment, db
from coalition.offices.models import Office
from coalition.records.holds.models import Hold

REQUESTERS: Final = MappingProxyType(
    {
        "press": "The press",
        "person": "A private person",
        "party": "A party to a case, or its lawyer",
        "other": "Somebody else, such as an organization",
    }
)
# Why a contributor objects, and why something is withheld.
GROUNDS: Final = MappingProxyType(
    {
        "common-interest": "Common interest",
        "privilege": "Attorney-client privilege",
        "work-product": "Work product",
        "investigation": "An open investigation",
        "privacy": "Privacy or safety of a person",
        "law": "Another law or order",
    }
)
OUTCOMES: Final = MappingProxyType(
    {
        "released": "Released",
        "part": "Released in part",
        "withheld": "Withheld",
        "not-asked-for": "Not what was asked for",
    }
)
NEEDS_GROUND: Final = frozenset({"part", "withheld"})
REPLIES: Final = MappingProxyType({"agrees": "No objection", "objects": "Objects"})


class RecordsRequest(db.Model):  # type: ignore[name-defined,misc]
    """A request under an open-records law. ``stage`` is one of ``stages.Stage``.

    It never holds a requester's name: ``reference`` is the office's own file number. ``scope`` was
    decided like a comment before it came here.
    """

    __tablename__ = "records_requests"
    __table_args__ = (Index("ix_records_requests_office_id_stage", "office_id", "stage"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    stage: Mapped[str] = mapped_column(String(16))
    requester: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(80))
    statute: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[date] = mapped_column(Date)
    scope: Mapped[str] = mapped_column(Text)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    registered_at: Mapped[datetime] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    close_reason: Mapped[str] = mapped_column(String(500), default="")

    office: Mapped[Office] = relationship(lazy="joined")
    registered_by: Mapped[Person] = relationship(foreign_keys=[registered_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    papers: Mapped[list["RequestedPaper"]] = relationship(
        cascade="all, delete-orphan", order_by="RequestedPaper.id", back_populates="request"
    )

    # What the policy asks of a thing:
    @property
    def read_tokens(self) -> Collection[str]:
        """Nobody reads a request by a token."""
        return frozenset()

    @property
    def author_ids(self) -> Collection[int]:
        """A request is its office's, not one person's."""
        return frozenset()

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.stage

    @property
    def subject_id(self) -> None:
        """A request is about no member."""


class RequestedPaper(db.Model):  # type: ignore[name-defined,misc]
    """A paper that a request concerns, kept by ``hold`` until the request is closed.

    Known by its number, as the paper itself may be gone when the request is long over.
    """

    __tablename__ = "requested_papers"
    __table_args__ = (UniqueConstraint("request_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("records_requests.id"))
    number: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("holds.id"))
    chosen_at: Mapped[datetime] = mapped_column(Moment)

    request: Mapped[RecordsRequest] = relationship(back_populates="papers")
    office: Mapped[Office] = relationship(lazy="joined")
    hold: Mapped[Hold] = relationship()
    notice: Mapped["ContributorNotice | None"] = relationship(
        back_populates="paper", lazy="selectin"
    )
    entries: Mapped[list["LogEntry"]] = relationship(order_by="LogEntry.id", lazy="selectin")

    @property
    def of_another_office(self) -> bool:
        """Whether another office contributed it, whose people are asked first."""
        return self.office_id != self.request.office_id


class ContributorNotice(db.Model):  # type: ignore[name-defined,misc]
    """That the contributors of one paper were asked, until when they may object, and their reply.

    The last reply counts; every one is in the audit log.
    """

    __tablename__ = "contributor_notices"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("requested_papers.id"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[date] = mapped_column(Date)
    reply: Mapped[str] = mapped_column(String(16), default="")
    ground: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replied_at: Mapped[datetime | None] = mapped_column(Moment)

    paper: Mapped[RequestedPaper] = relationship(back_populates="notice")
    replied_by: Mapped[Person | None] = relationship(lazy="joined")


class LogEntry(db.Model):  # type: ignore[name-defined,misc]
    """What became of one paper; the newest entry counts, none is changed or deleted."""

    __tablename__ = "request_log"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("requested_papers.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    ground: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500))
    decided_on: Mapped[date] = mapped_column(Date)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)

    noted_by: Mapped[Person] = relationship(lazy="joined")


make_append_only(LogEntry)
