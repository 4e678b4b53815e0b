"""The arithmetic of a custody log: what an entry says, its hash, and where a chain is broken.

Pure, so that an office can check an exported log on its own machine.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from coalition.audit.chain import GENESIS, detail_digest, link_hash_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# What an entry says: of a custody log, or of another log that is chained in the same way.
Said = TypeVar("Said", bound="DataclassInstance")

FORMAT: Final = "coalition-exchange-custody"
VERSION: Final = 2
# In version 1 no entry has a time-stamp; everything else is the same.
_READ: Final = (1, VERSION)
SHA256: Final = re.compile(r"[0-9a-f]{64}")

STAMPED: Final = "stamped"
ACTS: Final = MappingProxyType(
    {
        "collected": "Collected",
        "received": "Received",
        "copied": "Copied",
        "transferred": "Transferred",
        "accessed": "Accessed",
        "returned": "Returned",
        "exported": "Exported",
        "disclosed": "Disclosed to the defense",
        "hashed": "Hashed",
        "verified": "Hashed again",
        STAMPED: "Time-stamped",
    }
)


@dataclass(frozen=True)
class Content:
    """What one entry says. ``happened_at`` is ISO 8601 in UTC; hashes are SHA-256 in lower case.

    ``time_stamp`` is a time-stamp token (RFC 3161) in base64, as it was given.
    """

    item: str
    act: str
    happened_at: str
    given_by: str = ""
    given_to: str = ""
    purpose: str = ""
    authority: str = ""
    hash_before: str = ""
    hash_after: str = ""
    note: str = ""
    time_stamp: str = field(default="", metadata={"left_out_when_empty": True})

    @property
    def differs(self) -> bool:
        """Whether the item is not what it was: both hashes are known and are not the same."""
        return bool(self.hash_before and self.hash_after) and self.hash_before != self.hash_after


@dataclass(frozen=True)
class Link(Generic[Said]):
    """An entry in its place. ``at`` is when it was written; ``by`` and ``paper`` are public ids."""

    paper: str
    number: int
    at: str
    by: str
    salt: str
    content: Said
    previous_hash: str
    hash: str


def said_by(content: "DataclassInstance") -> dict[str, Any]:
    """The fields of an entry's content that its hash is over.

    A field that came later is left out where it is empty, so that entries written before it
    existed keep their hashes.
    """
    later = {one.name for one in fields(content) if one.metadata.get("left_out_when_empty")}
    return {name: value for name, value in asdict(content).items() if value or name not in later}


def hash_of(link: Link[Said]) -> str:
    """What the entry's hash has to be: over its place, its writer, its content and the one before.

    The content enters as a salted digest, as in the audit log, so that a log can be shown with
    some contents withheld.
    """
    digest = detail_digest(link.salt, said_by(link.content))
    return link_hash_of([link.paper, link.number, link.at, link.by, digest, link.previous_hash])


def linked(
    before: Link[Said] | None, *, paper: str, at: str, by: str, salt: str, content: Said
) -> Link[Said]:
    """The next entry after ``before``."""
    number, previous = (before.number + 1, before.hash) if before else (1, GENESIS)
    open_link = Link(paper, number, at, by, salt, content, previous, "")
    return Link(**{**vars(open_link), "hash": hash_of(open_link)})


@dataclass(frozen=True)
class Fault:
    """Where a log is broken, and how."""

    number: int
    message: str


def faults(
    links: Sequence[Link[Said]], *, count: int | None = None, head: str = ""
) -> Iterator[Fault]:
    """Everything that is wrong with a log.

    Args:
        count, head: how many entries it should have and the last one's hash, as kept elsewhere.
    """
    number, previous = 0, GENESIS
    for link in links:
        if link.number != number + 1:
            yield Fault(number + 1, f"is missing: entry {link.number} comes next")
        elif link.previous_hash != previous:
            yield Fault(link.number, "does not follow from the entry before it")
        if hash_of(link) != link.hash:
            yield Fault(link.number, "was changed: its hash does not fit")
        number, previous = link.number, link.hash
    if count is not None and (number, previous) != (count, head or GENESIS):
        yield Fault(number + 1, f"the end was cut off or replaced: {count} entries were written")


def as_export(links: Sequence[Link[Content]]) -> dict[str, Any]:
    """A log as it is kept outside."""
    return {"format": FORMAT, "version": VERSION, "entries": [_as_row(link) for link in links]}


def _as_row(link: Link[Content]) -> dict[str, Any]:
    return {**vars(link), "content": said_by(link.content)}


class NotALog(ValueError):
    """A file is no exported log. The message may be shown."""


def from_export(said: object) -> list[Link[Content]]:
    """Read what :func:`as_export` made.

    Raises:
        NotALog: it is something else.
    """
    if not isinstance(said, Mapping) or said.get("format") != FORMAT:
        raise NotALog("This is no custody log of the portal.")
    if said.get("version") not in _READ or not isinstance(said.get("entries"), list):
        raise NotALog("This custody log has a form that is not known here.")
    return [_link(row, place) for place, row in enumerate(said["entries"], start=1)]


_ENTRY: Final[dict[str, type]] = dict.fromkeys(Link.__dataclass_fields__, str) | {
    "number": int,
    "content": dict,
}
_CONTENT: Final[dict[str, type]] = dict.fromkeys(Content.__dataclass_fields__, str)


def _link(row: Any, place: int) -> Link[Content]:
    if not _fits(row, _ENTRY) or not _fits({"time_stamp": "", **row["content"]}, _CONTENT):
        raise NotALog(f"Entry {place} of the log cannot be read.")
    return Link(**{**row, "content": Content(**row["content"])})


def _fits(row: Any, shape: Mapping[str, type]) -> bool:
    return (
        isinstance(row, dict)
        and set(row) == set(shape)
        and all(isinstance(row[name], kind) for name, kind in shape.items())
    )
