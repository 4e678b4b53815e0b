"""What waits for coalition admins: how much, since when, and where it is decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from coalition.access.actor import Actor
from coalition.accounts.factor_resets import open_resets
from coalition.db import db
from coalition.membership.models import Application
from coalition.membership.queries import invitations_to_decide
from coalition.membership.reviews.queries import open_review, waiting_for
from coalition.membership.terms.queries import changes_to_decide, ending_soon, near_since
from coalition.membership.vetting import Stage


@dataclass(frozen=True)
class Queue:
    """One kind of work; ``oldest`` is since when the first of it waits."""

    one: str
    many: str
    endpoint: str
    count: int
    oldest: datetime | None
    hint: str

    @property
    def words(self) -> str:
        """What waits, after its number."""
        return self.one if self.count == 1 else self.many


def queues(actor: Actor) -> list[Queue]:
    """The queues of ``actor``, those with the oldest work first, empty ones last."""
    own = [queue(actor) for queue in (_invitations, _access, _changes, _terms)]
    found = [_applications(), _lost_factors(), *own]
    return sorted(found, key=lambda queue: (queue.oldest is None, queue.oldest))


def _applications() -> Queue:
    # What waits for the applicant's answer is no work of an admin.
    waiting = Application.stage.in_([Stage.WAITING, Stage.APPROVED_ONCE])
    query = select(func.count(), func.min(Application.confirmed_at)).where(waiting)
    count, oldest = db.session.execute(query).one()
    return Queue(
        "application",
        "applications",
        "vetting.queue",
        count,
        oldest,
        "Two admins approve each applicant.",
    )


def _invitations(actor: Actor) -> Queue:
    rows = invitations_to_decide(actor)
    return Queue(
        "invitation to decide",
        "invitations to decide",
        "membership.invitations",
        len(rows),
        _first(row.created_at for row in rows),
        "Into offices that have no lead yet.",
    )


def _lost_factors() -> Queue:
    rows = open_resets()
    return Queue(
        "lost second factor",
        "lost second factors",
        "factor_resets.resets",
        len(rows),
        _first(row.asked_at for row in rows),
        "Two admins make sure that it is the person.",
    )


def _access(actor: Actor) -> Queue:
    count, review = waiting_for(actor), open_review()
    return Queue(
        "person to confirm",
        "people to confirm",
        "access_reviews.work",
        count,
        review.opened_at if review is not None and count else None,
        "In the review of access: leads of other offices, and other admins.",
    )


def _changes(actor: Actor) -> Queue:
    rows = changes_to_decide(actor)
    return Queue(
        "change of a term to agree to",
        "changes of terms to agree to",
        "terms.overview",
        len(rows),
        _first(row.asked_at for row in rows),
        "Two admins of other offices decide about the last day of a lead.",
    )


def _terms(actor: Actor) -> Queue:
    days = [term.last_day for term in ending_soon(actor) if term.last_day is not None]
    return Queue(
        "term of a lead that ends soon",
        "terms of leads that end soon",
        "terms.overview",
        len(days),
        min(map(near_since, days), default=None),
        "Give it a later last day, or let the next lead be invited.",
    )


def _first(moments: Iterator[datetime]) -> datetime | None:
    return min(moments, default=None)
