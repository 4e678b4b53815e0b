"""What of a published paper is indexed: its current revision, and nothing of its draft."""

from collections.abc import Iterable, Iterator

from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Kind, Shape
from coalition.documents.models import Paper, Revision
from coalition.richtext import plain_text
from search_index import Entry, Part
from search_index.citations import find_citations

# Rows that are moments of their own are projected as parts, so that a hit can land on one.
ROWS_WITH_MOMENTS = frozenset({"events", "transcript", "claims"})


class NothingPublished(LookupError):
    """The paper has no revision or is not published, so there is nothing to index."""


def entry_of(paper: Paper) -> Entry:
    """The paper as the index holds it.

    Raises:
        NothingPublished: the paper is a draft or withdrawn.
    """
    revision = paper.current
    if paper.state != "published" or revision is None or paper.published_at is None:
        raise NothingPublished
    kind = KINDS[paper.kind]
    body = searched_text(kind, revision)
    return Entry(
        id=paper.public_id,
        title=revision.title,
        body=body,
        read_tokens=frozenset(paper.read_tokens),
        fields=_fields(paper, kind, revision, f"{revision.title}\n{body}"),
        date=paper.published_at.date(),
        parts=tuple(Part(m.anchor, m.text, m.fields) for m in kind.moments(revision.fields)),
    )


def searched_text(kind: Kind, revision: Revision) -> str:
    """The words of the text, then those of its free-text fields, one a line."""
    return "\n".join([plain_text(revision.body), *_field_lines(kind, revision)])


def _field_lines(kind: Kind, revision: Revision) -> Iterator[str]:
    for spec in kind.fields:
        value = revision.fields.get(spec.name) or []
        if spec.shape is Shape.LINES:
            yield from value
        elif spec.shape in (Shape.CHOICE, Shape.CHOICES) and spec.name != "state":
            # What a facet says can be typed as well: “pointing a firearm”, “officer removal”.
            codes = value if isinstance(value, list) else [value]
            yield from (spec.vocabulary[code] for code in codes if code in spec.vocabulary)
        elif spec.shape is Shape.ROWS and spec.name not in ROWS_WITH_MOMENTS:
            free = [c.name for c in spec.columns if not c.vocabulary]
            for row in value:
                yield " ".join(filter(_has_words, (str(row.get(name) or "") for name in free)))


def _has_words(cell: str) -> bool:
    """Whether a cell says something: times and figures of a row are not what one searches for."""
    return any(character.isalpha() for character in cell)


def _fields(paper: Paper, kind: Kind, revision: Revision, text: str) -> dict[str, tuple[str, ...]]:
    found = kind.search_fields(revision.fields)
    citations = find_citations(text)
    cited = (c.canonical for c in citations)
    statutes = (c.canonical for c in citations if c.kind == "statute")
    office = paper.office
    county = (office.county, f"{office.county} County") if office.county else ()
    people = [row.person for row in paper.author_rows]
    return found | {
        "cites": _distinct(found.get("cites", ()), cited),
        "statute": _distinct(found.get("statute", ()), statutes),
        "kind": (paper.kind,),
        # Whichever of its names is typed, it is found; it is counted under its slug alone.
        "office": _distinct((office.slug, office.name), county),
        "owner": (office.slug,),
        "by": _distinct((p.public_id for p in people), (p.name for p in people)),
        "tlp": (str(revision.audience["tlp"]),),
    }


def _distinct(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))
