"""Importing recordings from a list: looked at first, rows wholly or not at all, into the draft."""

import io

import pytest
from sqlalchemy import select

from coalition.audit.models import AuditEntry
from coalition.cli.housekeeping import clear_records, keep_house
from coalition.db import db, unit_of_work
from coalition.documents.drafts import discard_draft, draft_content
from coalition.documents.item_imports import begin_import
from coalition.documents.queries import readable_paper
from coalition.errors import Invalid
from coalition.evidence.interchange.models import ImportedRow, ItemImport, SavedMapping
from coalition.evidence.interchange.services import MOST_BYTES
from tests.coalition.documents.conftest import GREEN, OWN_OFFICE
from tests.support.publishing import publish_draft

pytestmark = pytest.mark.database

FIRST, SECOND = "ab" * 32, "cd" * 32
CLIP = {"label": "Porch", "kind": "doorbell", "starts_at": "20:00:00", "ends_at": "20:30:00"}
LIST = (
    "Title,Evidence ID,Type,Recorded On,Duration,Device Serial,Checksum (SHA2)\r\n"
    f'"Front, first",E-1,Dash camera,9/12/2025 9:05:28 PM,10:00,X60A1234K,{FIRST}\r\n'
    f"Rear,E-2,Film,9/12/2025 11:58:00 PM,0:05:00,X60A9999K,{SECOND}\r\n"
)


@pytest.fixture
def index(cast, write):
    """A draft of an index, not published."""
    return write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])


@pytest.fixture
def author(browser, cast):
    return browser().sign_in(cast.author)


@pytest.fixture
def clips(app, cast):
    """``clips(index)``: what the draft lists now."""

    def look(index):
        with app.app_context():
            content = draft_content(readable_paper(cast.author.actor, index))
            return content.fields["clips"]

    return look


def choose(author, index, text, encoding="utf-8"):
    page = author.get(f"/documents/{index}/items")
    file = {"file": (io.BytesIO(text.encode(encoding)), "list.csv")}
    sent = author.submit(page, file, action=f"/documents/{index}/items")
    return author.follow(sent) if sent.status == 303 else sent


def pressed(author, page, action="check", **fields):
    """Press a button of the page on which columns are chosen."""
    here = page.response.request.path
    sent = author.submit(page, {**fields, "action": action}, action=here)
    return author.follow(sent) if sent.status == 303 else sent


def imported(author, page):
    """Press the button that imports."""
    sent = author.submit(page, action=page.response.request.path + "/run")
    return author.follow(sent) if sent.status == 303 else sent


def test_a_list_is_looked_at_mapped_and_imported_into_the_draft(author, index, clips):
    page = choose(author, index, LIST)
    assert "1 of 2 rows would come. 1 is wrong. Nothing is imported yet." in page.words
    assert "“Film” is not known here" in page.words
    mended = pressed(author, page, word_0="local-body-worn")
    assert "2 of 2 rows would come." in mended.words
    assert clips(index) == []
    done = imported(author, mended)
    assert "2 rows are in the draft" in done.words
    front, rear = clips(index)
    assert (front["label"], front["kind"], front["day"]) == ("Front, first", "dash", "1")
    assert (front["starts_at"], front["ends_at"]) == ("21:05:28", "21:15:28")
    assert (rear["kind"], rear["ends_at"]) == ("local-body-worn", "00:03:00")
    assert (rear["sha256"], rear["evidence_id"]) == (SECOND, "E-2")
    assert "X60A" not in str(clips(index))


def test_the_file_is_sealed_and_is_erased_with_the_import(app, author, index):
    page = choose(author, index, LIST)
    with app.app_context():
        row = db.session.scalars(select(ItemImport)).one()
        stored = (row.content or b"") + row.plan
        assert b"Front" not in stored
        assert b"Title" not in stored
    imported(author, page)
    with app.app_context():
        row = db.session.scalars(select(ItemImport)).one()
        assert row.content is None
        entry = db.session.scalars(select(AuditEntry).filter_by(action="items.imported")).one()
        counts = {"taken": 1, "done": 0, "duplicates": 0, "wrong": 1}
        assert entry.detail.content.items() >= counts.items()


def test_a_file_is_erased_when_its_day_is_over(app, cast, author, index, clock):
    path = choose(author, index, LIST).response.request.path
    clock.advance(seconds=23 * 3600)
    assert author.sign_in(cast.author).get(path).status == 200
    with app.app_context():
        clear_records()
        keep_house()
        assert len(db.session.scalars(select(ItemImport)).all()) == 1
    clock.advance(seconds=2 * 3600)
    assert author.sign_in(cast.author).get(path).status == 404
    with app.app_context():
        keep_house()
        assert db.session.scalars(select(ItemImport)).all() == []


def test_a_second_import_skips_what_came_and_brings_what_was_mended(author, index, clips):
    imported(author, choose(author, index, LIST))
    mended = LIST.replace("Film", "Dash camera")
    page = choose(author, index, mended)
    assert "1 of 2 rows would come. 1 came with an earlier import." in page.words
    done = imported(author, page)
    assert "1 row is in the draft" in done.words
    assert [clip["label"] for clip in clips(index)] == ["Front, first", "Rear"]
    assert (
        "0 of 2 rows would come. 2 came with an earlier import"
        in choose(author, index, mended).words
    )


def test_rows_of_an_erased_draft_can_come_again(app, cast, author, index, write):
    published = write(cast.author, OWN_OFFICE, kind="evidence-index", clips=[CLIP])
    page = pressed(author, choose(author, published, LIST), first_day="2025-09-12")
    imported(author, page)
    with app.app_context(), unit_of_work():
        discard_draft(cast.author.actor, published)
    page = pressed(author, choose(author, published, LIST), first_day="2025-09-12")
    assert "1 of 2 rows would come." in page.words


def test_an_import_into_a_published_index_begins_a_draft_and_its_readers_see_nothing(
    browser, cast, author, write, clips
):
    published = write(cast.author, OWN_OFFICE, kind="evidence-index", clips=[CLIP])
    page = choose(author, published, LIST)
    assert "Enter above which date is day 1 of the index" in page.words
    imported(author, pressed(author, page, first_day="2025-09-11"))
    assert [(clip["label"], clip["day"]) for clip in clips(published)] == [
        ("Porch", ""),
        ("Front, first", "2"),
    ]
    read = browser().sign_in(cast.colleague).get(f"/documents/{published}")
    assert "Porch" in read.words
    assert "Front" not in read.words


def test_what_came_meets_the_review_like_what_was_typed(author, index):
    rows = "Label,Kind,Note\nFront,dash,Call Maria Sanchez at 612-555-0147\n"
    done = imported(author, choose(author, index, rows))
    review = author.get(f"/documents/{index}/review")
    assert done.status == review.status == 200
    assert "612-555-0147" in review.words
    refused = author.get(f"/documents/{index}/publish")
    assert refused.location.endswith("/review?notice=undecided")


def test_a_row_is_a_duplicate_only_beside_what_the_importer_may_read(author, cast, index, write):
    for member, audience, digest in (
        (cast.stranger, GREEN, FIRST),
        (cast.stranger, OWN_OFFICE, SECOND),
    ):
        clip = {**CLIP, "sha256": digest}
        write(member, audience, kind="evidence-index", title=f"Theirs {digest[:2]}", clips=[clip])
    page = pressed(author, choose(author, index, LIST), word_0="dash")
    assert "2 of 2 rows would come." in page.words
    assert "Also listed in papers that you may read (1) Row 2: Theirs ab" in page.words
    assert "Theirs cd" not in page.words
    left = pressed(author, page, leave_listed="y")
    assert "1 of 2 rows would come. 1 is a duplicate." in left.words


def test_an_office_keeps_mappings_and_no_other_office_sees_them(
    app, browser, cast, author, index, write
):
    page = choose(author, index, LIST)
    kept = pressed(author, page, "keep", name="Our lists", column_0="note", word_0="dash")
    assert "Our lists" in kept.words
    fresh = pressed(author, kept, "guess-generic")
    assert fresh.soup.select_one("#column_0 option[selected]")["value"] == "label"
    with app.app_context():
        mapping = db.session.scalars(select(SavedMapping)).one()
        assert "2025" not in str(mapping.plan)
    used = pressed(author, fresh, f"use-{mapping.public_id}")
    assert used.soup.select_one("#column_0 option[selected]")["value"] == "note"
    theirs = write(cast.stranger, OWN_OFFICE, publish=False, kind="evidence-index")
    stranger = browser().sign_in(cast.stranger)
    other = choose(stranger, theirs, LIST)
    assert "Our lists" not in other.words
    for act in ("use", "forget"):
        assert pressed(stranger, other, f"{act}-{mapping.public_id}").status == 404
    gone = pressed(author, used, f"forget-{mapping.public_id}")
    assert "Our lists" not in gone.words


def test_a_draft_that_was_saved_meanwhile_is_looked_at_again(author, index, clips):
    page = choose(author, index, LIST)
    author.submit(author.get(f"/documents/{index}/edit"), {"action": "save"})
    refused = imported(author, page)
    assert "The draft was saved meanwhile, so nothing was imported" in refused.words
    assert clips(index) == []
    assert "1 row is in the draft" in imported(author, refused).words


def test_what_to_mend_is_a_table_to_keep_before_and_after(author, index):
    page = choose(author, index, LIST.replace("Film", "=cmd|' /C calc'!A0"))
    here = page.response.request.path
    before = author.get(f"{here}/problems.csv").response.get_data(as_text=True)
    assert before.startswith("\ufeffRow,Column,What to mend\r\n3,Type,")
    imported(author, page)
    assert author.get(f"{here}/problems.csv").response.get_data(as_text=True) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file with a header"),
        (b"PK\x03\x04rest", "This is a workbook or an archive. Save the list as CSV"),
    ],
)
def test_what_is_no_list_is_refused_at_once(app, author, index, content, said):
    page = author.get(f"/documents/{index}/items")
    refused = author.submit(page, {"file": (io.BytesIO(content), "list.csv")})
    assert refused.status == 422
    assert said in refused.words
    with app.app_context():
        assert db.session.scalars(select(ItemImport)).all() == []


def test_a_file_that_is_too_large_is_refused(app, cast, index):
    large = b"a" * (MOST_BYTES + 1)
    with app.app_context(), pytest.raises(Invalid, match="over 2 MB"), unit_of_work():
        begin_import(cast.author.actor, index, content=large)


@pytest.mark.parametrize(
    ("text", "encoding", "fault", "choices"),
    [
        ("Label;Kind\nKitchen;dash\n", "utf-16-le", "", {}),
        ("Label,Kind,Kind\na,dash,\n", "utf-8", "have the same header, “kind”", {}),
        ('Label,Kind\n"open,dash\n', "utf-8", "a quote that is never closed", {"quote": "none"}),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_can_be_spelled_otherwise(
    author, index, text, encoding, fault, choices
):
    page = choose(author, index, text, encoding)
    assert (fault in page.words) if fault else ("1 of 1 row would come" in page.words)
    if choices:
        assert "1 of 1 row would come" in pressed(author, page, **choices).words


def test_the_same_column_twice_and_unknown_choices_are_refused_and_nothing_is_lost(author, index):
    page = choose(author, index, LIST)
    refused = pressed(author, page, column_1="label", encoding="klingon", kind="cctv")
    assert refused.status == 422
    assert "“Title” says that already" in refused.words
    assert "There is no such choice" in refused.words
    assert refused.soup.select_one("#kind option[selected]")["value"] == "cctv"


def test_a_file_can_be_erased_without_importing_it(app, author, index):
    page = choose(author, index, LIST)
    here = page.response.request.path
    begun = author.get(f"/documents/{index}/items")
    assert "A file waits" in begun.words
    gone = author.submit(begun, action=f"{here}/erase")
    assert "The file was erased" in author.follow(gone).words
    assert author.get(here).status == 404
    with app.app_context():
        assert db.session.scalars(select(ImportedRow)).all() == []


def test_only_authors_import_and_each_sees_only_their_own_file(browser, cast, author, write):
    memo = write(cast.author, OWN_OFFICE, publish=False)
    assert author.get(f"/documents/{memo}/items").status == 404
    index = write(cast.author, OWN_OFFICE, kind="evidence-index", clips=[])
    here = choose(author, index, LIST).response.request.path
    for member, status in ((cast.colleague, 403), (cast.stranger, 404), (cast.auditor, 403)):
        other = browser().sign_in(member)
        assert other.get(f"/documents/{index}/items").status == status
        assert other.get(here).status == status
        assert other.get(f"{here}/problems.csv").status == status
        tokens = other.tokens("/account")
        for path in (here, f"{here}/run", f"{here}/erase"):
            assert other.post(path, tokens).status == status
    assert author.get(here).status == 200


def test_published_rows_stay_done(app, cast, author, index):
    rows = "Label,Kind\nFront,dash\n"
    imported(author, choose(author, index, rows))
    with app.app_context(), unit_of_work():
        publish_draft(cast.author.actor, index, version=2)
    page = choose(author, index, rows)
    assert "0 of 1 row would come. 1 came with an earlier import" in page.words
