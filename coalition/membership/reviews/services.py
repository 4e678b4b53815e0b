"""Opening a review of access and confirming people. Nobody gains anything by either."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.accounts.claims import claimed
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE
from coalition.audit import services as audit
from coalition.db import current_unit, db
from coalition.errors import Conflict, Invalid, NotFound
from coalition.membership.reviews import queries
from coalition.membership.reviews.models import AccessReview, ReviewedPerson

ADMINS_OF_ONE_OFFICE = (
    "All admins are of one office, so nobody could confirm its leads, or its people where it has no"
    " lead. Invite an admin of another office first."
)
LEAST_DAYS, USUAL_DAYS, MOST_DAYS = 7, 30, 90


def usual_day() -> date:
    """The last day that is suggested."""
    return clock.now().date() + timedelta(days=USUAL_DAYS)


def _end_of(day: date | None) -> datetime:
    """The end of the last day, which counts as a whole, in UTC."""
    days = (day - clock.now().date()).days if day is not None else 0
    if day is None or not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid.because(
            "due_on", f"Give a last day that is {LEAST_DAYS} to {MOST_DAYS} days from today."
        )
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.now().tzinfo)


def open_review(actor: Actor, *, due_on: date | None) -> AccessReview:
    """Ask about everybody who is active now, until the end of ``due_on``.

    Raises:
        Invalid: the day is too near or too far, or a review is open, or some people could be
            confirmed by nobody and would lose their access whatever anybody does.
    """
    require(actor, "access-review:open")
    due_at = _end_of(due_on)
    if queries.confirmed_by_nobody():
        raise Invalid.because("", ADMINS_OF_ONE_OFFICE)
    review = AccessReview(
        public_id=ids.public_id(),
        opened_by_id=actor.person_id,
        opened_at=clock.now(),
        due_at=due_at,
        is_open=True,
    )
    try:
        with current_unit().savepoint():
            db.session.add(review)
    except IntegrityError:
        raise Invalid.because("", "A review is open. It has to end before the next one.") from None
    _ask_about_everybody(review)
    audit.record(
        actor,
        "access-review.opened",
        object_kind="access-review",
        object_id=review.public_id,
        detail={"due": due_at.isoformat()},
    )
    return review


def _ask_about_everybody(review: AccessReview) -> None:
    active = select(
        literal(review.id), Person.id, Person.office_id, literal(queries.WAITING)
    ).where(Person.status == ACTIVE)
    columns = ["review_id", "person_id", "office_id", "state"]
    db.session.execute(insert(ReviewedPerson).from_select(columns, active))


def confirm(actor: Actor, review_id: str, person_id: str) -> ReviewedPerson:
    """Say that the person still needs their access; it stays as it is.

    Raises:
        NotFound: there is no such person in the review, or they are not the actor's to confirm.
        Conflict: they are settled, or the time is over.
    """
    row = queries.find_reviewed(review_id, person_id)
    if row is None:
        raise NotFound
    [thing] = queries.reviewed_things([row])
    if not allows(actor, "access-review:confirm", thing):
        require(actor, "access-review:confirm", replace(thing, state="awaiting"))
        raise Conflict
    if not settled(row, queries.CONFIRMED, by=actor.person_id):
        raise Conflict
    audit.record(
        actor,
        "access-review.confirmed",
        object_kind="person",
        object_id=row.person.public_id,
        detail={"review": row.review.public_id},
    )
    return row


def settled(row: ReviewedPerson, state: str, *, by: int | None = None) -> bool:
    """Whether the row waited and is now in ``state``; one of two at once succeeds."""
    key = (ReviewedPerson.review_id == row.review_id, ReviewedPerson.person_id == row.person_id)
    done = claimed(
        update(ReviewedPerson)
        .where(*key, ReviewedPerson.state == queries.WAITING)
        .values(state=state, decided_by_id=by, decided_at=clock.now())
    )
    db.session.refresh(row)
    return done
