"""Recalling a paper, and the receipts of those who had opened it."""

from sqlalchemy import select, update

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts.claims import claimed
from coalition.audit import services as audit
from coalition.db import db
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.documents.withdrawing import withdraw
from coalition.errors import Invalid, NotFound
from coalition.records.holds.queries import keeps_copies
from coalition.records.models import Opening, Recall, RecallNotice
from coalition.records.openings import notify
from coalition.records.reasons import REASONS


def recall(actor: Actor, public_id: str, *, reason: str) -> Recall:
    """Withdraw a published paper and ask everybody who opened it to erase their copies.

    Raises:
        NotFound, NotPermitted: not this actor, not this paper, or it is not published.
        Invalid: the reason is none of the list.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:recall", paper)
    if reason not in REASONS:
        raise Invalid.because("reason", "Choose one of the reasons.")
    db.session.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    withdraw(actor, public_id)
    made = Recall(paper_id=paper.id, made_by_id=actor.person_id, reason=reason, made_at=clock.now())
    db.session.add(made)
    db.session.flush()
    openers = set(db.session.scalars(select(Opening.person_id).where(Opening.paper_id == paper.id)))
    notify(made, openers - set(paper.author_ids) - {made.made_by_id})
    audit.record(
        actor,
        "paper.recalled",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"reason": reason, "notices": len(openers)},
    )
    return made


def confirm_erased(actor: Actor, public_id: str) -> None:
    """The receipt: the actor erased every copy they had. A second one changes nothing.

    Raises:
        NotFound: it is not a notice to this actor.
        Invalid: their office has to keep its copies.
    """
    require(actor, "recall:answer")
    notice = db.session.scalar(
        select(RecallNotice).where(
            RecallNotice.public_id == public_id, RecallNotice.person_id == actor.person_id
        )
    )
    if notice is None:
        raise NotFound
    if keeps_copies(actor.office_id, [notice.recall.paper.public_id]):
        raise Invalid.because("", "Your office has to keep its copies. Erase nothing.")
    first = claimed(
        update(RecallNotice)
        .where(RecallNotice.id == notice.id, RecallNotice.confirmed_at.is_(None))
        .values(confirmed_at=clock.now())
    )
    if first:
        paper = notice.recall.paper
        audit.record(actor, "recall.confirmed", object_kind=paper.kind, object_id=paper.public_id)
