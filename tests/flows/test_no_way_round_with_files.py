"""Ways to get an identifier out of an office in a file; each ends before anybody reads it."""

import io

import pytest
from sqlalchemy import select

from coalition.db import db
from coalition.evidence.models import Attachment
from tests.flows.reviewing import PHONE, edit, open_review, replace_everything, write_draft
from tests.support.files import docx, jpeg, mentions, paragraph, pdf, saved, shown, word_member
from tests.support.publishing import ASSURED, open_publish_page

pytestmark = pytest.mark.database

TRANSCRIPT = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {PHONE}>I saw it.\n"
DELETED = f"<w:p><w:del><w:r><w:delText>{PHONE}</w:delText></w:r></w:del></w:p>"


@pytest.fixture
def author(browser, world):
    """The author's browser."""
    return browser().sign_in(world.person("Petra Author", world.office()))


@pytest.fixture
def draft(author):
    """A draft in which nothing else is to be decided."""
    return write_draft(author, body="Words of a memo.")


def attach(who, public_id, name, content, **values):
    page = who.get(f"/documents/{public_id}/files")
    given = {"file": (io.BytesIO(content), name), **values}
    return who.submit(page, given, action=f"/documents/{public_id}/files")


def publish_unseen(who, public_id, version, saves="0"):
    """Publish as a form would that never saw the review."""
    form = who.tokens("/account") | {"version": str(version), "saves": saves, **ASSURED}
    return who.post(f"/documents/{public_id}/publish", form)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("memo.txt", f"Call {PHONE}".encode()),
        ("memo.md", f"Call [6](x)12-555-0142 or {PHONE}".encode()),
        ("memo.docx", docx(paragraph(f"Call {PHONE}"))),
        (
            "memo.docx",
            docx(paragraph("x"), {"word/header1.xml": word_member("hdr", paragraph(PHONE))}),
        ),
        ("memo.pdf", saved(pdf(shown(f"Call {PHONE}")))),
        ("memo.pdf", saved(pdf(shown("A memo.") + "3 Tr " + shown(f"Call {PHONE}", y=500)))),
        ("hearing.vtt", TRANSCRIPT.encode()),
        (f"call {PHONE}.txt", b"Words."),
    ],
    ids=["text", "markdown", "word", "header", "pdf", "invisible", "voice tag", "file name"],
)
def test_what_a_file_says_has_to_be_decided_whatever_the_form_says(author, draft, name, content):
    assert attach(author, draft, name, content).status == 303
    assert "phone number" in open_review(author, draft).words
    refused = publish_unseen(author, draft, 2)
    assert refused.status == 422
    assert "ttached file 1 holds a phone number" in refused.words


@pytest.mark.parametrize(
    ("name", "content", "values"),
    [
        ("memo.docx", docx(paragraph("A memo."), {"docProps/core.xml": f"<x>{PHONE}</x>"}), {}),
        ("memo.docx", docx(paragraph("A memo.") + DELETED), {}),
        ("scene.jpg", jpeg(comment=PHONE), {"signed_for": "y"}),
        ("hearing.vtt", f"WEBVTT\n\nNOTE {PHONE}\n\n00:01.000 --> 00:02.000\nWords\n".encode(), {}),
    ],
    ids=["properties", "tracked deletion", "comment of a picture", "note of a transcript"],
)
def test_what_hides_in_a_file_is_gone_before_anybody_could_decide(
    app, author, draft, name, content, values
):
    assert attach(author, draft, name, content, **values).status == 303
    page = open_publish_page(author, draft)
    assert author.submit(page, ASSURED).status == 303
    with app.app_context():
        file_id = db.session.scalars(select(Attachment.public_id)).one()
    got = author.client.get(f"/documents/{draft}/files/{file_id}")
    assert got.status_code == 200
    assert not mentions(got.data, PHONE)


def test_a_black_box_that_leaves_the_text_below_is_refused_with_its_page(author, draft):
    covered = saved(pdf(shown("Marisol Quintana") + "0 g 60 690 300 30 re f"))
    refused = attach(author, draft, "memo.pdf", covered)
    assert refused.status == 422
    assert "page 1: a filled box over the text" in refused.words
    assert "Marisol" not in refused.words


def test_a_file_added_to_a_published_paper_is_read_by_nobody_before_its_review(
    app, author, draft, browser, world
):
    reader = browser().sign_in(world.person("Rufus Reader", world.office()))
    edit(author, draft, tlp="GREEN")
    assert author.submit(open_publish_page(author, draft), ASSURED).status == 303
    edit(author, draft, change_note="With a statement")
    assert attach(author, draft, "memo.txt", f"Call {PHONE}".encode()).status == 303
    with app.app_context():
        file_id = db.session.scalars(select(Attachment.public_id)).one()
    file = f"/documents/{draft}/files/{file_id}"
    saves = str(open_review(author, draft).soup.select_one("[name=saves]")["value"])
    assert publish_unseen(author, draft, 2, saves).status == 422
    assert reader.get(file).status == 404
    assert "memo.txt" not in reader.get(f"/documents/{draft}").text
    assert "File 1" not in reader.get(f"/documents/{draft}/revisions").words
    replace_everything(author, draft)
    assert author.submit(open_publish_page(author, draft), ASSURED).status == 303
    assert reader.get(file).text == "Call [phone number]"
    assert "File 1 added" in reader.get(f"/documents/{draft}/revisions").words
    author.post(f"{file}/remove", author.tokens("/account"))
    assert reader.get(file).status == 404
    rows = reader.get(f"/documents/{draft}/revisions").soup.select("main tbody tr")
    assert ["File 1 erased" in row.get_text(" ") for row in rows] == [True, False]


def test_a_file_that_is_swapped_after_the_review_has_to_be_reviewed_again(author, draft):
    assert attach(author, draft, "memo.txt", b"Words.").status == 303
    page = open_publish_page(author, draft)
    assert attach(author, draft, "other.txt", f"Call {PHONE}".encode()).status == 303
    assert author.submit(page, ASSURED).status == 409
    assert publish_unseen(author, draft, 3).status == 422
