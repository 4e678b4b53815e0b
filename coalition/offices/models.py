"""Member offices."""

from datetime import datetime

from sqlalchemy import Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from coalition.db import Moment, db


class Office(db.Model):  # type: ignore[name-defined,misc]
    """A prosecutor's office that belongs to the coalition.

    ``release_required``: what members share beyond the office needs release by its lead.
    ``second_reader_required``: another member reads and approves what is shared first.
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(2))
    county: Mapped[str] = mapped_column(String(80), default="")
    release_required: Mapped[bool] = mapped_column(default=True)
    second_reader_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(Moment)
