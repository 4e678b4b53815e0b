"""What is done with time: old records cleared, unused accounts and terms ended, days told of."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from coalition import clock
from coalition.access.actor import worker
from coalition.accounts.models import AccountSession, FailedAttempt
from coalition.audit import services as audit
from coalition.db import db, unit_of_work
from coalition.documents.drafts import erase_draft
from coalition.documents.models import Draft, Paper
from coalition.evidence.demands.reminding import remind
from coalition.evidence.interchange.services import erase_old_imports
from coalition.membership.applications import erase_unconfirmed
from coalition.membership.dormancy import tend_dormant_accounts
from coalition.membership.reviews.tending import tend_access_review
from coalition.membership.terms.tending import tend_terms
from coalition.notifications.models import SentMail
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import announce, prune
from coalition.records.retention.services import find_overdue
from coalition.runtime import current_settings
from coalition.web.models import HandledRequest

DRAFTS_KEPT = timedelta(days=30)
WARNED_BEFORE = timedelta(days=7)
REQUESTS_KEPT = timedelta(days=2)
SESSIONS_KEPT = timedelta(days=30)
BATCH = 100

_KEEPER = worker("housekeeping")


def keep_house() -> None:
    """Clear away everything that is due, each in units of its own."""
    clear_records()
    with unit_of_work():
        erase_unconfirmed()
        erase_old_imports()
    warn_of_erasure()
    erase_untouched_drafts()
    with unit_of_work():
        find_overdue(_KEEPER, most=BATCH)
    with unit_of_work():
        remind(most=BATCH)
    tend_dormant_accounts()
    tend_access_review()
    tend_terms()
    prune()


def clear_records() -> None:
    """Delete what throttles, double posts, sessions and mail are no longer decided by."""
    now, settings = clock.now(), current_settings()
    attempts = now - max(timedelta(days=1), timedelta(minutes=settings.lockout_minutes))
    ended = now - SESSIONS_KEPT
    with unit_of_work():
        for statement in (
            delete(FailedAttempt).where(FailedAttempt.at < attempts),
            delete(HandledRequest).where(HandledRequest.at < now - REQUESTS_KEPT),
            delete(AccountSession).where(
                or_(AccountSession.ended_at < ended, AccountSession.last_seen_at < ended)
            ),
            delete(SentMail).where(
                SentMail.at < ended,
                SentMail.message_number.not_in(select(OutboxMessage.number)),
            ),
        ):
            db.session.execute(statement.execution_options(synchronize_session=False))


def _untouched(longer_than: timedelta) -> list[Draft]:
    return list(
        db.session.scalars(
            select(Draft)
            .join(Paper, Paper.id == Draft.paper_id)
            .where(
                Draft.saved_at < clock.now() - longer_than,
                Draft.submitted_at.is_(None),
                Paper.held.is_(False),
            )
            .order_by(Draft.saved_at)
        )
    )


def _warned() -> dict[tuple[str, int], datetime]:
    """When the authors of each saved text were warned."""
    return {
        (str(message.payload["paper"]), int(message.payload["version"])): message.at
        for message in db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic == "draft.expiring")
        )
    }


def warn_of_erasure() -> None:
    """Have the authors of untouched drafts told a week before, once for each saved text."""
    with unit_of_work():
        warned = _warned()
        due = [
            draft
            for draft in _untouched(DRAFTS_KEPT - WARNED_BEFORE)
            if (draft.paper.public_id, draft.version) not in warned
        ]
        for draft in due[:BATCH]:
            announce(
                "draft.expiring",
                paper=draft.paper.public_id,
                version=draft.version,
                days=WARNED_BEFORE.days,
            )


def erase_untouched_drafts() -> None:
    """Erase drafts that nobody saved for 30 days, a week after the warning; never without one.

    What was published of the paper stays.
    """
    with unit_of_work():
        warned = _warned()
        for draft in _untouched(DRAFTS_KEPT):
            at = warned.get((draft.paper.public_id, draft.version))
            if at is not None and at <= clock.now() - WARNED_BEFORE:
                _erase(draft.paper)


def _erase(paper: Paper) -> None:
    audit.record(
        _KEEPER,
        "draft.erased",
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={"untouched_days": DRAFTS_KEPT.days},
    )
    erase_draft(paper)
    if paper.state == "draft":
        thing = paper.thing
        db.session.delete(paper)
        db.session.flush()
        db.session.delete(thing)
