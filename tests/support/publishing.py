"""Publishing in tests: through the services, with the review that a person would do before it."""

from collections.abc import Mapping
from typing import Any

from coalition.access.actor import Actor
from coalition.access.audience import Audience
from coalition.deidentify.assurances import ASSURANCES
from coalition.deidentify.decisions import Choice
from coalition.deidentify.queries import saves_of
from coalition.deidentify.services import Changes, decisions_alike, record_changes
from coalition.deidentify.wording import REASONS
from coalition.documents import publishing, readdressing, releasing
from coalition.documents.gatekeeping import published_review_of, review_of
from coalition.documents.models import Paper
from coalition.documents.publishing import Published
from coalition.documents.queries import paper_to_read_again, paper_to_release, readable_paper
from coalition.errors import Conflict
from tests.support.client import Browser, Page

# What the form of the page to publish sends when every assurance is given.
ASSURED: Mapping[str, str] = dict.fromkeys(ASSURANCES, "y")
NOT_A_NAME = REASONS[0]


def examine_draft(paper: Paper, version: int, change_note: str | None = None) -> None:
    """Look through what is about to be published, as a view does before its unit of work."""
    try:
        content = publishing.content_to_publish(paper, version=version, change_note=change_note)
    except Conflict:
        return  # The service says so too.
    review_of(paper, content)


def keep_everything(actor: Actor, paper: Paper) -> None:
    """Decide that all that was found may stay: the words of these tests are invented."""
    version = paper.draft.version if paper.draft else 0
    content = publishing.content_to_publish(paper, version=version, change_note=None)
    # What is kept may bring to light something that was not seen before.
    while (sheet := review_of(paper, content)).open_items:
        chosen = decisions_alike(sheet.open_items, Choice.KEEP, NOT_A_NAME)
        loaded = saves_of(paper.thing)
        record_changes(actor, paper.thing, sheet, Changes(chosen), loaded=loaded)


def publish_draft(
    actor: Actor, public_id: str, *, version: int, change_note: str | None = None
) -> Published:
    """Publish as an author who looked at what was found and kept it all."""
    paper = readable_paper(actor, public_id)
    if paper.draft is not None and paper.draft.version == version:
        keep_everything(actor, paper)
    return publish_undecided(actor, public_id, version=version, change_note=change_note)


def publish_undecided(
    actor: Actor, public_id: str, *, version: int, change_note: str | None = None, **options: Any
) -> Published:
    """Publish as an author who gives the assurances and decides nothing."""
    examine_draft(readable_paper(actor, public_id), version, change_note)
    given = {"assured": tuple(ASSURANCES), **options}
    return publishing.publish(actor, public_id, version=version, change_note=change_note, **given)


def release_draft(actor: Actor, public_id: str, *, version: int) -> None:
    """Release as the lead."""
    examine_draft(paper_to_release(actor, public_id), version)
    releasing.release(actor, public_id, version=version)


def approve_draft(actor: Actor, public_id: str, *, version: int) -> Published:
    """Approve as the second reader."""
    examine_draft(paper_to_read_again(actor, public_id), version)
    return releasing.approve_reading(actor, public_id, version=version)


def readdress_paper(
    actor: Actor, public_id: str, *, audience: Audience, number: int | None = None
) -> None:
    """Give a published paper another audience."""
    paper = readable_paper(actor, public_id)
    if paper.current is not None:
        published_review_of(paper, readdressing.content_to_readdress(paper.current))
    readdressing.change_audience(
        actor, public_id, audience=audience, number=number, assured=tuple(ASSURANCES)
    )


def open_publish_page(browser: Browser, public_id: str) -> Page:
    """The page to publish on, after everything found was kept in the review."""
    path = f"/documents/{public_id}/publish"
    page = browser.get(path)
    while page.status == 303:
        review = browser.follow(page)
        keys = {
            str(field["name"]).removeprefix("keep-")
            for field in review.soup.select("input[name^=keep-]")
        }
        kept = {f"choice-{key}": "keep" for key in keys}
        kept |= {f"keep-{key}": NOT_A_NAME for key in keys}
        saved = browser.submit(review, {**kept, "action": "save"}, action=review_action(review))
        assert saved.status == 303, saved.words
        page = browser.get(path)
    return page


def review_action(page: Page) -> str:
    """Where the form of a review page goes."""
    form = page.soup.select_one("form#review")
    assert form is not None, page.words
    return str(form["action"])
