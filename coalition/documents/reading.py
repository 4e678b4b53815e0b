"""A paper as its page shows it: rendered text, facts with links into search, clips and events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from markupsafe import Markup

from coalition.access.audience import Audience, Tlp
from coalition.documents.content import Content
from coalition.documents.footage import Clip, Footage
from coalition.documents.kinds.schema import MAX_BODY, Field, Fields, Kind, Shape
from coalition.documents.lanes import lanes_of
from coalition.documents.models import Revision
from coalition.documents.timetable import footage_of
from coalition.documents.vocabularies import FLAGS
from coalition.evidence.timeline import NARROW, Picture, drawn, whole_window
from coalition.richtext import Heading, outline, render_markdown

TLP_MEANINGS = {
    Tlp.RED: "for the people named here alone",
    Tlp.AMBER_STRICT: "for the authors’ office alone",
    Tlp.AMBER: "for the offices and groups named here alone",
    Tlp.GREEN: "for members of the coalition; not to be passed on outside it",
    Tlp.CLEAR: "may be passed on outside the coalition",
}
LEGEND = "Allegations only; accused people are presumed innocent."

# Shown in places of their own rather than among the facts.
_APART = frozenset({"authority", "statute", "flags", "tags"})


@dataclass(frozen=True)
class Linked:
    """Words, and the search that finds other papers with the same fact."""

    text: str
    url: str


@dataclass(frozen=True)
class Fact:
    """A labelled fact with its values."""

    label: str
    values: tuple[Linked, ...]


@dataclass(frozen=True)
class Reading:
    """Everything a page shows of one text."""

    kind: Kind
    title: str
    html: Markup
    outline: tuple[Heading, ...]
    facts: tuple[Fact, ...]
    statutes: tuple[Linked, ...]
    authorities: tuple[Linked, ...]
    tags: tuple[Linked, ...]
    flags: tuple[str, ...]
    audience: Audience
    change_note: str
    footage: Footage

    @property
    def legend(self) -> str:
        """What travels with the text wherever it goes."""
        return f"TLP:{self.audience.tlp}: {TLP_MEANINGS[self.audience.tlp]}. {LEGEND}"

    @cached_property
    def picture(self) -> Picture | None:
        """The timeline of all its recordings; nothing where none has a time."""
        return picture_of(self.footage, NARROW)

    @property
    def missing_clips(self) -> tuple[Clip, ...]:
        """Recordings that are known of and not held."""
        return tuple(clip for clip in self.footage.clips if clip.is_missing)


def picture_of(footage: Footage, width: int) -> Picture | None:
    """The timeline of all recordings, ``width`` units wide; nothing where none has a time."""
    lanes = lanes_of(footage)
    window = whole_window(lanes, width)
    return drawn(lanes, window) if window else None


def content_of(revision: Revision) -> Content:
    """A revision as the content it was made from."""
    return Content.from_json(
        {
            "title": revision.title,
            "body": revision.body,
            "fields": revision.fields,
            "audience": revision.audience,
            "change_note": revision.change_note,
        }
    )


def reading_of(kind: Kind, content: Content) -> Reading:
    """``content``, which need not have passed its checks, as a page shows it."""
    fields = content.fields
    body = content.body[:MAX_BODY]
    return Reading(
        kind=kind,
        title=content.title,
        html=render_markdown(body),
        outline=tuple(outline(body)),
        facts=tuple(_facts(kind, fields)),
        statutes=_lines(fields, "statute", lambda text: f'statute:"{text}"'),
        authorities=_lines(fields, "authority", lambda text: f'cites:"{text}"'),
        tags=_lines(fields, "tags", lambda text: f'"{text}"'),
        flags=tuple(FLAGS[f] for f in fields.get("flags") or () if f in FLAGS),
        audience=content.audience,
        change_note=content.change_note,
        footage=footage_of(fields),
    )


def search_url(query: str, **filters: str) -> str:
    """The address of a search."""
    return "/search?" + urlencode({"q": query, **filters})


def _facts(kind: Kind, fields: Fields) -> list[Fact]:
    facts = []
    for spec in kind.fields:
        if spec.name in _APART or spec.shape not in (Shape.CHOICE, Shape.CHOICES):
            continue
        values = _known_codes(spec, fields)
        if values:
            facts.append(
                Fact(
                    spec.label,
                    tuple(
                        Linked(label, search_url(f"{spec.search_name}:{code}"))
                        for code, label in values.items()
                    ),
                )
            )
    return facts


def _known_codes(spec: Field, fields: Fields) -> Mapping[str, str]:
    value = fields.get(spec.name) or []
    codes = value if isinstance(value, list) else [value]
    return {code: spec.vocabulary[code] for code in codes if code in spec.vocabulary}


def _lines(fields: Fields, name: str, query: Callable[[str], str]) -> tuple[Linked, ...]:
    lines = fields.get(name) or []
    return tuple(Linked(line, search_url(query(line.replace('"', " ")))) for line in lines)
