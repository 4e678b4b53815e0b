"""What a hostile member sends as a file, or has another member take away in one."""

import gc
import io
import json
import os
import resource
import sys
import threading
import time
import tracemalloc
from dataclasses import replace

import pikepdf
import pytest
from docx import Document
from markdown_it import MarkdownIt
from pikepdf import Array
from pypdf import PdfReader

from coalition.deidentify.files import Refused, mark_pdf, sandbox, worker
from coalition.deidentify.files.pdf_marking import marked
from coalition.documents import pdf_layout
from coalition.documents.export_views import FORMATS
from coalition.documents.exporting import Table, export_of
from coalition.evidence.interchange.case_uco_reading import read_case
from coalition.evidence.interchange.shown_times import ShownError, parse_duration
from coalition.richtext import parsed
from coalition.web.csv_lines import csv_line
from coalition.web.doorway import Doorway
from tests.coalition.documents.conftest import OWN_OFFICE, cast, write
from tests.coalition.documents.test_attached_files import attach_well, draft, links
from tests.coalition.documents.test_case_uco_import import drafts, read
from tests.coalition.documents.test_item_import import author, choose, imported
from tests.support.files import add_page, pdf, saved, shown

__all__ = ["author", "cast", "draft", "write"]

pytestmark = pytest.mark.database

UCO = "https://ontology.unifiedcyberontology.org/uco/"
OBSERVABLE, CORE, TYPES = (f"{UCO}{part}/" for part in ("observable", "core", "types"))


def item(*hashes, **more):
    """An item as another program writes it, in full names."""
    data = {"@type": f"{OBSERVABLE}ContentDataFacet", f"{OBSERVABLE}hash": list(hashes)}
    return {"@type": f"{OBSERVABLE}File", f"{CORE}hasFacet": data, **more}


def a_hash(method):
    return {f"{TYPES}hashMethod": method, f"{TYPES}hashValue": "a" * 64}


def case_of(*nodes, context=None):
    return json.dumps({"@context": context or {}, "@graph": nodes}).encode()


HOSTILE = {
    "an id that stands for a node without one": (
        case_of({"@id": "_:1 @graph[1]", "@type": "x:y"}, {"@type": "x:z"}),
        "no evidence index and no item",
    ),
    "a vocabulary that fills the memory with names": (
        case_of(item(), context={"@vocab": "urn:" + "x" * 300}),
        "@context: @vocab is over 300 characters",
    ),
    "a prefix that does": (
        case_of(item(), context={"p": "urn:" + "x" * 300}),
        "@context gives no address for “p” of up to 300 characters",
    ),
    "a facet that is thousands of things for every item": (
        case_of(item(a_hash("SHA256") | {"@type": ["urn:x"] * 101})),
        "has over 100 types",
    ),
    "one facet of thousands of hashes for every item": (
        case_of(item(*({"@id": f"urn:{n}"} for n in range(101)))),
        "hash has over 100 values",
    ),
}


def test_a_hostile_case_file_is_refused_in_words(app, author):
    for name, (content, words) in HOSTILE.items():
        page = read(author, content)
        assert page.status == 422, name
        assert words in page.words, name
    assert drafts(app) == 0


def test_a_hash_without_a_method_is_no_sha_256_and_fails_no_page(author):
    for method in ([], None, [None], {"@list": []}):
        page = read(author, case_of(item(a_hash(method))))
        assert page.status == 200, method
        assert "The file gives 1 item" in page.words


def test_what_a_case_file_leaves_is_named_without_a_text_for_every_pair_of_names():
    names = {f"urn:n:{n}": 1 for n in range(1_500)}
    content = case_of(item(**names) | {"@type": [f"urn:t:{n}" + "x" * 150 for n in range(100)]})
    tracemalloc.start()
    try:
        left = read_case(content).left
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(each.what.startswith("urn:n:7 of urn:t:0x") for each in left) == 1
    # Each name beside all types would be over twenty million characters.
    assert most < 8_000_000


def test_a_list_at_the_edge_of_the_calendar_fails_no_page(author, cast, write):
    clip = {"label": "Porch", "kind": "doorbell", "day": "5", "starts_at": "10:00:00"}
    index = write(cast.author, OWN_OFFICE, kind="evidence-index", clips=[clip])
    page = choose(author, index, "Title,Type,Recorded On\r\nPorch,Doorbell,0001-01-01 10:00\r\n")
    assert page.status == 200
    assert "0 of 1 row would come" in page.words


def test_a_serial_number_that_reads_like_a_code_spoils_no_row(author, cast, write):
    index = write(cast.author, OWN_OFFICE, publish=False, kind="evidence-index", clips=[])
    rows = "Still of photo 7,Photo,photo,\r\nDoor,Doorbell,06:00,-06:00\r\n"
    done = imported(author, choose(author, index, f"Title,Type,Serial Number,Zone\r\n{rows}"))
    assert "2 rows are in the draft" in done.words
    page = author.get(f"/documents/{index}/edit")
    assert page.soup.select_one("[name=clips-0-kind] [selected]")["value"] == "photo"
    assert page.soup.select_one("[name=clips-0-label]")["value"] == (
        "Still of (serial number left out) 7"
    )


def seconds_for(text):
    # A collection of the whole test run's garbage in between would be taken for work on the text.
    gc.disable()
    try:
        started = time.process_time()
        with pytest.raises(ShownError):
            parse_duration(text)
        return time.process_time() - started
    finally:
        gc.enable()


@pytest.mark.parametrize("unit", [",", " ,", "0m,", "1h,"])
def test_a_length_made_to_be_slow_costs_in_proportion_to_its_length(unit):
    short, long = (seconds_for("1h" + unit * (size // len(unit)) + "!") for size in (1_000, 4_000))
    # Four times the text; squared growth would make it sixteen times the work, and this was cubed.
    assert long < 9 * short + 0.1


@pytest.fixture
def memo(app, author, cast, write, monkeypatch):
    """``memo(body, *tables)``: what the author gets as a file of such a paper."""
    paper = write(cast.author, OWN_OFFICE)

    def download(body, *tables, ending="word"):
        def of(*given, **more):
            return replace(export_of(*given, **more), body=body, tables=tables)

        monkeypatch.setattr("coalition.documents.exporting.export_of", of)
        return author.client.get(f"/documents/{paper}/export/{ending}")

    return download


def test_a_markdown_file_fetches_nothing_however_its_signs_are_taken_back(memo):
    for before in ("\\" * count for count in range(5)):
        body = f"See {before}![x](https://evil.example/x.png) and {before}<img src=//e.example/x>"
        text = memo(body, ending="markdown").text.partition("\n---\n")[2]
        # Programs carry out pictures and tags unless an odd number of signs stands before them.
        for active in ("![", "<img"):
            ahead = text.partition(active)[0]
            assert (len(ahead) - len(ahead.rstrip("\\"))) % 2 == 1, text
        # What it says is what the portal shows.
        said = [[step.content for step in parsed(each)[1].children] for each in (body, text)]
        assert "".join(said[0]) == "".join(said[1])


LINKS = (
    ("[order](https://a.example/b)", True),
    ("[order]( <HTTPS://a.example/b>)", False),
    ("[order](#section-one)", True),
    ("[order]\n\n[order]: https://a.example/b", True),
    ("[order](javascript:alert)", False),
    ("[order]( \n file://a.example/share)", False),
    ("[order](&#106;avascript:alert)", False),
    ("[order](//a.example/share)", False),
    ("[order](\\\\a.example\\share)", False),
    ("[order]\n\n[order]: javascript:alert", False),
    ("[order]\n\n[order]:\n<file://a.example>", False),
    ("\\\\[order\\\\](javascript:alert)", False),
)


def test_a_link_of_a_markdown_file_leads_where_the_portal_lets_it_or_nowhere(memo):
    free = MarkdownIt("commonmark")
    free.validateLink = lambda url: True
    for written, leads in LINKS:
        text = memo(f"See {written}", ending="markdown").text.partition("\n---\n")[2]
        assert ("<a href" in free.render(text)) == leads, text


def where(page):
    """What of a page its viewers see, and where on it the mark is painted."""
    seen = pikepdf.Rectangle(page.mediabox)
    placed = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) == "cm"]
    [mark] = list(page.resources.XObject)
    form = page.resources.XObject[mark]
    matrix = pikepdf.Matrix(*map(float, placed[-1].operands))
    return seen, matrix.transform(pikepdf.Rectangle(form.BBox))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "boxes",
    [
        {"CropBox": [0, -100_000, 612, 792]},
        {"CropBox": [1000, 1000, 1100, 1100]},
        {"MediaBox": [0, 0, 0, 0]},
        {"MediaBox": [612, 792, 0, 0], "CropBox": [300, 792, 0, 300]},
        {"MediaBox": [0, 0, 72, 7_200]},
        {"UserUnit": 75_000},
    ],
    ids=str,
)
def test_no_box_of_a_page_puts_the_mark_where_nobody_sees_it(boxes, turn):
    file = pdf(shown("Words"), Lang="en")
    for name, value in boxes.items():
        file.pages[0].obj[f"/{name}"] = Array(value) if isinstance(value, list) else value
    file.pages[0].obj["/Rotate"] = turn
    with pikepdf.open(io.BytesIO(marked(saved(file), "Taken by Rufus Reader."))) as found:
        seen, painted = where(found.pages[0])
        assert min(seen.width, seen.height) > 1
        for edge in ("llx", "lly", "urx", "ury"):
            assert getattr(painted, edge) == pytest.approx(getattr(seen, edge), abs=1)


LEFT_OPEN = (
    "Q Q Q 0 0 1 1 re W n",
    "q 0 0 1 1 re W n",
    "q q 0.001 0 0 0.001 0 0 cm",
    "Q 0 0 1 1 re W",
    "Q BT 3 Tr",
    "Q 0 0 m 1 1 l",
)


def test_nothing_that_a_page_leaves_open_holds_for_the_mark(author, draft):
    file = pdf(shown("Words 0"))
    for number, ending in enumerate(LEFT_OPEN, start=1):
        add_page(file, f"{shown(f'Words {number}')} {ending}")
    attach_well(author, draft, "a.pdf", saved(file))
    got = author.client.get(links(author, draft)[0]).data
    for number, page in enumerate(PdfReader(io.BytesIO(got)).pages):
        assert f"Words {number}" in page.extract_text()
    with pikepdf.open(io.BytesIO(got)) as found:
        for page in found.pages:
            steps = [str(each.operator) for each in pikepdf.parse_content_stream(page)]
            assert steps[-4:] == ["q", "cm", "Do", "Q"]
            assert open_after(steps[:-4]) == [], steps


def open_after(steps):
    """What is still open after these steps; below nothing is as bad."""
    left = []
    ends = {"Q": "q", "ET": "BT"}
    for step in steps:
        if step in ("q", "BT"):
            left.append(step)
        elif step in ends:
            assert left, "it ends what was never begun"
            assert left.pop() == ends[step]
        elif step in ("m", "re", "W") and "path" not in left:
            left.append("path")
        elif step in ("n", "f", "S") and "path" in left:
            left.remove("path")
    return left


def test_a_crowd_that_wants_pdfs_is_turned_away_and_holds_up_nobody(
    author, cast, write, monkeypatch
):
    door = Doorway(places=1, waiting=0, patience=20)
    door.enter()
    monkeypatch.setattr("coalition.documents.pdf_file._door", door)
    monkeypatch.setattr("coalition.documents.pdf_file._laid_out", lambda asked: b"%PDF")
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], can_make=lambda: True))
    paper = write(cast.author, OWN_OFFICE)
    page = author.get(f"/documents/{paper}/export/pdf")
    assert page.status == 503
    assert "Another PDF is being made" in page.words
    door.leave()
    assert author.get(f"/documents/{paper}/export/pdf").status == 200


def test_a_crowd_that_wants_files_marked_is_turned_away_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(sandbox, "_line", threading.BoundedSemaphore(1))
    with sandbox._line:
        refused = mark_pdf(saved(pdf(shown("Words"))), "Taken by Rufus Reader.")
    assert isinstance(refused, Refused)
    assert "Try again" in refused.way_out


def test_a_text_of_too_many_pieces_makes_no_word_file_and_says_so(memo):
    for unit in ("a\n\n", "- a\n", "|a|\n|-|\n\n", "    a\n\nb\n\n"):
        refused = memo(unit * 8_001)
        assert refused.status_code == 503, unit
        assert "over 8,000 paragraphs and cells" in refused.text


def test_a_cell_of_a_word_file_is_its_text_whatever_it_holds(memo):
    odd = '</w:t></w:r><w:fldSimple w:instr="x"/>&amp;&#0; \u202e\ud800\x01\nlast'
    file = memo("Text", Table("Events", ("At", "Note"), (("1", odd),)))
    [table] = Document(io.BytesIO(file.data)).tables
    assert table.rows[1].cells[1].text == odd.replace("\ud800\x01", "��")
    assert not table._tbl.xpath(".//w:fldSimple")


def test_what_works_on_files_gives_way_to_those_who_read(monkeypatch):
    asked, message = [], io.TextIOWrapper(io.BytesIO(b'{"html": "", "css": ""}'))
    monkeypatch.setattr(os, "nice", asked.append)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, most: None)
    monkeypatch.setattr(sys, "stdin", message)
    monkeypatch.setattr(pdf_layout, "laid_out", lambda html, css: b"")
    pdf_layout.main(60, 2**31)
    worker.limit(2**30, 30, 0, 64)
    assert [more > 0 for more in asked] == [True, True]


@pytest.mark.parametrize("sign", "=+-@\t\r\n＝＋－＠")
def test_no_line_of_an_export_begins_a_formula(sign):
    assert csv_line([f"{sign}HYPERLINK(1)"]).lstrip('"').startswith("'")
