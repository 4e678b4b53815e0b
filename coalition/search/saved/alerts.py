"""Telling members by mail that a saved search has new papers. Only ``flask worker`` does it.

A search is evaluated with what its owner may read at that moment. That they were told, up to
which number of the log, and the message that the mail is made from are one commit: a crash before
it loses nothing, and after it nothing is told twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, or_, select, update

from coalition import clock
from coalition.access.actor import worker
from coalition.access.decide import allows, require
from coalition.accounts.claims import claimed
from coalition.accounts.models import Person
from coalition.accounts.queries import ACTIVE, actor_of, can_sign_in
from coalition.db import db, discard_changes, unit_of_work
from coalition.outbox.services import Consumer, Message, announce, last_number
from coalition.search.saved.counting import found_among
from coalition.search.saved.frequency import PAUSE, Frequency, next_due
from coalition.search.saved.happenings import (
    Happening,
    happenings,
    is_news,
    readable_now,
    with_new_outcome,
)
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.queries import opened
from coalition.vault import VaultError

# How many searches one round evaluates, so that mail and index do not wait long for their turn.
MOST_IN_A_ROUND = 200
# How many outcomes of evaluating are written in one commit.
BATCH = 50

log = structlog.get_logger("coalition.search")

_WATCHER = worker("alerts", "search:alert")


@dataclass(frozen=True)
class Due:
    """A saved search to evaluate, as it was when it was chosen."""

    id: int
    frequency: Frequency
    due_at: datetime
    read_number: int


@dataclass(frozen=True)
class Told:
    """What evaluating a search gave: how many papers to tell its owner of.

    ``count`` is nothing when it was not evaluated, because its owner could not sign in or read.
    """

    due: Due
    public_id: str
    person: str
    count: int | None


def outcome_consumer() -> Consumer:
    """The reader of the outbox that tells of outcomes at once."""
    return Consumer("outcome-alerts", _follow)


def _follow(messages: Sequence[Message]) -> None:
    if any(map(is_news, messages)):
        _tell(SavedSearch.frequency == Frequency.OUTCOMES)


def tell_what_is_due() -> None:
    """Evaluate the searches whose time has come, and have their owners told of what is new.

    Raises:
        Unavailable: the index does not answer; what is due stays so.
    """
    _tell(SavedSearch.frequency != Frequency.NEVER)


def _tell(which: ColumnElement[bool]) -> None:
    require(_WATCHER, "search:alert")
    until = last_number()
    searches = _due(which, until)
    if not searches:
        return
    happened = happenings(min(due.read_number for due in searches), until)
    for start in range(0, len(searches), BATCH):
        batch = [_evaluated(due, happened) for due in searches[start : start + BATCH]]
        discard_changes()
        with unit_of_work():
            for told in filter(None, batch):
                _settle(told, until)


def _due(which: ColumnElement[bool], until: int) -> list[Due]:
    rows = db.session.execute(
        select(
            SavedSearch.id,
            SavedSearch.frequency,
            SavedSearch.due_at,
            SavedSearch.read_number,
        )
        .where(
            which,
            SavedSearch.due_at <= clock.now(),
            # What waits for an outcome is due all the time, and mostly has nothing to read.
            or_(SavedSearch.frequency != Frequency.OUTCOMES, SavedSearch.read_number < until),
        )
        .order_by(SavedSearch.due_at, SavedSearch.id)
        .limit(MOST_IN_A_ROUND)
    )
    return [Due(r.id, Frequency(r.frequency), r.due_at, r.read_number) for r in rows]


def _evaluated(due: Due, happened: Sequence[Happening]) -> Told | None:
    """What is new in one search for its owner as they are now; nothing if it was removed."""
    row = db.session.get(SavedSearch, due.id)
    if row is None:
        return None
    actor = actor_of(row.person)
    if not can_sign_in(row.person) or not allows(actor, "search:save"):
        return Told(due, row.public_id, row.person.public_id, None)
    try:
        asked = opened(row).search
    except VaultError:
        log.error("saved-search.sealed-with-lost-key", saved_search=row.public_id)
        return Told(due, row.public_id, row.person.public_id, None)
    unread = [one for one in happened if one.number > due.read_number]
    if due.frequency is Frequency.OUTCOMES:
        papers = with_new_outcome(actor, unread)
    else:
        papers = readable_now(actor, {one.paper for one in unread})
    count = found_among(actor, asked, papers)
    return Told(due, row.public_id, row.person.public_id, count)


def _settle(told: Told, until: int) -> None:
    """Write down what one evaluation gave, unless something about the search changed meanwhile."""
    due, now = told.due, clock.now()
    unchanged = update(SavedSearch).where(
        SavedSearch.id == due.id,
        SavedSearch.frequency == due.frequency,
        SavedSearch.due_at == due.due_at,
        SavedSearch.read_number == due.read_number,
    )
    if told.count is None:
        # Who cannot be told now is told later of all that was missed, if the log still has it.
        claimed(unchanged.values(due_at=now + PAUSE))
        return
    values = {
        "read_number": until,
        "due_at": next_due(due.frequency, due.due_at, now, told=told.count > 0),
    }
    if told.count:
        values["alerted_at"] = now
    # Whoever was suspended while this was evaluated is told nothing.
    active = select(Person.id).where(Person.id == SavedSearch.person_id, Person.status == ACTIVE)
    if claimed(unchanged.where(active.exists()).values(values)) and told.count:
        announce(
            "saved-search.matched", search=told.public_id, person=told.person, count=told.count
        )
