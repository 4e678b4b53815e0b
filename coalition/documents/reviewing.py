"""Deciding what becomes of everything in a draft that identifies somebody."""

from collections.abc import Mapping
from dataclasses import replace

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.examined import Look, examine, examined
from coalition.deidentify.services import (
    Changes,
    decisions_alike,
    pseudonym_key,
    record_changes,
    summary_of,
)
from coalition.deidentify.sheet import Sheet, State
from coalition.deidentify.wording import typed_texts
from coalition.documents.drafts import draft_content
from coalition.documents.gatekeeping import review_of
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.errors import Conflict, NotFound


def paper_to_review(actor: Actor, public_id: str) -> Paper:
    """A paper of the actor's whose draft can be reviewed.

    Raises:
        NotFound: there is none, or it has no draft.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:review", paper)
    if paper.draft is None:
        raise NotFound
    return paper


def sheet_for(paper: Paper, *, look: Look = examine) -> Sheet:
    """The review of the paper's draft as it stands."""
    return review_of(paper, draft_content(paper), look=look)


def examine_wordings(sheet: Sheet, chosen: Mapping[str, Decision | None]) -> None:
    """Look through the wordings that ``chosen`` brings, before the unit in which they are kept."""
    typed = typed_texts(sheet, {key: each for key, each in chosen.items() if each})
    if any(typed.values()):
        examine(typed)


def alike(sheet: Sheet, type_: str, choice: str, reason: str) -> dict[str, Decision]:
    """One decision for every undecided finding of a type; none when nothing was chosen."""
    if choice not in set(Choice):
        return {}
    undecided = (
        item
        for item in sheet.items
        if item.entity.type == type_ and item.state is State.UNDECIDED and not item.late
    )
    return decisions_alike(undecided, Choice(choice), " ".join(reason.split()))


def lapsed(sheet: Sheet) -> dict[str, Decision]:
    """Every lapsed decision, to be made anew for the text as it is now."""
    return {i.key: i.decision for i in sheet.items if i.state is State.LAPSED and i.decision}


def save_review(
    actor: Actor, public_id: str, *, version: int, saves: int, changes: Changes
) -> Paper:
    """Carry out ``changes`` of the review of the draft that was loaded as ``version``.

    Raises:
        Conflict: the draft or the review was saved since; nothing is changed.
        Invalid: names the fields to mend.
    """
    paper = paper_to_review(actor, public_id)
    if paper.draft is None or paper.draft.version != version:
        raise Conflict
    _take_back_submission(paper)
    sheet = sheet_for(paper, look=examined)
    if changes.matter is not None:
        changes = replace(changes, matter=(paper.office_id, changes.matter[1]))
    record_changes(actor, paper.thing, sheet, changes, loaded=saves)
    audit.record(
        actor,
        "review.saved",
        object_kind=paper.kind,
        object_id=public_id,
        detail={
            "changed": len(changes.chosen),
            "marked": changes.mark is not None,
            "matter": changes.matter is not None,
        },
    )
    return paper


def _take_back_submission(paper: Paper) -> None:
    """What others have before them must not change under their eyes."""
    if paper.draft is not None and paper.draft.submitted_at is not None:
        raise Conflict


def take_pseudonym_key(actor: Actor, public_id: str) -> list[tuple[str, str]]:
    """Who stands behind each pseudonym of the reviewed draft; told once.

    Raises:
        Conflict: it was told before, or the review is not finished.
    """
    paper = paper_to_review(actor, public_id)
    sheet = sheet_for(paper, look=examined)
    if not sheet.is_open:
        raise Conflict
    rows = pseudonym_key(paper.thing, sheet)
    audit.record(
        actor,
        "review.key-taken",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"pseudonyms": len(rows), **{"kept": summary_of(sheet)["kept"]}},
    )
    return rows
