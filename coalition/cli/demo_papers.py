"""Reading the invented coalition of the demo: its members and its papers."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "demo_coalition"
_FENCE = "+++\n"

# What the front matter says about the paper itself; everything else is a field of its kind.
_ABOUT = {"slug", "kind", "title", "office", "authors", "date", "tlp", "audience", "change_note"}
_ROWS = {"clip": "clips", "event": "events", "line": "transcript", "claim": "claims"}


@dataclass(frozen=True)
class DemoOffice:
    """An office of the demo."""

    slug: str
    name: str
    state: str
    county: str
    release_required: bool
    name_hidden: bool = False


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demo; ``office`` is a slug."""

    name: str
    email: str
    office: str
    role: str


@dataclass(frozen=True)
class DemoGroup:
    """A group of the demo; its people are addresses."""

    name: str
    purpose: str
    founder: str
    confirmed_by: str
    members: list[str]


@dataclass(frozen=True)
class DemoPaper:
    """A paper of the demo, as written in its file."""

    slug: str
    kind: str
    title: str
    office: str
    authors: tuple[str, ...]
    date: date
    tlp: str
    offices: tuple[str, ...]
    people: tuple[str, ...]
    groups: tuple[str, ...]
    change_note: str
    fields: dict[str, Any]
    body: str

    @property
    def key(self) -> str:
        """What keeps a second seeding from making the paper again."""
        return hashlib.sha256(f"demo:{self.kind}:{self.slug}".encode()).hexdigest()

    @property
    def moment(self) -> datetime:
        """When it was shared: noon UTC, the same day in every American time zone."""
        return datetime.combine(self.date, time(12), UTC)


def demo_offices() -> list[DemoOffice]:
    """The offices."""
    return [DemoOffice(**office) for office in _members()["office"]]


def demo_people() -> list[DemoPerson]:
    """The people."""
    return [DemoPerson(**person) for person in _members()["person"]]


def demo_groups() -> list[DemoGroup]:
    """The groups."""
    return [DemoGroup(**group) for group in _members()["group"]]


def _members() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "members.toml").read_text(encoding="utf-8"))


def demo_papers() -> list[DemoPaper]:
    """Every paper, oldest first."""
    files = sorted(FOLDER.glob("papers/*/*.md"))
    return sorted((_paper(file) for file in files), key=lambda p: (p.date, p.kind, p.slug))


def demo_drafts() -> list[DemoPaper]:
    """What waits for its review, so that there is something to try it on."""
    return [_paper(file) for file in sorted(FOLDER.glob("drafts/*.md"))]


def _paper(file: Path) -> DemoPaper:
    _, front, body = file.read_text(encoding="utf-8").split(_FENCE, 2)
    given = tomllib.loads(front)
    audience = given["audience"] if isinstance(given["audience"], dict) else {}
    fields = {_ROWS.get(name, name): value for name, value in given.items() if name not in _ABOUT}
    return DemoPaper(
        slug=given["slug"],
        kind=given["kind"],
        title=given["title"],
        office=given["office"],
        authors=tuple(given["authors"]),
        date=given["date"],
        tlp=given["tlp"],
        offices=tuple(audience.get("offices", ())),
        people=tuple(audience.get("people", ())),
        groups=tuple(audience.get("groups", ())),
        change_note=given.get("change_note", ""),
        fields=fields,
        body=body.strip() + "\n",
    )
