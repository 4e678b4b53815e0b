"""Ways to get an identifier out of an office undecided; each ends before anybody reads it.

Through pages and forms, and on the services below them. The twelve ways that people would think of
first are in test_no_way_round_by_hand.py, each with its gate taken out as well.
"""

import json

import pytest
from sqlalchemy import select, update

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.deidentify.dossier import Dossier
from coalition.deidentify.examined import NotExamined, examine
from coalition.deidentify.sheet import Basis, make_sheet
from coalition.documents import publishing
from coalition.documents.drafts import create_draft
from coalition.documents.drafts import write_draft as seal_draft
from coalition.documents.kinds import KINDS
from coalition.documents.models import Paper, Revision
from coalition.documents.queries import readable_paper
from coalition.errors import GateClosed, Invalid
from coalition.runtime import runtime
from search_index import Query
from tests.coalition.documents.conftest import content
from tests.flows.reviewing import (
    BODY,
    IDENTIFIERS,
    NUMBER,
    PHONE,
    decide,
    edit,
    open_review,
    replace_everything,
    save,
    write_draft,
)
from tests.flows.sharing import share
from tests.support.publishing import (
    ASSURED,
    open_publish_page,
    publish_draft,
    publish_undecided,
    readdress_paper,
    release_draft,
)

pytestmark = pytest.mark.database

OWN, GREEN = Audience(Tlp.AMBER_STRICT), Audience(Tlp.GREEN)


@pytest.fixture
def cast(world):
    """An author whose lead releases what leaves the office, and the first who would read it."""
    home, away = world.office("tamarack", release_required=True), world.office("alder", state="IL")
    return {
        "author": world.person("Petra Author", home),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "reader": world.person("Rufus Reader", home, "investigator"),
        "far": world.person("Fay Far", away),
    }


@pytest.fixture
def author(browser, cast):
    """The author's browser."""
    return browser().sign_in(cast["author"])


def post_publish(browser, public_id, version, **values):
    """Publish as a form would that never saw the review."""
    form = browser.tokens("/account") | {"version": str(version), "saves": "0", **ASSURED}
    return browser.post(f"/documents/{public_id}/publish", {**form, **values})


def nothing_is_out(app) -> bool:
    """Whether no revision holds an identifier and no search finds one."""
    with app.app_context():
        texts = [
            json.dumps([r.title, r.body, r.change_note, r.fields])
            for r in db.session.scalars(select(Revision))
        ]
        hits = [
            runtime().engine.search(Query(words, tokens=("coalition", "office:1"))).total
            for words in IDENTIFIERS
        ]
    return not any(words in text for text in texts for words in IDENTIFIERS) and not any(hits)


PARTS = {
    "title": f"Call {PHONE}",
    "body": BODY,
    "tags": NUMBER,
    "statute": f"As told by {PHONE}",
    "authority": f"Letter to {PHONE}",
    "change_note": f"After the call with {PHONE}",
}


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_a_paper_goes_out_whatever_the_form_says(app, author, part):
    public_id = write_draft(author, **{"body": "Words", part: PARTS[part]})
    refused = post_publish(author, public_id, 1)
    assert refused.status == 422
    assert "in the review" in refused.words
    assert nothing_is_out(app)


def test_a_note_typed_at_the_last_moment(app, author):
    public_id = write_draft(author, body="Words")
    page = author.get(f"/documents/{public_id}/publish")
    refused = author.submit(page, {**ASSURED, "change_note": f"Asked {PHONE}"})
    assert refused.status == 422
    assert "The change note holds a phone number" in refused.words
    assert nothing_is_out(app)


def test_a_text_that_changed_after_its_review(app, author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    replace_everything(author, public_id)
    page = author.get(f"/documents/{public_id}/publish")
    edit(author, public_id, body=BODY)
    assert author.submit(page, ASSURED).status == 409
    assert post_publish(author, public_id, 2, saves="1").status == 422
    assert nothing_is_out(app)


def test_a_second_tab_that_shows_decisions_of_before(app, author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    replace_everything(author, public_id)
    page = author.get(f"/documents/{public_id}/publish")
    decide(author, public_id, {PHONE: ("none", "")})
    assert author.submit(page, ASSURED).status == 409
    assert nothing_is_out(app)


def test_a_decision_that_puts_the_words_back(app, author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    for text in (
        PHONE,
        f"Tel. {PHONE} (day)",
        "(612) 555-0142",
        "６１２-５５５-０１４２",
        f"[{PHONE}]",
        "612-555-0199",
    ):
        for choice in ("replace", "generalise", "keep"):
            assert decide(author, public_id, {PHONE: (choice, text)}).status == 422, (choice, text)
    assert post_publish(author, public_id, 1).status == 422
    assert nothing_is_out(app)


def test_a_name_in_the_brackets_of_a_label(app, author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    for text in ("[Officer Jane Doe]", "[Mr. Rex Roe]", "Officer Jane Doe"):
        assert decide(author, public_id, {PHONE: ("replace", text)}).status == 422, text


def test_a_decision_about_a_thing_that_was_not_found(app, author):
    public_id = write_draft(author)
    page = open_review(author, public_id)
    forged = {f"choice-{'0' * 20}": "keep", f"keep-{'0' * 20}": "It identifies nobody."}
    save(author, page, forged)
    assert "0 of 3 decided" in open_review(author, public_id).words
    assert post_publish(author, public_id, 1, saves="1").status == 422


def test_a_number_that_links_break_in_the_text_and_no_reader_sees_broken(app, author):
    body = "His number is 123-[45](https://a.example)-6789."
    public_id = write_draft(author, body=body)
    page = open_review(author, public_id)
    names = [str(field["name"]) for field in page.soup.select("input[name^=keep-]")]
    kept = dict.fromkeys(names, "It identifies nobody.")
    kept |= {name.replace("keep-", "choice-"): "keep" for name in names}
    page = author.follow(save(author, page, kept))
    # What was in sight is decided; now the number comes to light that readers would see.
    assert "The text, as readers see it" in page.words
    assert f"{len(names)} of {len(names) + 1} decided" in page.words
    assert len(page.soup.select("#findings input[value=replace]")) == len(names)
    assert post_publish(author, public_id, 1, saves="1").status == 422
    assert nothing_is_out(app)


def test_an_assurance_that_is_not_given(app, author):
    public_id = write_draft(author, body="Words")
    for left_out in ASSURED:
        given = {name: value for name, value in ASSURED.items() if name != left_out}
        page = author.get(f"/documents/{public_id}/publish")
        assert author.submit(page, given).status == 422
    with app.app_context():
        assert db.session.scalars(select(Revision)).all() == []


def test_exports_and_prints_hold_the_decided_text_alone(app, browser, author, cast):
    public_id = write_draft(author)
    replace_everything(author, public_id)
    author.submit(author.get(f"/documents/{public_id}/publish"), ASSURED)
    reader = browser().sign_in(cast["reader"])
    for path in ("", "/revisions", "/revisions/1"):
        page = reader.get(f"/documents/{public_id}{path}")
        assert page.status == 200
        assert not any(words in page.text for words in IDENTIFIERS)
    assert nothing_is_out(app)


def test_an_old_revision_brought_back_as_a_draft(app, author, cast):
    """As one from before the gate knew numbers: its text passes the gate like any other."""
    public_id = share(app, cast["author"], "A memo", BODY, audience=OWN)
    page = author.get(f"/documents/{public_id}/edit")
    assert author.submit(page, {"tlp": "GREEN", "action": "save"}).status == 303
    assert post_publish(author, public_id, 1).status == 422
    with app.app_context():
        assert readable_paper(cast["author"].actor, public_id).current_number == 1


def test_an_old_text_shown_to_more_people(app, browser, cast):
    public_id = share(app, cast["lead"], "A memo", BODY, audience=OWN)
    lead = browser().sign_in(cast["lead"])
    page = lead.get(f"/documents/{public_id}/audience")
    refused = lead.submit(page, {"tlp": "GREEN", "action": "change"})
    assert refused.status == 422
    assert browser().sign_in(cast["far"]).get(f"/documents/{public_id}").status == 404


def test_a_paper_that_an_operator_cleared_shown_to_more_people(app, cast):
    public_id = share(app, cast["lead"], "A memo", BODY, audience=OWN)
    with app.app_context():
        with unit_of_work():
            db.session.execute(update(Paper).values(cleared=True))
        with pytest.raises(GateClosed), unit_of_work():
            readdress_paper(cast["lead"].actor, public_id, audience=GREEN)


def test_what_was_reviewed_may_be_shown_to_more_people_until_the_detectors_know_more(
    app, cast, monkeypatch
):
    actor = cast["lead"].actor
    with app.app_context():
        with unit_of_work():
            public_id = create_draft(
                actor, kind="case-memo", content=content(OWN, body=f"Call {PHONE}.")
            ).public_id
            publish_draft(actor, public_id, version=1)
        with unit_of_work():
            readdress_paper(actor, public_id, audience=GREEN)
        with unit_of_work():
            readdress_paper(actor, public_id, audience=OWN)
        for module in ("analysis", "examined"):
            monkeypatch.setattr(f"coalition.deidentify.{module}.VERSION", "later")
        with pytest.raises(GateClosed), unit_of_work():
            readdress_paper(actor, public_id, audience=GREEN)


def test_a_release_by_the_lead_of_a_text_that_was_never_reviewed(app, cast):
    """As a draft that waited for release before the gate knew numbers."""
    author, lead = cast["author"].actor, cast["lead"].actor
    with app.app_context():
        with unit_of_work():
            paper = create_draft(author, kind="case-memo", content=content(GREEN))
            public_id = paper.public_id
            publish_draft(author, public_id, version=1)
            seal_draft(author, paper, content(GREEN, body=BODY).checked(KINDS["case-memo"]))
            paper.draft.submitted_at = paper.draft.saved_at
        with pytest.raises(GateClosed), unit_of_work():
            release_draft(lead, public_id, version=3)


def test_a_release_of_a_text_that_nobody_gave_assurances_for(app, cast):
    author, lead = cast["author"].actor, cast["lead"].actor
    with app.app_context():
        with unit_of_work():
            paper = create_draft(author, kind="case-memo", content=content(GREEN))
            public_id = paper.public_id
            publish_draft(author, public_id, version=1)
            seal_draft(author, paper, content(GREEN, body="Another.").checked(KINDS["case-memo"]))
            paper.draft.submitted_at = paper.draft.saved_at
        with pytest.raises(Invalid, match="have not confirmed"), unit_of_work():
            release_draft(lead, public_id, version=3)


def test_a_text_that_was_not_examined_before_the_unit_of_work(app, cast):
    actor = cast["author"].actor
    with app.app_context():
        with unit_of_work():
            text = content(OWN, body="Never seen before.")
            public_id = create_draft(actor, kind="case-memo", content=text).public_id
        with pytest.raises(NotExamined), unit_of_work():
            publishing.publish(actor, public_id, version=1, assured=tuple(ASSURED))
        with unit_of_work():
            publish_undecided(actor, public_id, version=1)


OTHER_PARTS = {
    "comment": f"Ask him at {PHONE}",
    "file name": f"statement {NUMBER}.pdf",
    "properties of a file": f"Author: {IDENTIFIERS[1]}",
    "voice tag of a transcript": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {IDENTIFIERS[1]}>Stop.",
    "note of a transcript": f"WEBVTT\n\nNOTE call {PHONE}\n",
    "caption": f"The man of {PHONE}",
}


@pytest.mark.parametrize("name", OTHER_PARTS)
def test_the_gate_takes_parts_of_any_name(name):
    dossier = Dossier(b"k" * 32)
    sheet = make_sheet(dossier, {"part-1": OTHER_PARTS[name]}, look=examine, basis=Basis())
    assert not sheet.is_open
    assert sheet.open_items


def test_a_file_that_is_imported(app, cast, tmp_path):
    file = tmp_path / "papers.jsonl"
    row = {
        "title": "A memo", "body": BODY, "kind": "case-memo", "state": "MN",
        "audience": ["coalition"], "office": "tamarack", "author": cast["author"].email,
    }  # fmt: skip
    file.write_text(json.dumps(row), encoding="utf-8")
    words = ["documents", "import", str(file), "--as", cast["lead"].email, "--assured"]
    result = app.test_cli_runner().invoke(args=words)
    assert "1 kept as drafts" in result.output, result.output
    assert nothing_is_out(app)


def test_what_the_review_page_offers_leads_to_a_page_to_publish_on(author):
    """The other tests would pass if nothing could be published at all."""
    public_id = write_draft(author)
    assert author.submit(open_publish_page(author, public_id), ASSURED).status == 303


@pytest.mark.parametrize(
    "body",
    [
        "61[2]-555-0142\n\n[2]: #two",
        "Call 612-5*5*5-0142.",
        "Call 612&#45;555&#45;0142.",
        r"Call 612\-555\-0142.",
    ],
    ids=["reference", "emphasis", "entity", "escape"],
)
def test_a_number_that_markup_puts_together_for_readers(app, author, body):
    public_id = write_draft(author, body=body)
    assert post_publish(author, public_id, 1).status == 422
    with app.app_context():
        assert db.session.scalars(select(Revision)).all() == []
