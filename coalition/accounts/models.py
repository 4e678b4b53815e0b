"""People, their factors, their sessions, and failed attempts."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition import clock
from coalition.access.actor import CASE_ROLES, Role
from coalition.db import Moment, db
from coalition.offices.models import Office

# What a lead remains after the term who is nothing else that works on cases. It opens what they
# could read as one of the office, the papers they wrote among it, and no act of a lead.
AFTER_A_TERM = Role.PROSECUTOR


class Person(db.Model):  # type: ignore[name-defined,misc]
    """A member. ``status`` is ``active`` or ``suspended``.

    ``signed_in_at`` is the last sign-in, or when the account was made. ``dormancy_warned_at`` says
    when the person was told that the account will be suspended, ``spared_at`` when the admins were
    told that it was not because too few of them would remain; a sign-in forgets both.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    status: Mapped[str] = mapped_column(String(16), default="active")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    recovery_saved_at: Mapped[datetime | None] = mapped_column(Moment)
    theme: Mapped[str] = mapped_column(String(8), default="system")
    created_at: Mapped[datetime] = mapped_column(Moment)
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    dormancy_warned_at: Mapped[datetime | None] = mapped_column(Moment)
    spared_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_why: Mapped[str] = mapped_column(String(16), default="", server_default="")

    office: Mapped[Office] = relationship(lazy="joined")
    role_rows: Mapped[list["PersonRole"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """What this person is today: whose term as lead is over is a prosecutor, if nothing else.

        SQL asks the same of ``roles.holders_of``.
        """
        today = frozenset(Role(row.role) for row in self.role_rows if not row.is_over)
        is_left_over = len(today) < len(self.role_rows) and not CASE_ROLES & today
        return today | {AFTER_A_TERM} if is_left_over else today


class PersonRole(db.Model):  # type: ignore[name-defined,misc]
    """One role of one person; of a lead with a term ``last_day`` is its last day, in UTC.

    ``reminded_at`` says when that day was announced.
    """

    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    last_day: Mapped[date | None] = mapped_column(Date)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)

    @hybrid_property
    def is_over(self) -> bool:
        """Whether this was the role of a lead whose last day has passed."""
        leads, last_day = self.role == Role.OFFICE_LEAD, self.last_day
        return leads and last_day is not None and last_day < clock.now().date()

    @is_over.inplace.expression
    @classmethod
    def _is_over(cls) -> ColumnElement[bool]:
        has_term = and_(cls.role == Role.OFFICE_LEAD.value, cls.last_day.is_not(None))
        return and_(has_term, cls.last_day < clock.now().date())


class TermChange(db.Model):  # type: ignore[name-defined,misc]
    """A last day that one admin asked for and a second one has to agree to.

    ``last_day`` is nothing where the term is to have no end, ``before`` what held when it was
    asked. ``state``: awaiting, made, refused or over. ``is_open`` is true or nothing, so that its
    key lets one wait for each lead.
    """

    __tablename__ = "term_changes"
    __table_args__ = (UniqueConstraint("person_id", "is_open"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    last_day: Mapped[date | None] = mapped_column(Date)
    before: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    is_open: Mapped[bool | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class RecoveryCode(db.Model):  # type: ignore[name-defined,misc]
    """A single-use code, kept as a hash."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class AccountSession(db.Model):  # type: ignore[name-defined,misc]
    """A session. Only the SHA-256 of its token is stored; ``stage`` says how far it has come.

    ``shown_codes`` holds new recovery codes, sealed, for the minutes in which they are shown, and
    ``pending_secret`` that of an authenticator which is being set up and does not count yet.
    ``factor_reset_id`` is the reset that lets a half session replace the factors, ``factor`` what
    was given after the password, and ``device_code_hash`` the code that was mailed because the
    device is new.
    """

    __tablename__ = "account_sessions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    factor_at: Mapped[datetime | None] = mapped_column(Moment)
    source: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    shown_codes: Mapped[bytes | None] = mapped_column(LargeBinary)
    pending_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    factor_reset_id: Mapped[int | None]
    factor: Mapped[str] = mapped_column(String(20), default="")
    device_code_hash: Mapped[str | None] = mapped_column(String(64))
    device_code_until: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="joined")


class KnownDevice(db.Model):  # type: ignore[name-defined,misc]
    """A browser in which a person gave both factors before; it keeps a random token in a cookie."""

    __tablename__ = "known_devices"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime] = mapped_column(Moment)


class Passkey(db.Model):  # type: ignore[name-defined,misc]
    """A passkey (Web Authentication, Level 3): the public half of a key that a device keeps.

    ``sign_count`` is what the device last counted; many passkeys always say zero.
    """

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="joined")


class PasskeyChallenge(db.Model):  # type: ignore[name-defined,misc]
    """What a passkey is asked to sign, for one browser session and one purpose, once.

    ``bound`` is the SHA-256 of the token that the browser asked with.
    """

    __tablename__ = "passkey_challenges"

    bound: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class PasswordReset(db.Model):  # type: ignore[name-defined,misc]
    """Somebody asked to set a new password by mail; without a person, the address was unknown.

    The link's token is made when the mail is written; only its hash is kept.
    """

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person | None] = relationship(lazy="joined")


class FactorReset(db.Model):  # type: ignore[name-defined,misc]
    """Somebody with the right password lost their second factor and asks to set up a new one.

    ``state``: awaiting, approved (by two admins), used or cancelled.
    """

    __tablename__ = "factor_resets"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="awaiting")
    source: Mapped[str] = mapped_column(String(64), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)

    person: Mapped[Person] = relationship(lazy="joined")
    approvals: Mapped[list["FactorResetApproval"]] = relationship(lazy="selectin")


class FactorResetApproval(db.Model):  # type: ignore[name-defined,misc]
    """One admin's word that this is the person, and how they made sure outside the portal.

    ``way`` is empty where the approval was given before ways were kept.
    """

    __tablename__ = "factor_reset_approvals"

    reset_id: Mapped[int] = mapped_column(
        ForeignKey("factor_resets.id", ondelete="CASCADE"), primary_key=True
    )
    admin_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    way: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)

    admin: Mapped[Person] = relationship(lazy="joined")


class FailedAttempt(db.Model):  # type: ignore[name-defined,misc]
    """A failed sign-in, counted under keyed hashes so that the table names nobody."""

    __tablename__ = "failed_attempts"
    __table_args__ = (
        Index("ix_failed_attempts_account", "account_key", "source_key", "at"),
        Index("ix_failed_attempts_source", "source_key", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64))
    source_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
