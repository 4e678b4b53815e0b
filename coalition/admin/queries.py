"""The coalition in numbers, and how this portal is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from coalition import clock
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE
from coalition.admin.member_map import Tile, tiles
from coalition.admin.trends import Bar, by_month, months_until
from coalition.audit.queries import HeadState, head_state
from coalition.db import db
from coalition.offices.models import Office
from coalition.offices.queries import offices_by_state
from coalition.outbox.services import Backlog, backlogs
from coalition.search.queries import IndexState, index_state


def member_map() -> list[Tile]:
    """Every state with its member offices and their active people."""
    query = (
        select(Office.state, func.count())
        .join(Person, Person.office_id == Office.id)
        .where(Person.status == ACTIVE)
        .group_by(Office.state)
    )
    people = {row[0]: row[1] for row in db.session.execute(query)}
    return tiles(offices_by_state(), people)


def joined_by_month() -> list[Bar]:
    """How many people joined in each of the last twelve months, whatever became of them."""
    now = clock.now()
    first = months_until(now.date())[0]
    since = datetime(first.year, first.month, 1, tzinfo=now.tzinfo)
    moments = db.session.scalars(select(Person.created_at).where(Person.created_at >= since))
    return by_month(moments, now.date())


# The worker reads the log every second; what is older than this waits for some other reason.
LATE = timedelta(minutes=2)
CONSUMERS = {"mail": "Mail", "outcome-alerts": "Alerts on outcomes"}


@dataclass(frozen=True)
class Delivery:
    """What waits for a consumer that only the worker serves."""

    label: str
    waiting: int
    oldest: datetime | None
    late: bool


@dataclass(frozen=True)
class PortalState:
    """How the index of this node, the log and what waits to be delivered stand."""

    index: IndexState
    log: HeadState
    deliveries: list[Delivery]


def portal_state() -> PortalState:
    """What an operator would ask first."""
    return PortalState(index_state(), head_state(), [_delivery(one) for one in _by_worker()])


def _by_worker() -> list[Backlog]:
    return [one for one in backlogs() if one.consumer in CONSUMERS]


def _delivery(backlog: Backlog) -> Delivery:
    late = backlog.oldest is not None and backlog.oldest < clock.now() - LATE
    return Delivery(CONSUMERS[backlog.consumer], backlog.waiting, backlog.oldest, late)
