"""Groups of phrases that mean the same. A search for one of a group looks for all of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from coalition import ids
from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.gate import check_parts
from coalition.errors import Conflict, Invalid, NotFound
from coalition.outbox import services as outbox
from coalition.search.models import SynonymPhrase
from search_index.text import UNSCORED, tokens

FEWEST, MOST = 2, 12
MOST_WORDS = 6
LONGEST_PHRASE = 80
# Each search reads all of them, and each that applies makes the search wider.
MOST_GROUPS = 200

_SEPARATORS = re.compile(r"[,\n\r]+")


@dataclass(frozen=True)
class SynonymGroup:
    """Phrases that mean the same, in the order in which they were typed."""

    public_id: str
    phrases: tuple[str, ...]

    @property
    def text(self) -> str:
        """The phrases as an admin types them."""
        return ", ".join(self.phrases)


def phrase_key(phrase: str) -> str:
    """The phrase as the search reads it: its words in their basic form."""
    return " ".join(token.terms[0] for token in tokens(phrase))


def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases in what was typed, separated by commas or line ends."""
    return tuple(kept for part in _SEPARATORS.split(text) if (kept := " ".join(part.split())))


def synonym_groups() -> list[SynonymGroup]:
    """Every group, by alphabet of their first phrases."""
    groups: dict[str, list[str]] = {}
    rows = select(SynonymPhrase.group_id, SynonymPhrase.phrase).order_by(SynonymPhrase.id)
    for group_id, phrase in db.session.execute(rows):
        groups.setdefault(group_id, []).append(phrase)
    found = [SynonymGroup(group_id, tuple(phrases)) for group_id, phrases in groups.items()]
    return sorted(found, key=lambda group: group.text.casefold())


def synonym_group(public_id: str) -> SynonymGroup:
    """The group with that id.

    Raises:
        NotFound: there is none.
    """
    for group in synonym_groups():
        if group.public_id == public_id:
            return group
    raise NotFound


def add_synonyms(actor: Actor, text: str) -> str:
    """Make a group of the phrases in ``text``; return its id.

    Raises:
        NotPermitted: the actor does not keep the synonyms.
        Invalid: the phrases break a rule.
    """
    require(actor, "search:synonyms")
    made = db.session.scalar(select(func.count(SynonymPhrase.group_id.distinct()))) or 0
    if made >= MOST_GROUPS:
        raise Invalid.because("phrases", f"There are {MOST_GROUPS} groups. Remove one first.")
    phrases = _checked(text)
    public_id = ids.public_id()
    _write(public_id, phrases)
    _announce(actor, "synonyms.added", public_id, phrases)
    return public_id


def change_synonyms(actor: Actor, public_id: str, text: str, *, seen: str) -> None:
    """Replace the phrases of a group.

    Args:
        seen: the group's text when the actor began to change it.

    Raises:
        NotPermitted: the actor does not keep the synonyms.
        NotFound: there is no such group.
        Invalid: the phrases break a rule, or somebody else changed the group meanwhile.
    """
    require(actor, "search:synonyms")
    group = synonym_group(public_id)
    if group.phrases != phrases_of(seen):
        raise Invalid.because(
            "phrases",
            f"Somebody changed this group while you were typing. It is now: {group.text}. "
            "Enter what it should be, and save again.",
        )
    phrases = _checked(text, but=public_id)
    _forget(public_id)
    _write(public_id, phrases)
    _announce(actor, "synonyms.changed", public_id, phrases)


def remove_synonyms(actor: Actor, public_id: str) -> SynonymGroup:
    """Remove a group; return what it was.

    Raises:
        NotPermitted: the actor does not keep the synonyms.
        NotFound: there is no such group.
    """
    require(actor, "search:synonyms")
    group = synonym_group(public_id)
    _forget(public_id)
    _announce(actor, "synonyms.removed", public_id, group.phrases)
    return group


def _checked(text: str, but: str = "") -> tuple[str, ...]:
    """The phrases in ``text``, which break no rule; those of group ``but`` are free."""
    phrases = phrases_of(text)
    if not FEWEST <= len(phrases) <= MOST:
        raise Invalid.because(
            "phrases",
            f"Enter {FEWEST} to {MOST} phrases that mean the same, with commas between them. "
            f"Found: {len(phrases)}.",
        )
    for phrase in phrases:
        _check_phrase(phrase)
    if check_parts({"phrases": text}).blocking:
        raise Invalid.because("phrases", "Remove what identifies a person; nothing was saved.")
    _check_distinct(phrases, but)
    return phrases


def _check_phrase(phrase: str) -> None:
    words = [token.terms[0] for token in tokens(phrase)]
    if len(phrase) > LONGEST_PHRASE or len(words) > MOST_WORDS:
        rule = f"is too long: use at most {MOST_WORDS} words and {LONGEST_PHRASE} characters."
    elif not phrase.isprintable() or not words:
        rule = "holds no word. Use letters or digits."
    elif UNSCORED.issuperset(words):
        rule = "holds only words that stand in every text. Add one that tells something."
    else:
        return
    raise Invalid.because("phrases", f"“{phrase[:LONGEST_PHRASE]}” {rule}")


def _check_distinct(phrases: Iterable[str], but: str) -> None:
    seen: dict[str, str] = {}
    for phrase in phrases:
        key = phrase_key(phrase)
        if key in seen:
            raise Invalid.because(
                "phrases", f"“{phrase}” and “{seen[key]}” are the same to a search. Leave one out."
            )
        seen[key] = phrase
    taken = select(SynonymPhrase.key).where(
        SynonymPhrase.key.in_(seen), SynonymPhrase.group_id != but
    )
    for key in db.session.scalars(taken):
        raise Invalid.because(
            "phrases", f"“{seen[key]}” is in another group. Add the other phrases to that one."
        )


def _forget(public_id: str) -> None:
    db.session.execute(delete(SynonymPhrase).where(SynonymPhrase.group_id == public_id))


def _write(public_id: str, phrases: Sequence[str]) -> None:
    try:
        for phrase in phrases:
            key = phrase_key(phrase)
            db.session.add(SynonymPhrase(group_id=public_id, phrase=phrase, key=key))
            db.session.flush()
    except IntegrityError:
        # Another admin took the phrase between the look and the insert.
        raise Conflict from None


def _announce(actor: Actor, action: str, public_id: str, phrases: Sequence[str]) -> None:
    detail = {"phrases": list(phrases)}
    audit.record(actor, action, object_kind="synonyms", object_id=public_id, detail=detail)
    outbox.announce(action, group=public_id)
