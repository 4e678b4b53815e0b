"""What a lead reads by leading: drafts that wait for release, and what was withdrawn."""

from sqlalchemy import select

from coalition.access.actor import Actor
from coalition.access.audience import person_token
from coalition.accounts.models import Person
from coalition.audit import services as audit
from coalition.db import db
from coalition.documents.models import Paper, PaperAuthor
from coalition.sharing.models import ReadToken
from coalition.sharing.services import set_read_tokens


def stop_reading_as_lead(actor: Actor, person: Person) -> None:
    """Take from somebody who leads no more what others wrote and only the lead was let read.

    None of it is in the index: it holds what is published, and nothing is published to a lead.
    """
    own = person_token(person.id)
    papers = db.session.scalars(
        select(Paper)
        .join(ReadToken, ReadToken.thing_id == Paper.thing_id)
        .where(
            ReadToken.token.in_([own]),
            Paper.office_id == person.office_id,
            Paper.state.in_(["draft", "withdrawn"]),
            ~Paper.author_rows.any(PaperAuthor.person_id == person.id),
        )
        .order_by(Paper.id)
    )
    for paper in papers.all():
        set_read_tokens(paper.thing, set(paper.read_tokens) - {own})
        audit.record(
            actor,
            "paper.lead-left",
            object_kind=paper.kind,
            object_id=paper.public_id,
            detail={"person": person.public_id},
        )
