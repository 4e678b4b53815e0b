"""Reading imports, kept mappings and listed hashes. The callers have checked the index."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from coalition import clock
from coalition.access.actor import Actor
from coalition.db import db
from coalition.errors import NotFound
from coalition.evidence.interchange.mapping import Plan
from coalition.evidence.interchange.models import (
    ImportedRow,
    ItemImport,
    ListedHash,
    SavedMapping,
)
from coalition.evidence.interchange.reading import CellProblem
from coalition.runtime import current_vault
from coalition.sharing.models import Thing
from coalition.sharing.queries import readable_by

# How long a file stays at most.
KEPT: Final = timedelta(hours=24)
_CHUNK: Final = 500


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a file: how many were taken, were taken before or are listed.

    ``duplicates``: the number of each row that was left out as one, and why.
    """

    taken: int
    done: int
    duplicates: tuple[tuple[int, str], ...] = ()
    problems: tuple[CellProblem, ...] = ()

    @property
    def wrong(self) -> int:
        """How many rows are wrong."""
        return len({each.row for each in self.problems})

    def to_bytes(self) -> bytes:
        """The form in which it is sealed."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Outcome":
        """Read what :meth:`to_bytes` wrote."""
        said = json.loads(data)
        return cls(
            said["taken"],
            said["done"],
            tuple((row, why) for row, why in said["duplicates"]),
            tuple(CellProblem(**each) for each in said["problems"]),
        )


def content_record(row: ItemImport) -> str:
    """What the file is sealed for."""
    return f"item-import:{row.public_id}:content"


def plan_record(row: ItemImport) -> str:
    """What the plan is sealed for."""
    return f"item-import:{row.public_id}:plan"


def outcome_record(row: ItemImport) -> str:
    """What the outcome is sealed for."""
    return f"item-import:{row.public_id}:outcome"


def own_import(actor: Actor, thing: Thing, public_id: str) -> ItemImport:
    """The actor's own import into a thing.

    Raises:
        NotFound: there is none, or its day is over.
    """
    row = find_own_import(actor, thing)
    if row is None or row.public_id != public_id:
        raise NotFound
    return row


def find_own_import(actor: Actor, thing: Thing) -> ItemImport | None:
    """The import that the actor has begun into a thing and whose day is not over."""
    return db.session.scalar(
        select(ItemImport).where(
            ItemImport.thing_id == thing.id,
            ItemImport.person_id == actor.person_id,
            ItemImport.begun_at > clock.now() - KEPT,
        )
    )


def content_of_import(row: ItemImport) -> bytes | None:
    """The file, while the import is not over."""
    return None if row.content is None else current_vault().open(row.content, content_record(row))


def plan_of(row: ItemImport) -> Plan:
    """How the file is read."""
    return Plan.from_json(json.loads(current_vault().open(row.plan, plan_record(row))))


def outcome_of(row: ItemImport) -> Outcome | None:
    """What became of its rows, once the import is over."""
    if row.outcome is None:
        return None
    return Outcome.from_bytes(current_vault().open(row.outcome, outcome_record(row)))


def done_keys(thing: Thing) -> set[str]:
    """The rows that earlier imports took into a thing."""
    return set(db.session.scalars(select(ImportedRow.key).where(ImportedRow.thing_id == thing.id)))


def listing_things(
    actor: Actor, hashes: Iterable[str], *, but: Thing
) -> dict[str, tuple[str, ...]]:
    """The ids of published things that list these files, among those that ``actor`` may read."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), _CHUNK):
        rows = db.session.execute(
            select(ListedHash.sha256, Thing.public_id)
            .join(Thing, Thing.id == ListedHash.thing_id)
            .where(
                ListedHash.sha256.in_(wanted[start : start + _CHUNK]),
                Thing.id != but.id,
                readable_by(actor),
            )
            .order_by(Thing.id)
        )
        for sha256, public_id in rows:
            found[sha256].append(public_id)
    return {sha256: tuple(ids) for sha256, ids in found.items()}


def mappings_of(office_id: int | None) -> list[SavedMapping]:
    """What an office keeps, by name."""
    query = select(SavedMapping).where(SavedMapping.office_id == office_id)
    return list(db.session.scalars(query.order_by(SavedMapping.name)))


def mapping_of(office_id: int | None, public_id: str) -> SavedMapping:
    """One mapping that an office keeps.

    Raises:
        NotFound: it keeps none of that id.
    """
    for mapping in mappings_of(office_id):
        if mapping.public_id == public_id:
            return mapping
    raise NotFound


def sealed_plan(plan: Plan) -> bytes:
    """The form in which a plan is sealed."""
    said: dict[str, Any] = plan.as_json()
    return json.dumps(said).encode()


def hashes_in(rows: Collection[dict[str, str]]) -> set[str]:
    """The files that rows of an index list."""
    return {row["sha256"] for row in rows if row.get("sha256")}
