"""Handing on the papers of somebody who left to a colleague, which the lead of the office does.

The lead reads nothing by it: the colleague takes the leaver's place among the authors and in the
audience, and nobody else gains anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from coalition.access.actor import CASE_ROLES, Actor
from coalition.access.audience import person_token
from coalition.access.decide import allows
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, SUSPENDED, active_people
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit
from coalition.documents.models import Paper, PaperAuthor
from coalition.documents.reading import content_of
from coalition.errors import Invalid, NotFound, NotPermitted
from coalition.outbox.services import announce
from coalition.sharing.models import Thing
from coalition.sharing.services import set_read_tokens

# How many papers one commit hands on; what is left is handed on with the next press.
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Left:
    """One page of the papers that somebody leaves behind, and how many they are."""

    papers: Sequence[Paper]
    total: int


def papers_left_by(person: Person, *, page: int = 1, size: int = 25) -> Left:
    """The papers and drafts of the person's own office that they are an author of, oldest first.

    The caller shows no title that its reader may not read.
    """
    wanted = _left_by(person)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    papers = db.session.scalars(
        wanted.order_by(Paper.created_at, Paper.id).offset((page - 1) * size).limit(size)
    )
    return Left(papers.all(), total)


def _left_by(person: Person) -> Select[Paper]:
    return (
        select(Paper)
        .join(PaperAuthor)
        .where(PaperAuthor.person_id == person.id, Paper.office_id == person.office_id)
    )


def possible_heirs(actor: Actor, person: Person) -> list[Person]:
    """Who may take over: active colleagues of the office who work on cases, never the actor."""
    return [
        other
        for other in active_people(person.office_id)
        if CASE_ROLES & other.roles and other.id not in (actor.person_id, person.id)
    ]


def reassign(actor: Actor, leaver: Person, *, to: str, paper: str | None = None) -> int:
    """Hand on one paper of a suspended member, or all of them; returns how many.

    Args:
        to: public id of the colleague.
        paper: public id of the paper; without it all, at most :data:`MOST_AT_ONCE` at a time.

    Raises:
        NotFound: the leaver has no such paper; it was handed on meanwhile.
        NotPermitted: the actor does not lead the office of a paper.
        Invalid: the leaver is not suspended, or no such colleague may take over.
    """
    wanted = _left_by(leaver).order_by(Paper.id).limit(MOST_AT_ONCE)
    if paper is not None:
        wanted = wanted.join(Thing).where(Thing.public_id == paper)
    lock_in_unit(wanted.with_only_columns(Paper.id))
    papers = db.session.scalars(wanted.execution_options(populate_existing=True)).all()
    if not papers:
        raise NotFound
    if not all(allows(actor, "document:reassign", one) for one in papers):
        raise NotPermitted("document:reassign")
    heir = _heir(actor, leaver, to)
    for one in papers:
        _hand_on(actor, one, leaver, heir)
    return len(papers)


def _heir(actor: Actor, leaver: Person, to: str) -> Person:
    db.session.refresh(leaver)
    if leaver.status != SUSPENDED:
        raise Invalid.because("", "Only papers of a suspended member are handed on.")
    heir = next((one for one in possible_heirs(actor, leaver) if one.public_id == to), None)
    if heir is None or heir.status != ACTIVE:
        raise Invalid.because("to", "Choose a colleague of the office who is not yourself.")
    return heir


def _hand_on(actor: Actor, paper: Paper, leaver: Person, heir: Person) -> None:
    before = paper.read_tokens
    authors = (set(paper.author_ids) - {leaver.id}) | {heir.id}
    held = {row.person_id: row for row in paper.author_rows}
    paper.author_rows = [held.get(i) or PaperAuthor(person_id=i) for i in sorted(authors)]
    tokens = _tokens(paper, leaver, heir)
    set_read_tokens(paper.thing, tokens)
    db.session.flush()
    audit.record(
        actor,
        "paper.reassigned",
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={
            "from": leaver.public_id,
            "to": heir.public_id,
            "audience_changed": set(before) != set(tokens),
        },
    )
    announce("paper.reassigned", paper=paper.public_id, person=heir.public_id)


def _tokens(paper: Paper, leaver: Person, heir: Person) -> set[str]:
    """The audience with the heir in the leaver's place."""
    if paper.state == "published" and paper.current is not None:
        audience = content_of(paper.current).audience
        return set(audience.tokens(author_ids=paper.author_ids, office_id=paper.office_id))
    own = person_token(leaver.id)
    rest = set(paper.read_tokens) - {own}
    return rest | {person_token(heir.id)} if own in paper.read_tokens else rest
