"""What others decide about a submitted draft: the second reader's approval, the lead's release."""

from coalition.access.actor import Actor
from coalition.access.audience import person_token
from coalition.access.decide import require
from coalition.accounts.queries import actor_of
from coalition.audit import services as audit
from coalition.deidentify.examined import examined
from coalition.deidentify.services import approve, is_approved, is_attested
from coalition.deidentify.sheet import Sheet
from coalition.documents.content import Content
from coalition.documents.gatekeeping import require_open_gate, review_of
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper
from coalition.documents.publishing import (
    Published,
    content_to_publish,
    needs_release,
    require_current_groups,
)
from coalition.documents.queries import paper_to_read_again, paper_to_release
from coalition.documents.revisions import add_revision
from coalition.errors import Invalid
from coalition.outbox.services import announce
from coalition.sharing.services import set_read_tokens


def release(actor: Actor, public_id: str, *, version: int) -> Published:
    """Publish a submitted draft as the office lead.

    Raises:
        GateClosed: the gate knows more by now than when the draft was submitted.
        Invalid: the authors have given no assurances for this text, or the office asks for a
            second reader who has not approved it.
    """
    paper = paper_to_release(actor, public_id)
    require(actor, "document:release", paper)
    content, sheet = _submitted(paper, version)
    if paper.office.second_reader_required and not is_approved(paper.thing, sheet):
        raise Invalid.because(
            "form",
            "Your office asks for a second reader, and none has approved this text yet. "
            "Ask a colleague who did not write it.",
        )
    made_by = paper.draft.saved_by_id if paper.draft else None
    released_by = actor.person_id
    add_revision(actor, paper, content, made_by_id=made_by, released_by_id=released_by, sheet=sheet)
    return Published.SHARED


def _submitted(paper: Paper, version: int) -> tuple[Content, Sheet]:
    """What was submitted, once it was through the gate again."""
    content = content_to_publish(paper, version=version, change_note=None)
    require_current_groups(paper, content)
    sheet = review_of(paper, content, look=examined)
    require_open_gate(KINDS[paper.kind], content, sheet)
    if not is_attested(sheet):
        raise Invalid.because(
            "form",
            "The authors have not confirmed that nothing in this text is sealed or before a "
            "grand jury. Send it back to them; they confirm it when they submit it again.",
        )
    return content, sheet


def approve_reading(actor: Actor, public_id: str, *, version: int) -> Published:
    """Approve a submitted text as its second reader; publish it if nobody else has to release it.

    Raises:
        GateClosed, Invalid: as for :func:`release`.
        Conflict: the draft was saved since.
    """
    paper = paper_to_read_again(actor, public_id)
    require(actor, "document:second-read", paper)
    content, sheet = _submitted(paper, version)
    approve(actor, paper.thing, sheet)
    audit.record(actor, "draft.approved", object_kind=paper.kind, object_id=public_id)
    announce("draft.approved", paper=public_id)
    submitter = paper.draft.saved_by if paper.draft else None
    if submitter is None or needs_release(actor_of(submitter), paper, content.audience):
        return Published.SUBMITTED
    add_revision(actor, paper, content, made_by_id=submitter.id, sheet=sheet)
    return Published.SHARED


def send_back(actor: Actor, public_id: str) -> None:
    """Give a submitted draft back to its authors without publishing it."""
    paper = paper_to_release(actor, public_id)
    require(actor, "document:release", paper)
    _send_back(actor, paper)


def send_back_unapproved(actor: Actor, public_id: str) -> None:
    """Give a submitted draft back to its authors as its second reader."""
    paper = paper_to_read_again(actor, public_id)
    require(actor, "document:second-read", paper)
    _send_back(actor, paper)


def _send_back(actor: Actor, paper: Paper) -> None:
    if paper.draft is not None:
        paper.draft.submitted_at = None
    if paper.state == "draft":
        set_read_tokens(paper.thing, {person_token(i) for i in paper.author_ids})
    audit.record(actor, "draft.sent-back", object_kind=paper.kind, object_id=paper.public_id)
    announce("draft.sent-back", paper=paper.public_id)
