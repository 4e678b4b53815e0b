"""Files of papers: rebuilt before they are kept, sealed, reviewed, read by who reads the paper."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.deidentify.files import MAX_BYTES, Refused, Sanitised
from coalition.documents.queries import readable_paper
from coalition.errors import Invalid
from coalition.evidence import services
from coalition.evidence.models import Attachment, AttachmentPiece
from coalition.evidence.queries import attachments_of, bytes_of, label_of
from coalition.vault import VaultError
from tests.coalition.documents.conftest import OWN_OFFICE
from tests.flows.reviewing import PHONE, replace_everything, write_draft
from tests.support.files import PLANTED, docx, jpeg, mentions, paragraph, pdf, saved, shown
from tests.support.publishing import ASSURED, open_publish_page

pytestmark = pytest.mark.database

CLEAN = b"Nothing in here."


@pytest.fixture
def author(browser, cast):
    """The author's browser."""
    return browser().sign_in(cast.author)


@pytest.fixture
def draft(author):
    """A draft without anything to decide."""
    return write_draft(author, body="Words of a memo.")


def attach(who, public_id, name, content, **values):
    """Send a file through the page."""
    page = who.get(f"/documents/{public_id}/files")
    given = {"file": (io.BytesIO(content), name), **values}
    return who.submit(page, given, action=f"/documents/{public_id}/files")


def attach_well(who, public_id, name, content, **values):
    answer = attach(who, public_id, name, content, **values)
    assert answer.status == 303, answer.words
    return answer


def links(who, public_id):
    """The addresses of the files that somebody sees on the page of the paper's files."""
    page = who.get(f"/documents/{public_id}/files")
    return [str(a["href"]) for a in page.soup.select("main h2 a")]


def publish(who, public_id):
    page = open_publish_page(who, public_id)
    answer = who.submit(page, ASSURED)
    assert answer.status == 303, answer.words


def test_a_file_is_rebuilt_before_it_is_kept_and_its_name_and_text_are_sealed(app, author, draft):
    hidden = docx(paragraph("A memo."), {"docProps/core.xml": f"<a>{PLANTED}</a>"})
    attach_well(author, draft, "Letter of the clinic.docx", hidden)
    got = author.client.get(links(author, draft)[0])
    assert not mentions(got.data)
    with app.app_context():
        attachment = db.session.scalars(select(Attachment)).one()
        assert label_of(attachment).name == "Letter of the clinic.docx"
        held = attachment.label + b"".join(piece.content for piece in attachment.pieces)
        assert b"clinic" not in held
        assert b"PK" not in held[:200]
        assert bytes_of(attachment) == got.data


def test_a_download_is_saved_and_never_shown(author, draft):
    attach_well(author, draft, "memo é.txt", CLEAN)
    got = author.client.get(links(author, draft)[0])
    assert got.data == CLEAN
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]


def test_a_pdf_says_on_every_page_who_took_it_and_the_kept_file_says_nobody(
    app, cast, author, draft
):
    attach_well(author, draft, "a.pdf", saved(pdf(shown("Nothing in here."))))
    got = author.client.get(links(author, draft)[0])
    assert (got.status_code, got.mimetype) == (200, "application/pdf")
    [page] = PdfReader(io.BytesIO(got.data)).pages
    text = " ".join(page.extract_text().split())
    assert "Nothing in here." in text
    assert "Downloaded by " + cast.author.name in text
    with app.app_context():
        kept = bytes_of(db.session.scalars(select(Attachment)).one())
    assert b"Downloaded" not in kept


def test_a_pdf_that_cannot_be_marked_is_not_handed_out(app, author, draft, monkeypatch):
    attach_well(author, draft, "a.pdf", saved(pdf(shown("Nothing in here."))))
    busy = Refused("Other files are being read at the moment.", "Try again in a minute.")
    monkeypatch.setattr("coalition.documents.attachment_views.mark_pdf", lambda *_: busy)
    page = author.get(links(author, draft)[0])
    assert page.status == 422
    assert "Try again in a minute." in page.words
    with app.app_context():
        read = select(func.count()).where(AuditEntry.action == "file.read")
        assert db.session.scalar(read) == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ", "cannot be attached"),
        ("a.svg", b"<svg onload='x'/>", "cannot be attached"),
        ("a.txt", b"<svg onload='x'/>", "not what its ending"),
        ("a.png", b"GIF89a", "not what its ending"),
        ("a.pdf", b"%PDF-1.7", "damaged"),
        ("a.docx", docx(paragraph("x"), {"word/vbaProject.bin": b"x"}), "macros"),
        ("a.jpg", jpeg(), "No program can read"),
        ("a.pdf", saved(pdf("0 0 9 9 re f")), "sign for the file"),
        ("", b"", "Choose a file"),
    ],
)
def test_what_is_not_taken_is_refused_at_the_field_and_nothing_is_kept(
    app, author, draft, name, content, words
):
    refused = attach(author, draft, name, content)
    assert refused.status == 422
    assert words in refused.words
    with app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(Attachment))


def test_a_picture_is_kept_when_a_person_signs_for_it(author, draft):
    attach_well(author, draft, "scene.jpg", jpeg(), signed_for="y")
    page = author.get(f"/documents/{draft}/files")
    assert "Signed for by a person: the picture" in page.words
    assert "camera data" in page.words


def test_what_a_file_says_is_decided_in_the_review_and_written_into_it(app, author, draft):
    attach_well(author, draft, f"call {PHONE}.txt", f"She called {PHONE}.".encode())
    review = author.get(f"/documents/{draft}/review")
    assert "Attached file 1" in review.words
    replace_everything(author, draft)
    page = author.get(f"/documents/{draft}/publish")
    assert author.submit(page, ASSURED).status == 303
    got = author.client.get(links(author, draft)[0])
    assert PHONE.encode() not in got.data
    assert got.data.startswith(b"She called ")
    assert PHONE not in author.get(f"/documents/{draft}/files").words
    assert PHONE not in got.headers["Content-Disposition"]


def test_a_pdf_whose_words_were_to_be_replaced_stops_the_publishing(author, draft):
    attach_well(author, draft, "memo.pdf", saved(pdf(shown(f"Call {PHONE}"))))
    replace_everything(author, draft)
    page = author.get(f"/documents/{draft}/publish")
    refused = author.submit(page, ASSURED)
    assert refused.status == 422
    assert "Attached file 1: Words in PDF files" in refused.words


def test_attaching_after_the_last_look_stops_the_publishing(author, draft):
    page = open_publish_page(author, draft)
    attach_well(author, draft, "late.txt", CLEAN)
    assert author.submit(page, ASSURED).status == 409


def test_only_who_reads_the_paper_reads_its_files(browser, cast, author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    colleague = browser().sign_in(cast.colleague)
    stranger = browser().sign_in(cast.stranger)
    (link,) = links(author, draft)
    assert colleague.get(link).status == 404
    publish(author, draft)
    assert colleague.client.get(link).data == CLEAN
    assert stranger.get(link).status == 404
    assert stranger.get(f"/documents/{draft}/files").status == 404


def test_a_file_of_the_next_draft_is_not_seen_by_readers(browser, cast, author, draft):
    attach_well(author, draft, "first.txt", CLEAN)
    publish(author, draft)
    edit = author.get(f"/documents/{draft}/edit")
    assert author.submit(edit, {"body": "More words.", "action": "save"}).status == 303
    attach_well(author, draft, "second.txt", b"Not yet.")
    colleague = browser().sign_in(cast.colleague)
    assert len(links(author, draft)) == 2
    assert len(links(colleague, draft)) == 1
    assert colleague.get(links(author, draft)[1]).status == 404


def test_a_file_is_no_file_of_another_paper(author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    other = write_draft(author, body="Words.")
    file_id = links(author, draft)[0].rsplit("/", 1)[1]
    assert author.get(f"/documents/{other}/files/{file_id}").status == 404


def test_readers_can_neither_attach_nor_erase(browser, cast, author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    publish(author, draft)
    (link,) = links(author, draft)
    colleague = browser().sign_in(cast.colleague)
    assert "Erase" not in colleague.get(f"/documents/{draft}/files").words
    tokens = colleague.tokens("/account")
    assert colleague.post(f"{link}/remove", tokens).status == 403
    sent = {**tokens, "file": (io.BytesIO(CLEAN), "memo.txt")}
    assert colleague.post(f"/documents/{draft}/files", sent).status == 403


def test_an_author_erases_a_file_for_everybody(app, author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    publish(author, draft)
    (link,) = links(author, draft)
    page = author.get(f"/documents/{draft}/files")
    assert author.submit(page, action=f"{link}/remove").status == 303
    assert author.get(link).status == 404
    with app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(AttachmentPiece))


def test_a_discarded_draft_takes_its_files_with_it(app, author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    page = author.get(f"/documents/{draft}/discard-draft")
    assert author.submit(page).status == 303
    with app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(Attachment))
        assert not db.session.scalar(select(func.count()).select_from(AttachmentPiece))


def test_a_withdrawn_paper_hides_its_files_with_itself(browser, cast, author, draft):
    attach_well(author, draft, "memo.txt", CLEAN)
    publish(author, draft)
    (link,) = links(author, draft)
    page = author.get(f"/documents/{draft}/withdraw")
    assert author.submit(page).status == 303
    assert browser().sign_in(cast.colleague).get(link).status == 404
    assert author.get(link).status == 200


def test_the_log_names_every_act_and_no_words(app, author, draft):
    attach_well(author, draft, "Letter of the clinic.txt", CLEAN)
    (link,) = links(author, draft)
    author.get(link)
    author.submit(author.get(f"/documents/{draft}/files"), action=f"{link}/remove")
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("file.%")))
        assert [entry.action for entry in entries] == [
            "file.attached",
            "file.read",
            "file.removed",
        ]


def test_a_paper_has_a_limited_number_of_files(app, author, draft, cast, monkeypatch):
    monkeypatch.setattr(services, "MAX_FILES", 1)
    attach_well(author, draft, "memo.txt", CLEAN)
    refused = attach(author, draft, "memo.txt", CLEAN)
    assert refused.status == 422
    assert "at most 1 files" in refused.words


def test_the_files_of_a_paper_are_limited_together(app, cast, write, monkeypatch):
    public_id = write(cast.author, OWN_OFFICE, publish=False)
    monkeypatch.setattr(services, "MAX_TOTAL", 10)
    with app.app_context(), unit_of_work():
        paper = readable_paper(cast.author.actor, public_id)
        big = Sanitised("text/plain", b"x" * 11, {"text": "x" * 11})
        with pytest.raises(Invalid, match="MB together"):
            services.keep_file(cast.author.actor, paper.thing, name="a.txt", clean=big)


def post_body(who, path, tokens, content, name="memo.txt"):
    """Post a file as bytes; the test client would keep a large one on the disk."""
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in tokens.items()
    )
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = fields.encode() + head.encode() + content + b"\r\n--x--\r\n"
    return who.post(path, body, content_type="multipart/form-data; boundary=x")


def test_a_file_may_be_larger_than_a_form_but_not_than_the_limit(author, draft):
    path, tokens = f"/documents/{draft}/files", author.tokens("/account")
    large = jpeg() + b"x" * 3_000_000
    assert post_body(author, path, {**tokens, "signed_for": "y"}, large, "a.jpg").status == 303
    assert post_body(author, path, tokens, b"x" * (MAX_BYTES + 100_000)).status == 413
    assert post_body(author, f"/documents/{draft}/edit", tokens, large).status == 413
    assert len(links(author, draft)) == 1


def test_more_text_than_anybody_can_review_is_refused(author, draft):
    refused = attach(author, draft, "memo.txt", b"word " * 80_001)
    assert refused.status == 422
    assert "400,000 characters" in refused.words


def test_a_file_in_several_pieces_comes_back_whole_and_not_without_one(
    app, cast, write, monkeypatch
):
    public_id = write(cast.author, OWN_OFFICE, publish=False)
    monkeypatch.setattr(services, "PIECE", 4)
    content = bytes(range(11))
    with app.app_context():
        with unit_of_work():
            thing = readable_paper(cast.author.actor, public_id).thing
            clean = Sanitised("image/png", content, {})
            services.keep_file(cast.author.actor, thing, name="a.png", clean=clean)
        (attachment,) = attachments_of(readable_paper(cast.author.actor, public_id).thing)
        assert [piece.number for piece in attachment.pieces] == [1, 2, 3]
        assert bytes_of(attachment) == content
        first, second, last = attachment.pieces
        first.content, second.content = second.content, first.content
        with pytest.raises(VaultError):
            bytes_of(attachment)
        db.session.rollback()
        db.session.delete(last)
        db.session.flush()
        db.session.expire(attachment)
        with pytest.raises(VaultError, match="missing"):
            bytes_of(attachment)
        db.session.rollback()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\a\\b.txt", "b.txt"),
        ("a\u202e\0b.txt", "ab.txt"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(given, kept):
    assert services.checked_name(given) == kept


@pytest.mark.parametrize("given", ["", "...", "a" * 151])
def test_a_name_that_cannot_be_kept_is_refused(given):
    with pytest.raises(Invalid):
        services.checked_name(given)
