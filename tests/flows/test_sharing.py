"""Sharing a paper, from the first word to the last reader, through the pages alone."""

import re
from dataclasses import replace

import pytest

from coalition.accounts.services import suspend_person
from coalition.db import unit_of_work
from tests.support.client import Browser, Page
from tests.support.publishing import ASSURED, open_publish_page

pytestmark = pytest.mark.database

MEMO = {
    "title": "Removal denied after a hearing",
    "body": "## What happened\n\nThe court sent the case back.\n\n## Why\n\nNo defense.",
    "state": "MN",
    "offense": ["assault", "unlawful-entry"],
    "authority": "Mesa v. California, 489 U.S. 121 (1989)",
    "change_note": "First version",
}


@pytest.fixture
def people(world):
    """A prosecutor whose lead releases what leaves the office, and readers near and far."""
    home, away = world.office("tamarack", release_required=True), world.office("alder", state="IL")
    return {
        "author": world.person("Petra Author", home),
        "colleague": world.person("Colm Colleague", home, "investigator"),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "far": world.person("Fay Far", away),
        "named": world.person("Nia Named", away),
        "auditor": world.person("Ada Auditor", away, "auditor"),
        "admin": world.person("Ari Admin", away, "coalition-admin"),
    }


@pytest.fixture
def signed_in(browser, people):
    """``signed_in("author")`` is that person's browser; each signs in once."""
    known: dict[str, Browser] = {}

    def browser_of(who: str) -> Browser:
        if who not in known:
            known[who] = browser().sign_in(people[who])
        return known[who]

    return browser_of


def write(author: Browser, **changes: object) -> str:
    """Save a first draft through the editor; the new paper's id."""
    page = author.get("/documents/new?kind=case-memo")
    answer = author.submit(page, {**MEMO, "action": "save", **changes})
    assert answer.status == 303, answer.words
    found = re.search(r"/documents/(\w+)/edit", answer.location)
    assert found is not None
    return found[1]


def publish(author: Browser, public_id: str) -> Page:
    """Confirm on the page that shows exactly what will be shared."""
    return author.submit(open_publish_page(author, public_id), ASSURED)


def statuses(signed_in, path: str, *who: str) -> dict[str, int]:
    """What each of them is answered."""
    return {name: signed_in(name).get(path).status for name in who}


def test_a_memo_goes_from_draft_through_the_lead_to_every_office(signed_in):
    author, lead = signed_in("author"), signed_in("lead")
    public_id = write(author, tlp="GREEN")
    path = f"/documents/{public_id}"

    everyone_else = ("colleague", "lead", "far", "named", "auditor", "admin")
    assert set(statuses(signed_in, path, *everyone_else).values()) == {404}
    assert "This is a draft" in author.get(path).words

    confirm = open_publish_page(author, public_id)
    assert "5 people in 2 offices will see this." in confirm.words
    assert "Mesa v. California" in confirm.words
    answer = author.submit(confirm, {"change_note": "For every office", **ASSURED})
    assert "Submitted for release by your lead" in author.follow(answer).words
    assert statuses(signed_in, path, "colleague", "far") == {"colleague": 404, "far": 404}

    queue = lead.get("/documents/waiting")
    assert MEMO["title"] in queue.words
    release = lead.get(f"{path}/release")
    assert "5 people in 2 offices will see this." in release.words
    assert "For every office" in release.words
    answer = lead.submit(release, {"action": "release"})
    assert "Nothing is waiting" in lead.follow(answer).words

    assert statuses(signed_in, path, "colleague", "far", "auditor", "admin") == {
        "colleague": 200, "far": 200, "auditor": 404, "admin": 404,
    }  # fmt: skip
    page = signed_in("far").get(path)
    assert page.soup.h1 is not None
    assert page.soup.h1.get_text(strip=True) == MEMO["title"]
    assert "presumed innocent" in page.words
    assert "5 people in 2 offices can see this." in page.words
    assert "Released by Lena Lead" in page.words
    assert not page.soup.select(f'a[href="{path}/edit"]')


def test_a_paper_that_waits_says_so_when_nobody_is_left_to_release_it(
    app, world, signed_in, people
):
    author = signed_in("author")
    public_id = write(author, tlp="GREEN")
    publish(author, public_id)
    path = f"/documents/{public_id}"
    assert "A draft waits for release" in author.get(path).words
    assert "no active lead now" not in author.get(path).words
    with app.app_context(), unit_of_work():
        suspend_person(people["admin"].actor, people["lead"].public_id)
    assert "Your office has no active lead now, so nobody can release it." in author.get(path).words

    home = replace(world.office(), id=people["author"].office_id)
    people["next"] = world.person("Nell Next", home, "office-lead")
    assert "no active lead now" not in author.get(path).words
    release = signed_in("next").get(f"{path}/release")
    assert signed_in("next").submit(release, {"action": "release"}).status == 303
    assert signed_in("far").get(path).status == 200


def test_a_paper_for_named_people_is_read_by_them_and_the_author_alone(signed_in, people):
    author = signed_in("author")
    public_id = write(author, tlp="RED", people=[people["named"].public_id])
    publish(author, public_id)
    lead = signed_in("lead")
    lead.submit(lead.get(f"/documents/{public_id}/release"), {"action": "release"})

    path = f"/documents/{public_id}"
    assert statuses(signed_in, path, "author", "named", "colleague", "lead", "far") == {
        "author": 200, "named": 200, "colleague": 404, "lead": 404, "far": 404,
    }  # fmt: skip
    page = signed_in("named").get(path)
    assert "2 people in 2 offices can see this. Nia Named Petra Author" in page.words


def test_a_paper_for_named_offices_reaches_them_and_the_authors_office(signed_in, app, world):
    third = world.office("marlow", state="PA")
    outsider = world.person("Ola Outside", third)
    author = signed_in("author")
    page = author.get("/documents/new?kind=case-memo")
    alder = page.soup.find("label", string=re.compile("Alder"))
    assert alder is not None
    key = page.soup.select_one(f"#{alder['for']}")["value"]
    public_id = write(author, tlp="AMBER", offices=[key])
    publish(author, public_id)
    lead = signed_in("lead")
    lead.submit(lead.get(f"/documents/{public_id}/release"), {"action": "release"})
    path = f"/documents/{public_id}"
    assert statuses(signed_in, path, "colleague", "far", "named") == {
        "colleague": 200, "far": 200, "named": 200,
    }  # fmt: skip
    assert Browser(app.test_client()).sign_in(outsider).get(path).status == 404


def test_a_withdrawn_paper_is_gone_on_the_next_request(signed_in):
    author, colleague = signed_in("author"), signed_in("colleague")
    public_id = write(author, tlp="AMBER+STRICT")
    publish(author, public_id)
    path = f"/documents/{public_id}"
    assert colleague.get(path).status == 200
    confirm = author.get(f"{path}/withdraw")
    assert "3 people in 1 office can see it now" in confirm.words
    answer = author.submit(confirm)
    assert colleague.get(path).status == 404
    assert MEMO["title"] not in colleague.get("/documents").words
    assert "Withdrawn" in author.follow(answer).words
    assert "This paper was withdrawn" in author.get(path).words
    assert signed_in("lead").get(path).status == 200


def test_a_wider_audience_says_so_before_it_is_given(signed_in):
    lead, far = signed_in("lead"), signed_in("far")
    public_id = write(lead, tlp="AMBER+STRICT")
    publish(lead, public_id)
    path = f"/documents/{public_id}"
    meant = lead.submit(lead.get(f"{path}/audience"), {"tlp": "GREEN", "action": "preview"})
    assert "This reaches further than before: 2 people" in meant.words
    assert far.get(path).status == 404
    unsure = lead.submit(meant, {"action": "change"})
    assert unsure.status == 422
    assert "Confirm this before it is shared: Nothing in it is sealed" in unsure.words
    assert far.get(path).status == 404
    lead.submit(unsure, {**ASSURED, "action": "change"})
    assert far.get(path).status == 200
    narrowed = lead.submit(
        lead.get(f"{path}/audience"), {"tlp": "AMBER+STRICT", "action": "change"}
    )
    assert narrowed.status == 303
    assert far.get(path).status == 404


def test_an_author_who_may_not_widen_alone_is_told_whom_to_ask(signed_in):
    author = signed_in("author")
    public_id = write(author, tlp="AMBER+STRICT")
    publish(author, public_id)
    page = author.get(f"/documents/{public_id}/audience")
    meant = author.submit(page, {"tlp": "GREEN", "action": "preview"})
    assert "Ask your lead to make this change" in meant.words
    refused = author.submit(page, {"tlp": "GREEN", "action": "change"})
    assert refused.status == 422
    assert "Ask your lead to change the audience" in refused.words


def test_the_library_counts_and_lists_only_what_one_may_read(signed_in):
    author = signed_in("author")
    publish(author, write(author, tlp="AMBER+STRICT"))
    assert "Case memos (1)" in signed_in("colleague").get("/documents").words
    far = signed_in("far").get("/documents")
    assert "Case memos (0)" in far.words
    assert MEMO["title"] not in far.words
    assert signed_in("auditor").get("/documents").status == 403
