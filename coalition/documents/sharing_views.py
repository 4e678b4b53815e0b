"""Changing who reads a published paper, and withdrawing it."""

from dataclasses import dataclass

from flask import Response, make_response, render_template

from coalition.access.audience import Audience
from coalition.access.decide import require
from coalition.documents import readdressing, withdrawing
from coalition.documents.directory import directory_for
from coalition.documents.forms import ReaddressForm, audience_values
from coalition.documents.gatekeeping import published_review_of
from coalition.documents.models import Paper
from coalition.documents.pages import action, go_to, pages
from coalition.documents.publishing import needs_release
from coalition.documents.queries import readable_paper
from coalition.documents.readdressing import content_to_readdress, reaches_further
from coalition.documents.readership import Readership, reader_ids, readership
from coalition.documents.reading import content_of
from coalition.errors import Conflict, NotFound
from coalition.web.identity import current_actor


@dataclass(frozen=True)
class Change:
    """What a new audience would mean."""

    readership: Readership
    gained: int
    lost: int
    needs_release: bool
    wider: bool
    differs: bool


def _change(paper: Paper, before: Audience, after: Audience) -> Change:
    office, authors, actor = paper.office_id, paper.author_ids, current_actor()
    old = reader_ids(before, office_id=office, author_ids=authors)
    new = reader_ids(after, office_id=office, author_ids=authors)
    return Change(
        readership(current_actor(), after, office_id=office, author_ids=authors),
        len(new - old),
        len(old - new),
        bool(new - old) and needs_release(actor, paper, after),
        reaches_further(paper, after),
        before != after,
    )


def _readers_of(paper: Paper, audience: Audience) -> Readership:
    return readership(
        current_actor(), audience, office_id=paper.office_id, author_ids=paper.author_ids
    )


def _paper_for(public_id: str, permission: str) -> Paper:
    actor = current_actor()
    paper = readable_paper(actor, public_id)
    require(actor, permission, paper)
    if paper.current is None:
        raise NotFound
    return paper


def _audience_form(paper: Paper, audience: Audience | None = None) -> ReaddressForm:
    kept = _audience_now(paper)
    directory = directory_for(current_actor(), paper.office_id, paper.author_ids, kept=kept)
    given = audience_values(audience, directory) if audience else {}
    form = ReaddressForm(data={**given, "version": str(paper.current_number)} if audience else {})
    form.offer(directory)
    return form


def _audience_page(
    paper: Paper, form: ReaddressForm, change: Change | None = None, *, conflict: bool = False
) -> Response:
    now = content_of(paper.current) if paper.current else None
    page = render_template(
        "documents/audience.html",
        paper=paper,
        form=form,
        now=now,
        current=readership(
            current_actor(), now.audience, office_id=paper.office_id, author_ids=paper.author_ids
        )
        if now
        else None,
        change=change,
        conflict=conflict,
    )
    return make_response(page, 409 if conflict else form.status)


def _audience_now(paper: Paper) -> Audience:
    if paper.current is None:
        raise NotFound
    return content_of(paper.current).audience


@pages.get("/<public_id>/audience", requires="document:change-audience", fresh_factor=True)
def audience(public_id: str) -> Response:
    """Choose a new audience for a published paper."""
    paper = _paper_for(public_id, "document:change-audience")
    return _audience_page(paper, _audience_form(paper, _audience_now(paper)))


def _examine_what_is_readdressed(public_id: str) -> None:
    paper = _paper_for(public_id, "document:change-audience")
    if paper.current is not None:
        published_review_of(paper, content_to_readdress(paper.current))


@pages.post(
    "/<public_id>/audience",
    requires="document:change-audience",
    fresh_factor=True,
    beforehand=_examine_what_is_readdressed,
)
def change_audience(public_id: str) -> Response:
    """Say first what the new audience would mean, then change it."""
    paper = _paper_for(public_id, "document:change-audience")
    form = _audience_form(paper)
    change = None
    try:
        with form.showing_problems():
            wanted = form.audience()
            change = _change(paper, _audience_now(paper), wanted)
            if action() == "change":
                readdressing.change_audience(
                    current_actor(),
                    public_id,
                    audience=wanted,
                    number=form.loaded_version(),
                    assured=form.assured(),
                )
                return go_to("read", public_id=public_id, notice="audience-changed")
    except Conflict:
        form.version.data = str(paper.current_number)
        return _audience_page(paper, form, conflict=True)
    return _audience_page(paper, form, change)


@pages.get("/<public_id>/withdraw", requires="document:withdraw")
def withdraw(public_id: str) -> str:
    """Ask before a paper is taken away from its readers."""
    paper = _paper_for(public_id, "document:withdraw")
    title = paper.current.title if paper.current else ""
    now = readership(
        current_actor(),
        _audience_now(paper),
        office_id=paper.office_id,
        author_ids=paper.author_ids,
    )
    return render_template("documents/withdraw.html", paper=paper, title=title, now=now)


@pages.post("/<public_id>/withdraw", requires="document:withdraw")
def withdraw_now(public_id: str) -> Response:
    """Take the paper away from everyone but its authors and their lead, at once."""
    withdrawing.withdraw(current_actor(), public_id)
    return go_to("mine", notice="withdrawn")
