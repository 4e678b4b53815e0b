"""Attaching files to a paper, and who may read them."""

from dataclasses import dataclass

from coalition.access.actor import Actor
from coalition.access.decide import allows, require
from coalition.audit import services as audit
from coalition.deidentify.files import Sanitised
from coalition.documents.drafts import (
    draft_content,
    require_not_held,
    visible_draft,
    write_draft,
)
from coalition.documents.models import Paper
from coalition.documents.queries import paper_to_read_again, paper_to_release, readable_paper
from coalition.errors import Invalid, NotFound
from coalition.evidence.models import Attachment
from coalition.evidence.queries import Label, attachment_of, attachments_of, label_of
from coalition.evidence.services import checked_name, erase_files, keep_file


@dataclass(frozen=True)
class AttachedFile:
    """A file that somebody may read."""

    attachment: Attachment
    label: Label


def paper_to_attach_to(actor: Actor, public_id: str) -> Paper:
    """The paper, for one of its authors.

    Raises:
        NotFound: there is none that ``actor`` may read, or it has no draft to attach files to.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    if paper.draft is None:
        raise NotFound
    return paper


def attach_file(actor: Actor, public_id: str, *, name: str, clean: Sanitised, signed: bool) -> None:
    """Keep a rebuilt file with the draft, which has to be reviewed again then.

    Raises:
        Invalid: nobody signed for what no program can read, or there are too many files.
    """
    paper = paper_to_attach_to(actor, public_id)
    if clean.unread and not signed:
        raise Invalid.because(
            "signed_for",
            f"No program can read {', '.join(clean.unread)}. Look at it for names, faces, numbers "
            "and places, choose the file again and confirm that you did.",
        )
    attachment = keep_file(actor, paper.thing, name=checked_name(name), clean=clean)
    write_draft(actor, paper, draft_content(paper))
    audit.record(
        actor,
        "file.attached",
        object_kind=paper.kind,
        object_id=public_id,
        detail={
            "file": attachment.public_id,
            "media_type": attachment.media_type,
            "size": attachment.size,
            "signed_for": len(clean.unread),
        },
    )


def remove_file(actor: Actor, public_id: str, *, file_id: str) -> None:
    """Erase a file, for everybody and at once.

    Raises:
        Invalid: a hold keeps the paper.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    require_not_held(paper)
    attachment = attachment_of(paper.thing, file_id)
    shared = attachment.shared
    erase_files([attachment])
    if not shared and paper.draft is not None:
        write_draft(actor, paper, draft_content(paper))
    audit.record(
        actor,
        "file.removed",
        object_kind=paper.kind,
        object_id=public_id,
        detail={"file": file_id, "shared": shared},
    )


def paper_with_files(actor: Actor, public_id: str) -> Paper:
    """The paper, for readers of what is published and of what was submitted to them.

    Raises:
        NotFound: it is neither.
    """
    for find in (readable_paper, paper_to_release):
        try:
            return find(actor, public_id)
        except NotFound:
            continue
    return paper_to_read_again(actor, public_id)


def readable_files(actor: Actor, paper: Paper) -> list[AttachedFile]:
    """The files that ``actor`` may read: those of the published text, and of a draft they see."""
    return [AttachedFile(each, label_of(each)) for each in readable_attachments(actor, paper)]


def readable_file(actor: Actor, public_id: str, file_id: str) -> tuple[Paper, AttachedFile]:
    """One file of a paper.

    Raises:
        NotFound: there is none that ``actor`` may read.
    """
    paper = paper_with_files(actor, public_id)
    for attachment in readable_attachments(actor, paper):
        if attachment.public_id == file_id:
            return paper, AttachedFile(attachment, label_of(attachment))
    raise NotFound


def readable_attachments(actor: Actor, paper: Paper) -> list[Attachment]:
    """Those files with their labels unopened, for whoever counts them or looks for one."""
    drafts = _sees_draft(actor, paper)
    shared = allows(actor, "document:read", paper)
    return [each for each in attachments_of(paper.thing) if (shared if each.shared else drafts)]


def _sees_draft(actor: Actor, paper: Paper) -> bool:
    if visible_draft(actor, paper) is not None:
        return True
    waits = paper.draft is not None and paper.draft.submitted_at is not None
    return waits and allows(actor, "document:second-read", paper)
