"""Drafts: one mutable, sealed text per paper, seen by its authors alone until it is submitted."""

from dataclasses import replace

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.audience import Audience, person_token
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.services import forget_working
from coalition.documents.content import Content
from coalition.documents.kinds import KINDS
from coalition.documents.models import Draft, Paper, PaperAuthor
from coalition.documents.queries import readable_paper, readable_revision
from coalition.documents.readership import check_groups, check_named, leads_of
from coalition.documents.reading import content_of
from coalition.errors import Conflict, Invalid, NotFound, NotPermitted
from coalition.evidence.interchange.services import forget_draft_rows
from coalition.evidence.services import erase_draft_files
from coalition.runtime import current_vault
from coalition.sharing.services import create_thing, set_read_tokens


def create_draft(actor: Actor, *, kind: str, content: Content) -> Paper:
    """A new paper of ``kind`` with one sealed draft, seen by its author alone.

    Raises:
        Invalid: a part of ``content`` breaks its rule.
        NotPermitted: the actor does not work on cases.
    """
    require(actor, "document:create")
    if actor.person_id is None or actor.office_id is None:
        raise NotPermitted("document:create")
    if kind not in KINDS:
        raise NotFound
    checked = _checked(actor, kind, content)
    paper = new_paper(kind, office_id=actor.office_id, author_ids=[actor.person_id])
    write_draft(actor, paper, checked)
    audit.record(actor, "paper.created", object_kind=kind, object_id=paper.public_id)
    return paper


def new_paper(kind: str, *, office_id: int, author_ids: list[int]) -> Paper:
    """An empty paper that its authors alone may read."""
    thing = create_thing(kind, {person_token(i) for i in author_ids})
    paper = Paper(
        thing=thing,
        office_id=office_id,
        state="draft",
        created_at=clock.now(),
        author_rows=[PaperAuthor(person_id=i) for i in author_ids],
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def save_draft(actor: Actor, public_id: str, *, content: Content, version: int) -> Paper:
    """Save over the draft that was loaded as ``version``; 0 starts one from a published paper.

    Raises:
        Conflict: somebody saved since; both texts are kept, theirs stored and this one with the
            caller.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    held = paper.draft.version if paper.draft else 0
    if held != version:
        raise Conflict
    write_draft(actor, paper, _checked(actor, paper.kind, content, kept=_named_before(paper)))
    audit.record(actor, "draft.saved", object_kind=paper.kind, object_id=public_id)
    return paper


def restore_text(actor: Actor, public_id: str, *, number: int) -> Paper:
    """Begin a draft with the text of an earlier revision, for today's audience.

    The gate is asked about it like about any other text before it is published: what was decided
    about it once counts only where the same text with the same detectors still stands.

    Raises:
        Conflict: there is a draft already, which would be lost.
        NotFound: there is no such revision that ``actor`` may read, or it is the current one.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    current, found = paper.current, readable_revision(actor, paper, number)
    if current is None or found.number == current.number:
        raise NotFound
    if paper.draft is not None:
        raise Conflict
    content = replace(
        content_of(found),
        # An earlier text may have been for more people; nothing widens silently.
        audience=content_of(current).audience,
        change_note=f"The text of revision {number} again",
    )
    write_draft(actor, paper, content.checked(KINDS[paper.kind]))
    audit.record(
        actor,
        "revision.restored",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"revision": number},
    )
    return paper


def require_not_held(paper: Paper) -> None:
    """Return when nothing keeps the paper.

    Raises:
        Invalid: its office keeps it, so that nothing of it is erased now.
    """
    if paper.held:
        raise Invalid.because(
            "", "This paper is under a hold: nothing of it is erased until its office lifts that."
        )


def discard_draft(actor: Actor, public_id: str) -> Paper:
    """Erase the draft; a paper that was never published goes with it.

    Raises:
        NotFound: there is no draft.
        Invalid: a hold keeps it.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    if paper.draft is None:
        raise NotFound
    require_not_held(paper)
    audit.record(actor, "draft.erased", object_kind=paper.kind, object_id=public_id)
    erase_draft(paper)
    if paper.state == "draft":
        thing = paper.thing
        db.session.delete(paper)
        db.session.flush()
        db.session.delete(thing)
    return paper


def erase_draft(paper: Paper) -> None:
    """Delete the sealed text, its files, what was decided of them, and with it all data keys."""
    paper.draft = None
    forget_working(paper.thing)
    erase_draft_files(paper.thing)
    forget_draft_rows(paper.thing)
    db.session.flush()


def draft_content(paper: Paper) -> Content:
    """The opened draft. The caller has checked that the actor may see it.

    Raises:
        NotFound: there is no draft.
    """
    if paper.draft is None:
        raise NotFound
    return Content.from_bytes(current_vault().open(paper.draft.content, _record(paper)))


def visible_draft(actor: Actor, paper: Paper) -> Draft | None:
    """The draft, if ``actor`` is an author or may release it now."""
    draft = paper.draft
    if draft is None:
        return None
    if actor.person_id is not None and actor.person_id in paper.author_ids:
        return draft
    if draft.submitted_at is not None and actor.person_id in leads_of(paper.office_id):
        return draft
    return None


def write_draft(actor: Actor, paper: Paper, content: Content) -> None:
    """Seal ``content`` as the paper's draft. The callers have checked permission and text."""
    sealed = current_vault().seal(content.to_bytes(), _record(paper))
    draft = paper.draft
    if draft is None:
        draft = Draft(paper=paper, version=0, content=sealed, saved_at=clock.now())
        db.session.add(draft)
    draft.content, draft.saved_at, draft.saved_by_id = sealed, clock.now(), actor.person_id
    draft.version += 1
    # A text that changed has to be submitted again; the lead releases what the lead has read.
    draft.submitted_at = None
    if paper.state == "draft":
        set_read_tokens(paper.thing, {person_token(i) for i in paper.author_ids})
    db.session.flush()


def _named_before(paper: Paper) -> Audience | None:
    """The audience that the paper has in the editor, before this save."""
    if paper.draft is not None:
        return draft_content(paper).audience
    return content_of(paper.current).audience if paper.current else None


def _checked(actor: Actor, kind: str, content: Content, kept: Audience | None = None) -> Content:
    checked = content.checked(KINDS[kind])
    offices, people = check_named(checked.audience)
    if offices:
        raise Invalid.because("offices", "One of the offices is not a member. Choose again.")
    if people:
        raise Invalid.because("people", "One of the people is not an active member. Choose again.")
    check_groups(checked.audience, [actor.person_id], kept=kept)
    return checked


def _record(paper: Paper) -> str:
    return f"draft:{paper.public_id}"
