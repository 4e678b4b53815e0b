"""Member offices, what they sign, and groups of people from several of them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.db import Moment, db
from coalition.offices.kinds import COUNTY


class Office(db.Model):  # type: ignore[name-defined,misc]
    """A prosecutor's office that belongs to the coalition.

    ``release_required``: what members share beyond the office needs release by its lead.
    ``second_reader_required``: another member reads and approves what is shared first.
    ``name_hidden``: readers of other offices see neither its name on papers nor its people’s.
    ``county_fips``: the five-digit codes of the counties it serves, with commas between them.
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(20), default=COUNTY, server_default=COUNTY)
    county: Mapped[str] = mapped_column(String(80), default="")
    county_fips: Mapped[str] = mapped_column(String(120), default="", server_default="")
    release_required: Mapped[bool] = mapped_column(default=True)
    second_reader_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    name_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(Moment)

    domain_rows: Mapped[list["OfficeDomain"]] = relationship(
        cascade="all, delete-orphan", order_by="OfficeDomain.domain"
    )

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of its official mail addresses."""
        return tuple(row.domain for row in self.domain_rows)


class OfficeDomain(db.Model):  # type: ignore[name-defined,misc]
    """A domain of an office's official mail. A county's offices may share one."""

    __tablename__ = "office_domains"

    office_id: Mapped[int] = mapped_column(
        ForeignKey("offices.id", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(String(253), primary_key=True, index=True)


class AgreementText(db.Model):  # type: ignore[name-defined,misc]
    """One version of what is signed; never changed. ``kind``: office or person.

    Without a writer it is the text that came with the portal.
    """

    __tablename__ = "agreement_texts"
    __table_args__ = (UniqueConstraint("kind", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Signature(db.Model):  # type: ignore[name-defined,misc]
    """Who signed which text when, and of which office they were; ``digest`` is that of the text."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("text_id", "office_id", "person_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("agreement_texts.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)

    text: Mapped[AgreementText] = relationship(lazy="joined")


class Recognition(db.Model):  # type: ignore[name-defined,misc]
    """What is known of how a state's courts take a common interest, with date and source.

    ``standing``: recognized, limited or unknown; a state without a row is unknown.
    """

    __tablename__ = "recognitions"

    state: Mapped[str] = mapped_column(String(2), primary_key=True)
    standing: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(300))
    as_of: Mapped[date | None] = mapped_column(Date)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Group(db.Model):  # type: ignore[name-defined,misc]
    """People of several offices who work on one thing until a day; its members hold its token.

    ``confirming_office_id``: the office whose lead is asked to confirm that it is founded.
    ``ends_on``: the last day (UTC). ``longer_until``: the day that an owner asked for instead,
    while another one has not decided. ``ended_at``: an owner ended it, or it was not confirmed.
    """

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(600))
    founded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    founded_at: Mapped[datetime] = mapped_column(Moment)
    confirming_office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_on: Mapped[date] = mapped_column(Date)
    longer_until: Mapped[date | None] = mapped_column(Date)
    longer_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    places: Mapped[list["GroupPlace"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="GroupPlace.put_forward_at"
    )


class GroupPlace(db.Model):  # type: ignore[name-defined,misc]
    """One person's place in a group; it gives the token once it is approved.

    ``office_id``: the person's office when they were put forward. Whoever moves to another office
    leaves the place behind.
    """

    __tablename__ = "group_places"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    is_owner: Mapped[bool] = mapped_column(default=False)
    put_forward_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    put_forward_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
