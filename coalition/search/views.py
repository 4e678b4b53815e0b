"""The search page and its help. Everything a search is stands in its address."""

from dataclasses import dataclass, replace

from flask import Response, jsonify, render_template, request, url_for

from coalition.documents.pages import add_panel
from coalition.search import synonym_pages
from coalition.search.asked import SIZE, Search
from coalition.search.facets import NAMES, WORDS, chips, facet_groups, label_of, office_names
from coalition.search.forms import LAST_PAGE, read_search, storable
from coalition.search.queries import Results, related_papers, suggestions
from coalition.search.queries import search as find_papers
from coalition.search.synonyms import synonym_groups
from coalition.web.dispatch import Portal
from coalition.web.identity import current_actor
from coalition.web.navigation import add_link
from coalition.web.routing import Blueprint
from search_index.query_fields import FIELDS
from search_index.query_language import GRAMMAR

pages = Blueprint("search", __name__)


@pages.get("/search", requires="search:use")
def search() -> str:
    """Papers that match, with the filters that would narrow them."""
    asked = read_search(request.args)
    results = find_papers(current_actor(), asked)
    offices = office_names([*asked.filters.get("office", ()), *results.facets.get("office", ())])
    return render_template(
        "search/results.html",
        asked=asked,
        results=results,
        groups=facet_groups(results.facets, asked, offices, _address),
        chips=chips(asked, offices, _address),
        pages=_pages(asked, results),
        address=_address,
        names=NAMES,
        label=lambda name, value: label_of(name, value, offices),
        ordered=[replace(asked, sort=order, page=1) for order in ("relevance", "newest")],
    )


@pages.get("/search/suggest", requires="search:use")
def suggest() -> Response:
    """What is typed in a search box, finished in a few ways: a list of texts."""
    return jsonify(suggestions(current_actor(), storable(request.args.get("q", ""))))


@pages.get("/search/help", requires="search:use")
def help_page() -> str:
    """What can be typed, from the table that the parser itself reads."""
    return render_template(
        "search/help.html",
        grammar=GRAMMAR,
        synonyms=synonym_groups(),
        fields=FIELDS.values(),
        words=WORDS,
        names=NAMES,
    )


def _address(asked: Search, page: int = 1) -> str:
    arguments: dict[str, object] = dict(asked.arguments())
    if page > 1:
        arguments["page"] = page
    return url_for("search.search", **arguments)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Pages:
    """Which page this is, and where its neighbors are."""

    number: int
    total_pages: int
    first_row: int
    last_row: int
    previous_url: str | None
    next_url: str | None


def _pages(asked: Search, results: Results) -> Pages:
    last = min(LAST_PAGE, max(1, -(-results.total // SIZE)))
    number = asked.page
    return Pages(
        number=number,
        total_pages=last,
        first_row=(number - 1) * SIZE + 1,
        last_row=min(results.total, number * SIZE),
        # Behind the last page, the way back leads to the last one that has papers.
        previous_url=_address(asked, min(number - 1, last)) if number > 1 else None,
        next_url=_address(asked, number + 1) if number < last else None,
    )


def register(app: Portal) -> None:
    """Add this feature's pages to the app."""
    app.register_blueprint(pages)
    add_link(app, "Search", "search.search", "search:use", 10)
    add_panel(app, "search/_related.html", related_papers)
    synonym_pages.register(app)
