"""A paper's named parts, their way through the de-identification review, and back into a text."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from coalition.deidentify.analysis import Entity
from coalition.deidentify.examined import Look, examine
from coalition.deidentify.gate import names_somebody
from coalition.deidentify.naming import some
from coalition.deidentify.queries import published_sheet, settled_dossier, sheet_of
from coalition.deidentify.sheet import Basis, Sheet
from coalition.documents.attached import file_part, file_parts, file_texts
from coalition.documents.content import Content
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Kind, TextPart
from coalition.documents.models import Paper
from coalition.errors import GateClosed, Problem
from coalition.offices.states import STATES
from coalition.richtext import plain_text

# How the text reads once it is shown; it is no part of its own.
SHOWN = TextPart("body-shown", "body", "The text, as readers see it", "")
_MAY_JOIN = re.compile(
    r"\](?:\(|\[|:)|\\[!-/:-@\[-`{-~]|&#?[0-9A-Za-z]{2,31};"
    r"|[^\W_][*_`]+[-@.+]?[^\W_]|[^\W_][-@.+]?[*_`]+[^\W_]"
)


def parts_of(kind: Kind, content: Content) -> dict[str, TextPart]:
    """Everything that people typed into a paper, by name. ``content`` has been checked."""
    own = (
        TextPart("title", "title", "The title", content.title),
        TextPart("body", "body", "The text", content.body),
        TextPart("change_note", "change_note", "The change note", content.change_note),
    )
    return {part.name: part for part in (*own, *kind.text_parts(content.fields)) if part.text}


def with_texts(kind: Kind, content: Content, texts: Mapping[str, str]) -> Content:
    """``content`` with the parts of these names put in, checked again."""
    changed = replace(
        content,
        title=texts.get("title", content.title),
        body=texts.get("body", content.body),
        change_note=texts.get("change_note", content.change_note),
        fields=kind.with_texts(content.fields, texts),
    )
    return changed.checked(kind)


def texts_of(kind: Kind, content: Content) -> dict[str, str]:
    """The texts of :func:`parts_of`."""
    return _texts(parts_of(kind, content))


def _texts(parts: Mapping[str, TextPart]) -> dict[str, str]:
    return {name: part.text for name, part in parts.items()}


def decided_texts(kind: Kind, decided: Content, sheet: Sheet) -> dict[str, str]:
    """The texts of a decided paper and of its files."""
    return texts_of(kind, decided) | file_texts(sheet.decided_parts)


def as_shown(text: str) -> dict[str, str]:
    """A Markdown text as it is rendered, where that may join what stands apart in it.

    Links, emphasis, escapes and entities may stand between digits that readers see whole.
    """
    return {SHOWN.name: plain_text(text)} if _MAY_JOIN.search(text) else {}


def _as_shown(parts: Mapping[str, str]) -> dict[str, str]:
    return as_shown(parts.get("body", ""))


def _basis(content: Content) -> Basis:
    region = STATES.get(str(content.fields.get("state", "")), "")
    return Basis(region, markdown=("body",), derived=_as_shown)


def review_of(paper: Paper, content: Content, *, look: Look = examine) -> Sheet:
    """The review of the paper's draft; ``look`` is :func:`examined` in a unit of work."""
    parts = texts_of(KINDS[paper.kind], content) | _texts(file_parts(paper))
    return sheet_of(paper.thing, parts, _basis(content), look=look)


def published_review_of(paper: Paper, content: Content, *, look: Look = examine) -> Sheet:
    """The review that led to the published text, asked again of that text as it is."""
    own = texts_of(KINDS[paper.kind], content)
    parts = own | _texts(file_parts(paper, shared_only=True))
    return published_sheet(paper.thing, parts, _basis(content), look=look)


def newly_identifying(paper: Paper, content: Content) -> list[Entity]:
    """What names somebody in a published text although nobody ever decided about it there."""
    texts = texts_of(KINDS[paper.kind], content)
    seen = {**texts, **_as_shown(texts)}
    dossier = settled_dossier(paper.thing)
    return [
        entity
        for entity in examine(seen).entities
        if names_somebody(entity) and not dossier.was_decided(entity, seen)
    ]


def decided_content(kind: Kind, content: Content, sheet: Sheet) -> Content:
    """``content`` as it was decided."""
    return with_texts(kind, content, sheet.decided_parts)


def examine_as_it_is(kind: Kind, content: Content) -> None:
    """Look through ``content`` once and again as a decided text in which everything was kept."""
    texts = texts_of(kind, content)
    examine(texts)
    examine({**texts, **_as_shown(texts)})


def gate_problems(kind: Kind, content: Content) -> list[Problem]:
    """What identifies somebody in a text of which nothing is decided."""
    texts = texts_of(kind, content)
    found = examine({**texts, **_as_shown(texts)}).entities
    return _problems(kind, content, found)


def open_problems(kind: Kind, content: Content, sheet: Sheet) -> list[Problem]:
    """What nobody has decided about yet: one problem for each part and type, never the words."""
    return _problems(kind, content, (item.entity for item in sheet.open_items))


class _Parts(dict[str, TextPart]):
    """Parts by name; those of files are known by their names alone."""

    def __missing__(self, name: str) -> TextPart:
        part = file_part(name)
        if part is None:
            raise KeyError(name)
        return part


def _problems(kind: Kind, content: Content, entities: Iterable[Entity]) -> list[Problem]:
    parts = _Parts({**parts_of(kind, content), SHOWN.name: SHOWN})
    counts: Counter[tuple[str, str]] = Counter()
    for entity in entities:
        own = [place for place in entity.places if place.part != SHOWN.name]
        for place in own or entity.places:
            counts[place.part, entity.type] += 1
    return [
        Problem(
            parts[name].field,
            f"{parts[name].label} holds {some(type_)}"
            + (f" in {count} places" if count > 1 else "")
            + ". Decide about it in the review, or remove it; nothing was published.",
        )
        for (name, type_), count in counts.items()
    ]


def require_open_gate(kind: Kind, content: Content, sheet: Sheet) -> None:
    """Return when everything found is decided and the decided text shows nothing new.

    Raises:
        GateClosed: names each part and type of identifier.
    """
    if not sheet.is_open:
        raise GateClosed(*open_problems(kind, content, sheet))
