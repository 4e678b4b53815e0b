"""Asking the contributors of papers before something is released, their replies, and the log."""

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotPermitted
from coalition.outbox.services import announce
from coalition.records.requests import stages
from coalition.records.requests.models import (
    GROUNDS,
    NEEDS_GROUND,
    OUTCOMES,
    REPLIES,
    ContributorNotice,
    LogEntry,
)
from coalition.records.requests.queries import (
    case_of,
    notice_of,
    notice_thing,
    paper_in,
    request_of,
)
from coalition.records.requests.services import ACTIONS, take
from coalition.records.requests.stages import Act
from coalition.records.wording import clean_day, clean_line, coming_day


def ask(actor: Actor, public_id: str, *, until: str) -> int:
    """Ask whoever contributed a paper and was not asked yet; return about how many papers.

    Raises:
        NotFound, NotPermitted, Conflict: not this actor, not this request, not now.
        Invalid: nobody is left to ask, or the day is missing or past.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    day = coming_day("until", until, label="The day until when they may object")
    new = [paper for paper in row.papers if paper.of_another_office and paper.notice is None]
    take(actor, row, Act.ASK, papers=len(new), until=day.isoformat())
    for paper in new:
        paper.notice = ContributorNotice(public_id=ids.public_id(), asked_at=clock.now(), until=day)
    db.session.flush()
    # One mail to each person, however many papers of theirs it is about.
    for office in sorted({paper.office.public_id for paper in new}):
        announce("records.contributors-asked", request=public_id, office=office)
    return len(new)


def reply(actor: Actor, public_id: str, *, answer: str, ground: str, reason: str) -> None:
    """What a contributor says; until their day, a later reply takes the place of an earlier one.

    Raises:
        NotFound: the actor was not asked.
        Conflict: the request is not waiting for replies.
        Invalid: the day is over, or a field breaks a rule.
    """
    notice = notice_of(actor, public_id)
    thing, row = notice_thing(notice), notice.paper.request
    if answer not in REPLIES:
        raise Invalid.because("answer", "Choose whether you object.")
    objects = answer == "objects"
    if objects and ground not in GROUNDS:
        raise Invalid.because("ground", "Choose the ground on which you object.")
    words = clean_line("reason", reason, label="The reason") if objects else ""
    case = case_of(row, notice.paper)
    row.stage = stages.next_step(row.stage, Act.REPLY, actor, thing, case).after
    notice.reply, notice.ground, notice.reason = answer, ground if objects else "", words
    notice.replied_by_id, notice.replied_at = actor.person_id, clock.now()
    audit.record(
        actor,
        ACTIONS[Act.REPLY],
        object_kind="records-notice",
        object_id=public_id,
        detail={"paper": notice.paper.number, "reply": answer, "ground": notice.ground},
    )
    announce("records.contributor-replied", request=row.public_id, notice=public_id)


def log(
    actor: Actor,
    public_id: str,
    *,
    number: str,
    outcome: str,
    ground: str,
    note: str,
    decided_on: str,
) -> None:
    """Enter what became of one paper. A later entry about it counts instead of an earlier one.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`ask`; or it is none of the request's papers.
        Invalid: a contributor may still object, or a field breaks a rule.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    if actor.person_id is None:
        raise NotPermitted("request:handle")
    paper = paper_in(row, number)
    if outcome not in OUTCOMES:
        raise Invalid.because("outcome", "Choose what became of it.")
    if outcome in NEEDS_GROUND and ground not in GROUNDS:
        raise Invalid.because("ground", "Choose the ground on which something is withheld.")
    words = clean_line("note", note, label="The note") if note.strip() else ""
    day = clean_day("decided_on", decided_on, label="The day of the decision")
    if not row.received_on <= day <= clock.now().date():
        raise Invalid.because("decided_on", "Choose a day from the receipt of the request on.")
    take(actor, row, Act.LOG, paper, outcome=outcome)
    paper.entries.append(
        LogEntry(
            outcome=outcome,
            ground=ground if outcome in NEEDS_GROUND else "",
            note=words,
            decided_on=day,
            noted_by_id=actor.person_id,
            noted_at=clock.now(),
        )
    )
