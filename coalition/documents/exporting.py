"""A published paper as a file to keep: what is written into it, and when none is made."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coalition import clock
from coalition.access.actor import Actor
from coalition.access.audience import Tlp
from coalition.access.decide import require
from coalition.audit import services as audit
from coalition.deidentify.naming import some
from coalition.documents.content import Content
from coalition.documents.footage import Claim, Clip, Event
from coalition.documents.gatekeeping import newly_identifying
from coalition.documents.kinds import KINDS
from coalition.documents.listing import authors_of
from coalition.documents.models import Paper, Revision
from coalition.documents.queries import readable_paper
from coalition.documents.reading import (
    TLP_MEANINGS,
    Reading,
    content_of,
    picture_of,
    reading_of,
)
from coalition.errors import NotFound
from coalition.evidence.custody.chain import Link
from coalition.evidence.timeline import WIDE, Picture
from coalition.offices.naming import shown_name

ALLEGATIONS = (
    "Charges and defenses described here are allegations. Everyone accused is presumed innocent "
    "unless and until proven guilty in court."
)
LONGEST_STEM = 60
_CLIP_HEADS = ("Recording", "Kind", "Worn by", "Agency", "From", "To", "Offset", "Note")
_EVENT_HEADS = ("Number", "At", "True time", "Recording", "Event", "Who", "How sure", "Note")
_CLAIM_HEADS = ("Claim", "Source", "Made by", "Made", "Finding", "Events", "Note")
_LINE_HEADS = ("Recording", "At", "Who", "Words")


class NoFile(Exception):
    """No file can be made now; what it says is shown to the person."""


@dataclass(frozen=True)
class Table:
    """A table of the paper, or one of its lists with a single column."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Export:
    """Everything that a file says. ``marks`` go above the text and, in print, on every page.

    ``body`` is the text as written and ``html`` the same as the page shows it; ``summary`` says the
    claims in a sentence.

    ``content`` is what was published, and ``custody`` the log of its items where it goes along.
    """

    public_id: str
    content: Content
    custody: tuple[Link, ...]
    title: str
    stem: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    body: str
    html: str = ""
    summary: str = ""
    picture: Picture | None = None


def paper_to_export(actor: Actor, public_id: str) -> tuple[Paper, Revision]:
    """A published paper that ``actor`` may read, and its current text.

    Raises:
        NotFound, NotPermitted: there is none.
    """
    paper = readable_paper(actor, public_id)
    require(actor, "document:export", paper)
    if paper.current is None:
        raise NotFound
    return paper, paper.current


def reason_against(paper: Paper, revision: Revision) -> str:
    """Why no file is made of the text, in a sentence; empty when one may be.

    A text that is addressed to named people stays where its reading is logged. Any other passes
    the gate as it stands now, which may know more than when the text was published.
    """
    content = content_of(revision)
    if content.audience.tlp is Tlp.RED:
        return (
            "TLP:RED is for the people named alone and is passed on to nobody, so it is read here "
            "and not downloaded. Ask its authors for another label if you need a file."
        )
    types = dict.fromkeys(entity.type for entity in newly_identifying(paper, content))
    if not types:
        return ""
    return (
        f"The portal finds {', '.join(map(some, types))} in this text that nobody has decided "
        "about. Ask its authors to review and publish it again; it can be downloaded then."
    )


def export_of(
    actor: Actor,
    paper: Paper,
    revision: Revision,
    *,
    reader: str,
    office: str,
    custody: Sequence[Link] = (),
) -> Export:
    """What the file says; ``reader`` of ``office`` takes it now. The callers asked the gate."""
    kind, content = KINDS[paper.kind], content_of(revision)
    reading = reading_of(kind, content)
    marks = (
        f"TLP:{reading.audience.tlp}: {TLP_MEANINGS[reading.audience.tlp]}.",
        ALLEGATIONS,
        taken_by(reader, office),
    )
    facts = (
        ("Number", paper.public_id),
        ("Kind", kind.label),
        ("Shared by", shown_name(actor, paper.office)),
        ("Written by", ", ".join(authors_of(actor, paper))),
        ("Revision", f"{revision.number}, {revision.made_at.strftime('%Y-%m-%d %H:%M UTC')}"),
        *((fact.label, ", ".join(value.text for value in fact.values)) for fact in reading.facts),
        *((("Disclosure", ", ".join(reading.flags)),) if reading.flags else ()),
    )
    footage = reading.footage
    return Export(
        public_id=paper.public_id,
        content=content,
        custody=tuple(custody),
        title=reading.title,
        stem=_stem(paper, reading.title),
        marks=marks,
        facts=facts,
        tables=_tables(reading),
        body=revision.body,
        html=reading.html,
        summary=footage.summary if footage.claims else "",
        picture=picture_of(footage, WIDE),
    )


def taken_by(reader: str, office: str) -> str:
    """The sentence in a file that says whose copy it is."""
    now = clock.now().strftime("%Y-%m-%d %H:%M UTC")
    return f"Downloaded by {reader}, {office}, on {now} from Coalition Exchange."


def export_entry(
    actor: Actor, paper: Paper, revision: Revision, *, format_: str, custody: bool = False
) -> Callable[[], None]:
    """What enters a download in the log, to be called when the rows are at hand no more.

    ``custody``: the custody log goes along, which is entered as well.
    """
    kind, public_id = paper.kind, paper.public_id
    detail = {"format": format_, "revision": revision.number, "tlp": revision.audience["tlp"]}

    def enter() -> None:
        audit.record(actor, "paper.exported", object_kind=kind, object_id=public_id, detail=detail)
        if custody:
            audit.record(actor, "custody.exported", object_kind=kind, object_id=public_id)

    return enter


def _stem(paper: Paper, title: str) -> str:
    """A name for the file in which no system finds anything but a name."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:LONGEST_STEM].strip("-")
    return f"{words or paper.kind}-r{paper.current_number}"


def _tables(reading: Reading) -> tuple[Table, ...]:
    return tuple(table for table in _all_tables(reading) if table.rows)


def _all_tables(reading: Reading) -> Iterator[Table]:
    footage = reading.footage
    yield Table("Statutes", (), tuple((link.text,) for link in reading.statutes))
    yield Table("Authorities", (), tuple((link.text,) for link in reading.authorities))
    yield Table("Tags", (), tuple((link.text,) for link in reading.tags))
    yield Table("Recordings", _CLIP_HEADS, tuple(map(_clip_row, footage.clips)))
    yield Table("Events", _EVENT_HEADS, tuple(map(_event_row, footage.events)))
    yield Table("Claims", _CLAIM_HEADS, tuple(map(_claim_row, footage.claims)))
    lines = tuple((line.clip, line.at, line.speaker, line.words) for line in footage.lines)
    yield Table("Transcript", _LINE_HEADS, lines)


def _clip_row(clip: Clip) -> tuple[str, ...]:
    times = (clip.starts_at, clip.ends_at, " ".join(filter(None, (clip.offset, clip.basis))))
    return (clip.label, clip.kind, clip.wearer, clip.agency, *times, clip.note)


def _event_row(event: Event) -> tuple[str, ...]:
    when = (str(event.number), event.at, f"{event.true_time}{event.doubt}")
    return (*when, event.clip, event.kind, event.who, event.confidence, event.note)


def _claim_row(claim: Claim) -> tuple[str, ...]:
    cited = sorted({*claim.cited.corroborated, *claim.cited.contradicted})
    numbers = ", ".join(map(str, cited))
    found = (claim.verdict.value, numbers)
    return (claim.claim, claim.source, claim.by, claim.made, *found, claim.note)
