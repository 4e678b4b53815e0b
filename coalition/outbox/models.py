"""The log of what happened, and how far each consumer has read it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.db import Moment, db


class OutboxMessage(db.Model):  # type: ignore[name-defined,misc]
    """Something that happened. The payload holds ids and codes, never tokens or text."""

    __tablename__ = "outbox_messages"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class OutboxCursor(db.Model):  # type: ignore[name-defined,misc]
    """The last message that a consumer has handled, and who holds it at the moment."""

    __tablename__ = "outbox_cursors"

    consumer: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
