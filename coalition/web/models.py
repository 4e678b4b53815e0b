"""Requests that were already carried out, so that a double post makes one thing."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.db import Moment, db

LONGEST_LOCATION = 500


class HandledRequest(db.Model):  # type: ignore[name-defined,misc]
    """A form that was carried out, and where its answer led."""

    __tablename__ = "handled_requests"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(String(LONGEST_LOCATION), default="")
    at: Mapped[datetime] = mapped_column(Moment, index=True)
