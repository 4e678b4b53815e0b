"""The only SQL filter for reading."""

from sqlalchemy import ColumnElement, exists

from coalition.access.actor import Actor
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
