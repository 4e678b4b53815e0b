"""What the worker does with a review: reminders, the lapse of who was not confirmed, the end."""

from datetime import timedelta

from sqlalchemy import select, update

from coalition import clock
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.membership.dormancy import KEEPER, lapse
from coalition.membership.reviews import queries
from coalition.membership.reviews.models import AccessReview, ReviewedPerson
from coalition.membership.reviews.services import settled
from coalition.outbox.services import announce

REMINDED_BEFORE = (3, 14)
# How much one commit holds; what is left waits for the next hour.
BATCH = 100


def tend_access_review() -> None:
    """Remind who has to confirm; when the time is over, end what was not confirmed."""
    with unit_of_work():
        review = queries.open_review()
        if review is None:
            return
        if not queries.is_due(review):
            _remind(review)
            return
        _lapse(review)
    with unit_of_work():
        _close()


def _remind(review: AccessReview) -> None:
    left = review.due_at - clock.now()
    days = next((days for days in REMINDED_BEFORE if left <= timedelta(days=days)), None)
    if days is None or (review.reminded_days is not None and review.reminded_days <= days):
        return
    review.reminded_days = days
    announce("access-review.reminder", review=review.public_id, days=days)


def _waiting(review: AccessReview) -> list[ReviewedPerson]:
    return list(
        db.session.scalars(
            select(ReviewedPerson)
            .join(Person, Person.id == ReviewedPerson.person_id)
            .where(
                ReviewedPerson.review_id == review.id,
                ReviewedPerson.state == queries.WAITING,
                Person.status == ACTIVE,
            )
            .order_by(Person.id)
            .limit(BATCH)
        )
    )


def _lapse(review: AccessReview) -> None:
    for row in _waiting(review):
        if settled(row, queries.LAPSED) and not lapse(KEEPER, row.person, why="unconfirmed"):
            row.state = queries.SPARED


def _close() -> None:
    """Close the review once nobody waits; who was suspended meanwhile is settled by that."""
    review = queries.open_review()
    if review is None or _waiting(review):
        return
    db.session.execute(
        update(ReviewedPerson)
        .where(ReviewedPerson.review_id == review.id, ReviewedPerson.state == queries.WAITING)
        .values(state=queries.ENDED, decided_at=clock.now())
    )
    review.closed_at, review.is_open = clock.now(), None
    audit.record(
        KEEPER,
        "access-review.closed",
        object_kind="access-review",
        object_id=review.public_id,
    )
