"""Noting who opened which paper."""

from datetime import timedelta

from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.db import db
from coalition.documents.models import Paper
from coalition.outbox.services import announce
from coalition.records.models import Opening, Recall, RecallNotice

# Readings within the hour are one, so that turning pages writes nothing.
_ONE_READING = timedelta(hours=1)


def must_be_noted(actor: Actor, paper: Paper, *, number: int, downloaded: bool) -> bool:
    """Whether this reading says something that is not on record yet.

    Authors are on record as such, and a draft was shared with nobody.
    """
    if number == 0 or actor.person_id is None or actor.person_id in paper.author_ids:
        return False
    opening = db.session.get(Opening, (paper.id, actor.person_id))
    if opening is None or opening.number < number or downloaded:
        return True
    return clock.now() - opening.last_at >= _ONE_READING


def note_opening(actor: Actor, paper_id: int, *, number: int, downloaded: bool) -> None:
    """Put on record that ``actor`` opened revision ``number`` of a paper."""
    if actor.person_id is None:
        return
    # A recall waits for this lock or this waits for it, so that nobody is left without a notice.
    db.session.execute(select(Paper.id).where(Paper.id == paper_id).with_for_update())
    now = clock.now()
    opening = db.session.get(Opening, (paper_id, actor.person_id), populate_existing=True)
    if opening is None:
        opening = Opening(
            paper_id=paper_id, person_id=actor.person_id, first_at=now, last_at=now, number=number
        )
        db.session.add(opening)
    opening.last_at, opening.number = now, max(opening.number, number)
    if downloaded:
        opening.downloaded_at = now
    _notify_if_recalled(paper_id, actor.person_id)


def _notify_if_recalled(paper_id: int, person_id: int) -> None:
    recall = db.session.scalar(select(Recall).where(Recall.paper_id == paper_id))
    if recall is not None:
        notify(recall, {person_id} - {recall.made_by_id})


def notify(recall: Recall, people: set[int]) -> None:
    """Ask each of ``people`` for a receipt, once."""
    told = set(
        db.session.scalars(
            select(RecallNotice.person_id).where(RecallNotice.recall_id == recall.id)
        )
    )
    for person_id in sorted(people - told):
        notice = RecallNotice(public_id=ids.public_id(), recall_id=recall.id, person_id=person_id)
        db.session.add(notice)
        db.session.flush()
        announce("paper.recalled", notice=notice.public_id)
