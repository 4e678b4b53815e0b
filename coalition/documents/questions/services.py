"""Asking the office of a paper, and answering: decided and stored in one act, like comments."""

from datetime import timedelta

from sqlalchemy import func, select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.at_once import AtOnce, review_at_once, seen_as
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.services import summary_of
from coalition.deidentify.sheet import Basis
from coalition.documents.commenting import LONGEST_COMMENT, Written
from coalition.documents.gatekeeping import as_shown
from coalition.documents.kinds.schema import TextPart, storable
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.documents.questions.models import Answer, Question
from coalition.documents.questions.queries import readable_question
from coalition.errors import GateClosed, Invalid, NotPermitted
from coalition.outbox.services import announce

PART = "text"
# Each is a mail to somebody, so nobody writes more of them within an hour.
MOST_IN_AN_HOUR = 30


def parts_of(text: str) -> dict[str, TextPart]:
    """The text as the part that its review speaks of."""
    return {PART: TextPart(PART, "text", "The text", text)}


def paper_to_ask_about(actor: Actor, public_id: str) -> Paper:
    """A published paper that ``actor`` may ask its office about.

    Raises:
        NotFound, NotPermitted: there is none.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "question:ask", paper)
    return paper


def is_own(actor: Actor, paper: Paper) -> bool:
    """Whether ``actor`` is of the paper's office, or wrote it, and so has nobody to ask."""
    return actor.office_id == paper.office_id or actor.person_id in paper.author_ids


def question_to_answer(actor: Actor, public_id: str, question_id: str) -> Question:
    """A question about a published paper that ``actor`` answers for.

    Raises:
        NotFound: there is none that ``actor`` may read.
        NotPermitted: others answer it, or the paper was withdrawn and nobody could read an answer.
    """
    paper = readable_paper(actor, public_id)
    question = readable_question(actor, paper, question_id)
    require(actor, "question:answer", paper)
    if paper.state != "published":
        raise NotPermitted("question:answer")
    return question


def about_paper(actor: Actor, paper: Paper) -> str:
    """What a review of a new question is about."""
    return f"question:{paper.public_id}:{actor.public_id}"


def about_question(actor: Actor, question: Question) -> str:
    """What a review of a new answer is about."""
    return f"answer:{question.public_id}:{actor.public_id}"


def as_seen(about: str, text: str) -> str:
    """What a page names ``text`` by whose findings it shows."""
    return seen_as(about, {PART: text})


def review_text(about: str, written: Written, *, look: Look = examined) -> AtOnce:
    """What identifies somebody in the text, as it was decided so far.

    Raises:
        Invalid: there is no text, or too much.
    """
    if not written.text.strip():
        raise Invalid.because("text", "There is no text yet. Write it here.")
    if len(written.text) > LONGEST_COMMENT:
        raise Invalid.because(
            "text", f"The text is over {LONGEST_COMMENT:,} characters. Shorten it."
        )
    if not storable(written.text):
        raise Invalid.because("text", "The text holds a NUL character. Remove it.")
    current = written.seen == as_seen(about, written.text)
    basis = Basis(markdown=(PART,), derived=lambda parts: as_shown(parts[PART]))
    chosen = written.chosen if current else {}
    return review_at_once(about, {PART: written.text}, basis, chosen, look=look)


def _decided(about: str, written: Written) -> AtOnce:
    review = review_text(about, written)
    if not review.is_open:
        raise GateClosed
    return review


def ask(actor: Actor, public_id: str, written: Written) -> Question:
    """Store the decided question for the paper's authors and their lead.

    Raises:
        GateClosed: something that identifies somebody is undecided.
        Invalid: there is no text, or too much, or it is the own office's paper.
    """
    paper = paper_to_ask_about(actor, public_id)
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("question:ask")
    if is_own(actor, paper):
        raise Invalid.because("text", "Your own office shared this paper. Ask its authors there.")
    review = _decided(about_paper(actor, paper), written)
    _check_pace(Question, actor.person_id)
    question = Question(
        public_id=ids.public_id(),
        paper=paper,
        number=paper.current_number,
        person_id=actor.person_id,
        office_id=actor.office_id,
        text=review.sheet.decided_parts[PART],
        made_at=clock.now(),
    )
    db.session.add(question)
    db.session.flush()
    _record(actor, "question.asked", question, review)
    return question


def answer(actor: Actor, public_id: str, written: Written, *, question_id: str) -> None:
    """Store the decided answer for whoever asked.

    Raises:
        GateClosed: something that identifies somebody is undecided.
        Invalid: there is no text, or too much.
    """
    question = question_to_answer(actor, public_id, question_id)
    if actor.person_id is None:
        raise NotPermitted("question:answer")
    review = _decided(about_question(actor, question), written)
    _check_pace(Answer, actor.person_id)
    text, now = review.sheet.decided_parts[PART], clock.now()
    db.session.add(Answer(question=question, person_id=actor.person_id, text=text, made_at=now))
    db.session.flush()
    _record(actor, "question.answered", question, review)


def _record(actor: Actor, action: str, question: Question, review: AtOnce) -> None:
    paper = question.paper
    audit.record(
        actor,
        action,
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={"question": question.public_id, "review": summary_of(review.sheet)},
    )
    announce(action, paper=paper.public_id, question=question.public_id)


def _check_pace(kind: type[Question] | type[Answer], person_id: int) -> None:
    lately = clock.now() - timedelta(hours=1)
    own = select(func.count()).where(kind.person_id == person_id, kind.made_at > lately)
    if (db.session.scalar(own) or 0) >= MOST_IN_AN_HOUR:
        raise Invalid.because(
            "text", f"You wrote {MOST_IN_AN_HOUR} of these within an hour. Go on later."
        )
