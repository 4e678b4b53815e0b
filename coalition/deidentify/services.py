"""Deciding, marking, settling and forgetting. Every function joins the caller's unit of work.

The callers have checked that the actor may work on the thing; what a sheet is made from was
examined before the unit began.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from coalition import clock
from coalition.access.actor import Actor
from coalition.db import db
from coalition.deidentify.analysis import Entity
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.dossier import Dossier, Standing, mentions_of, version_of
from coalition.deidentify.examined import Look, examined
from coalition.deidentify.marks import LONGEST_PHRASE, Mark, places_of
from coalition.deidentify.matters import matter_named, write_down
from coalition.deidentify.models import Review
from coalition.deidentify.queries import (
    find_review,
    settled_record,
    working_record,
)
from coalition.deidentify.sheet import MADE_LESS_EXACT, Item, Sheet
from coalition.deidentify.wording import check_decisions
from coalition.errors import Conflict, GateClosed, Invalid
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

MOST_MARKS = 300


@dataclass(frozen=True)
class Changes:
    """What a reviewer does at once.

    Args:
        chosen: decisions by the keys of items; ``None`` takes one back.
        mark: what was missed.
        unmark: the key of a mark that is none.
        matter: the office and the name of the matter to use the pseudonyms of; an empty name ends
            that.
    """

    chosen: Mapping[str, Decision | None] = field(default_factory=dict)
    mark: Mark | None = None
    unmark: str = ""
    matter: tuple[int, str] | None = None


def record_changes(
    actor: Actor, thing: Thing, sheet: Sheet, changes: Changes, *, loaded: int
) -> Review:
    """Carry out ``changes`` wholly or not at all.

    Args:
        loaded: which save of the review the actor has seen.

    Raises:
        Conflict: somebody saved since.
        Invalid: a wording breaks a rule; names ``replace-<key>``, ``generalise-<key>``,
            ``keep-<key>``, ``phrase`` or ``matter``.
    """
    review = _begun(thing)
    if review.version != loaded:
        raise Conflict
    dossier = decided_dossier(sheet, changes.chosen)
    if changes.mark is not None:
        dossier = _marked(dossier, sheet, changes.mark)
    if changes.unmark:
        dossier = _unmarked(dossier, sheet, changes.unmark)
    if changes.matter is not None:
        dossier = _in_matter(dossier, *changes.matter)
    review.version += 1
    review.reviewer_id, review.saved_at = actor.person_id, clock.now()
    review.approved_by_id = review.approved_at = None
    _keep_working(review, thing, dossier)
    return review


def decided_dossier(
    sheet: Sheet, chosen: Mapping[str, Decision | None], *, look: Look = examined
) -> Dossier:
    """The dossier of ``sheet`` with what was ``chosen``, once every wording was checked.

    Raises:
        Invalid: names each wording that breaks a rule.
    """
    # What is no longer found needs no decision, and gets none.
    items = {item.key: item for item in sheet.items if item.key in chosen}
    made = {key: each for key, each in chosen.items() if each and key in items}
    check_decisions(sheet, made, look=look)
    standing: dict[str, Standing | None] = {}
    for key, item in items.items():
        standing[key] = sheet.standing(item, _tidy(made[key])) if key in made else None
    return sheet.dossier.with_standing(standing)


def _tidy(decision: Decision) -> Decision:
    return replace(decision, text=" ".join(decision.text.split()))


def decisions_alike(items: Iterable[Item], choice: Choice, reason: str) -> dict[str, Decision]:
    """One decision for each of ``items``: its own pseudonym or phrase, or one reason for all."""
    return {
        item.key: Decision(choice, reason if choice is Choice.KEEP else proposed_text(item, choice))
        for item in items
        if not item.late or choice is Choice.KEEP
    }


def proposed_text(item: Item, choice: Choice) -> str:
    """What the sheet proposes to put in the place of ``item``; nothing for a reason."""
    if choice is Choice.REPLACE:
        return item.pseudonym
    return item.phrases[0] if choice is Choice.GENERALISE and item.phrases else ""


def _marked(dossier: Dossier, sheet: Sheet, mark: Mark) -> Dossier:
    phrase = " ".join(mark.phrase.split())
    if not phrase or len(phrase) > LONGEST_PHRASE:
        raise Invalid.because("phrase", "Enter the words as they stand in the text.")
    if not places_of(phrase, sheet.parts):
        raise Invalid.because(
            "phrase", "These words do not stand in the text. Copy them from it exactly."
        )
    if any(held.phrase.casefold() == phrase.casefold() for held in dossier.marks):
        raise Invalid.because("phrase", "This is marked already. Decide about it in the list.")
    if len(dossier.marks) >= MOST_MARKS:
        raise Invalid.because("phrase", "Too many marks. Edit the text instead.")
    return replace(dossier, marks=(*dossier.marks, Mark(phrase, mark.type)))


def _unmarked(dossier: Dossier, sheet: Sheet, key: str) -> Dossier:
    item = sheet.item(key)
    if item is None:
        raise Conflict
    kept = tuple(
        mark
        for mark in dossier.marks
        if mark.type != item.entity.type
        or places_of(mark.phrase, sheet.parts) != item.entity.places
    )
    return replace(dossier, marks=kept).with_standing({key: None})


def _in_matter(dossier: Dossier, office_id: int, name: str) -> Dossier:
    words = " ".join(name.split())
    if len(words) > LONGEST_PHRASE or not words.isprintable():
        raise Invalid.because(
            "matter", f"Use letters and digits, at most {LONGEST_PHRASE} of them."
        )
    return replace(dossier, matter=matter_named(office_id, words) if words else "")


def _begun(thing: Thing) -> Review:
    review = find_review(thing)
    if review is None:
        review = Review(thing=thing, version=0, saved_at=clock.now())
        db.session.add(review)
    return review


def _keep_working(review: Review, thing: Thing, dossier: Dossier) -> None:
    review.working = current_vault().seal(dossier.to_bytes(), working_record(thing))
    db.session.flush()


def hand_over(actor: Actor, thing: Thing, sheet: Sheet, final: Mapping[str, str]) -> None:
    """Let the decided text take the place of the raw one: what led to it is forgotten.

    What stays says only why each thing that is still found there may stay, and that the author
    gave the assurances for exactly the ``final`` parts: the decided ones, tidied by their owner.
    A matter learns its new pseudonyms.
    """
    review = _begun(thing)
    _tell_matter(sheet)
    review.version += 1
    review.reviewer_id, review.saved_at = actor.person_id, clock.now()
    review.approved_by_id = review.approved_at = None
    _keep_working(review, thing, settled(sheet, final))


def publish_review(thing: Thing, sheet: Sheet, final: Mapping[str, str]) -> None:
    """Keep why each thing in the published parts may stay; forget everything else."""
    review = _begun(thing)
    _tell_matter(sheet)
    done = settled(sheet, final)
    review.settled = current_vault().seal(done.to_bytes(), settled_record(thing))
    review.saved_at = clock.now()
    forget_working(thing)


def forget_working(thing: Thing) -> None:
    """Erase what was decided and marked in a draft that is no more."""
    review = find_review(thing)
    if review is not None:
        review.working = None
        review.approved_by_id = review.approved_at = review.key_taken_at = None
        review.version += 1
        db.session.flush()


def settled(sheet: Sheet, final: Mapping[str, str]) -> Dossier:
    """The dossier of the decided text of ``sheet``, bound to the ``final`` parts.

    Raises:
        GateClosed: something stands in the way.
    """
    if not sheet.is_open or sheet.decided is None or sheet.second is None or sheet.seen is None:
        raise GateClosed
    seen, version = sheet.seen, version_of(sheet.second)
    texts = {**seen, **final}
    old = sheet.dossier
    standing = {}
    for entity in sheet.second.entities:
        own = tuple(place for place in entity.places if place.part in sheet.decided.parts)
        shown = replace(entity, places=own) if own else entity
        key = old.key_of(shown, seen) if own else old.late_key_of(shown, seen)
        reason = Decision(Choice.KEEP, _reason(entity, sheet))
        standing[key] = Standing(reason, entity.type, version, old.texts_of(entity, texts))
    attested = old.digest_of_parts(final)
    return Dossier(old.secret, standing, attested=attested, matter=old.matter)


def _reason(entity: Entity, sheet: Sheet) -> str:
    late = sheet.dossier.standing.get(sheet.dossier.late_key_of(entity, sheet.seen or {}))
    if late is not None:
        return late.decision.text
    for place in entity.places:
        stretch = sheet.decided.stretch_over(place) if sheet.decided else None
        if stretch is not None and stretch.decision.choice is Choice.KEEP:
            return stretch.decision.text
    return MADE_LESS_EXACT


def _tell_matter(sheet: Sheet) -> None:
    if not sheet.dossier.matter:
        return
    labels = {
        (item.entity.type, words): item.decision.text
        for item in sheet.items
        if item.decision and item.decision.choice is Choice.REPLACE and not item.late
        for words in mentions_of(item.entity, sheet.parts)
    }
    write_down(sheet.dossier.matter, labels)


def is_attested(sheet: Sheet) -> bool:
    """Whether an author gave the assurances for exactly the decided text of ``sheet``."""
    held = sheet.dossier
    return held.attested == held.digest_of_parts(sheet.decided_parts)


def approve(actor: Actor, thing: Thing, sheet: Sheet) -> None:
    """Note that a second reader has read exactly the decided text of ``sheet``."""
    review = _begun(thing)
    approved = sheet.dossier.digest_of_parts(sheet.decided_parts)
    review.approved_by_id, review.approved_at = actor.person_id, clock.now()
    _keep_working(review, thing, replace(sheet.dossier, approved=approved))


def is_approved(thing: Thing, sheet: Sheet) -> bool:
    """Whether a second reader has approved exactly the decided text of ``sheet``."""
    review, held = find_review(thing), sheet.dossier
    approved = held.approved == held.digest_of_parts(sheet.decided_parts)
    return review is not None and review.approved_by_id is not None and approved


def pseudonym_key(thing: Thing, sheet: Sheet) -> list[tuple[str, str]]:
    """Who each pseudonym stands for, told once.

    Raises:
        Conflict: it was told already.
    """
    review = _begun(thing)
    if review.key_taken_at is not None:
        raise Conflict
    review.key_taken_at = clock.now()
    db.session.flush()
    return [
        (item.decision.text, item.words)
        for item in sheet.items
        if item.decision and item.decision.choice is Choice.REPLACE and not item.is_open
    ]


def summary_of(sheet: Sheet) -> dict[str, object]:
    """What the log holds of a review: numbers, types and checked reasons; no words of the text."""
    decisions = [(i.entity.type, i.decision) for i in sheet.items if i.decision and not i.is_open]
    counts = Counter(decision.choice.value for _, decision in decisions)
    kept = Counter(
        (type_, decision.text) for type_, decision in decisions if decision.choice is Choice.KEEP
    )
    return {
        "replaced": counts["replace"],
        "generalised": counts["generalise"],
        "kept": [[type_, reason, count] for (type_, reason), count in kept.most_common(100)],
        "detectors": sheet.version,
    }
