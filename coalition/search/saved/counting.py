"""How many papers a search finds, and how many of them are new."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, select

from coalition import clock
from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper, Revision
from coalition.errors import Unavailable
from coalition.outbox.services import last_number
from coalition.search.asked import Search
from coalition.search.found import FoundPaper
from coalition.search.index import index
from coalition.search.pending import unindexed
from coalition.search.queries import search, total
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by
from search_index import NeedsRebuild

MOST_CHANGES = 1000
MOST_SHOWN = 5
RECENT_WEEKS = 4
ATTEMPTS = 3


@dataclass(frozen=True)
class Outlook:
    """What a search finds now: in all, of the last four weeks, and the latest few papers."""

    total: int
    recent: int
    latest: Sequence[FoundPaper]

    @property
    def each_week(self) -> str:
        """How many new papers to expect, in words."""
        if not self.recent:
            return "None in the last four weeks"
        if self.recent < RECENT_WEEKS:
            return "Less than one a week"
        return f"About {round(self.recent / RECENT_WEEKS):,} a week"


def outlook(actor: Actor, asked: Search) -> Outlook:
    """What ``actor`` would have found with ``asked``, which is known to make sense.

    Raises:
        Unavailable: the index does not answer.
    """
    first = (clock.now() - timedelta(weeks=RECENT_WEEKS)).date() + timedelta(days=1)
    # Dates as they are typed, shortened or not, sort like the days that they begin with.
    recently = replace(asked, after=max(asked.after, first.isoformat()))
    with _index_answering():
        found = search(actor, replace(asked, sort="newest", page=1))
        recent = total(actor, recently) if found.total else 0
    return Outlook(found.total, recent, found.papers[:MOST_SHOWN])


@dataclass(frozen=True)
class Changes:
    """Papers that the actor may read and the moment of their current text, newest first.

    ``whole`` is false when there are more than are worth counting one by one.
    """

    rows: Sequence[tuple[str, datetime]] = ()
    whole: bool = True

    def since(self, moment: datetime) -> frozenset[str]:
        """The ids of those whose text is newer than ``moment``."""
        return frozenset(public_id for public_id, at in self.rows if at > moment)

    def reach_back_to(self, moment: datetime) -> bool:
        """Whether nothing that changed after ``moment`` is left out."""
        return self.whole or self.rows[-1][1] <= moment


def changes_since(actor: Actor, moment: datetime) -> Changes:
    """The published papers that ``actor`` may read and that changed after ``moment``."""
    found = db.session.execute(
        select(Thing.public_id, Revision.made_at)
        .join(Paper, Paper.thing_id == Thing.id)
        .join(
            Revision,
            and_(Revision.paper_id == Paper.id, Revision.number == Paper.current_number),
        )
        .where(Paper.state == "published", Revision.made_at > moment, readable_by(actor))
        .order_by(Revision.made_at.desc(), Revision.id.desc())
        .limit(MOST_CHANGES + 1)
    )
    rows = [(row.public_id, row.made_at) for row in found]
    return Changes(rows[:MOST_CHANGES], len(rows) <= MOST_CHANGES)


def found_among(actor: Actor, asked: Search, public_ids: Collection[str]) -> int:
    """How many of the papers ``public_ids`` the search ``asked`` finds for ``actor``.

    That is how many fewer there would be without them, so nothing is read but two totals.

    Raises:
        Unavailable: the index does not answer, or changes too quickly to be asked twice.
    """
    if not public_ids:
        return 0
    without = frozenset(public_ids)
    for _ in range(ATTEMPTS):
        with _index_answering():
            before = index().position, last_number()
            newer = unindexed(actor)
            found = total(actor, asked, newer=newer)
            found -= total(actor, asked, without=without, newer=newer)
            # If something was published between the two, their difference means nothing.
            if (index().position, last_number()) == before:
                return found
    raise Unavailable("index")


@contextmanager
def _index_answering() -> Iterator[None]:
    """Whatever is wrong with the files of the index is said in one way.

    Raises:
        Unavailable: the index does not answer.
    """
    try:
        yield
    except (OSError, NeedsRebuild) as failure:
        raise Unavailable("index") from failure
