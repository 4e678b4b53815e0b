"""Keeping an office's name off what others see of its papers, in search as well."""

from sqlalchemy import or_, select

from coalition.access.actor import Actor
from coalition.accounts.models import Person
from coalition.db import db
from coalition.documents.models import Paper, PaperAuthor
from coalition.offices.models import Office
from coalition.offices.services import set_name_hidden
from coalition.outbox.services import announce
from coalition.sharing.models import Thing


def keep_name_off_papers(actor: Actor, public_id: str, *, hidden: bool) -> Office:
    """Say whether readers of other offices see the office's name, and have its papers indexed anew.

    Raises:
        NotFound, NotPermitted: as :func:`set_name_hidden`.
    """
    before = db.session.scalar(select(Office.name_hidden).where(Office.public_id == public_id))
    office = set_name_hidden(actor, public_id, hidden=hidden)
    if before != hidden:
        for paper in _papers_that_name(office):
            announce("paper.naming-changed", paper=paper)
    return office


def _papers_that_name(office: Office) -> list[str]:
    """The published papers of the office, and those that its people wrote elsewhere."""
    by_its_people = Paper.author_rows.any(
        PaperAuthor.person_id.in_(select(Person.id).where(Person.office_id == office.id))
    )
    rows = db.session.scalars(
        select(Thing.public_id)
        .join(Paper)
        .where(Paper.state == "published", or_(Paper.office_id == office.id, by_its_people))
        .order_by(Paper.id)
    )
    return list(rows)
