"""The pages of papers, as their readers and as people who try to read more meet them."""

import pytest
from sqlalchemy import func, select

from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.models import Paper
from tests.coalition.documents.conftest import GREEN, OWN_OFFICE, content
from tests.support.publishing import ASSURED, publish_draft

pytestmark = pytest.mark.database

CLIP = {
    "label": "Camera 1",
    "kind": "local-body-worn",
    "starts_at": "21:04:10",
    "ends_at": "21:19:55",
    "offset_seconds": "-3",
    "offset_basis": "known-event",
    "uncertainty_seconds": "1",
}
WITHHELD = {"label": "Federal camera", "kind": "missing-or-refused", "note": "Refused by letter"}
EVENT = {
    "clip": "Camera 1",
    "at": "21:05:31",
    "kind": "firearm-drawn",
    "who": "Agent A",
    "confidence": "inferred",
}
INDEX = {"kind": "evidence-index", "clips": [CLIP, WITHHELD], "events": [EVENT]}
ACTIONS = ["", "/revisions", "/revisions/1", "/edit", "/publish", "/withdraw", "/audience"]


# What is entered, the field that is named, and words of the rule.
BAD_INPUT = [
    ({"title": " "}, "title", "The title is missing"),
    ({"title": "x" * 201}, "title", "over 200 characters"),
    ({"body": "x" * 200_001}, "body", "over 200,000 characters"),
    ({"body": "before\x00after"}, "body", "NUL"),
    ({"tags": "a\x00b"}, "tags", "NUL"),
    ({"state": "ZZ"}, "state", "no such choice"),
    ({"state": ""}, "state", "is missing"),
    ({"offense": ["assault", "<script>"]}, "offense", "no such choice"),
    ({"tlp": ""}, "tlp", "Choose who may read this"),
    ({"tlp": "PURPLE"}, "tlp", "no such label"),
    ({"tlp": "AMBER"}, "offices", "needs at least one office"),
    ({"tlp": "RED"}, "people", "needs at least one person"),
    ({"tlp": "AMBER", "offices": ["nowhere"]}, "offices", "not a member"),
    ({"tlp": "RED", "people": ["1"]}, "people", "not an active member"),
    ({"authority": "\n".join(f"Case {n}" for n in range(61))}, "authority", "over 60 lines"),
]


@pytest.fixture
def as_author(browser, cast):
    """The author's browser."""
    return browser().sign_in(cast.author)


def new_memo(browser, **values):
    """Post the editor's empty form with these values."""
    page = browser.get("/documents/new?kind=case-memo")
    given = {"title": "A title", "state": "MN", "tlp": "AMBER+STRICT", "body": "Words"}
    return browser.submit(page, {**given, "action": "save", **values})


def test_an_unreadable_paper_answers_as_one_that_does_not_exist(browser, cast, write):
    public_id = write(cast.author, OWN_OFFICE)
    stranger = browser().sign_in(cast.stranger)
    for rest in [*ACTIONS, "/discard-draft"]:
        hidden = stranger.get(f"/documents/{public_id}{rest}")
        absent = stranger.get(f"/documents/{'0' * len(public_id)}{rest}")
        assert (hidden.status, absent.status) == (404, 404), rest
        # The pages differ in the one-time request ids of the sign-out form alone.
        assert _without_tokens(hidden) == _without_tokens(absent), rest
        assert sorted(hidden.response.headers.keys()) == sorted(absent.response.headers.keys())


def _without_tokens(page):
    for field in page.soup.select("input[name=request_id], input[name=csrf_token]"):
        field["value"] = ""
    return str(page.soup)


def test_no_one_acts_on_what_they_cannot_read(browser, cast, write):
    draft = write(cast.author, OWN_OFFICE, publish=False)
    stranger = browser().sign_in(cast.stranger)
    tokens = stranger.tokens("/documents/new?kind=case-memo")
    for rest in ("edit", "publish", "withdraw", "audience", "discard-draft"):
        form = {**tokens, "title": "Mine now", "state": "MN", "tlp": "GREEN", "version": "1"}
        page = stranger.post(f"/documents/{draft}/{rest}", form)
        assert page.status == 404, rest


def test_a_reader_may_read_but_not_act(browser, cast, write):
    public_id = write(cast.author, OWN_OFFICE)
    colleague = browser().sign_in(cast.colleague)
    tokens = colleague.tokens("/documents/new?kind=case-memo")
    page = colleague.get(f"/documents/{public_id}")
    assert page.status == 200
    assert "Withdraw" not in page.words
    for rest in ("edit", "publish", "withdraw", "audience"):
        assert colleague.get(f"/documents/{public_id}/{rest}").status == 403, rest
        assert colleague.post(f"/documents/{public_id}/{rest}", tokens).status == 403, rest


def test_reading_what_is_restricted_leaves_a_trace_and_what_is_not_leaves_none(
    app, browser, cast, write
):
    named = Audience(Tlp.RED, person_ids=frozenset({cast.colleague.id}))
    red, strict, green = write(cast.lead, named), write(cast.lead, OWN_OFFICE), write(cast.lead)
    reader, author = browser().sign_in(cast.colleague), browser().sign_in(cast.lead)
    for public_id in (red, strict, green):
        assert reader.get(f"/documents/{public_id}").status == 200
        assert author.get(f"/documents/{public_id}").status == 200
    with app.app_context():
        reads = db.session.execute(
            select(AuditEntry.actor_id, AuditEntry.object_id).where(
                AuditEntry.action == "paper.read"
            )
        ).all()
    assert sorted(reads) == sorted(
        [(cast.colleague.public_id, red), (cast.colleague.public_id, strict)]
    )


def test_a_double_post_makes_one_paper(app, browser, cast, as_author):
    page = as_author.get("/documents/new?kind=case-memo")
    values = {"title": "Once", "state": "MN", "tlp": "GREEN", "action": "save"}
    first, second = as_author.submit(page, values), as_author.submit(page, values)
    assert first.location == second.location
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1


def test_bad_input_comes_back_with_the_field_named_and_the_text_kept(as_author):
    for values, field, words in BAD_INPUT:
        page = new_memo(as_author, **{"authority": "Mesa v. California", **values})
        assert page.status == 422, values
        assert page.title.startswith("Error: ")
        summary = page.soup.select_one(".error-summary")
        assert words in summary.get_text()
        assert summary.select(f'a[href="#{field}"]')
        assert page.soup.select_one(f"#{field}") is not None
        kept = page.soup.select_one("#authority").get_text().strip()
        assert kept == values.get("authority", "Mesa v. California")
        body = page.soup.select_one("#body").get_text().removeprefix("\r\n")
        assert len(body) == len(values.get("body", "Words"))


def test_every_field_to_mend_is_named_at_once(as_author):
    page = new_memo(as_author, title="", state="", tlp="AMBER")
    links = [a["href"] for a in page.soup.select(".error-summary a")]
    assert links == ["#title", "#state", "#offices"]


def test_an_auditor_cannot_be_named_and_names_of_other_offices_are_refused(as_author, cast):
    page = new_memo(as_author, tlp="RED", people=[cast.auditor.public_id])
    assert page.status == 422
    page = new_memo(as_author, tlp="GREEN", offices=[cast.away.public_id])
    assert "names no offices" in page.words


def test_an_unknown_kind_is_not_found(as_author):
    for kind in ("nonsense", "case-memo%00", "../case-memo"):
        assert as_author.get(f"/documents/new?kind={kind}").status == 404
        assert as_author.get(f"/documents?kind={kind}").status == 404


def test_the_preview_shows_exactly_what_readers_would_get_and_saves_nothing(app, as_author, cast):
    page = new_memo(as_author, tlp="GREEN", body="## Facts\n\n**Bold** words", action="preview")
    assert page.status == 200
    assert "5 people in 2 offices will see this." in page.words
    assert cast.away.name in page.words
    assert page.soup.select_one("section.sheet strong").get_text() == "Bold"
    assert "**Bold** words" in page.soup.select_one("#body").get_text()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0


def test_the_gate_names_the_part_and_links_to_it_and_nothing_is_published(as_author, cast):
    answer = new_memo(as_author, body="The number is 123-45-6789.")
    path = answer.location.partition("/edit")[0]
    page = as_author.follow(as_author.get(f"{path}/publish"))
    assert "0 of 1 decided" in page.words
    form = as_author.tokens(f"{path}/edit") | {"version": "1", "saves": "0", **ASSURED}
    refused = as_author.post(f"{path}/publish", form)
    assert refused.status == 422
    assert refused.soup.select(f'main a[href="{path}/review#body"]')
    assert "The text holds a Social Security number" in refused.words
    assert "This is a draft" in as_author.get(path).words


def test_two_texts_meet_on_the_conflict_page_and_neither_is_lost(as_author, cast):
    answer = new_memo(as_author, body="One line.\nA second line.")
    path = answer.location.partition("?")[0]
    mine, theirs = as_author.get(path), as_author.get(path)
    as_author.submit(theirs, {"body": "One line.\nTheir line.", "action": "save"})
    page = as_author.submit(mine, {"body": "One line.\nMy line.", "action": "save"})
    assert page.status == 409
    assert page.soup.select_one("#stored-text").get_text().endswith("Their line.")
    assert page.soup.select_one("#body").get_text().strip().endswith("My line.")
    assert page.soup.select_one("del").get_text() == "Their"
    assert page.soup.select_one("ins").get_text() == "My"
    merged = as_author.submit(page, {"body": "One line.\nBoth lines.", "action": "save"})
    assert merged.status == 303
    assert "Both lines." in as_author.get(path).words


def test_a_draft_that_changed_is_shown_again_before_it_is_published(app, as_author, cast):
    answer = new_memo(as_author)
    path = answer.location.partition("/edit")[0]
    page = as_author.get(f"{path}/publish")
    with app.app_context(), unit_of_work():
        text = content(OWN_OFFICE, title="Changed meanwhile")
        drafts.save_draft(cast.author.actor, path.rpartition("/")[2], content=text, version=1)
    shown = as_author.submit(page, ASSURED)
    assert shown.status == 409
    assert "Changed meanwhile" in shown.words
    assert as_author.submit(shown).status == 303


def test_rows_are_added_and_removed_without_saving_and_without_losing_a_word(app, as_author):
    page = as_author.get("/documents/new?kind=evidence-index")
    page = as_author.submit(page, {"title": "Footage", "action": "add-clip"})
    assert page.status == 200
    page = as_author.submit(page, {"clips-0-label": "Camera 1", "action": "add-clip"})
    page = as_author.submit(page, {"clips-1-label": "Camera 2", "action": "add-event"})
    page = as_author.submit(page, {"events-0-at": "10:00:00", "action": "remove-clip-0"})
    assert page.soup.select_one("#clips-0-label")["value"] == "Camera 2"
    assert page.soup.select_one("#clips-1-label") is None
    assert page.soup.select_one("#events-0-at")["value"] == "10:00:00"
    assert page.soup.select_one("#title")["value"] == "Footage"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0
    refused = as_author.submit(page, {"state": "MN", "tlp": "GREEN", "action": "save"})
    assert refused.status == 422
    assert "Clips, row 1: Kind is missing" in refused.words


def test_an_evidence_index_shows_clocks_doubts_and_what_is_missing(browser, cast, write):
    public_id = write(cast.lead, GREEN, **INDEX)
    page = browser().sign_in(cast.stranger).get(f"/documents/{public_id}")
    row = page.soup.select_one("tr#event-1")
    assert row is not None
    words = " ".join(row.get_text(" ").split())
    assert "21:05:31" in words
    assert "true 21:05:28 ± 1 s" in words
    assert "Inferred from what is shown" in words
    assert "offset −3 s ± 1 s" in page.words
    assert "Known event" in page.words
    assert "Missing or refused: 1 recording" in page.words
    assert "Refused by letter" in page.words


def test_an_earlier_revision_says_that_it_is_not_the_current_text(app, browser, cast, write):
    public_id = write(cast.author, OWN_OFFICE)
    with app.app_context():
        with unit_of_work():
            text = content(OWN_OFFICE, title="Second")
            drafts.save_draft(cast.author.actor, public_id, content=text, version=0)
        with unit_of_work():
            publish_draft(cast.author.actor, public_id, version=1)
    reader = browser().sign_in(cast.colleague)
    assert "Revision 2" in reader.get(f"/documents/{public_id}/revisions").words
    assert "Revision 1 of 2" in reader.get(f"/documents/{public_id}/revisions/1").words
    assert reader.get(f"/documents/{public_id}/revisions/3").status == 404


def test_a_draft_is_erased_only_after_a_question(as_author):
    answer = new_memo(as_author)
    path = answer.location.partition("/edit")[0]
    asked = as_author.get(f"{path}/discard-draft")
    assert "cannot be brought back" in asked.words
    assert "The draft was erased" in as_author.follow(as_author.submit(asked)).words
    assert as_author.get(path).status == 404


def test_those_who_vet_members_or_read_the_log_have_no_library(browser, cast):
    for member in (cast.auditor, cast.admin):
        visitor = browser().sign_in(member)
        for path in ("/documents", "/documents/mine", "/documents/new", "/documents/waiting"):
            assert visitor.get(path).status == 403, path


@pytest.mark.parametrize("action", ["preview", "add-clip", "remove-event-1", "add-nothing"])
def test_a_button_that_changes_nothing_never_takes_the_write_lock(as_author, monkeypatch, action):
    def refuse():
        raise AssertionError("a preview asked for the write lock")

    page = as_author.get("/documents/new?kind=case-memo")
    monkeypatch.setattr("coalition.web.dispatch.unit_of_work", refuse)
    answer = as_author.submit(page, {"title": "Kept", "state": "MN", "action": action})
    assert answer.status in (200, 422)
    assert "Kept" in answer.text
