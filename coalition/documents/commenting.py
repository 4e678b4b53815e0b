"""Comments on papers: written, decided and stored in one act, so that none is kept raw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.at_once import AtOnce, review_at_once, seen_as
from coalition.deidentify.decisions import Decision
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.services import summary_of
from coalition.deidentify.sheet import Basis
from coalition.documents.gatekeeping import as_shown
from coalition.documents.kinds.schema import TextPart, storable
from coalition.documents.models import Comment, Paper
from coalition.documents.queries import comments_for, readable_paper
from coalition.errors import Conflict, GateClosed, Invalid, NotFound, NotPermitted
from coalition.outbox.services import announce

LONGEST_COMMENT = 5_000
PART = "comment"
# Each comment is a mail to the authors, so nobody writes more of them within an hour.
MOST_IN_AN_HOUR = 30


@dataclass(frozen=True)
class Written:
    """A comment as it was sent.

    ``number`` is the revision that the writer had before them. ``chosen`` are decisions about what
    was found, by key; they count for the text that ``seen`` stands for and for no other.
    """

    text: str
    number: int
    seen: str
    chosen: Mapping[str, Decision]


@dataclass(frozen=True)
class Comments:
    """One page of the comments that somebody may read, newest first, and how many there are."""

    rows: Sequence[Comment]
    total: int


def comment_parts(text: str) -> dict[str, TextPart]:
    """The text as the part that its review speaks of."""
    return {PART: TextPart(PART, "text", "The comment", text)}


def paper_to_comment(actor: Actor, public_id: str) -> Paper:
    """A published paper that ``actor`` may comment on.

    Raises:
        NotFound, NotPermitted: there is none.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:comment", paper)
    return paper


def text_as_seen(actor: Actor, paper: Paper, text: str) -> str:
    """What a page names ``text`` by whose findings it shows."""
    return seen_as(_about(actor, paper), {PART: text})


def review_comment(
    actor: Actor, paper: Paper, written: Written, *, look: Look = examined
) -> AtOnce:
    """What identifies somebody in the text, as it was decided so far.

    Raises:
        Invalid: there is no text, or too much.
    """
    if not written.text.strip():
        raise Invalid.because("text", "There is no text yet. Write your comment.")
    if len(written.text) > LONGEST_COMMENT:
        raise Invalid.because(
            "text",
            f"The comment is over {LONGEST_COMMENT:,} characters. Shorten it, or write a paper.",
        )
    if not storable(written.text):
        raise Invalid.because("text", "The text holds a NUL character. Remove it.")
    current = written.seen == text_as_seen(actor, paper, written.text)
    basis = Basis(markdown=(PART,), derived=lambda parts: as_shown(parts[PART]))
    chosen = written.chosen if current else {}
    return review_at_once(_about(actor, paper), {PART: written.text}, basis, chosen, look=look)


def _about(actor: Actor, paper: Paper) -> str:
    return f"comment:{paper.public_id}:{actor.public_id}"


def add_comment(actor: Actor, public_id: str, written: Written) -> Comment:
    """Store the decided text for those who read the revision that the writer had before them.

    Raises:
        Conflict: another revision was published since, whose readers may be others.
        GateClosed: something that identifies somebody is undecided.
        Invalid: there is no text, or too much.
    """
    paper = paper_to_comment(actor, public_id)
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("document:comment")
    if written.number != paper.current_number:
        raise Conflict
    review = review_comment(actor, paper, written)
    if not review.is_open:
        raise GateClosed
    _check_pace(actor.person_id)
    comment = Comment(
        public_id=ids.public_id(),
        paper=paper,
        number=written.number,
        person_id=actor.person_id,
        office_id=actor.office_id,
        text=review.sheet.decided_parts[PART],
        made_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    audit.record(
        actor,
        "comment.made",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"comment": comment.public_id, "review": summary_of(review.sheet)},
    )
    announce("paper.commented", paper=public_id, comment=comment.public_id)
    return comment


def _check_pace(person_id: int) -> None:
    lately = clock.now() - timedelta(hours=1)
    own = select(func.count()).where(Comment.person_id == person_id, Comment.made_at > lately)
    if (db.session.scalar(own) or 0) >= MOST_IN_AN_HOUR:
        raise Invalid.because(
            "text", f"You wrote {MOST_IN_AN_HOUR} comments within an hour. Go on later."
        )


def readable_comments(actor: Actor, paper: Paper, *, page: int, size: int) -> Comments:
    """The comments on a readable paper that ``actor`` may read."""
    wanted = comments_for(actor, paper)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(Comment.id.desc()).offset((page - 1) * size).limit(size)
    return Comments(db.session.scalars(newest).all(), total)


def readable_comment(actor: Actor, paper: Paper, comment_id: str) -> Comment:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    wanted = comments_for(actor, paper).where(Comment.public_id == comment_id)
    comment = db.session.scalar(wanted)
    if comment is None:
        raise NotFound
    return comment


def may_take_back(actor: Actor, paper: Paper, comment: Comment) -> bool:
    """Whether ``actor`` wrote the comment, or answers for the paper that it stands under."""
    if comment.taken_back_at is not None:
        return False
    return allows(actor, "comment:take-back", comment) or allows(
        actor, "document:remove-comment", paper
    )


def take_back(actor: Actor, public_id: str, *, comment_id: str) -> None:
    """Erase the text of a comment; that there was one stays.

    Under a hold the text is shown to nobody any more, and erased when the hold ends.

    Raises:
        NotFound: there is none that ``actor`` may read, or it was taken back before.
        NotPermitted: it is neither theirs nor on a paper that they answer for.
    """
    paper = readable_paper(actor, public_id)
    comment = readable_comment(actor, paper, comment_id)
    if comment.taken_back_at is not None:
        raise NotFound
    own = allows(actor, "comment:take-back", comment)
    if not own:
        require(actor, "document:remove-comment", paper)
    if not paper.held:
        comment.text = None
    comment.taken_back_at, comment.taken_back_by_id = clock.now(), actor.person_id
    audit.record(
        actor,
        "comment.taken-back" if own else "comment.removed",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"comment": comment_id},
    )
