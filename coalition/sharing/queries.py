"""The only SQL filter for reading."""

from sqlalchemy import ColumnElement, select

from coalition.access.actor import Actor
from coalition.sharing.models import ReadToken, Thing


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """A condition on :class:`Thing` that holds for what ``actor`` may read.

    An actor without tokens reads nothing.
    """
    return Thing.id.in_(select(ReadToken.thing_id).where(ReadToken.token.in_(sorted(actor.tokens))))
