"""Terms of leads in tests: written straight into the database, as if two admins had agreed."""

from datetime import date, timedelta

from sqlalchemy import update

from coalition import clock
from coalition.access.actor import Role
from coalition.accounts.models import PersonRole
from coalition.db import db, unit_of_work
from coalition.web.dispatch import Portal
from tests.support.world import Member


def today() -> date:
    """The day of the clock that stands still, in UTC."""
    return clock.now().date()


def set_last_day(app: Portal, lead: Member, *, days: int | None = 0) -> None:
    """The lead's term lasts until that many days from today; ``None`` is without end."""
    last_day = None if days is None else today() + timedelta(days=days)
    own = (PersonRole.person_id == lead.id, PersonRole.role == Role.OFFICE_LEAD.value)
    with app.app_context(), unit_of_work():
        db.session.execute(update(PersonRole).where(*own).values(last_day=last_day))
