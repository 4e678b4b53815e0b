"""Reading reviews. The callers have checked that the actor may see the raw parts."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from coalition.db import db
from coalition.deidentify.analysis import Entity
from coalition.deidentify.dossier import Dossier, mentions_of
from coalition.deidentify.examined import Look, examine
from coalition.deidentify.matters import MatterBook, find_book
from coalition.deidentify.models import Review
from coalition.deidentify.sheet import Basis, Sheet, make_sheet
from coalition.runtime import current_settings, current_vault
from coalition.sharing.models import Thing
from coalition.vault import derived_key


def find_review(thing: Thing) -> Review | None:
    """The review of ``thing``, if one was ever begun."""
    return db.session.scalar(select(Review).where(Review.thing_id == thing.id))


def working_record(thing: Thing) -> str:
    """The record that decisions about a draft are sealed for."""
    return f"review:{thing.public_id}"


def settled_record(thing: Thing) -> str:
    """The record that decisions about a published text are sealed for."""
    return f"settled-review:{thing.public_id}"


def _new_dossier(thing: Thing) -> Dossier:
    # Made from the settings' secret, so that a page and what it posts speak of the same keys
    # although nothing is stored before the first decision.
    return Dossier(derived_key(current_settings().secret_key, f"review:{thing.public_id}"))


def dossier_of(thing: Thing) -> Dossier:
    """The decisions to go on from: those of the draft, or else of what is published, or none."""
    review = find_review(thing)
    if review is not None and review.working is not None:
        return Dossier.from_bytes(current_vault().open(review.working, working_record(thing)))
    if review is not None and review.settled is not None:
        return Dossier.from_bytes(current_vault().open(review.settled, settled_record(thing)))
    return _new_dossier(thing)


def settled_dossier(thing: Thing) -> Dossier:
    """The decisions about what is published, or none."""
    review = find_review(thing)
    if review is None or review.settled is None:
        return _new_dossier(thing)
    return Dossier.from_bytes(current_vault().open(review.settled, settled_record(thing)))


def saves_of(thing: Thing) -> int:
    """How often the review was saved; what a page was loaded as."""
    review = find_review(thing)
    return review.version if review else 0


def is_approved_now(thing: Thing) -> bool:
    """Whether a second reader has approved what was submitted last."""
    review = find_review(thing)
    return review is not None and review.approved_by_id is not None


def sheet_of(
    thing: Thing, parts: Mapping[str, str], basis: Basis, *, look: Look = examine
) -> Sheet:
    """The review of ``parts`` as it stands; ``look`` is :func:`examined` in a unit of work."""
    dossier = dossier_of(thing)
    book = find_book(dossier.matter)
    return make_sheet(dossier, parts, look=look, basis=basis, known=_known(book, parts))


def published_sheet(
    thing: Thing, parts: Mapping[str, str], basis: Basis, *, look: Look = examine
) -> Sheet:
    """The review of a published text, to ask whether its decisions still hold."""
    return make_sheet(settled_dossier(thing), parts, look=look, basis=basis)


def _known(book: MatterBook | None, parts: Mapping[str, str]) -> Callable[[Entity], str | None]:
    def label(entity: Entity) -> str | None:
        if book is None:
            return None
        labels = (book.label_of(entity.type, words) for words in mentions_of(entity, parts))
        return next(filter(None, labels), None)

    return label
