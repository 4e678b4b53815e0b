"""Applications, what was found about them, and invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.offices.models import Office


class Invitation(db.Model):  # type: ignore[name-defined,misc]
    """A place offered to one address. ``state``: awaiting, approved, accepted or refused.

    The link's token is made when the mail is written; only its hash is kept.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(16), default="awaiting")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)

    office: Mapped[Office] = relationship(lazy="joined")
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class Application(db.Model):  # type: ignore[name-defined,misc]
    """Somebody who asked to join. ``stage`` is one of ``vetting.Stage``.

    ``office_id`` is what an admin found; ``new_office`` says that it is to become a member with
    its applicant. ``revision`` counts what was done, so that nobody approves what they did not
    see. A mailed link's token is made when the mail is written; only its hash is kept.
    """

    __tablename__ = "applications"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    stage: Mapped[str] = mapped_column(String(16), index=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), index=True)
    title: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    bar_number: Mapped[str] = mapped_column(String(40))
    bar_state: Mapped[str] = mapped_column(String(2))
    office_name: Mapped[str] = mapped_column(String(160))
    office_kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(2))
    county: Mapped[str] = mapped_column(String(80))
    sponsor_named: Mapped[str] = mapped_column(String(200))
    statement: Mapped[str] = mapped_column(Text)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"), index=True)
    new_office: Mapped[bool] = mapped_column(default=False)
    county_fips: Mapped[str] = mapped_column(String(120), default="")
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    sponsor_answer: Mapped[str] = mapped_column(String(8), default="")
    sponsor_at: Mapped[datetime | None] = mapped_column(Moment)
    refusal: Mapped[str] = mapped_column(String(20), default="")
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"), index=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, index=True)

    office: Mapped[Office | None] = relationship(lazy="joined")
    sponsor: Mapped[Person | None] = relationship(foreign_keys=[sponsor_id])
    invitation: Mapped[Invitation | None] = relationship()
    checks: Mapped[list["ApplicationCheck"]] = relationship(order_by="ApplicationCheck.id")
    calls: Mapped[list["ApplicationCall"]] = relationship(order_by="ApplicationCall.id")
    approvals: Mapped[list["ApplicationApproval"]] = relationship(
        cascade="all, delete-orphan", order_by="ApplicationApproval.at"
    )
    messages: Mapped[list["ApplicationMessage"]] = relationship(order_by="ApplicationMessage.id")


class ApplicationCheck(db.Model):  # type: ignore[name-defined,misc]
    """What an admin found about one item of the checklist; the newest of an item counts."""

    __tablename__ = "application_checks"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    item: Mapped[str] = mapped_column(String(16))
    fits: Mapped[bool]
    found: Mapped[str] = mapped_column(String(500))
    admin_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    admin: Mapped[Person] = relationship(lazy="joined")


class ApplicationCall(db.Model):  # type: ignore[name-defined,misc]
    """A call to a number that was found without the applicant's help."""

    __tablename__ = "application_calls"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    where_found: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(40))
    reached: Mapped[str] = mapped_column(String(200))
    confirmed: Mapped[bool]
    called_at: Mapped[datetime] = mapped_column(Moment)
    admin_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    admin: Mapped[Person] = relationship(lazy="joined")


class ApplicationApproval(db.Model):  # type: ignore[name-defined,misc]
    """One admin's approval. The key lets each admin give one."""

    __tablename__ = "application_approvals"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    admin_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)

    admin: Mapped[Person] = relationship(lazy="joined")


class ApplicationMessage(db.Model):  # type: ignore[name-defined,misc]
    """What was written to the applicant (question, refusal) or by them (answer)."""

    __tablename__ = "application_messages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    admin: Mapped[Person | None] = relationship(lazy="joined")
