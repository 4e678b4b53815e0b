"""A paper that was found, as the page shows it. Everything shown is read from the paper itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from coalition.documents.kinds import KINDS
from coalition.documents.landing import landing_at
from coalition.documents.models import Paper, Revision
from coalition.documents.vocabularies import OUTCOMES
from coalition.search.projection import searched_text
from search_index.citations import find_citations
from search_index.contract import Snippet
from search_index.snippets import highlight, make_snippets
from search_index.synonyms import Groups

MOST_MOMENTS = 3
MOST_CITATIONS = 3


@dataclass(frozen=True)
class FoundMoment:
    """A place inside a paper that matched, with the time its recording displays."""

    anchor: str
    time: str
    clip: Snippet
    what: Snippet
    note: Snippet


@dataclass(frozen=True)
class FoundPaper:
    """A paper with what of it matched, as segments that say whether they did."""

    paper: Paper
    title: Snippet
    snippets: Sequence[Snippet]
    moments: Sequence[FoundMoment]
    moments_left: int
    citations: Sequence[Snippet]
    outcome: str

    @property
    def tlp(self) -> str:
        """The marking of the text shown."""
        return str(self.paper.current.audience["tlp"]) if self.paper.current else ""


class Mark(Protocol):
    """Marks in some words what matches the query."""

    def __call__(self, text: str, field: str = "body") -> Snippet: ...


def found_paper(
    paper: Paper, anchors: Sequence[str], text: str, synonyms: Groups = ()
) -> FoundPaper:
    """What to show of ``paper`` for the query ``text``, which is known to be well-formed."""
    revision = paper.current
    if revision is None:
        raise LookupError("a published paper has a revision")
    mark: Mark = partial(highlight, text, synonyms=synonyms)
    moments = [_moment(revision, anchor, mark) for anchor in anchors[:MOST_MOMENTS]]
    return FoundPaper(
        paper=paper,
        title=mark(revision.title, "title"),
        snippets=_snippets(paper, revision, text, synonyms, bool(moments)),
        moments=[moment for moment in moments if moment],
        moments_left=max(0, len(anchors) - MOST_MOMENTS),
        citations=_citations(revision, mark) if text else [],
        outcome=OUTCOMES.get(revision.fields.get("outcome", ""), ""),
    )


def _snippets(
    paper: Paper, revision: Revision, text: str, synonyms: Groups, has_moments: bool
) -> list[Snippet]:
    body = searched_text(KINDS[paper.kind], revision)
    # Three stretches of text where the moments do not already say why the paper was found.
    limit = 2 if has_moments else 3
    found = make_snippets(text, revision.title, body, limit=limit, synonyms=synonyms)
    marked = [snippet for snippet in found if any(match for _, match in snippet)]
    return [_as_an_extract(snippet, body) for snippet in marked or found[:1]]


def _as_an_extract(snippet: Snippet, body: str) -> Snippet:
    """The same stretch, with a sign where the text goes on and a dot between its blocks."""
    whole = "".join(words for words, _ in snippet)
    start = body.find(whole)
    before = (("… ", False),) if start > 0 else ()
    after = ((" …", False),) if 0 <= start < len(body) - len(whole) else ()
    blocks = tuple((words.replace("\n", " · "), match) for words, match in snippet)
    return (*before, *blocks, *after)


def _moment(revision: Revision, anchor: str, mark: Mark) -> FoundMoment | None:
    """The row of the paper that the anchor names."""
    landing = landing_at(revision.fields, anchor)
    if landing is None:
        return None
    return FoundMoment(
        anchor=anchor,
        time=landing.time,
        clip=mark(landing.place),
        what=mark(landing.what),
        note=mark(landing.note) if landing.note else (),
    )


def _citations(revision: Revision, mark: Mark) -> list[Snippet]:
    """The authorities and statutes that the query itself names by their citation."""
    lines = [*revision.fields.get("authority", []), *revision.fields.get("statute", [])]
    shown = [mark(line) for line in lines]
    named = [
        line for line in shown if any(match and find_citations(words) for words, match in line)
    ]
    return named[:MOST_CITATIONS]
