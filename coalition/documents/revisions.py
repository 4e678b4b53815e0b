"""Revisions: what was published once, never changed afterwards."""

from typing import Any

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.audit import services as audit
from coalition.db import db
from coalition.deidentify.services import publish_review, summary_of
from coalition.deidentify.sheet import Sheet
from coalition.documents.content import Content
from coalition.documents.drafts import erase_draft
from coalition.documents.gatekeeping import decided_texts
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper, PaperFlag, Revision
from coalition.evidence.interchange.queries import hashes_in
from coalition.evidence.interchange.services import list_hashes, share_rows
from coalition.evidence.services import share_files
from coalition.outbox.services import announce
from coalition.sharing.services import set_read_tokens


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
    revision = store_revision(actor, paper, content, made_by_id, released_by_id)
    paper.state = "published"
    paper.published_at = paper.published_at or clock.now()
    share_files(paper.thing)
    share_rows(paper.thing)
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


def store_revision(
    actor: Actor,
    paper: Paper,
    content: Content,
    made_by_id: int | None,
    released_by_id: int | None = None,
) -> Revision:
    """The next revision; whatever led to it, it has every flag that the paper ever had."""
    fields = with_kept_flags(paper, content.fields)
    paper.current_number += 1
    revision = Revision(
        paper_id=paper.id,
        number=paper.current_number,
        title=content.title,
        body=content.body,
        fields=fields,
        schema_version=KINDS[paper.kind].version,
        audience=content.audience.as_json(),
        change_note=content.change_note,
        made_by_id=made_by_id,
        released_by_id=released_by_id,
        made_at=clock.now(),
    )
    db.session.add(revision)
    held = kept_flags(paper)
    for flag in fields.get("flags") or ():
        if flag not in held:
            db.session.add(PaperFlag(paper_id=paper.id, flag=flag, since=revision.made_at))
    db.session.flush()
    if "clips" in fields:
        list_hashes(paper.thing, hashes_in(fields["clips"]))
    db.session.expire(paper, ["current"])
    return revision


def kept_flags(paper: Paper) -> list[str]:
    """The disclosure flags that the paper was ever published with, the oldest first."""
    return list(
        db.session.scalars(
            select(PaperFlag.flag)
            .where(PaperFlag.paper_id == paper.id)
            .order_by(PaperFlag.since, PaperFlag.flag)
        )
    )


def with_kept_flags(paper: Paper, fields: dict[str, Any]) -> dict[str, Any]:
    """``fields`` with the flags of the paper: what was published once is not taken off again."""
    before = kept_flags(paper)
    if not before:
        return fields
    return {**fields, "flags": list(dict.fromkeys([*before, *(fields.get("flags") or ())]))}
