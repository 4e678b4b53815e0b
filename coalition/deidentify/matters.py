"""The same pseudonyms in every paper of a matter, without keeping anybody's name."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import select

from coalition import clock, ids
from coalition.db import db
from coalition.deidentify.models import Matter
from coalition.deidentify.normalise import canonical
from coalition.runtime import current_settings, current_vault
from coalition.vault import derived_key


@dataclass(frozen=True)
class MatterBook:
    """The pseudonyms of one matter, under digests that only its own key can make."""

    secret: bytes
    labels: Mapping[str, str] = field(default_factory=dict)

    def label_of(self, type_: str, mention: str) -> str | None:
        """The pseudonym of whom ``mention``, in canonical words, speaks of."""
        return self.labels.get(self._digest(type_, mention))

    def with_labels(self, labels: Mapping[tuple[str, str], str]) -> "MatterBook":
        """The book with the pseudonyms of these types and mentions; the first one given stays."""
        new = {self._digest(*mention): label for mention, label in labels.items()}
        return MatterBook(self.secret, {**new, **self.labels})

    def _digest(self, type_: str, mention: str) -> str:
        words = f"{type_}\0{mention}".encode("utf-8", "replace")
        return hmac.new(self.secret, words, sha256).hexdigest()

    def to_bytes(self) -> bytes:
        """The form in which books are sealed."""
        return json.dumps({"secret": self.secret.hex(), "labels": dict(self.labels)}).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "MatterBook":
        """Read what :meth:`to_bytes` wrote."""
        given = json.loads(data)
        return cls(bytes.fromhex(given["secret"]), given["labels"])


def matter_record(public_id: str) -> str:
    """The record that a matter is sealed for."""
    return f"matter:{public_id}"


def find_book(public_id: str) -> MatterBook | None:
    """The book of the matter with that id."""
    matter = _find(public_id)
    if matter is None:
        return None
    return MatterBook.from_bytes(current_vault().open(matter.content, matter_record(public_id)))


def _find(public_id: str) -> Matter | None:
    if not public_id:
        return None
    return db.session.scalar(select(Matter).where(Matter.public_id == public_id))


def matter_named(office_id: int, name: str) -> str:
    """The id of the office's matter of that name; a new one if nobody has named it yet.

    The name itself is kept nowhere: whoever types it again finds the matter again.
    """
    digest = _name_digest(office_id, name)
    held = db.session.scalar(
        select(Matter).where(Matter.office_id == office_id, Matter.name_digest == digest)
    )
    if held is not None:
        return held.public_id
    public_id = ids.public_id()
    book = MatterBook(ids.random_bytes(32))
    db.session.add(
        Matter(
            public_id=public_id,
            office_id=office_id,
            name_digest=digest,
            content=current_vault().seal(book.to_bytes(), matter_record(public_id)),
            created_at=clock.now(),
        )
    )
    db.session.flush()
    return public_id


def write_down(public_id: str, labels: Mapping[tuple[str, str], str]) -> None:
    """Add pseudonyms to a matter, by type and canonical mention."""
    matter, book = _find(public_id), find_book(public_id)
    if matter is None or book is None or not labels:
        return
    sealed = current_vault().seal(book.with_labels(labels).to_bytes(), matter_record(public_id))
    matter.content = sealed
    db.session.flush()


def _name_digest(office_id: int, name: str) -> str:
    key = derived_key(current_settings().secret_key, f"matter-name:{office_id}")
    return hmac.new(key, canonical(name).encode("utf-8", "replace"), sha256).hexdigest()
