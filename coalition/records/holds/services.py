"""Placing holds, reviewing them and lifting them."""

from datetime import date

from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit
from coalition.documents.keeping import keep, let_go
from coalition.documents.models import Paper
from coalition.errors import Conflict, Invalid, NotPermitted
from coalition.records.holds.models import CAUSES, REQUEST, Hold
from coalition.records.holds.queries import find_own_paper, hold_of, is_kept_by_its_office
from coalition.records.wording import clean_line, clean_reference, coming_day


def place(
    actor: Actor, *, number: str, cause: str, reference: str, reason: str, review_on: str
) -> Hold:
    """Keep a paper of the actor's own office; the lead need not be one of its readers.

    Raises:
        NotPermitted: the actor leads no office.
        Invalid: the office has no such paper, or a field breaks a rule.
    """
    require(actor, "hold:list")
    paper = find_own_paper(actor, number)
    if paper is None:
        raise Invalid.because(
            "number", "Your office has no paper with this number. It is on the paper’s page."
        )
    require(actor, "hold:place", paper)
    if cause not in CAUSES:
        raise Invalid.because("cause", "Choose what it is kept for.")
    return keep_for(
        actor,
        paper,
        cause=cause,
        reference=clean_reference("reference", reference, label="The file number"),
        reason=clean_line("reason", reason, label="The reason"),
        review_on=coming_day("review_on", review_on, label="The day of review"),
    )


def keep_for(
    actor: Actor, paper: Paper, *, cause: str, reference: str, reason: str, review_on: date
) -> Hold:
    """Place the hold. The callers have checked permission and words, and hold the paper's lock."""
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("hold:place")
    hold = Hold(
        public_id=ids.public_id(),
        office_id=actor.office_id,
        paper_id=paper.id,
        paper_number=paper.public_id,
        paper_kind=paper.kind,
        paper_office_id=paper.office_id,
        cause=cause,
        reference=reference,
        reason=reason,
        review_on=review_on,
        placed_by_id=actor.person_id,
        placed_at=clock.now(),
    )
    db.session.add(hold)
    if hold.office_id == paper.office_id:
        keep(paper)
    db.session.flush()
    _record(actor, "hold.placed", hold)
    return hold


def _record(actor: Actor, action: str, hold: Hold) -> None:
    audit.record(
        actor,
        action,
        object_kind=hold.paper_kind,
        object_id=hold.paper_number,
        detail={"hold": hold.public_id, "cause": hold.cause},
    )


def review(actor: Actor, public_id: str, *, review_on: str) -> None:
    """Look at a standing hold again later.

    Raises:
        NotFound: the actor does not lead the hold's office.
        Conflict: it was lifted.
        Invalid: the day is missing or past.
    """
    hold = hold_of(actor, public_id)
    require(actor, "hold:review", hold)
    if hold.lifted_at is not None:
        raise Conflict
    hold.review_on = coming_day("review_on", review_on, label="The day of review")
    _record(actor, "hold.reviewed", hold)


def lift(actor: Actor, public_id: str, *, reason: str) -> None:
    """End a hold that was placed by hand.

    Raises:
        NotFound, NotPermitted: the actor does not lead the hold's office.
        Conflict: it was lifted before.
        Invalid: a request placed it, or there is no reason.
    """
    hold = hold_of(actor, public_id)
    require(actor, "hold:lift", hold)
    if hold.cause == REQUEST:
        raise Invalid.because("lift_reason", "This hold ends when its request is closed.")
    end(actor, hold, reason=clean_line("lift_reason", reason, label="The reason"))


def end(actor: Actor, hold: Hold, *, reason: str) -> None:
    """Lift the hold; with the last one of its own office the paper may be erased again.

    The callers have checked permission and words.

    Raises:
        Conflict: it was lifted before.
    """
    if hold.lifted_at is not None:
        raise Conflict
    lock_in_unit(select(Paper.id).where(Paper.id == hold.paper_id))
    paper = hold.paper
    hold.paper_id, hold.lifted_by_id = None, actor.person_id
    hold.lifted_at, hold.lift_reason = clock.now(), reason
    db.session.flush()
    _record(actor, "hold.lifted", hold)
    if paper is not None and paper.held and not is_kept_by_its_office(paper):
        let_go(paper)
