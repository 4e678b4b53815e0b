"""Publishing, releasing, withdrawing and re-addressing papers."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from coalition import clock
from coalition.access.actor import Actor, Role
from coalition.access.audience import Audience, person_token, tokens_held
from coalition.access.decide import allows, require
from coalition.accounts.queries import actor_of
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.assurances import missing_assurances
from coalition.deidentify.examined import examined
from coalition.deidentify.queries import saves_of
from coalition.deidentify.services import (
    approve,
    hand_over,
    is_approved,
    is_attested,
    publish_review,
    summary_of,
)
from coalition.deidentify.sheet import Sheet
from coalition.documents.attached import RebuiltFiles, write_files
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, erase_draft, write_draft
from coalition.documents.gatekeeping import (
    decided_content,
    decided_texts,
    published_review_of,
    require_open_gate,
    review_of,
)
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper, Revision
from coalition.documents.queries import paper_to_read_again, paper_to_release, readable_paper
from coalition.documents.readership import check_named, leads_of, office_people
from coalition.documents.reading import content_of
from coalition.errors import Conflict, Invalid, NotFound
from coalition.evidence.services import share_files
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
        Invalid: an assurance is missing, or there is nothing to publish.
        Conflict: the draft or its review was saved since, or was not examined beforehand.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:publish", paper)
    kind = KINDS[paper.kind]
    content = content_to_publish(paper, version=version, change_note=change_note)
    if saves is not None and saves != saves_of(paper.thing):
        raise Conflict
    _require_text(content)
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
    return _with_kept_flags(paper, content)


def _require_text(content: Content) -> None:
    if not content.body.strip() and not content.fields.get("events"):
        raise Invalid.because("body", "There is no text yet. Go on editing and write it first.")


def needs_release(actor: Actor, paper: Paper, audience: Audience) -> bool:
    """Whether the office lead has to release what ``actor`` shares with ``audience``."""
    if not audience.beyond_office(paper.office_id, office_people(paper.office_id)):
        return False
    if not paper.office.release_required:
        return False
    return not allows(actor, "document:publish-beyond-office", paper)


def release(actor: Actor, public_id: str, *, version: int) -> None:
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


def _submitted(paper: Paper, version: int) -> tuple[Content, Sheet]:
    """What was submitted, once it was through the gate again."""
    content = content_to_publish(paper, version=version, change_note=None)
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


def withdraw(actor: Actor, public_id: str) -> None:
    """Take the paper out of every reader's sight but its authors' and their lead's, at once.

    A lead who could not read it before, because it was addressed to named people, is not let in
    by its being withdrawn.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:withdraw", paper)
    paper.state, paper.withdrawn_at = "withdrawn", clock.now()
    erase_draft(paper)
    keepers = set(paper.author_ids) | {
        lead
        for lead in leads_of(paper.office_id)
        if not tokens_held(lead, paper.office_id, [Role.OFFICE_LEAD]).isdisjoint(paper.read_tokens)
    }
    set_read_tokens(paper.thing, {person_token(i) for i in keepers})
    audit.record(actor, "paper.withdrawn", object_kind=paper.kind, object_id=public_id)
    announce("paper.withdrawn", paper=public_id)


def change_audience(
    actor: Actor, public_id: str, *, audience: Audience, number: int | None = None
) -> None:
    """Address a published paper anew, without changing its text.

    ``number`` is the revision that the actor looked at; ``None`` does not ask.

    Raises:
        Conflict: another revision was published since.
        Invalid: it would reach beyond the office and the actor may not decide that alone.
        GateClosed: it would reach more people than before and still identifies somebody.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:change-audience", paper)
    if number is not None and number != paper.current_number:
        raise Conflict
    offices, people = check_named(audience)
    if offices or people:
        raise Invalid.because("tlp", "The audience names somebody who is not a member.")
    before = paper.read_tokens
    tokens = audience.tokens(author_ids=paper.author_ids, office_id=paper.office_id)
    if _widens(before, tokens) and needs_release(actor, paper, audience):
        raise Invalid.because(
            "tlp",
            "This would reach further than before, and your office asks its lead to decide that. "
            "Ask your lead to change the audience.",
        )
    current = paper.current
    if current is None:
        raise NotFound
    text = replace(content_to_readdress(current), audience=audience)
    if _widens(before, tokens):
        # The gate may know more by now than when this text was published.
        kind = KINDS[paper.kind]
        require_open_gate(kind, text, published_review_of(paper, text, look=examined))
    _store_revision(actor, paper, text, made_by_id=actor.person_id)
    set_read_tokens(paper.thing, tokens)
    audit.record(
        actor,
        "paper.audience-changed",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"tlp": audience.tlp.value, "wider": _widens(before, tokens)},
    )
    announce("paper.audience-changed", paper=public_id, revision=paper.current_number)


def content_to_readdress(current: Revision) -> Content:
    """The published text as its next revision holds it when only the audience changes."""
    return replace(content_of(current), change_note="Audience changed")


def add_revision(
    actor: Actor,
    paper: Paper,
    content: Content,
    *,
    made_by_id: int | None,
    released_by_id: int | None = None,
    sheet: Sheet | None = None,
) -> Revision:
    """Store ``content`` as the next revision, share it with its audience and erase the draft.

    The callers have checked permission and gate; nothing else makes revisions. ``sheet`` is the
    review that led to the text; a text without one can reach more people only through the gate.
    """
    if sheet is not None:
        publish_review(paper.thing, sheet, decided_texts(KINDS[paper.kind], content, sheet))
    revision = _store_revision(actor, paper, content, made_by_id, released_by_id)
    paper.state = "published"
    paper.published_at = paper.published_at or clock.now()
    share_files(paper.thing)
    erase_draft(paper)
    tokens = content.audience.tokens(author_ids=paper.author_ids, office_id=paper.office_id)
    set_read_tokens(paper.thing, tokens)
    audit.record(
        actor,
        "paper.published",
        object_kind=paper.kind,
        object_id=paper.public_id,
        detail={
            "revision": revision.number,
            "tlp": content.audience.tlp.value,
            **({"review": summary_of(sheet)} if sheet else {}),
        },
    )
    announce("paper.published", paper=paper.public_id, revision=revision.number)
    return revision


def _store_revision(
    actor: Actor,
    paper: Paper,
    content: Content,
    made_by_id: int | None,
    released_by_id: int | None = None,
) -> Revision:
    paper.current_number += 1
    revision = Revision(
        paper_id=paper.id,
        number=paper.current_number,
        title=content.title,
        body=content.body,
        fields=content.fields,
        schema_version=KINDS[paper.kind].version,
        audience=content.audience.as_json(),
        change_note=content.change_note,
        made_by_id=made_by_id,
        released_by_id=released_by_id,
        made_at=clock.now(),
    )
    db.session.add(revision)
    db.session.flush()
    db.session.expire(paper, ["current"])
    return revision


def _draft_as_loaded(paper: Paper, version: int) -> Content:
    if paper.draft is None or paper.draft.version != version:
        raise Conflict
    return draft_content(paper).checked(KINDS[paper.kind])


def _with_kept_flags(paper: Paper, content: Content) -> Content:
    """A disclosure flag that was once published cannot be taken off again."""
    before = paper.current.fields.get("flags", []) if paper.current else []
    flags = list(dict.fromkeys([*before, *content.fields["flags"]]))
    return replace(content, fields={**content.fields, "flags": flags})


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


def _widens(before: object, after: frozenset[str]) -> bool:
    """Whether some token is added; the coalition's token covers every office's."""
    held = set(before)  # type: ignore[call-overload]
    return "coalition" not in held and not after <= held
