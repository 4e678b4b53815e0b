"""How a command ends when it cannot do what it was asked: one sentence, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from coalition.errors import Conflict, DomainError, Invalid, NotFound, NotPermitted, Unavailable

_SENTENCES = {
    NotFound: "There is no such thing.",
    NotPermitted: "That is not permitted.",
    Conflict: "Somebody else changed it meanwhile. Run the command again.",
    Unavailable: "A part that is needed does not answer. Try again later.",
}


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Say a refusal of a service in words, and end with code 1."""
    try:
        yield
    except Invalid as refusal:
        raise click.ClickException(
            "\n".join(f"{p.field}: {p.message}" for p in refusal.problems)
        ) from None
    except DomainError as refusal:
        raise click.ClickException(_SENTENCES.get(type(refusal), str(refusal))) from None
