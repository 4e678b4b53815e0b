"""Which mails went out, so that a message delivered twice is mailed once."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from coalition.db import Moment, db


class SentMail(db.Model):  # type: ignore[name-defined,misc]
    """A mail that the mail server accepted.

    ``recipient`` is the public id of the person or invitation, never an address.
    """

    __tablename__ = "sent_mails"

    message_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recipient: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
