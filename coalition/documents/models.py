"""Papers, their immutable revisions and their sealed drafts."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coalition.accounts.models import Person
from coalition.audit.models import make_append_only
from coalition.db import Moment, db
from coalition.offices.models import Office
from coalition.sharing.models import Thing


class Paper(db.Model):  # type: ignore[name-defined,misc]
    """A case memo, charging strategy or evidence index.

    ``state``: draft, published or withdrawn. Reading is decided by the thing's tokens alone.
    """

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("import_key"),
        Index("ix_papers_state_published", "state", "published_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id"), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    current_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    # A row of an imported file makes one paper, however often the file is imported.
    import_key: Mapped[str | None] = mapped_column(String(64))
    # The operator vouched for the text with a reason, which is in the audit log.
    cleared: Mapped[bool] = mapped_column(default=False)
    # Its office keeps it for a case or a request: nothing of it is erased until that is over.
    held: Mapped[bool] = mapped_column(default=False, server_default=false())

    thing: Mapped[Thing] = relationship(lazy="joined")
    office: Mapped[Office] = relationship(lazy="joined")
    author_rows: Mapped[list["PaperAuthor"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin"
    )
    draft: Mapped["Draft | None"] = relationship(
        cascade="all, delete-orphan", uselist=False, back_populates="paper"
    )
    current: Mapped["Revision | None"] = relationship(
        primaryjoin="and_(Paper.id == foreign(Revision.paper_id), "
        "Paper.current_number == foreign(Revision.number))",
        viewonly=True,
        uselist=False,
        lazy="joined",
    )

    @property
    def public_id(self) -> str:
        """The id in addresses."""
        return self.thing.public_id

    @property
    def kind(self) -> str:
        """``case-memo``, ``charging-strategy`` or ``evidence-index``."""
        return self.thing.kind

    # What the policy asks of a thing:
    @property
    def read_tokens(self) -> Collection[str]:
        """The audience."""
        return self.thing.read_tokens

    @property
    def author_ids(self) -> Collection[int]:
        """Who wrote it."""
        return {row.person_id for row in self.author_rows}

    @property
    def subject_id(self) -> None:
        """A paper is about no member."""
        return None


class PaperAuthor(db.Model):  # type: ignore[name-defined,misc]
    """One author of one paper."""

    __tablename__ = "paper_authors"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)

    person: Mapped[Person] = relationship(lazy="joined")


class Revision(db.Model):  # type: ignore[name-defined,misc]
    """A published text. The database refuses to change or delete it."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    schema_version: Mapped[int] = mapped_column(default=1)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    change_note: Mapped[str] = mapped_column(String(300), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, index=True)

    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])


make_append_only(Revision)


class PaperFlag(db.Model):  # type: ignore[name-defined,misc]
    """That a published text says something exculpatory or impeaching, and when it was disclosed.

    Made from the revisions: a row is added with the first revision that has the flag, and none is
    ever removed (Brady v. Maryland; Giglio v. United States; ABA Model Rule 3.8(d)).
    """

    __tablename__ = "paper_flags"
    __table_args__ = (Index("ix_paper_flags_disclosed_on_since", "disclosed_on", "since"),)

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True
    )
    flag: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    disclosed_on: Mapped[date | None] = mapped_column(Date)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime | None] = mapped_column(Moment)

    paper: Mapped[Paper] = relationship()
    noted_by: Mapped[Person | None] = relationship()


class Comment(db.Model):  # type: ignore[name-defined,misc]
    """What a reader wrote about a published paper, decided before it came here.

    It was written for the readers of revision ``number`` and is read by them alone: what is shared
    with more people later does not take it along. ``text`` goes when it is taken back, or when the
    paper's last hold ends; the row stays, so that nobody wonders where an answer went.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_paper_id_number", "paper_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    number: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    text: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    paper: Mapped[Paper] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    office: Mapped[Office] = relationship(lazy="joined")

    # What the policy asks of a thing:
    @property
    def read_tokens(self) -> Collection[str]:
        """The paper's audience."""
        return self.paper.read_tokens

    @property
    def author_ids(self) -> Collection[int]:
        """Who wrote the comment."""
        return {self.person_id}

    @property
    def state(self) -> str:
        """``published``, or ``withdrawn`` once it was taken back."""
        return "published" if self.taken_back_at is None else "withdrawn"

    @property
    def shown_text(self) -> str | None:
        """What readers see: nothing once it was taken back, also while a hold keeps the text."""
        return self.text if self.taken_back_at is None else None

    @property
    def subject_id(self) -> None:
        """A comment is about no member."""


class Draft(db.Model):  # type: ignore[name-defined,misc]
    """The one text being worked on, sealed; erased when it is published.

    ``version`` counts saves, so that a save over somebody else's is noticed. ``submitted_at`` is
    set while the draft waits for the office lead's release.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment, index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)

    paper: Mapped[Paper] = relationship(back_populates="draft")
    saved_by: Mapped[Person | None] = relationship()
