"""Things that can be shared, and the tokens that read them."""

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.db import db


class Thing(db.Model):  # type: ignore[name-defined,misc]
    """Anything with an audience. Features hang their own tables on its id."""

    __tablename__ = "things"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))

    tokens: Mapped[list["ReadToken"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", passive_deletes=True
    )

    @property
    def read_tokens(self) -> frozenset[str]:
        """The audience as the policy sees it."""
        return frozenset(t.token for t in self.tokens)


class ReadToken(db.Model):  # type: ignore[name-defined,misc]
    """One token that reads one thing."""

    __tablename__ = "read_tokens"
    __table_args__ = (Index("ix_read_tokens_token", "token", "thing_id"),)

    thing_id: Mapped[int] = mapped_column(
        ForeignKey("things.id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(40), primary_key=True)
