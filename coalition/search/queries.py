"""Searching: what the index offers, read again from the database before anyone sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import structlog

from coalition.access.actor import Actor
from coalition.documents.models import Paper
from coalition.errors import Unavailable
from coalition.search.answering import COUNTED_AS, Answering
from coalition.search.asked import DATES, FILTERS, Search
from coalition.search.found import FoundPaper, found_paper
from coalition.search.index import IndexState, index_state
from coalition.search.pending import Unindexed, unindexed
from coalition.search.values import (
    Instead,
    Reading,
    UnknownValue,
    completed_values,
    end_of,
    typed_values,
    understood,
)
from coalition.search.widening import Widened, widened
from search_index import QueryError
from search_index.query_fields import FIELDS, field_node
from search_index.query_lexer import lexemes
from search_index.text import key

__all__ = [
    "IndexState",
    "Looser",
    "Results",
    "Trouble",
    "index_state",
    "related_papers",
    "search",
    "suggestions",
    "total",
    "trouble_of",
]

# How much of the text is shown around a place, before and after it.
SHOWN_BEFORE, SHOWN_AFTER = 17, 10
# With fewer results than these, a word may be misspelt although something was found.
FEW = 3
MOST_RELATED = 5
LONGEST_SUGGESTED = 200
# The fields whose values are names; near ones are offered when nothing was found.
NAMED = {"office": "office", "by": "author"}
MOST_NAMES = 2
# Words are left out one by one only of a query with so few that each way is worth a look.
MOST_WORDS_LEFT_OUT = 6

log = structlog.get_logger("coalition.search")


@dataclass(frozen=True)
class Around:
    """One line of the text around a place: what is before it, the place itself, what is after."""

    before: str
    here: str
    after: str


@dataclass(frozen=True)
class Trouble:
    """Why the search cannot be understood; ``position`` points into the text, if it is there."""

    message: str
    position: int | None = None
    instead: Sequence[Instead] = ()

    def around(self, text: str) -> Around:
        """The text at ``position``, short enough for one line on a phone."""
        at = self.position or 0
        # Each white space takes one place, so that what points from below points at the place.
        line = "".join(" " if c.isspace() else c for c in text)
        start, end = max(0, at - SHOWN_BEFORE), at + 1 + SHOWN_AFTER
        before = ("…" if start else "") + line[start:at]
        after = line[at + 1 : end] + ("…" if end < len(line) else "")
        return Around(before, line[at : at + 1] or " ", after)


@dataclass(frozen=True)
class Looser:
    """A wider search that finds something: what to do, the search, and what that would give."""

    advice: str
    search: Search
    total: int
    dropped: tuple[str, str] | None = None


@dataclass(frozen=True)
class Results:
    """One page of papers; ``total`` and ``facets`` (filter -> value -> count) are over all."""

    total: int = 0
    papers: Sequence[FoundPaper] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    looser: Sequence[Looser] = ()
    trouble: Trouble | None = None
    spelling: Looser | None = None
    readings: Sequence[Reading] = ()
    widened: Widened | None = None


def search(actor: Actor, asked: Search) -> Results:
    """What ``actor`` may read and asked for, as if nothing else existed.

    Raises:
        Unavailable: the index is lost or too far behind the database.
    """
    trouble = trouble_of(asked)
    if trouble is not None:
        return Results(trouble=trouble)
    answer = Answering(actor)
    try:
        results = _answered(answer, asked) if asked.findable else Results()
    except QueryError as error:
        return Results(trouble=_refused(error))
    if results.total >= FEW:
        return results
    looser = () if results.total else _looser(answer, asked)
    return replace(results, looser=looser, spelling=_spelling(answer, asked, results.total))


def _answered(answer: Answering, asked: Search) -> Results:
    page, papers = answer.read(asked)
    reading, groups = understood(asked.text), answer.synonyms if asked.text else []
    synonyms = tuple(group.phrases for group in groups)
    return Results(
        total=page.total,
        papers=[
            found_paper(papers[hit.id], hit.anchors, reading.text, synonyms) for hit in page.hits
        ],
        facets={name: page.facets[COUNTED_AS[name]] for name in FILTERS},
        readings=reading.readings,
        widened=widened(asked.text, groups),
    )


def total(
    actor: Actor,
    asked: Search,
    *,
    without: frozenset[str] = frozenset(),
    newer: Unindexed | None = None,
) -> int:
    """How many papers ``actor`` may read and asked for, as if those of ``without`` did not exist.

    Nothing is found by a search that cannot be understood. ``newer`` is what the index does not
    hold yet; whoever counts several times looks it up once.

    Raises:
        Unavailable: as :func:`search`.
    """
    if trouble_of(asked) is not None:
        return 0
    newer = unindexed(actor) if newer is None else newer
    left_out = newer.left_out | without
    try:
        return Answering(actor, replace(newer, left_out=left_out)).total(asked)
    except QueryError as error:
        _refused(error)
        return 0


def _refused(error: QueryError) -> Trouble:
    """What the engine said of a query that was held to be well-formed; it is never a failure."""
    log.error("search.query-refused")
    # Where it stands is said of the text as the engine got it, which is not what was typed.
    return Trouble(error.message)


def trouble_of(asked: Search) -> Trouble | None:
    """Why ``asked`` cannot be understood, if it cannot."""
    try:
        understood(asked.text)
    except QueryError as error:
        return Trouble(error.message, error.position)
    except UnknownValue as error:
        return Trouble(str(error), error.position, error.instead)
    for name in DATES:
        try:
            if getattr(asked, name):
                field_node(FIELDS[name], getattr(asked, name))
        except ValueError as error:
            return Trouble(str(error))
    return None


def suggestions(actor: Actor, text: str) -> tuple[str, ...]:
    """``text`` finished in a few ways: values of lists, or words that ``actor`` may read."""
    if len(text) > LONGEST_SUGGESTED:
        return ()
    values = completed_values(text)
    if values is not None:
        return values
    try:
        return Answering(actor).completions(text)
    except (Unavailable, QueryError):
        # Whoever types is told so when they search; a suggestion that is late is none.
        return ()


def related_papers(actor: Actor, paper: Paper) -> list[Paper]:
    """The papers that ``actor`` may read and that are most like a published one.

    Without the index there are none: a paper can be read all the same.
    """
    if paper.state != "published":
        return []
    try:
        return Answering(actor).related(paper.public_id, MOST_RELATED)
    except Unavailable:
        return []


def _spelling(answer: Answering, asked: Search, found: int) -> Looser | None:
    """The search with misspelt words corrected, if that finds more."""
    text = answer.correction(asked.text)
    return _offer(answer, Looser("Did you mean", asked.with_text(text), 0), found) if text else None


def _looser(answer: Answering, asked: Search) -> list[Looser]:
    """Wider searches that would find something, the one that gives up least first."""
    asked = replace(asked, page=1)
    offers = [
        Looser("Remove the filter", asked.without_filter(name, value), 0, (name, value))
        for name, value in asked.pairs
    ]
    if any(mark in asked.text for mark in '"“”„'):
        plain = "".join(" " if c in '"“”„' else c for c in asked.text)
        offers.append(Looser("Search without quotation marks", replace(asked, text=plain), 0))
    if asked.text and asked.narrowed:
        offers.append(Looser("Keep the words alone", Search(asked.text, sort=asked.sort), 0))
        offers.append(Looser("Keep the filters alone", replace(asked, text=""), 0))
    offers += _near_names(answer, asked) + _fewer_words(asked)
    counted = [_offer(answer, offer) for offer in offers]
    return [offer for offer in counted if offer]


def _fewer_words(asked: Search) -> list[Looser]:
    """Where words just stand side by side: the search without each one of them."""
    found = [each for each in lexemes(asked.text) if each.kind in ("word", "phrase")]
    if not 1 < len(found) == len(lexemes(asked.text)) <= MOST_WORDS_LEFT_OUT:
        return []
    return [
        Looser(
            f"Leave out “{each.text}”",
            asked.with_text(
                " ".join((asked.text[: each.position] + asked.text[end_of(each) :]).split())
            ),
            0,
        )
        for each in found
    ]


def _offer(answer: Answering, offer: Looser, more_than: int = 0) -> Looser | None:
    """The offer with what it would give; nothing if that is no more than there is."""
    if trouble_of(offer.search) is not None:
        return None
    total = answer.total(offer.search)
    return replace(offer, total=total) if total > more_than else None


def _near_names(answer: Answering, asked: Search) -> list[Looser]:
    """For an office or author that nothing readable is from, the nearest that something is from."""
    named = [
        (info.name, lexeme)
        for info, lexeme in typed_values(asked.text)
        if info.name in NAMED and lexeme.text.lower() != "me"
    ]
    offers = []
    for name, lexeme in named[:MOST_NAMES]:
        known = {key(value): value for value in answer.visible_values(name)}
        near = get_close_matches(key(lexeme.text), known, n=1)
        if near and near[0] != key(lexeme.text):
            meant = known[near[0]]
            text = f'{asked.text[: lexeme.position]}"{meant}"{asked.text[end_of(lexeme) :]}'
            advice = f"Search for the {NAMED[name]} “{meant}”"
            offers.append(Looser(advice, asked.with_text(text), 0))
    return offers
