"""Reading attached files. The callers have checked that the actor may read their thing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy import select

from coalition.db import db
from coalition.errors import NotFound
from coalition.evidence.models import Attachment, AttachmentPiece, FileChange
from coalition.runtime import current_vault
from coalition.sharing.models import Thing
from coalition.vault import VaultError

NAME = "name"


@dataclass(frozen=True, slots=True)
class Label:
    """What is known of a file besides its bytes.

    ``parts`` are all the text in it; ``notes`` say what was left out when it was rebuilt.
    ``unread``: what no program could read and a person has signed for.
    """

    name: str
    parts: Mapping[str, str]
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name without its ending, which says nothing but the format."""
        return PurePosixPath(self.name).stem

    @property
    def texts(self) -> dict[str, str]:
        """Everything that may identify somebody: the name and the parts, by number."""
        texts = {NAME: self.stem}
        texts |= {str(number): text for number, text in enumerate(self.parts.values(), start=1)}
        return texts

    def to_bytes(self) -> bytes:
        """The form in which labels are sealed."""
        return json.dumps(
            {
                "name": self.name,
                "parts": dict(self.parts),
                "notes": list(self.notes),
                "unread": list(self.unread),
            }
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Label":
        """Read what :meth:`to_bytes` wrote."""
        said = json.loads(data)
        return cls(said["name"], said["parts"], tuple(said["notes"]), tuple(said["unread"]))


def label_record(attachment: Attachment) -> str:
    """The record that a label is sealed for."""
    return f"attachment:{attachment.public_id}"


def piece_record(piece: AttachmentPiece) -> str:
    """The record that a piece is sealed for."""
    return record_of_piece(piece.attachment.public_id, piece.number, piece.of)


def record_of_piece(public_id: str, number: int, of: int) -> str:
    """The record that a piece is sealed for, by its file and its place there."""
    return f"attachment:{public_id}:{number}/{of}"


def attachments_of(thing: Thing, *, shared_only: bool = False) -> list[Attachment]:
    """The files of a thing in the order of their numbers."""
    wanted = select(Attachment).where(Attachment.thing_id == thing.id).order_by(Attachment.number)
    if shared_only:
        wanted = wanted.where(Attachment.shared)
    return list(db.session.scalars(wanted))


def file_changes_of(thing: Thing) -> list[FileChange]:
    """When files of the thing came and went, in that order."""
    wanted = select(FileChange).where(FileChange.thing_id == thing.id).order_by(FileChange.id)
    return list(db.session.scalars(wanted))


def attachment_of(thing: Thing, public_id: str) -> Attachment:
    """One file of a thing.

    Raises:
        NotFound: the thing has no such file.
    """
    found = db.session.scalar(
        select(Attachment).where(Attachment.thing_id == thing.id, Attachment.public_id == public_id)
    )
    if found is None:
        raise NotFound
    return found


def label_of(attachment: Attachment) -> Label:
    """The opened label."""
    return Label.from_bytes(current_vault().open(attachment.label, label_record(attachment)))


def bytes_of(attachment: Attachment) -> bytes:
    """The whole file.

    Raises:
        VaultError: a piece is missing, was altered or belongs to another place.
    """
    pieces = attachment.pieces
    if not pieces or [piece.number for piece in pieces] != list(range(1, pieces[0].of + 1)):
        raise VaultError("a piece is missing")
    vault = current_vault()
    return b"".join(vault.open(piece.content, piece_record(piece)) for piece in pieces)
