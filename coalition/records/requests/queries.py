"""Reading public-records requests and what contributors were asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.decide import allows
from coalition.db import db, lock_in_unit
from coalition.documents.models import Paper, PaperAuthor
from coalition.errors import NotFound
from coalition.records.requests.models import ContributorNotice, RecordsRequest, RequestedPaper
from coalition.records.requests.stages import OPEN, Case, Stage
from coalition.sharing.models import Thing


def request_of(actor: Actor, public_id: str) -> RecordsRequest:
    """A request that the actor's office received; whoever writes to it is the only one.

    Raises:
        NotFound: there is none that ``actor`` may see.
    """
    wanted = RecordsRequest.public_id == public_id.replace("\0", "")
    lock_in_unit(select(RecordsRequest.id).where(wanted))
    row = db.session.scalar(select(RecordsRequest).where(wanted))
    if row is None or not allows(actor, "request:read", row):
        raise NotFound
    return row


def paper_in(request: RecordsRequest, number: str) -> RequestedPaper:
    """The paper of a request with that number.

    Raises:
        NotFound: it is none of them.
    """
    for paper in request.papers:
        if paper.number == number:
            return paper
    raise NotFound


def may_still_object(notice: ContributorNotice) -> bool:
    """Whether the contributor has not replied and the day is not over."""
    return not notice.reply and notice.until >= clock.now().date()


def waits_for_contributor(paper: RequestedPaper) -> bool:
    """Whether another office's paper cannot be decided about yet."""
    if not paper.of_another_office:
        return False
    return paper.notice is None or may_still_object(paper.notice)


def case_of(request: RecordsRequest, paper: RequestedPaper | None = None) -> Case:
    """What the table of stages asks about a request, and about one of its papers."""
    asked = [p.notice for p in request.papers if p.notice is not None]
    return Case(
        to_ask=sum(p.of_another_office and p.notice is None for p in request.papers),
        may_object=sum(map(may_still_object, asked)),
        to_log=sum(not p.entries for p in request.papers),
        begun=paper is not None and (paper.notice is not None or bool(paper.entries)),
        waits=paper is not None and waits_for_contributor(paper),
        in_time=paper is None or paper.notice is None or paper.notice.until >= clock.now().date(),
    )


@dataclass(frozen=True)
class Requests:
    """One page of an office's requests."""

    rows: Sequence[RecordsRequest]
    total: int


def _of_office(actor: Actor, *, is_open: bool) -> Select[RecordsRequest]:
    own = select(RecordsRequest).where(RecordsRequest.office_id == actor.office_id)
    if is_open:
        return own.where(RecordsRequest.stage != Stage.CLOSED)
    return own.where(RecordsRequest.stage == Stage.CLOSED)


def requests(actor: Actor, *, is_open: bool, page: int = 1, size: int = 25) -> Requests:
    """The requests of the actor's office: those due first come first, closed ones newest first."""
    if not allows(actor, "request:list"):
        return Requests([], 0)
    query = _of_office(actor, is_open=is_open)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    # What is answered waits only to be closed.
    order = (
        (RecordsRequest.stage.not_in(OPEN), RecordsRequest.due_on)
        if is_open
        else (RecordsRequest.closed_at.desc(),)
    )
    rows = db.session.scalars(
        query.order_by(*order, RecordsRequest.id).offset((page - 1) * size).limit(size)
    )
    return Requests(rows.all(), total)


@dataclass(frozen=True)
class NoticeThing:
    """A notice as the policy sees it: its office and authors are those of the paper asked about."""

    office_id: int | None
    author_ids: frozenset[int]
    state: str
    subject_id: None = None
    read_tokens: frozenset[str] = frozenset()


def notice_thing(notice: ContributorNotice) -> NoticeThing:
    """``notice`` for the policy."""
    paper = notice.paper
    return NoticeThing(paper.office_id, authors_of(paper.number), paper.request.stage)


def authors_of(number: str) -> frozenset[int]:
    """Who wrote the paper with that number."""
    rows = db.session.scalars(
        select(PaperAuthor.person_id)
        .join(Paper, Paper.id == PaperAuthor.paper_id)
        .join(Thing, Thing.id == Paper.thing_id)
        .where(Thing.public_id == number)
    )
    return frozenset(rows)


def notice_of(actor: Actor, public_id: str) -> ContributorNotice:
    """What ``actor`` was asked as a contributor.

    Raises:
        NotFound: they were not.
    """
    wanted = ContributorNotice.public_id == public_id.replace("\0", "")
    asked = select(RequestedPaper.request_id).join(ContributorNotice).where(wanted)
    lock_in_unit(select(RecordsRequest.id).where(RecordsRequest.id.in_(asked)))
    notice = db.session.scalar(select(ContributorNotice).where(wanted))
    if notice is None or not allows(actor, "notice:answer", notice_thing(notice)):
        raise NotFound
    return notice


def _asked_of(actor: Actor) -> ColumnElement[bool]:
    written = (
        select(Thing.public_id)
        .join(Paper, Paper.thing_id == Thing.id)
        .join(PaperAuthor, PaperAuthor.paper_id == Paper.id)
        .where(PaperAuthor.person_id == actor.person_id)
    )
    own = RequestedPaper.number.in_(written)
    if Role.OFFICE_LEAD in actor.roles:
        return or_(own, RequestedPaper.office_id == actor.office_id)
    return own


def notices_to(actor: Actor) -> list[ContributorNotice]:
    """What waits for a reply of ``actor`` and can still have one, the nearest day first."""
    if not allows(actor, "records:work"):
        return []
    rows = db.session.scalars(
        select(ContributorNotice)
        .join(RequestedPaper, RequestedPaper.id == ContributorNotice.paper_id)
        .join(RecordsRequest, RecordsRequest.id == RequestedPaper.request_id)
        .where(
            _asked_of(actor),
            ContributorNotice.reply == "",
            ContributorNotice.until >= clock.now().date(),
            RecordsRequest.stage.in_((Stage.NOTIFIED, Stage.APPEALED)),
        )
        .order_by(ContributorNotice.until, ContributorNotice.id)
    )
    return list(rows)


def find_request(public_id: str) -> RecordsRequest | None:
    """The request, for the mail that says there is something about it."""
    return db.session.scalar(select(RecordsRequest).where(RecordsRequest.public_id == public_id))
