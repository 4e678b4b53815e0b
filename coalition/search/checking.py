"""Comparing the index with the database, for operators."""

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


@dataclass(frozen=True)
class Differences:
    """Where index and database disagree, by public id.

    ``missing`` papers are not found under some token that reads them; ``extra`` ones are found
    under a token that does not.
    """

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    held: int
    published: int
    position: int
    last_number: int

    @property
    def agree(self) -> bool:
        """Whether index and database say the same."""
        return (
            not self.missing
            and not self.extra
            and self.held == self.published
            and self.position == self.last_number
        )


def check() -> Differences:
    """Compare, token by token, what the index would show with what may be read."""
    engine = index()
    readable: dict[str, set[str]] = {token: set() for token in _tokens()}
    published: set[str] = set()
    rows = db.session.execute(
        select(ReadToken.token, Thing.public_id)
        .join(Thing, Thing.id == ReadToken.thing_id)
        .join(Paper)
        .where(Paper.state == "published")
    )
    for token, public_id in rows:
        readable.setdefault(token, set()).add(public_id)
        published.add(public_id)
    missing: set[str] = set()
    extra: set[str] = set()
    for token, expected in readable.items():
        found = {hit.id for hit in engine.search(Query("", tokens=(token,), size=ALL)).hits}
        missing |= expected - found
        extra |= found - expected
    return Differences(
        tuple(sorted(missing)),
        tuple(sorted(extra)),
        engine.count(),
        len(published),
        engine.position,
        last_number(),
    )


def _tokens() -> list[str]:
    """Every token that somebody could hold, so that a document left under one is noticed."""
    offices = db.session.scalars(select(Office.id))
    people = db.session.scalars(select(Person.id))
    return [COALITION, *map(office_token, offices), *map(person_token, people)]
