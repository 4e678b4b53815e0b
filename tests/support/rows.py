"""Rows that a test needs beside a paper, made directly."""

from coalition import clock, ids
from coalition.db import db
from coalition.documents.models import Comment, Paper
from tests.support.world import Member


def comment_of(member: Member, paper: Paper, text: str) -> str:
    """A comment on the published text; return its id. Joins the open unit of work."""
    row = Comment(
        public_id=ids.public_id(),
        paper=paper,
        number=paper.current_number,
        person_id=member.id,
        office_id=member.office_id,
        text=text,
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return str(row.public_id)
