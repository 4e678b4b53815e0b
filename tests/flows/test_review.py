"""The de-identification review, from a text full of names to one that is shared."""

import csv
import io
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db, unit_of_work
from coalition.deidentify import Entity, Place, analyse
from coalition.deidentify.models import Matter, Review
from coalition.documents.models import Draft, Revision
from coalition.offices.models import Office
from tests.flows.reviewing import (
    BODY,
    EMAIL,
    IDENTIFIERS,
    NUMBER,
    PHONE,
    decide,
    edit,
    key_for,
    open_review,
    replace_everything,
    save,
    write_draft,
)
from tests.support.publishing import ASSURED

pytestmark = pytest.mark.database

PUBLIC = "A published opinion or order names it."


@pytest.fixture
def cast(world):
    """Authors and readers of two offices."""
    home, away = world.office("tamarack"), world.office("alder", state="IL")
    return {
        "home": home,
        "author": world.person("Petra Author", home),
        "co-author": world.person("Cora Author", home),
        "colleague": world.person("Colm Colleague", home, "investigator"),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "stranger": world.person("Sten Stranger", away),
    }


@pytest.fixture
def author(browser, cast):
    """The author's browser."""
    return browser().sign_in(cast["author"])


def publish(browser, public_id, **values):
    page = browser.get(f"/documents/{public_id}/publish")
    assert page.status == 200, page.location
    return browser.submit(page, {**ASSURED, **values})


def whole_database(app) -> str:
    """Every value of every table, as it is stored."""
    with app.app_context():
        rows = [
            db.session.execute(text(f"SELECT * FROM {table}")).all() for table in db.metadata.tables
        ]
    return repr(rows)


def test_a_text_is_reviewed_previewed_and_shared_as_it_was_decided(app, author, browser, cast):
    public_id = write_draft(author)
    page = author.follow(author.get(f"/documents/{public_id}/publish"))
    assert "0 of 3 decided" in page.words
    assert "2 places" in page.words
    saved = decide(
        author,
        public_id,
        {
            PHONE: ("replace", "[phone of the manager]"),
            EMAIL: ("generalise", "an address at the pantry"),
            NUMBER: ("replace", ""),
        },
    )
    assert "The review is saved" in author.follow(saved).words
    preview = author.get(f"/documents/{public_id}/publish")
    assert "She called [phone of the manager] and wrote to an address" in preview.words
    answer = publish(author, public_id)
    assert "Published" in author.follow(answer).words
    reader = browser().sign_in(cast["colleague"]).get(f"/documents/{public_id}")
    assert "His number is [Social Security number]." in reader.words
    assert not any(words in reader.text for words in IDENTIFIERS)
    with app.app_context():
        assert db.session.scalars(select(Draft)).all() == []
        review = db.session.scalars(select(Review)).one()
        assert review.working is None
        assert review.settled is not None
    stored = whole_database(app)
    assert not any(words in stored for words in IDENTIFIERS)


def test_a_paper_without_findings_takes_no_click_more_than_the_assurances(author):
    public_id = write_draft(author, body="The court sent the case back.")
    page = author.get(f"/documents/{public_id}/publish")
    assert page.status == 200
    refused = author.submit(page)
    assert refused.status == 422
    assert refused.words.count("Confirm this before it is shared") == 6  # Summary and fields.
    assert author.submit(page, ASSURED).status == 303


def test_a_decision_lapses_when_its_text_changes_and_is_confirmed_in_one_act(author):
    public_id = write_draft(author, tags="pantry")
    replace_everything(author, public_id)
    edit(author, public_id, body=BODY + "\n\nA word more.")
    page = open_review(author, public_id)
    assert "3 decisions have lapsed" in page.words
    assert "0 of 3 decided" in page.words
    chosen = page.soup.select("input[name^=choice-][value=replace][checked]")
    assert len(chosen) == 3
    # Saving is no confirmation of what the page has filled in.
    assert "0 of 3 decided" in author.follow(save(author, page, {})).words
    assert author.get(f"/documents/{public_id}/publish").status == 303
    page = open_review(author, public_id)
    confirmed = author.follow(save(author, page, {}, action="confirm"))
    assert "3 of 3 decided" in confirmed.words
    assert publish(author, public_id).status == 303


def test_one_lapsed_decision_is_confirmed_alone(author):
    public_id = write_draft(author)
    replace_everything(author, public_id)
    edit(author, public_id, body=BODY + "\n\nA word more.")
    page = open_review(author, public_id)
    key = key_for(page, PHONE)
    page = author.follow(save(author, page, {f"confirm-{key}": "y"}))
    assert "1 of 3 decided" in page.words


def test_what_did_not_change_keeps_its_decision(author):
    public_id = write_draft(author, tags=PHONE, body=f"Mail {EMAIL}.")
    replace_everything(author, public_id)
    edit(author, public_id, body=f"Mail to {EMAIL}.")
    assert "1 of 2 decided" in open_review(author, public_id).words


def test_a_second_tab_saves_nothing_over_the_first_and_loses_no_word(author):
    public_id = write_draft(author)
    first, second = open_review(author, public_id), open_review(author, public_id)
    key = key_for(first, PHONE)
    save(author, first, {f"choice-{key}": "replace", f"replace-{key}": "[first]"})
    answer = save(author, second, {f"choice-{key}": "keep", f"keep-{key}": "Second thoughts"})
    assert answer.status == 409
    assert "changed since this page was shown" in answer.words
    assert answer.soup.select_one(f"#keep-{key}")["value"] == "Second thoughts"
    again = save(author, answer, {})
    assert again.status == 303
    shown = open_review(author, public_id)
    assert shown.soup.select_one(f"#choice-keep-{key}").has_attr("checked")


def test_words_that_break_a_rule_come_back_beside_their_field(author):
    public_id = write_draft(author)
    page = open_review(author, public_id)
    phone, mail, number = (key_for(page, words) for words in IDENTIFIERS[:1] + IDENTIFIERS[1:])
    answer = save(
        author,
        page,
        {
            f"choice-{phone}": "keep",
            f"keep-{phone}": "",
            f"choice-{mail}": "generalise",
            f"generalise-{mail}": f"the address {EMAIL}",
            f"choice-{number}": "keep",
            f"keep-{number}": "It is that of 612-555-0199",
        },
    )
    assert answer.status == 422
    assert answer.title.startswith("Error: ")
    links = [link["href"] for link in answer.soup.select(".error-summary a")]
    assert links == [f"#keep-{phone}", f"#generalise-{mail}", f"#keep-{number}"]
    assert "Say why it may stay" in answer.words
    assert "still holds the words" in answer.words
    assert "identifies somebody itself" in answer.words
    assert answer.soup.select_one(f"#keep-{number}")["value"] == "It is that of 612-555-0199"
    assert "0 of 3 decided" in open_review(author, public_id).words


def test_what_was_missed_is_marked_everywhere_and_decided_like_the_rest(author):
    body = "the Corner bakery, twice"
    public_id = write_draft(author, title="Stop by the corner bakery", body=body)
    page = open_review(author, public_id)
    assert "Nothing was found" in page.words
    marked = save(author, page, {"phrase": "corner  bakery", "type": "organisation"}, action="mark")
    page = author.follow(marked)
    assert "0 of 1 decided" in page.words
    assert "2 places: The title, The text" in page.words
    wrong = save(author, page, {"phrase": "other shop"}, action="mark")
    assert wrong.status == 422
    assert "do not stand in the text" in wrong.words
    decide(author, public_id, {"corner bakery": ("replace", "")})
    preview = author.get(f"/documents/{public_id}/publish")
    assert "Stop by the Organization A" in preview.words
    assert "orner bakery" not in preview.text


def test_what_a_second_look_finds_is_marked_with_one_button(author, monkeypatch):
    """As a surname that nothing points at while the number stands beside it."""

    def sees_more_without_the_number(parts):
        found = analyse(parts)
        at = parts.get("body", "").find("prell")
        if PHONE in parts.get("body", "") or at < 0:
            return found
        name = Entity(99, "person", "review", ("now seen",), (Place("body", at, at + 5),))
        return replace(found, entities=(*found.entities, name))

    monkeypatch.setattr("coalition.deidentify.examined.analyse", sees_more_without_the_number)
    public_id = write_draft(author, body=f"Call {PHONE}, then prell.")
    decide(author, public_id, {PHONE: ("replace", "")})
    page = open_review(author, public_id)
    assert "stands out only after your other decisions" in page.words
    button = page.soup.select_one("button[value^='mark:']")
    page = author.follow(save(author, page, {}, action=str(button["value"])))
    assert "You marked it." in page.words
    decide(author, public_id, {"prell": ("replace", "Witness 1")})
    assert "then Witness 1." in author.get(f"/documents/{public_id}/publish").words


def test_a_mark_is_taken_back(author):
    public_id = write_draft(author, body="at noon")
    page = author.follow(
        save(author, open_review(author, public_id), {"phrase": "noon"}, action="mark")
    )
    page = author.follow(save(author, page, {}, action=f"unmark:{key_for(page, 'noon')}"))
    assert "Nothing was found" in page.words


def test_all_of_one_type_are_decided_in_one_act_with_what_was_chosen_besides(author):
    body = "Call 612-555-0101, 612-555-0102 or 612-555-0103."
    public_id = write_draft(author, body=body)
    page = open_review(author, public_id)
    key = key_for(page, "612-555-0102")
    values = {f"choice-{key}": "keep", f"keep-{key}": PUBLIC, "alike-phone": "replace"}
    page = author.follow(save(author, page, values, action="alike:phone"))
    assert "3 of 3 decided" in page.words
    preview = author.get(f"/documents/{public_id}/publish").words
    assert "Call [phone number], 612-555-0102 or [phone number]." in preview


def test_the_filter_shows_what_is_left_and_stays(author):
    public_id = write_draft(author)
    decide(author, public_id, {PHONE: ("replace", "")})
    page = author.get(f"/documents/{public_id}/review?show=open")
    assert len(page.soup.select("li[id^=finding-]")) == 2
    assert save(author, page, {}).location.endswith("&show=open")


def test_a_decision_is_taken_back(author):
    public_id = write_draft(author)
    decide(author, public_id, {PHONE: ("replace", "")})
    page = open_review(author, public_id)
    page = author.follow(save(author, page, {f"choice-{key_for(page, PHONE)}": "none"}))
    assert "0 of 3 decided" in page.words


def test_the_log_holds_checked_reasons_and_never_the_words(app, author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    decide(author, public_id, {PHONE: ("keep", PUBLIC)})
    publish(author, public_id)
    with app.app_context():
        number = db.session.scalar(
            select(AuditEntry.number).where(AuditEntry.action == "paper.published")
        )
        detail = db.session.get_one(AuditDetail, number).content
        everything = repr(db.session.scalars(select(AuditDetail.content)).all())
    assert detail["review"]["kept"] == [["phone", PUBLIC, 1]]
    assert PHONE not in everything


def test_the_key_to_the_pseudonyms_is_given_once(author, app):
    public_id = write_draft(author)
    replace_everything(author, public_id)
    path = f"/documents/{public_id}/pseudonym-key"
    tokens = author.tokens("/account")
    table = author.post(path, tokens)
    assert table.response.headers["Content-Type"].startswith("text/csv")
    rows = dict(csv.reader(io.StringIO(table.text)))
    assert rows["[Social Security number]"] == NUMBER
    assert author.post(path, tokens).status == 409
    assert "It is not given again" in open_review(author, public_id).words
    with app.app_context():
        taken = select(AuditEntry).where(AuditEntry.action == "review.key-taken")
        assert len(db.session.scalars(taken).all()) == 1


def test_there_is_no_key_before_everything_is_decided_or_after_publishing(author):
    public_id = write_draft(author)
    tokens = author.tokens("/account")
    assert author.post(f"/documents/{public_id}/pseudonym-key", tokens).status == 409
    replace_everything(author, public_id)
    publish(author, public_id)
    assert author.post(f"/documents/{public_id}/pseudonym-key", tokens).status == 404


def test_the_next_paper_of_a_matter_has_the_same_pseudonyms_and_no_name_is_kept(app, author):
    first = write_draft(author, body="Jane Roe left.")
    page = author.follow(
        save(author, open_review(author, first), {"phrase": "Jane Roe"}, action="mark")
    )
    page = author.follow(save(author, page, {"matter": "Pantry 26-114"}, action="matter"))
    assert "uses the pseudonyms of a matter" in page.words
    decide(author, first, {"Jane Roe": ("replace", "Person 7")})
    assert publish(author, first).status == 303
    second = write_draft(author, body="Jane Roe came back.")
    page = author.follow(
        save(author, open_review(author, second), {"phrase": "jane roe"}, action="mark")
    )
    assert "Person 7" not in page.text
    page = author.follow(save(author, page, {"matter": "pantry  26-114"}, action="matter"))
    assert page.soup.select_one("input[name^=replace-]")["value"] == "Person 7"
    with app.app_context():
        assert len(db.session.scalars(select(Matter)).all()) == 1
    stored = whole_database(app)
    assert "Roe" not in stored
    assert "Pantry 26" not in stored


def second_readers(app, cast, required=True):
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, cast["home"].id).second_reader_required = required


def test_a_second_reader_approves_what_is_shared_and_no_author_is_one(app, browser, author, cast):
    second_readers(app, cast)
    public_id = write_draft(author)
    replace_everything(author, public_id)
    answer = publish(author, public_id)
    assert "A colleague who did not write it reads it next" in author.follow(answer).words
    path = f"/documents/{public_id}"
    assert author.get(f"{path}/second-reading").status == 404
    assert browser().sign_in(cast["stranger"]).get(f"{path}/second-reading").status == 404
    reader = browser().sign_in(cast["colleague"])
    assert reader.get(path).status == 404
    assert "1 paper waits" in reader.get("/documents/to-read").words
    page = reader.get(f"{path}/second-reading")
    assert "His number is [Social Security number]." in page.words
    assert not any(words in page.text for words in IDENTIFIERS)
    done = reader.follow(reader.submit(page, {"action": "approve"}))
    assert "Approved. The paper is published" in done.words
    assert reader.get(path).status == 200


def test_an_approval_lapses_when_the_text_changes(app, browser, author, cast):
    second_readers(app, cast)
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, cast["home"].id).release_required = True
    public_id = write_draft(author, tlp="GREEN", body="The court sent the case back.")
    publish(author, public_id)
    path = f"/documents/{public_id}"
    lead = browser().sign_in(cast["lead"])
    early = lead.submit(lead.get(f"{path}/release"), {"action": "release"})
    assert early.status == 422
    assert "none has approved this text yet" in early.words
    reader = browser().sign_in(cast["colleague"])
    waits = reader.submit(reader.get(f"{path}/second-reading"), {"action": "approve"})
    assert "now waits for release" in reader.follow(waits).words
    edit(author, public_id, body="The court did not send the case back.")
    publish(author, public_id)
    again = lead.submit(lead.get(f"{path}/release"), {"action": "release"})
    assert "none has approved this text yet" in again.words
    reader.submit(reader.get(f"{path}/second-reading"), {"action": "approve"})
    assert lead.submit(lead.get(f"{path}/release"), {"action": "release"}).status == 303


def test_a_second_reader_who_looked_at_an_older_text_approves_nothing(app, browser, author, cast):
    second_readers(app, cast)
    public_id = write_draft(author, body="The court sent the case back.")
    publish(author, public_id)
    reader = browser().sign_in(cast["colleague"])
    page = reader.get(f"/documents/{public_id}/second-reading")
    edit(author, public_id, body="The court did not send the case back.")
    publish(author, public_id)
    shown = reader.submit(page, {"action": "approve"})
    assert shown.status == 409
    assert "did not send" in shown.words


def test_what_was_submitted_holds_nothing_of_the_raw_text(app, author, cast):
    second_readers(app, cast)
    public_id = write_draft(author)
    replace_everything(author, public_id)
    publish(author, public_id)
    page = author.get(f"/documents/{public_id}/edit")
    assert not any(words in page.text for words in IDENTIFIERS)
    with app.app_context():
        assert db.session.scalars(select(Revision)).all() == []
