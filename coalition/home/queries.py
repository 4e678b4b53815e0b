"""What waits for a member, what is new to them, and how this node is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from coalition.access.actor import Actor
from coalition.access.decide import allows
from coalition.db import db
from coalition.documents.demand_days import count_days
from coalition.documents.kinds import KINDS
from coalition.documents.listing import Row, published_rows, working_rows
from coalition.documents.queries import (
    library,
    library_counts,
    own_papers,
    waiting_for_release,
    waiting_for_second_reader,
)
from coalition.documents.questions.queries import unanswered
from coalition.membership.groups import decisions_waiting
from coalition.membership.queries import waiting_count
from coalition.membership.reviews.queries import waiting_for
from coalition.records.queries import open_notices
from coalition.records.requests.queries import notices_to
from coalition.search.queries import index_state
from coalition.search.saved.queries import Listed, listed, own_count, own_searches

MOST_NEW = 10
MOST_WAITING = 5
MOST_SAVED = 5


@dataclass(frozen=True)
class KindCount:
    """How many papers of one kind the actor may read."""

    code: str
    label: str
    purpose: str
    count: int


@dataclass(frozen=True)
class Desk:
    """A member's own view of the exchange. ``reads`` is false for those who read no papers."""

    reads: bool
    invitations: int = 0
    groups: int = 0
    reviews: int = 0
    recalls: int = 0
    notices: int = 0
    demands: int = 0
    questions: int = 0
    asked_about: Sequence[Row] = ()
    asked_about_left: int = 0
    releases: Sequence[Row] = ()
    releases_left: int = 0
    readings: Sequence[Row] = ()
    readings_left: int = 0
    drafts: Sequence[Row] = ()
    drafts_left: int = 0
    saved: Sequence[Listed] = ()
    saved_left: int = 0
    newest: Sequence[Row] = ()
    counts: Sequence[KindCount] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether anything waits for the member."""
        return bool(
            self.invitations
            or self.groups
            or self.reviews
            or self.recalls
            or self.notices
            or self.demands
            or self.questions
            or self.releases
            or self.readings
            or self.drafts
        )

    @property
    def total(self) -> int:
        """How many papers the member may read."""
        return sum(kind.count for kind in self.counts)


def desk_of(actor: Actor) -> Desk:
    """What ``actor`` should see first. A role that reads no papers is shown none, nor counts."""
    if not allows(actor, "document:list"):
        return Desk(
            reads=False,
            invitations=waiting_count(actor),
            groups=decisions_waiting(actor),
            reviews=waiting_for(actor),
            recalls=open_notices(actor),
        )
    asked = unanswered(actor)
    releases = waiting_for_release(actor)
    readings = waiting_for_second_reader(actor)
    drafts = [paper for paper in own_papers(actor) if paper.draft is not None]
    counts = library_counts(actor)
    return Desk(
        reads=True,
        invitations=waiting_count(actor),
        groups=decisions_waiting(actor),
        reviews=waiting_for(actor),
        recalls=open_notices(actor),
        notices=len(notices_to(actor)),
        demands=count_days(actor, soon=True),
        questions=sum(count for _, count in asked),
        asked_about=published_rows(actor, [paper for paper, _ in asked[:MOST_WAITING]]),
        asked_about_left=max(0, len(asked) - MOST_WAITING),
        releases=working_rows(actor, releases[:MOST_WAITING]),
        releases_left=max(0, len(releases) - MOST_WAITING),
        readings=working_rows(actor, readings[:MOST_WAITING], submitted=True),
        readings_left=max(0, len(readings) - MOST_WAITING),
        drafts=working_rows(actor, drafts[:MOST_WAITING]),
        drafts_left=max(0, len(drafts) - MOST_WAITING),
        saved=listed(actor, own_searches(actor, most=MOST_SAVED)),
        saved_left=max(0, own_count(actor) - MOST_SAVED),
        newest=published_rows(actor, library(actor, size=MOST_NEW).papers),
        counts=[
            KindCount(
                code,
                (kind.label if counts.get(code) == 1 else kind.plural).lower(),
                kind.purpose,
                counts.get(code, 0),
            )
            for code, kind in KINDS.items()
        ],
    )


@dataclass(frozen=True)
class Health:
    """The state of the database (ok, failed) and of this node's index.

    The index is ok, behind (it catches up before it answers), rebuilding or failed.
    """

    database: str
    index: str

    @property
    def ready(self) -> bool:
        """Whether requests should be sent here."""
        return self.database == "ok" and self.index in ("ok", "behind")


def health() -> Health:
    """How this node is. Never raises: whoever asks wants to hear of a failure."""
    try:
        db.session.execute(select(1))
        return Health("ok", index_state().state)
    except SQLAlchemyError:
        # How far behind the index is cannot be said without the database.
        return Health("failed", "failed")
