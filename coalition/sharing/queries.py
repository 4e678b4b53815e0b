"""The only SQL filter for reading, and how much a token reads."""

from sqlalchemy import ColumnElement, exists, func, select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.sharing.models import ReadToken, Thing


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """A condition on :class:`Thing` that holds for what ``actor`` may read.

    An actor without tokens reads nothing.
    """
    # Asked of each thing in turn. A list of all that can be read would be made for each statement,
    # which for one thing among 50,000 takes a hundred times as long.
    return (
        exists()
        .where(ReadToken.thing_id == Thing.id, ReadToken.token.in_(sorted(actor.tokens)))
        .correlate(Thing)
    )


def count_read_by(token: str) -> int:
    """How many things are read by ``token``."""
    counted = select(func.count()).where(ReadToken.token.in_([token]))
    return db.session.scalar(counted) or 0
