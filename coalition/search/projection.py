"""What of a published paper is indexed: its current revision, and nothing of its draft."""

import hmac
from collections.abc import Iterable, Iterator
from hashlib import sha256

from coalition.accounts.models import Person
from coalition.documents.kinds import KINDS
from coalition.documents.kinds.schema import Kind, Shape
from coalition.documents.models import Paper, Revision
from coalition.offices.models import Office
from coalition.offices.naming import veiled_name, veiled_slug
from coalition.richtext import plain_text
from coalition.runtime import current_settings
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
    return found | {
        "cites": _distinct(found.get("cites", ()), cited),
        "statute": _distinct(found.get("statute", ()), statutes),
        "kind": (paper.kind,),
        # Whichever of its names is typed, it is found; it is counted under the first alone.
        "office": names_of(paper.office),
        "owner": names_of(paper.office)[:1],
        "by": _distinct(*(_author(paper.office, row.person) for row in paper.author_rows)),
        "tlp": (str(revision.audience["tlp"]),),
    }


def names_of(office: Office) -> tuple[str, ...]:
    """What papers of the office are found by; those that show no name, by their state alone."""
    if office.name_hidden:
        return (veiled_slug(office.state), veiled_name(office.state))
    county = (office.county, f"{office.county} County") if office.county else ()
    return _distinct((office.slug, office.name), county)


def _author(office: Office, person: Person) -> tuple[str, ...]:
    if office.name_hidden or person.office.name_hidden:
        return (own_key(person.public_id),)
    return (person.public_id, person.name)


def own_key(public_id: str) -> str:
    """What an author without a name on their papers finds them by; nobody else can work it out."""
    secret = current_settings().secret_key.encode()
    return hmac.new(secret, f"author:{public_id}".encode(), sha256).hexdigest()


def _distinct(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))
