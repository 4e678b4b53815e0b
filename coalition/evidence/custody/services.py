"""Writing custody logs. The callers have checked that the actor may."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from coalition import clock, ids
from coalition.access.actor import Actor
from coalition.audit import services as audit
from coalition.db import db, lock_in_unit
from coalition.errors import Invalid, NotPermitted, Problem
from coalition.evidence.custody.chain import ACTS, SHA256, STAMPED, Content, Link, linked
from coalition.evidence.custody.models import CustodyEntry
from coalition.evidence.custody.queries import ADDED, entries_of, last_entry, link_of, record_of
from coalition.evidence.hash_manifest import Manifest
from coalition.evidence.timestamps import Stamp, StampError, verified
from coalition.runtime import current_settings, current_vault
from coalition.sharing.models import Thing

MOST_FILES: Final = 2000
MOST_ENTRIES: Final = 10_000
# What a token alone says cannot be typed.
WRITTEN_BY_HAND: Final = MappingProxyType({c: word for c, word in ACTS.items() if c != STAMPED})
GIVEN_AWAY: Final = ("transferred", "returned", "disclosed")
_LONGEST: Final[Mapping[str, int]] = {
    "item": 300,
    "given_by": 200,
    "given_to": 200,
    "purpose": 300,
    "authority": 300,
    "note": 500,
}


def add_entry(
    actor: Actor, thing: Thing, *, happened_at: datetime | None, **words: str
) -> CustodyEntry:
    """Write down what happened to an item.

    Args:
        words: the other fields of :class:`Content`, as they were typed.

    Raises:
        Invalid: a field breaks a rule.
    """
    clean = {name: " ".join(text.split()) for name, text in words.items()}
    for name in ("hash_before", "hash_after"):
        clean[name] = clean.get(name, "").lower()
    problems = list(_problems(clean, happened_at))
    if problems or happened_at is None:
        raise Invalid(*problems)
    content = Content(happened_at=happened_at.isoformat(timespec="seconds"), **clean)
    [entry] = _append(actor, thing, [content])
    return entry


def _problems(words: Mapping[str, str], happened_at: datetime | None) -> Iterator[Problem]:
    if not words.get("item"):
        yield Problem("item", "Say which item it was, by its label or the name of its file.")
    if words.get("act") not in WRITTEN_BY_HAND:
        yield Problem("act", "Choose what happened.")
    if happened_at is None or happened_at > clock.now():
        yield Problem(
            "happened_at", "Enter when it happened, in UTC, for example 2026-11-22 14:30."
        )
    for name, longest in _LONGEST.items():
        text = words.get(name, "")
        if len(text) > longest or not text.isprintable():
            yield Problem(name, f"Use at most {longest} characters.")
    for name in ("hash_before", "hash_after"):
        if words.get(name) and not SHA256.fullmatch(words[name]):
            yield Problem(name, "A SHA-256 has 64 of the signs 0 to 9 and a to f.")
    if words.get("act") in GIVEN_AWAY and not words.get("given_to"):
        yield Problem("given_to", "Say who has it now.")


def add_manifest(actor: Actor, thing: Thing, manifest: Manifest) -> int:
    """Write down the hash of every file of a manifest; return how many differ from before.

    A file whose hash is in the log already is noted as hashed again, with both hashes. A reading
    that stands there is not noted twice.

    Raises:
        Invalid: the manifest holds no file, too many, or nothing new.
    """
    if not 0 < len(manifest.files) <= MOST_FILES:
        raise Invalid.because(
            "manifest",
            f"A manifest has between 1 and {MOST_FILES:,} files. Hash parts of the folder apart.",
        )
    now = clock.now()
    if any(datetime.fromisoformat(file.hashed_at) > now for file in manifest.files.values()):
        raise Invalid.because("manifest", "It says that a file was hashed at a time to come.")
    contents = list(_new_hashes(thing, manifest))
    if not contents:
        raise Invalid.because("manifest", "Everything that it says stands in the log already.")
    _append(actor, thing, contents)
    return sum(content.differs for content in contents)


def _new_hashes(thing: Thing, manifest: Manifest) -> Iterator[Content]:
    known: dict[str, Content] = {}
    for link in map(link_of, entries_of(thing)):
        if link.content.hash_after and link.content.act != STAMPED:
            known[link.content.item] = link.content
    for file in manifest.files.values():
        item = _fitting("item", file.path)
        before = known.get(item)
        content = Content(
            item,
            "verified" if before else "hashed",
            file.hashed_at,
            given_by=manifest.hashed_by[: _LONGEST["given_by"]],
            purpose="flask evidence hash, SHA-256",
            hash_before=before.hash_after if before else "",
            hash_after=file.sha256,
        )
        if before is None or before.happened_at != file.hashed_at:
            yield content


def _fitting(field: str, text: str) -> str:
    """What a file says, as the field of an entry may have it."""
    return "".join(c if c.isprintable() else "�" for c in text[: _LONGEST[field]])


def add_stamp(actor: Actor, thing: Thing, token: bytes) -> None:
    """Write down what a time-stamp token (RFC 3161) says, for each item that has the stamped hash.

    Raises:
        Invalid: nobody whom the coalition trusts signed it, no item of the log has the hash, or it
            stands there already.
    """
    stamp = _trusted(token)
    said = [link.content for link in map(link_of, entries_of(thing))]
    items = dict.fromkeys(c.item for c in said if c.hash_after == stamp.sha256)
    if not items:
        raise Invalid.because(
            "token",
            f"No item of the log has the hash that it is over, {stamp.sha256}. "
            "Take over the item’s hash first.",
        )
    known = {replace(content, time_stamp="") for content in said}
    kept = base64.b64encode(token).decode()
    contents = [
        replace(content, time_stamp=kept)
        for content in (_stamped(item, stamp) for item in items)
        if content not in known
    ]
    if not contents:
        raise Invalid.because("token", "What it says stands in the log already.")
    _append(actor, thing, contents)


def _trusted(token: bytes) -> Stamp:
    roots = current_settings().timestamp_roots
    if not roots:
        raise Invalid.because("token", "The operator has named no authority that is trusted.")
    try:
        stamp = verified(token, [roots])
    except StampError as refusal:
        raise Invalid.because("token", str(refusal)) from None
    if stamp.at > clock.now():
        raise Invalid.because("token", "It is of a time to come.")
    return stamp


def _stamped(item: str, stamp: Stamp) -> Content:
    doubt = f", ± {stamp.accuracy:g} s" if stamp.accuracy is not None else ""
    return Content(
        item,
        STAMPED,
        stamp.at.isoformat(timespec="seconds"),
        given_by=_fitting("given_by", stamp.authority),
        purpose=f"RFC 3161, serial {stamp.serial}{doubt}",
        hash_after=stamp.sha256,
    )


def _append(actor: Actor, thing: Thing, contents: Sequence[Content]) -> list[CustodyEntry]:
    if actor.person_id is None or actor.public_id is None:
        raise NotPermitted("custody:write")
    # Two who write at once would both follow the same entry.
    lock_in_unit(select(Thing.id).where(Thing.id == thing.id))
    newest = last_entry(thing)
    before = link_of(newest) if newest else None
    if (before.number if before else 0) + len(contents) > MOST_ENTRIES:
        raise Invalid.because("item", f"A custody log has at most {MOST_ENTRIES:,} entries.")
    made: list[CustodyEntry] = []
    at = clock.now()
    for content in contents:
        salt = ids.random_bytes(16).hex()
        before = linked(
            before,
            paper=thing.public_id,
            at=at.isoformat(),
            by=actor.public_id,
            salt=salt,
            content=content,
        )
        made.append(_entry(thing, actor.person_id, at, before))
    db.session.add_all(made)
    db.session.flush()
    _record(actor, thing, made[-1])
    return made


def _entry(thing: Thing, person_id: int, at: datetime, link: Link[Content]) -> CustodyEntry:
    said = json.dumps({"salt": link.salt, "content": asdict(link.content)}).encode()
    return CustodyEntry(
        thing=thing,
        number=link.number,
        made_by_id=person_id,
        made_at=at,
        content=current_vault().seal(said, record_of(thing, link.number)),
        previous_hash=link.previous_hash,
        hash=link.hash,
    )


def _record(actor: Actor, thing: Thing, newest: CustodyEntry) -> None:
    audit.record(
        actor,
        ADDED,
        object_kind=thing.kind,
        object_id=thing.public_id,
        detail={"entries": newest.number, "head": newest.hash},
    )
