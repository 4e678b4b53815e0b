"""Questions that readers elsewhere ask a paper's office, and what it answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.db import Moment, db
from coalition.documents.models import Paper
from coalition.offices.models import Office


class Question(db.Model):  # type: ignore[name-defined,misc]
    """What one reader asked about revision ``number``, decided before it came here.

    Nobody but whoever asked, the paper's authors and their lead reads it.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship(lazy="joined")
    office: Mapped[Office] = relationship(lazy="joined")
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="question", order_by="Answer.id", lazy="selectin"
    )


class Answer(db.Model):  # type: ignore[name-defined,misc]
    """One answer of the paper's office, decided like the question."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)

    question: Mapped[Question] = relationship(back_populates="answers")
    person: Mapped[Person] = relationship(lazy="joined")
