"""Creating things and setting who reads them."""

from collections.abc import Iterable

from coalition import ids
from coalition.access.audience import is_token
from coalition.db import db
from coalition.sharing.models import ReadToken, Thing


def create_thing(kind: str, tokens: Iterable[str], *, public_id: str | None = None) -> Thing:
    """A new thing that ``tokens`` read."""
    thing = Thing(public_id=public_id or ids.public_id(), kind=kind)
    db.session.add(thing)
    set_read_tokens(thing, tokens)
    db.session.flush()
    return thing


def set_read_tokens(thing: Thing, tokens: Iterable[str]) -> None:
    """Replace the audience of ``thing``.

    Raises:
        ValueError: a token is malformed; nothing is changed.
    """
    wanted = set(tokens)
    wrong = sorted(t for t in wanted if not is_token(t))
    if wrong:
        raise ValueError(f"not a read token: {wrong[0]!r}")
    thing.tokens = [t for t in thing.tokens if t.token in wanted] + [
        ReadToken(token=t) for t in sorted(wanted - thing.read_tokens)
    ]
