"""Keeping attached files. The callers have checked permission and rebuilt the file."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import func, select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.db import db
from coalition.deidentify.files import Sanitised
from coalition.deidentify.findings import MAX_CHARACTERS
from coalition.errors import Invalid
from coalition.evidence.models import Attachment, AttachmentPiece, FileChange
from coalition.evidence.queries import (
    Label,
    attachments_of,
    label_of,
    label_record,
    record_of_piece,
)
from coalition.runtime import current_vault
from coalition.sharing.models import Thing

MAX_FILES: Final = 20
MAX_TOTAL: Final = 100 * 1024 * 1024
LONGEST_NAME: Final = 150
PIECE: Final = 256 * 1024

_NOT_IN_NAMES: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def checked_name(given: str) -> str:
    """The name of a file without folders and invisible characters.

    Raises:
        Invalid: nothing is left of it, or it is too long.
    """
    name = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", given)[-1]).strip(" .")
    if not name:
        raise Invalid.because("file", "Choose a file.")
    if len(name) > LONGEST_NAME:
        raise Invalid.because(
            "file", f"The name of the file is longer than {LONGEST_NAME} characters. Shorten it."
        )
    return name


def keep_file(actor: Actor, thing: Thing, *, name: str, clean: Sanitised) -> Attachment:
    """Seal a rebuilt file as one of the thing's draft.

    Raises:
        Invalid: there are too many files already, or they are too large together.
    """
    _check_quota(thing, clean)
    last = select(func.max(Attachment.number)).where(Attachment.thing_id == thing.id)
    attachment = Attachment(
        public_id=ids.public_id(),
        thing=thing,
        number=(db.session.scalar(last) or 0) + 1,
        shared=False,
        added_by_id=actor.person_id,
        added_at=clock.now(),
    )
    _write(attachment, name, clean)
    db.session.add(attachment)
    db.session.flush()
    return attachment


def write_decided(attachment: Attachment, *, name: str, clean: Sanitised) -> None:
    """Put the file as it was decided in the place of the raw one, which is erased."""
    _write(attachment, name, clean)


def share_files(thing: Thing) -> None:
    """Let the files of the draft belong to what is published."""
    for attachment in attachments_of(thing):
        if not attachment.shared:
            attachment.shared = True
            _note_change(attachment, "added")
    db.session.flush()


def erase_files(attachments: Collection[Attachment]) -> None:
    """Delete files and with them their data keys; that there were shared ones stays."""
    for attachment in attachments:
        if attachment.shared:
            _note_change(attachment, "erased")
        db.session.delete(attachment)
    db.session.flush()


def _note_change(attachment: Attachment, change: str) -> None:
    thing, number = attachment.thing, attachment.number
    db.session.add(FileChange(thing=thing, number=number, change=change, at=clock.now()))


def erase_draft_files(thing: Thing) -> None:
    """Delete the files that were never shared."""
    erase_files([each for each in attachments_of(thing) if not each.shared])


def _check_quota(thing: Thing, clean: Sanitised) -> None:
    held, size = attachments_of(thing), len(clean.content)
    if len(held) >= MAX_FILES:
        raise Invalid.because(
            "file", f"A paper has at most {MAX_FILES} files. Remove one, or join several into one."
        )
    if sum(each.size for each in held) + size > MAX_TOTAL:
        raise Invalid.because(
            "file",
            f"The files of a paper have at most {MAX_TOTAL // (1024 * 1024)} MB together. "
            "Remove one, or make this one smaller.",
        )
    texts = [text for each in held for text in label_of(each).parts.values()]
    if sum(map(len, [*texts, *clean.parts.values()])) > MAX_CHARACTERS:
        raise Invalid.because(
            "file",
            f"The files of a paper have at most {MAX_CHARACTERS:,} characters of text together, "
            "so that somebody can review them. Attach the pages that matter.",
        )


def _write(attachment: Attachment, name: str, clean: Sanitised) -> None:
    vault = current_vault()
    label = Label(name, clean.parts, clean.notes, clean.unread)
    attachment.media_type, attachment.size = clean.media_type, len(clean.content)
    attachment.label = vault.seal(label.to_bytes(), label_record(attachment))
    attachment.pieces = []
    # The old pieces go first, as a number may stand only once for each file.
    db.session.flush()
    attachment.pieces = list(_sealed_pieces(attachment.public_id, clean.content))
    db.session.flush()


def _sealed_pieces(public_id: str, content: bytes) -> Iterator[AttachmentPiece]:
    starts = range(0, max(1, len(content)), PIECE)
    for number, start in enumerate(starts, start=1):
        record = record_of_piece(public_id, number, len(starts))
        sealed = current_vault().seal(content[start : start + PIECE], record)
        yield AttachmentPiece(number=number, of=len(starts), content=sealed)
