"""Publishing a draft, or handing it to those who have to look at it first."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.audience import Audience, person_token
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.deidentify.assurances import missing_assurances
from coalition.deidentify.examined import examined
from coalition.deidentify.queries import saves_of
from coalition.deidentify.services import hand_over, summary_of
from coalition.deidentify.sheet import Sheet
from coalition.documents.attached import RebuiltFiles, write_files
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, write_draft
from coalition.documents.gatekeeping import (
    decided_content,
    decided_texts,
    require_open_gate,
    review_of,
)
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.queries import readable_paper
from coalition.documents.readership import check_groups, leads_of, office_people
from coalition.documents.revisions import add_revision, with_kept_flags
from coalition.errors import Conflict, Invalid
from coalition.outbox.services import announce
from coalition.sharing.services import set_read_tokens


class Published(StrEnum):
    """What publishing led to."""

    SHARED = "shared"
    SUBMITTED = "submitted"


def publish(
    actor: Actor,
    public_id: str,
    *,
    version: int,
    change_note: str | None = None,
    assured: Collection[str] = (),
    saves: int | None = None,
    rebuilt: RebuiltFiles | None = None,
) -> Published:
    """Publish the decided text of the draft, or hand it to those who have to look at it first.

    Args:
        version: the draft that the actor has seen.
        change_note: replaces the one that was saved with the draft; ``None`` keeps that.
        assured: the codes of the assurances that the author gives.
        saves: the save of the review that the actor has seen; ``None`` does not ask.
        rebuilt: the attached files in their decided words, made before the unit of work.

    Raises:
        GateClosed: something that identifies somebody is undecided.
        Invalid: an assurance is missing, there is nothing to publish, or it is addressed to a
            group that has ended or that no author is in.
        Conflict: the draft or its review was saved since, or was not examined beforehand.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:publish", paper)
    kind = KINDS[paper.kind]
    content = content_to_publish(paper, version=version, change_note=change_note)
    if saves is not None and saves != saves_of(paper.thing):
        raise Conflict
    _require_text(content)
    require_current_groups(paper, content)
    sheet = review_of(paper, content, look=examined)
    require_open_gate(kind, content, sheet)
    if missing := missing_assurances(assured):
        raise Invalid(*missing)
    write_files(paper, sheet, rebuilt or RebuiltFiles())
    done = decided_content(kind, content, sheet)
    if needs_release(actor, paper, content.audience) or paper.office.second_reader_required:
        # Others read and release the decided text, so it takes the place of the raw one now.
        hand_over(actor, paper.thing, sheet, decided_texts(kind, done, sheet))
        write_draft(actor, paper, done)
        _submit(actor, paper, sheet)
        return Published.SUBMITTED
    add_revision(actor, paper, done, made_by_id=actor.person_id, sheet=sheet)
    return Published.SHARED


def content_to_publish(paper: Paper, *, version: int, change_note: str | None) -> Content:
    """The draft as it would be published if everything in it is kept, to be examined and decided.

    Raises:
        Conflict: the draft was saved since ``version``.
    """
    content = _draft_as_loaded(paper, version)
    if change_note is not None:
        content = replace(content, change_note=change_note).checked(KINDS[paper.kind])
    return replace(content, fields=with_kept_flags(paper, content.fields))


def _require_text(content: Content) -> None:
    if not content.body.strip() and not content.fields.get("events"):
        raise Invalid.because("body", "There is no text yet. Go on editing and write it first.")


def require_current_groups(paper: Paper, content: Content) -> None:
    """Refuse groups that ended, or that the authors left, after the draft was saved.

    Raises:
        Invalid: says so.
    """
    check_groups(content.audience, paper.author_ids)


def needs_release(actor: Actor, paper: Paper, audience: Audience) -> bool:
    """Whether the office lead has to release what ``actor`` shares with ``audience``."""
    if not audience.beyond_office(paper.office_id, office_people(paper.office_id)):
        return False
    if not paper.office.release_required:
        return False
    return not allows(actor, "document:publish-beyond-office", paper)


def waits_for_a_missing_lead(actor: Actor, paper: Paper) -> bool:
    """Whether the draft was submitted for release and the office has no active lead any more."""
    if paper.draft is None or paper.draft.submitted_at is None or leads_of(paper.office_id):
        return False
    return needs_release(actor, paper, draft_content(paper).audience)


def shares_beyond_office(actor: Actor, paper: Paper, audience: Audience) -> bool:
    """Whether ``actor`` alone would share with people outside the office, asking nobody first."""
    if paper.office.second_reader_required or needs_release(actor, paper, audience):
        return False
    return audience.beyond_office(paper.office_id, office_people(paper.office_id))


def _submit(actor: Actor, paper: Paper, sheet: Sheet) -> None:
    if paper.draft is None:
        raise Conflict
    needs_lead = needs_release(actor, paper, draft_content(paper).audience)
    leads = leads_of(paper.office_id) if needs_lead else []
    if needs_lead and not leads:
        raise Invalid.because(
            "tlp",
            "Your office asks its lead to release what goes beyond the office, and has no lead "
            "now. Share it within the office, or ask a coalition admin to invite a lead.",
        )
    paper.draft.submitted_at = clock.now()
    if paper.state == "draft":
        readers = {person_token(i) for i in [*paper.author_ids, *leads]}
        set_read_tokens(paper.thing, readers)
    audit.record(
        actor,
        "draft.submitted",
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={"review": summary_of(sheet)},
    )
    announce("draft.submitted", paper=paper.public_id)


def _draft_as_loaded(paper: Paper, version: int) -> Content:
    if paper.draft is None or paper.draft.version != version:
        raise Conflict
    return draft_content(paper).checked(KINDS[paper.kind])
