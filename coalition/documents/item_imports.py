"""Taking items of evidence from a file into the draft of an index, as if they had been typed.

A file is read and judged outside any unit of work; what it gives is written in one, which holds
every row that is taken and the note that it was. Readers see nothing of it until the draft, with
all that came, has passed the review and was published.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from coalition.access.actor import Actor
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.documents.content import Content
from coalition.documents.drafts import draft_content, save_draft
from coalition.documents.item_codes import VOCABULARIES
from coalition.documents.kinds.evidence_index import MISSING, MOST_ROWS
from coalition.documents.models import Paper
from coalition.documents.queries import own_papers, readable_paper
from coalition.documents.reading import content_of
from coalition.errors import Conflict, Invalid, NotFound
from coalition.evidence.interchange import services
from coalition.evidence.interchange.delimited import (
    Dialect,
    FileFault,
    Table,
    guessed,
    read_table,
)
from coalition.evidence.interchange.fitting import Fate, Fated, Held, fates
from coalition.evidence.interchange.mapping import Plan, guessed_plan, suggested_preset
from coalition.evidence.interchange.models import ItemImport
from coalition.evidence.interchange.queries import (
    Outcome,
    content_of_import,
    done_keys,
    hashes_in,
    listing_things,
    own_import,
    plan_of,
)
from coalition.evidence.interchange.reading import first_date, read_rows
from coalition.runtime import current_settings
from coalition.vault import derived_key

KIND = "evidence-index"
# The beginnings of files that are no text, and what they are.
_NO_TEXT = (
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an older Excel"),
    (b"%PDF", "a PDF"),
)


@dataclass(frozen=True)
class Index:
    """An evidence index that somebody fills: its text as it is edited, and the version of that."""

    paper: Paper
    content: Content
    version: int

    @property
    def clips(self) -> list[dict[str, str]]:
        """What it lists."""
        return list(self.content.fields.get("clips") or [])

    @property
    def counts_days(self) -> bool:
        """Whether it says already which day is day 1."""
        return any(row.get("starts_at") or row.get("day") for row in self.clips)


@dataclass(frozen=True)
class Opened:
    """A file under its plan; ``table`` is nothing where it has a ``fault``."""

    index: Index
    row: ItemImport
    content: bytes
    plan: Plan
    table: Table | None
    fault: str = ""


def index_to_fill(actor: Actor, public_id: str) -> Index:
    """The evidence index, for one of its authors.

    Raises:
        NotFound: it is none, or there is none that the actor may read.
        NotPermitted: the actor reads it and did not write it.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:edit", paper)
    if paper.kind != KIND:
        raise NotFound
    if paper.draft is not None:
        return Index(paper, draft_content(paper), paper.draft.version)
    if paper.current is None:
        raise NotFound
    # A note says what one revision changed; the next one needs its own.
    return Index(paper, replace(content_of(paper.current), change_note=""), 0)


def begin_import(actor: Actor, public_id: str, *, content: bytes) -> ItemImport:
    """Keep a file, sealed, with the plan that its header suggests.

    Raises:
        Invalid: it is empty, too large or no text.
    """
    index = index_to_fill(actor, public_id)
    _require_text(content)
    row = services.keep_file(
        actor,
        index.paper.thing,
        content=content,
        plan=suggested_plan(index, content, guessed(content)),
    )
    audit.record(
        actor,
        "items.import-begun",
        object_kind=KIND,
        object_id=public_id,
        detail={"size": len(content)},
    )
    return row


def _require_text(content: bytes) -> None:
    if not content.strip():
        raise Invalid.because("file", "Choose a file with a header and rows below it.")
    if len(content) > services.MOST_BYTES:
        most = services.MOST_BYTES // (1024 * 1024)
        raise Invalid.because("file", f"The file is over {most} MB. Split it.")
    for start, what in _NO_TEXT:
        if content.startswith(start):
            raise Invalid.because("file", f"This is {what}. Save the list as CSV and choose that.")


def suggested_plan(index: Index, content: bytes, dialect: Dialect) -> Plan:
    """The plan that the header of a file suggests in that dialect."""
    try:
        table = read_table(content, dialect)
    except FileFault:
        # Somebody who sees what is wrong may choose another dialect.
        return Plan(dialect)
    return planned(index, table, guessed_plan(table.heads, dialect, suggested_preset(table.heads)))


def planned(index: Index, table: Table, plan: Plan) -> Plan:
    """``plan`` with a date of day 1, where the file and the index say which that is.

    It is the first date of the file where the index counts no days yet. Where it does, clips that
    are in the file again say it, if all say the same.
    """
    earliest = None if plan.first_day else first_date(table, plan)
    if earliest is None:
        return plan
    from_the_first = replace(plan, first_day=earliest.isoformat())
    if not index.counts_days:
        return from_the_first
    known = {
        (row["label"], row.get("starts_at", "")): int(row.get("day") or 1) for row in index.clips
    }
    apart = {
        int(row.item.day) - known[row.item.label, row.item.starts_at]
        for row in read_rows(table, from_the_first, VOCABULARIES)
        if row.item is not None and row.item.day and (row.item.label, row.item.starts_at) in known
    }
    if len(apart) != 1:
        return plan
    try:
        day_1 = earliest + timedelta(days=apart.pop())
    except OverflowError:
        return plan  # It would lie outside the calendar.
    return replace(plan, first_day=day_1.isoformat())


def opened(actor: Actor, public_id: str, import_id: str) -> Opened:
    """A file that the actor began to import.

    Raises:
        NotFound: there is none, its day is over, or the import is.
    """
    index = index_to_fill(actor, public_id)
    row = own_import(actor, index.paper.thing, import_id)
    content = content_of_import(row)
    if content is None:
        raise NotFound
    plan = plan_of(row)
    try:
        return Opened(index, row, content, plan, read_table(content, plan.dialect))
    except FileFault as fault:
        return Opened(index, row, content, plan, None, str(fault))


def judged(actor: Actor, file: Opened) -> list[Fated]:
    """What would become of each row; nothing is written, and nothing of a faulty file."""
    if file.table is None:
        return []
    rows = list(read_rows(file.table, file.plan, VOCABULARIES))
    thing = file.index.paper.thing
    hashes = {row.item.sha256 for row in rows if row.item and row.item.sha256}
    listed = defaultdict(tuple, listing_things(actor, hashes, but=thing))
    for public_id, own in _own_drafts(actor, file.index.paper):
        for sha256 in hashes & own:
            listed[sha256] = tuple(dict.fromkeys([*listed[sha256], public_id]))
    most = MOST_ROWS["clips"]
    salt = derived_key(current_settings().secret_key, f"imported-rows:{thing.public_id}").hex()
    held = Held(salt, file.index.clips, MISSING, most, done_keys(thing), listed)
    return list(fates(rows, file.plan, held))


def _own_drafts(actor: Actor, but: Paper) -> list[tuple[str, set[str]]]:
    """The files that the actor's other drafts list; nobody else's are opened."""
    return [
        (paper.public_id, hashes_in(draft_content(paper).fields.get("clips") or []))
        for paper in own_papers(actor)
        if paper.kind == KIND and paper.draft is not None and paper.id != but.id
    ]


def outcome_of_rows(rows: Sequence[Fated]) -> Outcome:
    """Rows counted by what becomes of them."""
    return Outcome(
        sum(row.fate is Fate.TAKEN for row in rows),
        sum(row.fate is Fate.DONE for row in rows),
        tuple((row.row.number, row.why) for row in rows if row.fate is Fate.DUPLICATE),
        tuple(problem for row in rows for problem in row.problems),
    )


def run_import(
    actor: Actor, public_id: str, import_id: str, *, rows: Sequence[Fated], version: int
) -> Outcome:
    """Put the rows that can be taken into the draft; the file is erased with the same commit.

    Args:
        rows: as they were judged beside ``version`` of the draft.

    Raises:
        Conflict: the draft was saved since.
        NotFound: the import is over.
    """
    index = index_to_fill(actor, public_id)
    row = own_import(actor, index.paper.thing, import_id)
    if row.content is None:
        raise NotFound
    if index.version != version:
        raise Conflict
    taken = [each for each in rows if each.fate is Fate.TAKEN]
    items = [each.row.item.as_row() for each in taken if each.row.item is not None]
    if items:
        fields = {**index.content.fields, "clips": [*index.clips, *items]}
        save_draft(actor, public_id, content=replace(index.content, fields=fields), version=version)
    outcome = outcome_of_rows(rows)
    services.finish(row, outcome, [each.key for each in taken])
    audit.record(
        actor,
        "items.imported",
        object_kind=KIND,
        object_id=public_id,
        detail={
            "taken": outcome.taken,
            "done": outcome.done,
            "duplicates": len(outcome.duplicates),
            "wrong": outcome.wrong,
        },
    )
    return outcome


def erase_import(actor: Actor, public_id: str, import_id: str) -> None:
    """Erase a file and what became of its rows; what was taken stays in the draft."""
    index = index_to_fill(actor, public_id)
    services.erase_import(own_import(actor, index.paper.thing, import_id))
    audit.record(actor, "items.import-erased", object_kind=KIND, object_id=public_id)
