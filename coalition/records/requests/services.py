"""What an office does with a public-records request. Every function joins the unit of work.

Each takes the request under a lock, asks the table of stages for the step, and leaves an entry in
the audit log.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.documents.models import Paper
from coalition.errors import GateClosed, Invalid, NotPermitted, Problem
from coalition.records.holds.models import REQUEST
from coalition.records.holds.queries import find_paper
from coalition.records.holds.services import end, keep_for
from coalition.records.requests import stages
from coalition.records.requests.candidates import may_concern
from coalition.records.requests.models import REQUESTERS, RecordsRequest, RequestedPaper
from coalition.records.requests.queries import case_of, paper_in, request_of
from coalition.records.requests.scope import Scope, review_scope
from coalition.records.requests.stages import Act, Stage, Transition
from coalition.records.wording import clean_day, clean_line, clean_reference

MOST_AT_ONCE = 100

ACTIONS = {
    Act.CHOOSE: "request.papers-chosen",
    Act.LEAVE_OUT: "request.paper-left-out",
    Act.MOVE: "request.day-moved",
    Act.ASK: "request.contributors-asked",
    Act.REPLY: "request.replied",
    Act.LOG: "request.logged",
    Act.ANSWER: "request.answered",
    Act.WITHDRAW: "request.withdrawn",
    Act.APPEAL: "request.appealed",
    Act.CLOSE: "request.closed",
}
# What is done without saying more.
PLAIN_ACTS = {"answer": Act.ANSWER, "withdraw": Act.WITHDRAW, "appeal": Act.APPEAL}


@dataclass(frozen=True)
class Received:
    """What is registered of a request, as it was typed."""

    requester: str
    received_on: str
    reference: str
    statute: str
    due_on: str
    scope: Scope


def register(actor: Actor, received: Received) -> RecordsRequest:
    """Register a request that the actor's office received.

    Raises:
        NotPermitted: the actor leads no office.
        Invalid: a field breaks a rule.
        GateClosed: something in the scope that identifies somebody is undecided.
    """
    require(actor, "request:register")
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("request:register")
    row = checked(received)
    review = review_scope(actor, received.scope)
    if not review.is_open:
        raise GateClosed
    row.scope = review.sheet.decided_parts["scope"]
    row.office_id, row.registered_by_id = actor.office_id, actor.person_id
    db.session.add(row)
    db.session.flush()
    _record(actor, row, "request.registered")
    return row


def checked(received: Received) -> RecordsRequest:
    """What was typed as a row of nobody yet, its scope left out.

    Raises:
        Invalid: names every field that breaks its rule.
    """
    problems: list[Problem] = []

    def field(read: Callable[..., Any], name: str, text: str, label: str) -> Any:
        try:
            return read(name, text, label=label)
        except Invalid as refusal:
            problems.extend(refusal.problems)

    if received.requester not in REQUESTERS:
        problems.extend(Invalid.because("requester", "Choose who asked.").problems)
    row = RecordsRequest(
        public_id=ids.public_id(),
        stage=Stage.REGISTERED,
        requester=received.requester,
        received_on=field(clean_day, "received_on", received.received_on, "The day of receipt"),
        reference=field(clean_reference, "reference", received.reference, "The file number"),
        statute=field(clean_reference, "statute", received.statute, "The law"),
        due_on=field(clean_day, "due_on", received.due_on, "The day it is due"),
        registered_at=clock.now(),
    )
    if row.received_on and row.received_on > clock.now().date():
        problems.extend(Invalid.because("received_on", "This day is still to come.").problems)
    if row.received_on and row.due_on and row.due_on < row.received_on:
        problems.extend(Invalid.because("due_on", "It is due before it was received.").problems)
    if problems:
        raise Invalid(*problems)
    return row


def _record(actor: Actor, row: RecordsRequest, action: str, **detail: object) -> None:
    audit.record(
        actor,
        action,
        object_kind="records-request",
        object_id=row.public_id,
        detail={"stage": row.stage, **detail},
    )


def take(
    actor: Actor,
    row: RecordsRequest,
    act: Act,
    paper: RequestedPaper | None = None,
    **detail: object,
) -> Transition:
    """Take the step that the table holds for ``act``, and put it on record.

    Raises:
        Conflict, NotPermitted, Invalid: as :func:`stages.next_step`.
    """
    step = stages.next_step(row.stage, act, actor, row, case_of(row, paper))
    row.stage = step.after
    _record(actor, row, ACTIONS[act], **({"paper": paper.number} if paper else {}), **detail)
    return step


def choose(actor: Actor, public_id: str, *, numbers: Collection[str]) -> int:
    """Say which papers the request concerns; each is kept from now on. Return how many are new.

    Raises:
        NotFound, NotPermitted, Conflict: not this actor, not this request, not now.
        Invalid: no number, too many, or one that the office does not have.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if not wanted:
        raise Invalid.because("numbers", "Choose a paper, or enter its number.")
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid.because("numbers", f"Choose at most {MOST_AT_ONCE} papers at once.")
    held = {paper.number for paper in row.papers}
    papers = [_held_by_office(actor, number) for number in wanted if number not in held]
    take(actor, row, Act.CHOOSE, papers=len(papers))
    for paper in papers:
        _add(actor, row, paper)
    return len(papers)


def _held_by_office(actor: Actor, number: str) -> Paper:
    paper = find_paper(number)
    if paper is None or not may_concern(actor, paper):
        raise Invalid.because(
            "number", "Your office has no paper with this number, and nobody of it opened one."
        )
    return paper


def _add(actor: Actor, row: RecordsRequest, paper: Paper) -> None:
    hold = keep_for(
        actor,
        paper,
        cause=REQUEST,
        reference=row.reference,
        reason=f"Request received on {row.received_on}",
        review_on=row.due_on,
    )
    row.papers.append(
        RequestedPaper(
            number=paper.public_id,
            kind=paper.kind,
            office_id=paper.office_id,
            hold_id=hold.id,
            chosen_at=clock.now(),
        )
    )
    db.session.flush()


def leave_out(actor: Actor, public_id: str, *, number: str, reason: str) -> None:
    """Take a paper out of the request, which ends its hold.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`choose`; or it is none of the request's papers.
        Invalid: somebody was asked about it, it is in the log, or there is no reason.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    paper = paper_in(row, number)
    words = clean_line("left_out_reason", reason, label="The reason")
    take(actor, row, Act.LEAVE_OUT, paper)
    hold = paper.hold
    row.papers.remove(paper)
    db.session.flush()
    end(actor, hold, reason=words)


def move_day(actor: Actor, public_id: str, *, due_on: str) -> None:
    """Enter another day on which the request is due.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`choose`.
        Invalid: the day is missing.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    day = clean_day("due_on", due_on, label="The day it is due")
    if day < row.received_on:
        raise Invalid.because("due_on", "It is due before it was received.")
    take(actor, row, Act.MOVE, before=row.due_on.isoformat(), after=day.isoformat())
    row.due_on = day


def note(actor: Actor, public_id: str, *, act: str) -> None:
    """Note that the request was answered, withdrawn by its requester, or appealed.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`choose`.
        Invalid: no such act, or something is missing before it.
    """
    row = request_of(actor, public_id)
    require(actor, "request:handle", row)
    if act not in PLAIN_ACTS:
        raise Invalid.because("act", "Choose what happened.")
    take(actor, row, PLAIN_ACTS[act])


def close(actor: Actor, public_id: str, *, reason: str) -> None:
    """Close a request that was answered or withdrawn; its holds end.

    Raises:
        NotFound, NotPermitted, Conflict: as :func:`choose`.
        Invalid: there is no reason.
    """
    row = request_of(actor, public_id)
    require(actor, "request:close", row)
    words = clean_line("close_reason", reason, label="The reason")
    take(actor, row, Act.CLOSE)
    row.closed_by_id, row.closed_at, row.close_reason = actor.person_id, clock.now(), words
    for paper in row.papers:
        if paper.hold.lifted_at is None:
            end(actor, paper.hold, reason=words)
