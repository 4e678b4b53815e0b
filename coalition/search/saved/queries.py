"""A member's own saved searches, opened, with how much is new in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select

from coalition.access.actor import Actor
from coalition.db import db
from coalition.errors import NotFound, Unavailable
from coalition.runtime import current_vault
from coalition.search.asked import Search
from coalition.search.facets import office_names
from coalition.search.index import index_state
from coalition.search.saved.content import Content, same_search
from coalition.search.saved.counting import Changes, changes_since, found_among
from coalition.search.saved.frequency import Frequency
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.words import in_words
from coalition.vault import VaultError

log = structlog.get_logger("coalition.search")


@dataclass(frozen=True)
class Opened:
    """A saved search whose content was opened for its owner."""

    public_id: str
    name: str
    search: Search
    frequency: Frequency
    created_at: datetime
    looked_at: datetime
    alerted_at: datetime | None


@dataclass(frozen=True)
class New:
    """How many papers are new; ``more`` when there may be more than were counted."""

    count: int
    more: bool = False


@dataclass(frozen=True)
class Listed:
    """A line of the list. ``new`` is nothing when it could not be counted."""

    saved: Opened
    words: str
    new: New | None

    @property
    def place(self) -> tuple[bool, str]:
        """Sorts a list: those with something new first, each part by name."""
        return not (self.new and self.new.count), self.saved.name.casefold()


def record_of(public_id: str) -> str:
    """What the content of a saved search is sealed as."""
    return f"saved-search:{public_id}"


def own_row(actor: Actor, public_id: str) -> SavedSearch:
    """The actor's own saved search with that id.

    Raises:
        NotFound: there is none; whether somebody else has it is not said.
    """
    row = db.session.scalar(
        select(SavedSearch).where(
            SavedSearch.public_id == public_id, SavedSearch.person_id == actor.person_id
        )
    )
    if row is None:
        raise NotFound
    return row


def own_count(actor: Actor) -> int:
    """How many searches ``actor`` has saved."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SavedSearch)
            .where(SavedSearch.person_id == actor.person_id)
        )
        or 0
    )


def opened(row: SavedSearch) -> Opened:
    """``row`` with its content.

    Raises:
        VaultError: it was sealed under a key that is not configured any more.
    """
    content = Content.from_bytes(current_vault().open(row.content, record_of(row.public_id)))
    return Opened(
        row.public_id,
        content.name,
        content.search,
        Frequency(row.frequency),
        row.created_at,
        row.looked_at,
        row.alerted_at,
    )


def own_searches(actor: Actor, *, most: int | None = None) -> list[Opened]:
    """The searches that ``actor`` saved, the one looked at last first."""
    rows = db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.person_id == actor.person_id)
        .order_by(SavedSearch.looked_at.desc(), SavedSearch.id.desc())
        .limit(most)
    )
    return list(_openable(rows))


def _openable(rows: Iterable[SavedSearch]) -> Iterable[Opened]:
    for row in rows:
        try:
            yield opened(row)
        except VaultError:
            # A key was taken away too early; the other searches are shown all the same.
            log.error("saved-search.sealed-with-lost-key", saved_search=row.public_id)


def lost_searches(actor: Actor) -> list[SavedSearch]:
    """Those of ``actor`` that were sealed under a key that is lost; they can only be removed."""
    rows = db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.person_id == actor.person_id)
        .order_by(SavedSearch.created_at, SavedSearch.id)
    )
    return [row for row in rows if opened_if_readable(row) is None]


def opened_if_readable(row: SavedSearch) -> Opened | None:
    """``row`` with its content; nothing if it was sealed under a key that is lost."""
    try:
        return opened(row)
    except VaultError:
        return None


def own_search(actor: Actor, public_id: str) -> Opened:
    """The actor's own saved search with that id, opened.

    Raises:
        NotFound: there is none, or it cannot be read any more.
    """
    saved = opened_if_readable(own_row(actor, public_id))
    if saved is None:
        raise NotFound
    return saved


def find_twin(actor: Actor, asked: Search) -> Opened | None:
    """What ``actor`` has saved that finds the same papers as ``asked``."""
    return next((s for s in own_searches(actor) if same_search(s.search, asked)), None)


def listed(actor: Actor, searches: Sequence[Opened]) -> list[Listed]:
    """The searches in plain words, with what is new since each was looked at last.

    An index that does not answer leaves the counts out.
    """
    if not searches:
        return []
    slugs = [slug for saved in searches for slug in saved.search.filters.get("office", ())]
    offices = office_names(slugs)
    news = _news(actor, searches)
    return [
        Listed(saved, in_words(saved.search, offices), new)
        for saved, new in zip(searches, news, strict=True)
    ]


def _news(actor: Actor, searches: Sequence[Opened]) -> list[New | None]:
    changes = changes_since(actor, min(saved.looked_at for saved in searches))
    # An index that is being built anew would let every single count wait.
    answers = index_state().state in ("ok", "behind")
    news: list[New | None] = []
    for saved in searches:
        new = _new(actor, saved, changes) if answers else None
        answers = new is not None
        news.append(new)
    return news


def _new(actor: Actor, saved: Opened, changes: Changes) -> New | None:
    try:
        count = found_among(actor, saved.search, changes.since(saved.looked_at))
    except Unavailable:
        return None
    return New(count, more=not changes.reach_back_to(saved.looked_at))
