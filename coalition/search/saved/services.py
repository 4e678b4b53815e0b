"""Saving a search, changing and removing it. What is stored of it is sealed.

Every function joins the caller's unit of work.
"""

from dataclasses import replace

from sqlalchemy import select, update

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.accounts.models import Person
from coalition.audit import services as audit
from coalition.db import db
from coalition.errors import Invalid, NotPermitted, Problem
from coalition.outbox.services import last_number
from coalition.runtime import current_vault
from coalition.search.asked import Search
from coalition.search.queries import trouble_of
from coalition.search.saved.content import Content, same_search
from coalition.search.saved.frequency import Frequency, first_due
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.queries import (
    own_count,
    own_row,
    own_search,
    own_searches,
    record_of,
)
from coalition.search.saved.words import LONGEST_NAME

MOST_SAVED = 50
LONGEST_TEXT = 1_000
LONGEST_CONTENT = 6_000


def save_search(actor: Actor, *, asked: Search, name: str, frequency: str) -> SavedSearch:
    """Keep ``asked`` under a name of the actor's own.

    Raises:
        Invalid: the name, the frequency or the search breaks a rule, or it is saved already.
    """
    require(actor, "search:save")
    if actor.person_id is None:
        raise NotPermitted("search:save")
    _wait_for_ones_turn(actor.person_id)
    content = Content(" ".join(name.split()), replace(asked, page=1))
    _refuse(
        *_problems_of_name(actor, content.name),
        *_problems_of_frequency(frequency),
        *_problems_of_search(actor, content),
    )
    now = clock.now()
    row = SavedSearch(
        public_id=ids.public_id(),
        person_id=actor.person_id,
        frequency=frequency,
        created_at=now,
        looked_at=now,
        due_at=first_due(Frequency(frequency), now),
        read_number=last_number(),
    )
    row.content = _sealed(row.public_id, content)
    db.session.add(row)
    db.session.flush()
    _record(actor, "saved-search.saved", row)
    return row


def change_search(actor: Actor, public_id: str, *, name: str, frequency: str) -> None:
    """Give a saved search another name or frequency; what it finds stays the same.

    Raises:
        NotFound: the actor has no such saved search, or it cannot be read any more.
        Invalid: the name or the frequency breaks a rule.
    """
    require(actor, "search:save")
    row = own_row(actor, public_id)
    name = " ".join(name.split())
    _refuse(*_problems_of_name(actor, name, but=public_id), *_problems_of_frequency(frequency))
    row.content = _sealed(public_id, Content(name, own_search(actor, public_id).search))
    if frequency != row.frequency:
        _change_frequency(row, Frequency(frequency))
    _record(actor, "saved-search.changed", row)


def _change_frequency(row: SavedSearch, frequency: Frequency) -> None:
    if row.frequency == Frequency.NEVER:
        # Whoever asks to be told from now on is not told of what came before.
        row.read_number = last_number()
    row.frequency, row.due_at = frequency.value, first_due(frequency, clock.now())


def remove_search(actor: Actor, public_id: str) -> None:
    """Forget a saved search; its text goes with its data key.

    Raises:
        NotFound: the actor has no such saved search.
    """
    require(actor, "search:save")
    row = own_row(actor, public_id)
    _record(actor, "saved-search.removed", row)
    db.session.delete(row)


def note_look(actor: Actor, public_id: str) -> None:
    """The actor looks at what a saved search finds: what is there now is not new any more."""
    db.session.execute(
        update(SavedSearch)
        .where(SavedSearch.public_id == public_id, SavedSearch.person_id == actor.person_id)
        .values(looked_at=clock.now())
    )


def _wait_for_ones_turn(person_id: int) -> None:
    """Two requests of one person are handled one after the other, so that the limit holds."""
    db.session.execute(
        select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    )


def _refuse(*problems: Problem) -> None:
    if problems:
        raise Invalid(*problems)


def _problems_of_name(actor: Actor, name: str, *, but: str = "") -> list[Problem]:
    if not name:
        return [Problem("name", "Enter a name by which you will know this search.")]
    if len(name) > LONGEST_NAME or not name.isprintable():
        return [Problem("name", f"Use at most {LONGEST_NAME} letters for the name.")]
    taken = {s.name.casefold() for s in own_searches(actor) if s.public_id != but}
    if name.casefold() in taken:
        return [Problem("name", "Another saved search of yours has this name. Choose another one.")]
    return []


def _problems_of_frequency(frequency: str) -> list[Problem]:
    if frequency in list(Frequency):
        return []
    return [Problem("frequency", "Choose when you want mail. “Never” is a choice.")]


def _problems_of_search(actor: Actor, content: Content) -> list[Problem]:
    trouble = trouble_of(content.search)
    if trouble is not None:
        return [Problem("search", f"This search cannot be saved: {trouble.message}")]
    if len(content.search.text) > LONGEST_TEXT or len(content.to_bytes()) > LONGEST_CONTENT:
        text = f"This search is too long to save. Use at most {LONGEST_TEXT:,} letters of words"
        return [Problem("search", f"{text}, or fewer filters.")]
    for saved in own_searches(actor):
        if same_search(saved.search, content.search):
            text = (
                f"You have saved this search already, as “{saved.name}”. Change that one instead."
            )
            return [Problem("search", text)]
    if own_count(actor) >= MOST_SAVED:
        text = f"You have saved {MOST_SAVED} searches, which is the most. Remove one first."
        return [Problem("search", text)]
    return []


def _sealed(public_id: str, content: Content) -> bytes:
    return current_vault().seal(content.to_bytes(), record_of(public_id))


def _record(actor: Actor, action: str, row: SavedSearch) -> None:
    audit.record(
        actor,
        action,
        object_kind="saved-search",
        object_id=row.public_id,
        detail={"frequency": row.frequency},
    )


def end_alerts(_actor: Actor, person: Person) -> None:
    """The person's access ends: their searches stay, sealed, and tell of nothing any more."""
    db.session.execute(
        update(SavedSearch)
        .where(SavedSearch.person_id == person.id)
        .values(frequency=Frequency.NEVER, due_at=None)
    )
