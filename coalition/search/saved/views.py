"""The pages of a member's own saved searches."""

from dataclasses import replace

from flask import Response, make_response, redirect, render_template, request, url_for

from coalition.errors import Unavailable
from coalition.search.asked import Search
from coalition.search.facets import office_names
from coalition.search.forms import read_search
from coalition.search.queries import trouble_of
from coalition.search.saved import services
from coalition.search.saved.counting import Outlook, outlook
from coalition.search.saved.forms import SavedSearchForm
from coalition.search.saved.frequency import LABELS, Frequency
from coalition.search.saved.queries import (
    find_twin,
    listed,
    lost_searches,
    opened_if_readable,
    own_row,
    own_search,
    own_searches,
)
from coalition.search.saved.words import in_words, suggested_name
from coalition.web.dispatch import Portal, leave_trace
from coalition.web.identity import current_actor
from coalition.web.notices import add_notice
from coalition.web.routing import Blueprint

pages = Blueprint("saved_searches", __name__, url_prefix="/saved-searches")

NOTICES = {
    "search-saved": "The search is saved. What is new in it is counted here and on your home page.",
    "search-changed": "The saved search is changed.",
    "search-removed": "The saved search is removed.",
}


@pages.get("", requires="search:save")
def mine() -> str:
    """One's own saved searches, with what is new in each."""
    actor = current_actor()
    rows = sorted(listed(actor, own_searches(actor)), key=lambda row: row.place)
    return render_template(
        "search/saved/list.html", rows=rows, lost=lost_searches(actor), labels=LABELS
    )


@pages.get("/new", requires="search:save")
def new() -> Response:
    """What the search finds, before it is saved."""
    asked = _asked()
    form = SavedSearchForm(
        data={"name": suggested_name(asked, _offices(asked)), "frequency": Frequency.WEEKLY.value}
    )
    return _new_page(asked, form)


@pages.post("/new", requires="search:save")
def save() -> Response:
    """Keep the search that the address names."""
    asked, form = _asked(), SavedSearchForm()
    with form.showing_problems():
        services.save_search(
            current_actor(),
            asked=asked,
            name=form.name.data or "",
            frequency=form.frequency.data or "",
        )
        return _to_list("search-saved")
    return _new_page(asked, form)


@pages.get("/<public_id>/run", requires="search:save")
def run(public_id: str) -> Response:
    """Open the search page with this search; what it finds now is not new any more."""
    actor = current_actor()
    asked = own_search(actor, public_id).search
    if request.args.get("first") == "newest":
        asked = replace(asked, sort="newest")
    leave_trace(lambda: services.note_look(actor, public_id))
    return redirect(_address(asked), 303)  # type: ignore[return-value]


@pages.get("/<public_id>/edit", requires="search:save")
def edit(public_id: str) -> Response:
    """Another name or frequency."""
    saved = own_search(current_actor(), public_id)
    form = SavedSearchForm(data={"name": saved.name, "frequency": saved.frequency.value})
    return _edit_page(public_id, form)


@pages.post("/<public_id>/edit", requires="search:save")
def change(public_id: str) -> Response:
    """Store another name or frequency."""
    form = SavedSearchForm()
    with form.showing_problems():
        services.change_search(
            current_actor(),
            public_id,
            name=form.name.data or "",
            frequency=form.frequency.data or "",
        )
        return _to_list("search-changed")
    return _edit_page(public_id, form)


@pages.get("/<public_id>/remove", requires="search:save")
def confirm_removal(public_id: str) -> str:
    """Say what removing does before it is done."""
    saved = opened_if_readable(own_row(current_actor(), public_id))
    words = in_words(saved.search, _offices(saved.search)) if saved else ""
    return render_template(
        "search/saved/remove.html", public_id=public_id, saved=saved, words=words
    )


@pages.post("/<public_id>/remove", requires="search:save")
def remove(public_id: str) -> Response:
    """Forget a saved search."""
    services.remove_search(current_actor(), public_id)
    return _to_list("search-removed")


def _asked() -> Search:
    return replace(read_search(request.args), page=1)


def _offices(asked: Search) -> dict[str, str]:
    return office_names(asked.filters.get("office", ()))


def _address(asked: Search) -> str:
    return url_for("search.search", **asked.arguments())  # type: ignore[arg-type]


def _to_list(notice: str) -> Response:
    return redirect(url_for("saved_searches.mine", notice=notice), 303)  # type: ignore[return-value]


def _new_page(asked: Search, form: SavedSearchForm) -> Response:
    trouble = trouble_of(asked)
    page = render_template(
        "search/saved/new.html",
        form=form,
        words=in_words(asked, _offices(asked)),
        trouble=trouble,
        twin=find_twin(current_actor(), asked),
        outlook=None if trouble else _outlook(asked),
        back=_address(asked),
        action=url_for("saved_searches.save", **asked.arguments()),  # type: ignore[arg-type]
    )
    return make_response(page, form.status)


def _outlook(asked: Search) -> Outlook | None:
    """What it finds now; nothing when the index does not answer, which hinders no saving."""
    try:
        return outlook(current_actor(), asked)
    except Unavailable:
        return None


def _edit_page(public_id: str, form: SavedSearchForm) -> Response:
    saved = own_search(current_actor(), public_id)
    page = render_template(
        "search/saved/edit.html",
        form=form,
        saved=saved,
        words=in_words(saved.search, _offices(saved.search)),
    )
    return make_response(page, form.status)


def register(app: Portal) -> None:
    """Add these pages and what they say after a change."""
    app.register_blueprint(pages)
    for code, text in NOTICES.items():
        add_notice(app, code, "success", text)
