"""Who reads which questions, and which of them nobody answered yet."""

from sqlalchemy import Select, func, or_, select

from coalition.access.actor import Actor, Role
from coalition.access.decide import allows
from coalition.db import db
from coalition.documents.models import Paper, PaperAuthor
from coalition.documents.questions.models import Question
from coalition.errors import NotFound
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by


def questions_for(actor: Actor, paper: Paper) -> Select[Question]:
    """The questions about a readable paper that ``actor`` may read, in no order."""
    wanted = select(Question).where(Question.paper_id == paper.id)
    if allows(actor, "question:answer", paper):
        return wanted
    return wanted.where(Question.person_id == actor.person_id)


def readable_question(actor: Actor, paper: Paper, question_id: str) -> Question:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    wanted = questions_for(actor, paper).where(Question.public_id == question_id)
    question = db.session.scalar(wanted)
    if question is None:
        raise NotFound
    return question


def find_question(public_id: str) -> Question | None:
    """One question, for the worker, who reads no words of it."""
    return db.session.scalar(select(Question).where(Question.public_id == public_id))


def unanswered(actor: Actor) -> list[tuple[Paper, int]]:
    """The published papers that ``actor`` answers for, with how many questions wait, by age."""
    own = Paper.author_rows.any(PaperAuthor.person_id == actor.person_id)
    led = Paper.office_id == actor.office_id if Role.OFFICE_LEAD in actor.roles else own
    # Counted by the database: whoever asks a lot must not make others' pages slow.
    waiting = (
        select(Question.paper_id, func.count().label("count"), func.min(Question.id).label("first"))
        .where(~Question.answers.any())
        .group_by(Question.paper_id)
        .subquery()
    )
    asked = db.session.execute(
        select(Paper, waiting.c.count)
        .join(waiting, waiting.c.paper_id == Paper.id)
        .join(Thing, Thing.id == Paper.thing_id)
        .where(Paper.state == "published", readable_by(actor), or_(own, led))
        .order_by(waiting.c.first)
    )
    return [(paper, n) for paper, n in asked if allows(actor, "question:answer", paper)]
