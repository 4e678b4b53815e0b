"""Keeping a paper from being erased, and erasing what waited for the end of that."""

from sqlalchemy import update

from coalition.db import db
from coalition.documents.drafts import erase_draft
from coalition.documents.models import Comment, Paper


def keep(paper: Paper) -> None:
    """From now on nothing of the paper is erased. The callers have checked permission."""
    paper.held = True


def let_go(paper: Paper) -> None:
    """Nothing keeps the paper any more: what was to be erased meanwhile is erased now."""
    paper.held = False
    if paper.state == "withdrawn":
        erase_draft(paper)
    db.session.execute(
        update(Comment)
        .where(Comment.paper_id == paper.id, Comment.taken_back_at.is_not(None))
        .values(text=None)
    )
