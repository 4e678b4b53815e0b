"""The import itself: batches of rows, each row wholly or not at all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from sqlalchemy.exc import IntegrityError

from coalition.access.actor import Actor, operator
from coalition.access.audience import Audience
from coalition.accounts.models import Person
from coalition.audit import services as audit
from coalition.cli.importing.lines import Line, Survey, row_key
from coalition.cli.importing.mapping import ImportMap
from coalition.cli.importing.members import Members
from coalition.cli.importing.rows import Row, read_row
from coalition.db import UnitOfWork, db, discard_changes, unit_of_work
from coalition.deidentify.assurances import ASSURANCES
from coalition.documents.importing import (
    Taken,
    import_paper,
    imported_keys,
    label_fields,
)
from coalition.errors import Conflict, Invalid

# Others wait while a unit is open, so a unit holds no more rows than this.
BATCH = 200


@dataclass(frozen=True)
class Failure:
    """A row that was left out, and why."""

    number: int
    reason: str


@dataclass
class Tally:
    """What became of the rows."""

    published: int = 0
    drafts: int = 0
    skipped: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What the operator asked for."""

    made_by: Person
    mapping: ImportMap
    cleared: str | None = None
    assured: bool = False
    dry_run: bool = False


def importing_actor(person: Person, *, clear: bool, create_members: bool) -> Actor:
    """The operator on behalf of ``person``, with exactly the permissions that were asked for."""
    permissions = ["document:import"]
    permissions += ["document:clear"] if clear else []
    permissions += ["office:create", "invitation:create"] if create_members else []
    actor = operator("import", *permissions)
    return replace(actor, public_id=person.public_id, office_id=person.office_id)


class Importer:
    """Runs one order over the lines of a file."""

    def __init__(self, actor: Actor, order: Order, members: Members) -> None:
        self._actor, self._order, self._members = actor, order, members
        self._made_by_id = order.made_by.id
        self.tally = Tally()

    def run(self, lines: Iterable[Line], report: Callable[[int, list[Failure]], None]) -> None:
        """Take over every line; ``report`` hears the length of each batch and what failed in it."""
        for batch in _in_batches(lines):
            before = len(self.tally.failures)
            rows = self._readable(batch)
            if self._order.dry_run:
                self._foresee(rows)
            elif rows:
                self._store(rows)
            # What one batch loaded is of no use to the next.
            db.session.expunge_all()
            failures = sorted(self.tally.failures[before:], key=lambda failure: failure.number)
            report(len(batch), failures)

    def _readable(self, batch: list[Line]) -> list[Row]:
        """The rows to store, checked and scanned; nothing is locked meanwhile."""
        given = []
        for line in batch:
            try:
                row = line.row()
            except Invalid as refusal:
                self._fail(line.number, refusal)
            else:
                given.append((line.number, row_key(row), row))
        done = imported_keys([key for _, key, _ in given])
        rows = []
        for number, key, row in given:
            if key in done:
                self.tally.skipped += 1
                continue
            try:
                rows.append(
                    read_row(
                        row,
                        number=number,
                        key=key,
                        mapping=self._order.mapping,
                        members=self._members,
                    )
                )
                done.add(key)
            except Invalid as refusal:
                self._fail(number, refusal)
        discard_changes()
        return rows

    def _store(self, rows: list[Row]) -> None:
        with unit_of_work() as unit:
            # The index follows once, at the end, instead of after each batch.
            unit.after_commit("deliver", _nothing)
            for row in rows:
                self._store_one(unit, row)

    def _store_one(self, unit: UnitOfWork, row: Row) -> None:
        mark = self._members.mark()
        try:
            # The services flush what they have to; asking the database flushes nothing more.
            with unit.savepoint(), db.session.no_autoflush:
                taken = self._import(row)
        except Invalid as refusal:
            self._members.forget_since(mark)
            self._fail(row.number, refusal)
        except (Conflict, IntegrityError):
            self._members.forget_since(mark)
            self.tally.failures.append(
                Failure(row.number, "Something it needs was changed meanwhile. Run again.")
            )
        else:
            self._count(taken)

    @property
    def _assured(self) -> tuple[str, ...]:
        """What is vouched for in every row of the file."""
        return tuple(ASSURANCES) if self._order.assured else ()

    def _import(self, row: Row) -> Taken:
        members = self._members
        members.make(self._actor, row.offices, row.people)
        audience = Audience(
            row.wanted.tlp,
            frozenset(members.office_id(slug) for slug in row.wanted.offices),
            frozenset(members.person_id(email) for email in row.wanted.people),
        )
        return import_paper(
            self._actor,
            row.prepared,
            audience=audience,
            office_id=members.office_id(row.office),
            author_ids=[members.person_id(row.author)],
            made_by_id=self._made_by_id,
            import_key=row.key,
            published_at=row.published_at,
            cleared=self._order.cleared,
            assured=self._assured,
        )

    def _foresee(self, rows: list[Row]) -> None:
        for row in rows:
            # A dry run is not asked for the assurances; it says what the gate would do.
            held_back = row.prepared.undecided and self._order.cleared is None
            self._count(Taken.DRAFT if held_back else Taken.PUBLISHED)

    def _count(self, taken: Taken) -> None:
        if taken is Taken.DRAFT:
            self.tally.drafts += 1
        else:
            self.tally.published += 1

    def _fail(self, number: int, refusal: Invalid) -> None:
        # A reason may quote the file, which may hold what no terminal can show.
        reason = label_fields(refusal.problems).encode("utf-8", "replace").decode()
        self.tally.failures.append(Failure(number, reason))

    def finish(self, seen: Survey) -> None:
        """Record the whole run: which file, and what became of its rows."""
        with unit_of_work():
            audit.record(
                self._actor,
                "papers.imported",
                object_kind="file",
                object_id=seen.digest,
                detail={
                    "published": self.tally.published,
                    "drafts": self.tally.drafts,
                    "skipped": self.tally.skipped,
                    "failed": len(self.tally.failures),
                    "offices_made": self._members.made_offices,
                    "people_made": self._members.made_people,
                    "cleared": self._order.cleared or "",
                    "assured": list(self._assured),
                },
            )


def _nothing() -> None:
    """Stands in for delivery after a batch."""


def _in_batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        yield batch
