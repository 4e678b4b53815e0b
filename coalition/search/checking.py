"""Comparing the index with the database, for operators."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from coalition.access.audience import COALITION, office_token, person_token
from coalition.accounts.models import Person
from coalition.db import db
from coalition.documents.models import Paper
from coalition.offices.models import Office
from coalition.outbox.services import last_number
from coalition.search.index import index
from coalition.sharing.models import ReadToken, Thing
from search_index import Query

ALL = 10_000_000


@dataclass(frozen=True, order=True)
class Difference:
    """A paper that is found under a token though it should not be, or not though it should."""

    what: str
    public_id: str
    token: str

    def __str__(self) -> str:
        return f"{self.what}: {self.public_id} under {self.token}"


@dataclass(frozen=True)
class Comparison:
    """Where index and database disagree, and what each holds.

    ``damaged`` says that a file of the index is not as it was written; nothing is compared then.
    """

    differences: tuple[Difference, ...]
    damaged: bool
    held: int
    published: int
    position: int
    last_number: int

    @property
    def agree(self) -> bool:
        """Whether index and database say the same."""
        return (
            not self.differences
            and not self.damaged
            and self.held == self.published
            and self.position == self.last_number
        )


def check() -> Comparison:
    """Read the whole index, and compare token by token what it shows with what may be read."""
    engine = index()
    engine.verify()
    readable: dict[str, set[str]] = {token: set() for token in _tokens()}
    rows = db.session.execute(
        select(ReadToken.token, Thing.public_id)
        .join(Thing, Thing.id == ReadToken.thing_id)
        .join(Paper)
        .where(Paper.state == "published")
    )
    for token, public_id in rows:
        readable.setdefault(token, set()).add(public_id)
    damaged = engine.needs_rebuild and last_number() > 0
    return Comparison(
        () if damaged else tuple(sorted(_differences(readable))),
        damaged,
        engine.count(),
        len(set().union(*readable.values())),
        engine.position,
        last_number(),
    )


def _differences(readable: dict[str, set[str]]) -> Iterator[Difference]:
    for token, expected in readable.items():
        page = index().search(Query("", tokens=(token,), size=ALL, snippets=0))
        found = {hit.id for hit in page.hits}
        yield from (Difference("missing", public_id, token) for public_id in expected - found)
        yield from (Difference("extra", public_id, token) for public_id in found - expected)


def _tokens() -> list[str]:
    """Every token that somebody could hold, so that a document left under one is noticed."""
    offices = db.session.scalars(select(Office.id))
    people = db.session.scalars(select(Person.id))
    return [COALITION, *map(office_token, offices), *map(person_token, people)]
