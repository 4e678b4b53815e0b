"""Downloading a paper: who may, what the file says, and when there is none."""

import io
import json
import socketserver
import zipfile
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from docx import Document
from markupsafe import Markup
from pypdf import PdfReader
from sqlalchemy import select

from coalition import clock
from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.documents.export_views import FORMATS
from coalition.documents.exporting import Export
from coalition.documents.item_codes import VOCABULARIES
from coalition.documents.pdf_file import can_make_pdf, pdf_file
from coalition.evidence.custody import services
from coalition.evidence.interchange.delimited import guessed, read_table
from coalition.evidence.interchange.mapping import guessed_plan
from coalition.evidence.interchange.reading import read_rows
from coalition.sharing.models import Thing
from tests.flows.reviewing import PHONE, decide, write_draft
from tests.flows.sharing import EVERYONE, clip, event, share, withdraw
from tests.support.publishing import ASSURED, publish_draft

pytestmark = pytest.mark.database

BODY = """## Holding

The court **kept** the count; see [the order](https://courts.example/order).

1. First
2. Second
   - inner

> A quotation.

| Count | Result |
|---|---|
| Assault | kept |

```
code
```

<img src=x> ![beacon](https://evil.example/x.png)
"""
# The tables of what an index lists.
LISTS = ("csv", "concordance", "concordance-utf-16", "carets", "pipes")
PUBLIC = "A published opinion or order names it."


@pytest.fixture
def cast(world):
    """Two offices."""
    home, away = world.office("tamarack"), world.office("alder", state="IL")
    return {
        "author": world.person("Petra Author", home),
        "reader": world.person("Rufus Reader", away),
    }


@pytest.fixture
def reader(browser, cast):
    """The browser of a reader of another office."""
    return browser().sign_in(cast["reader"])


def download(who, public_id, format_):
    return who.client.get(f"/documents/{public_id}/export/{format_}")


def words_of(content: bytes) -> str:
    """Everything in a Word file, footers and tables too."""
    document = Document(io.BytesIO(content))
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts += [p.text for p in document.sections[0].footer.paragraphs]
    return "\n".join(texts)


@pytest.fixture
def index(app, cast):
    """An evidence index that uses everything, reviewed by its author."""
    fields = {
        "state": "MN",
        "tags": ["removal"],
        "statute": ["Minn. Stat. § 609.66"],
        "flags": ["exculpatory"],
        "clips": [clip(starts_at="21:00:00", ends_at="21:10:00")],
        "events": [event("21:04:46", note="The muzzle rises.")],
    }
    content = Content("Ünïque: footage/of *a* stop", BODY, EVERYONE, fields)
    author = cast["author"].actor
    with app.app_context(), unit_of_work():
        paper = create_draft(author, kind="evidence-index", content=content)
        publish_draft(author, paper.public_id, version=1)
        return paper.public_id


def test_the_page_says_what_goes_with_the_file(reader, index):
    page = reader.get(f"/documents/{index}/export")
    assert "Downloaded by Rufus Reader, Alder County Attorney" in page.words
    assert "presumed innocent" in page.words
    links = [a["href"] for a in page.soup.select("main .buttons a")]
    pdf = ["pdf"] if can_make_pdf() else []
    offered = ["word", *pdf, "markdown", "case-uco", *LISTS]
    assert links == [f"/documents/{index}/export/{code}" for code in offered]
    assert "Download" in reader.get(f"/documents/{index}").words


def test_a_word_file_says_all_of_the_paper_and_who_took_it_when(reader, index):
    got = download(reader, index, "word")
    assert got.status_code == 200
    named = got.headers["Content-Disposition"]
    assert named == "attachment; filename=unique-footage-of-a-stop-r1.docx"
    words = words_of(got.data)
    for said in ("TLP:GREEN", "allegations", "Downloaded by Rufus Reader", "Petra Author",
                 "Minn. Stat. § 609.66", "The muzzle rises.", "21:04:46", "Exculpatory",
                 "the order (https://courts.example/order)", "1. First", "2. Second", "• inner",
                 "A quotation.", "Assault", "code", "<img src=x>"):  # fmt: skip
        assert said in words, said


def test_a_word_file_tells_nothing_of_the_server(reader, index):
    data = download(reader, index, "word").data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {member.date_time[0] for member in package.infolist()} == {1980}
        everything = b"".join(package.read(name) for name in package.namelist())
    about = Document(io.BytesIO(data)).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert b"python-docx" not in everything
    assert b"evil.example/x.png" in everything  # As text; nothing is fetched.
    assert b'Target="https://evil' not in everything


def test_a_markdown_file_carries_out_nothing_when_it_is_shown(reader, index):
    got = download(reader, index, "markdown")
    assert got.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = got.get_data(as_text=True)
    assert text.startswith("# Ünïque: footage/of \\*a\\* stop\n\n> TLP:GREEN")
    assert "| 1 | 21:04:46 |" in text
    assert "\\<img src=x>" in text
    assert "\\![beacon]" in text


def test_a_case_uco_file_holds_the_index_and_nobody_s_name(app, cast, browser, reader, index):
    got = download(reader, index, "case-uco")
    assert got.headers["Content-Type"] == "application/ld+json"
    named = got.headers["Content-Disposition"]
    assert named == "attachment; filename=unique-footage-of-a-stop-r1.jsonld"
    graph = json.loads(got.data)["@graph"]
    assert ["uco-core:Event", "cx:Moment"] in [node["@type"] for node in graph]
    words = got.get_data(as_text=True)
    assert "The muzzle rises." in words
    assert "TLP:GREEN" in words
    for name in ("Rufus", "Petra", "Alder", "Tamarack"):
        assert name not in words
    author = browser().sign_in(cast["author"])
    assert download(author, index, "case-uco").data == got.data


def test_the_custody_log_goes_along_for_its_own_office_alone(app, cast, browser, reader, index):
    with app.app_context(), unit_of_work():
        thing = db.session.scalars(select(Thing).where(Thing.public_id == index)).one()
        words = {"item": "Camera 1", "act": "received", "given_by": "Officer Ruiz"}
        happened_at = clock.now() - timedelta(days=3)
        services.add_entry(cast["author"].actor, thing, happened_at=happened_at, **words)
    author = browser().sign_in(cast["author"])
    assert "with the custody log" in author.get(f"/documents/{index}/export").words
    taken = download(author, index, "case-uco-custody").get_data(as_text=True)
    assert "case-investigation:InvestigativeAction" in taken
    assert "Ruiz" not in taken
    assert "InvestigativeAction" not in download(author, index, "case-uco").get_data(as_text=True)
    assert download(reader, index, "case-uco-custody").status_code == 404
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert acts.count("custody.exported") == 1


def test_only_an_evidence_index_is_downloaded_as_a_case_uco_file(app, cast, reader):
    memo = share(app, cast["author"], "A memo")
    assert "CASE/UCO" not in reader.get(f"/documents/{memo}/export").words
    assert download(reader, memo, "case-uco").status_code == 404


def test_every_download_is_in_the_log(app, reader, index):
    download(reader, index, "word")
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "paper.exported")
        ).one()
        detail = db.session.get_one(AuditDetail, entry.number).content
    assert entry.object_id == index
    assert {"format": "word", "revision": 1, "tlp": "GREEN"}.items() <= detail.items()


@pytest.mark.parametrize("format_", ["csv", "concordance", "concordance-utf-16", "carets"])
def test_what_an_index_lists_is_a_table_with_its_marks_that_can_be_read_back(
    app, cast, reader, format_
):
    row = clip(starts_at="21:00:00", ends_at="21:10:00", sha256="ab" * 32)
    row |= {"note": "=1+1", "offset_seconds": "-27"}
    content = Content("Footage", BODY, EVERYONE, {"state": "MN", "clips": [row]})
    author = cast["author"].actor
    with app.app_context(), unit_of_work():
        index = create_draft(author, kind="evidence-index", content=content).public_id
        publish_draft(author, index, version=1)
    got = download(reader, index, format_)
    dialect = guessed(got.data)
    table = read_table(got.data, dialect)
    [found] = read_rows(table, guessed_plan(table.heads, dialect), VOCABULARIES)
    assert found.item is not None
    assert found.item.as_row().items() >= row.items()
    assert "presumed innocent" in found.cells["Marking"]
    assert "Downloaded by Rufus Reader" in found.cells["Marking"]
    assert found.cells["Note"] == "'=1+1"
    assert found.cells["Offset in seconds"] == "-27"


def test_a_paper_that_lists_no_evidence_has_no_table(app, cast, reader):
    memo = share(app, cast["author"], "A memo")
    assert "for other programs" not in reader.get(f"/documents/{memo}/export").words
    assert download(reader, memo, "csv").status_code == 404


def test_what_is_for_named_people_is_not_downloaded(app, cast, reader):
    red = Audience(Tlp.RED, person_ids=frozenset({cast["reader"].id}))
    public_id = share(app, cast["author"], "A memo", audience=red)
    assert "read here and not downloaded" in reader.get(f"/documents/{public_id}/export").words
    index = share(app, cast["author"], "An index", audience=red, kind="evidence-index")
    for format_ in ("case-uco", *LISTS):
        assert download(reader, index, format_).status_code == 403
    for format_ in ("word", "markdown"):
        refused = download(reader, public_id, format_)
        assert refused.status_code == 403
        assert refused.headers["Content-Type"].startswith("text/html")


def test_who_cannot_read_a_paper_downloads_nothing_and_nobody_a_withdrawn_one(
    app, browser, cast, reader
):
    own = share(app, cast["author"], "A memo", audience=Audience(Tlp.AMBER_STRICT))
    gone = share(app, cast["author"], "A memo of before")
    withdraw(app, cast["author"], gone)
    author = browser().sign_in(cast["author"])
    for rest in ("export", *(f"export/{code}" for code in FORMATS)):
        assert reader.get(f"/documents/{own}/{rest}").status == 404
        assert author.get(f"/documents/{gone}/{rest}").status == 403
    assert author.get(f"/documents/{own}/export/odt").status == 404


def test_a_text_that_nobody_reviewed_is_not_downloaded(app, cast, reader):
    """As one that was published before the portal knew numbers, or cleared by an operator."""
    public_id = share(app, cast["author"], "A memo", f"Call {PHONE}.")
    page = reader.get(f"/documents/{public_id}/export")
    assert "finds a phone number in this text" in page.words
    assert download(reader, public_id, "word").status_code == 403
    index = share(app, cast["author"], "An index", f"Call {PHONE}.", kind="evidence-index")
    assert download(reader, index, "case-uco").status_code == 403


def test_what_a_person_decided_is_downloaded_though_the_detectors_have_changed(
    browser, cast, reader, monkeypatch
):
    author = browser().sign_in(cast["author"])
    public_id = write_draft(author, tlp="GREEN", body=f"Call {PHONE}.")
    decide(author, public_id, {PHONE: ("keep", PUBLIC)})
    author.submit(author.get(f"/documents/{public_id}/publish"), ASSURED)
    for module in ("analysis", "examined"):
        monkeypatch.setattr(f"coalition.deidentify.{module}.VERSION", "later")
    got = download(reader, public_id, "markdown")
    assert got.status_code == 200
    assert PHONE in got.get_data(as_text=True)


def test_a_title_of_nothing_but_signs_still_names_a_file(app, cast, reader):
    public_id = share(app, cast["author"], '"; rm -rf ../.. §§')
    named = download(reader, public_id, "word").headers["Content-Disposition"]
    assert named == "attachment; filename=rm-rf-r1.docx"
    public_id = share(app, cast["author"], "§§")
    named = download(reader, public_id, "word").headers["Content-Disposition"]
    assert named == "attachment; filename=case-memo-r1.docx"


needs_pango = pytest.mark.skipif(not can_make_pdf(), reason="This machine has no Pango.")


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@needs_pango
def test_a_pdf_says_all_of_the_paper_and_who_took_it_on_every_page(reader, index):
    answer = download(reader, index, "pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    pages = pages_of(answer.data)
    plain = [" ".join(page.split()) for page in pages]
    for number, page in enumerate(plain, start=1):
        assert f"Page {number} of {len(plain)}" in page
        assert "Downloaded by Rufus Reader, Alder County Attorney" in page
        assert "TLP:GREEN" in page
        assert "presumed innocent" in page
    for said in ("Timeline", "The muzzle rises.", "Minn. Stat. § 609.66", "Assault", "inner"):
        assert any(said in page for page in plain), said


@needs_pango
def test_a_pdf_tells_nothing_of_the_server_and_carries_nothing_that_acts(reader, index):
    content = download(reader, index, "pdf").data
    assert b"WeasyPrint" not in content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert set(file.docinfo.keys()) == {"/Title"}
        assert not {"/OpenAction", "/AA"} & set(file.Root.keys())
        assert set(file.Root.get("/Names", {}).keys()) <= {"/Dests"}
        kinds = {
            str(item.get("/S")) for item in file.objects if isinstance(item, pikepdf.Dictionary)
        }
    assert not kinds & {"/JavaScript", "/Launch", "/SubmitForm", "/GoToR"}


@needs_pango
def test_nothing_is_fetched_for_a_pdf(app):
    asked = []
    with socketserver.TCPServer(("127.0.0.1", 0), lambda *it: asked.append(it)) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/x.png"
        html = f'<img src="{address}"><img src="file:///etc/hostname"><a href="{address}">x</a>'
        export = Export(
            public_id="",
            content=Content("", "", EVERYONE, {}),
            custody=(),
            title="Title",
            stem="title",
            marks=("Mark",),
            facts=(),
            tables=(),
            body="",
            html=Markup(html),  # noqa: S704
        )
        with app.test_request_context():
            content = pdf_file(export)
        server.timeout = 0
        server.handle_request()
    assert content.startswith(b"%PDF")
    assert asked == []
    with pikepdf.open(io.BytesIO(content)) as file:
        assert not [
            o
            for o in file.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]


def test_where_no_pdf_can_be_made_the_page_says_to_print(reader, index, monkeypatch):
    none = replace(FORMATS["pdf"], can_make=lambda: False)
    monkeypatch.setitem(FORMATS, "pdf", none)
    page = reader.get(f"/documents/{index}/export")
    assert "print it into one" in page.words
    assert reader.get(f"/documents/{index}/export/pdf").status == 404


@needs_pango
def test_a_pdf_that_takes_too_long_is_refused_in_words_and_not_entered(
    app, reader, index, monkeypatch
):
    monkeypatch.setattr("coalition.documents.pdf_file._PROCESSOR_SECONDS", 0)
    page = reader.get(f"/documents/{index}/export/pdf")
    assert page.status == 503
    assert "too long for a PDF" in page.words
    with app.app_context():
        exports = select(AuditEntry).where(AuditEntry.action == "paper.exported")
        assert db.session.scalars(exports).all() == []
