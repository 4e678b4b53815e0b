"""A name in any corner of a Word document is read, and is gone from the document built anew."""

import io

import docx as word
import pytest

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.results import Unsafe
from tests.support.files import PLANTED, docx, mentions, paragraph, word_member

BODY = paragraph("A memo about a stop.")
RUN = f"<w:r><w:t>{PLANTED}</w:t></w:r>"
DELETED = f"<w:r><w:delText>{PLANTED}</w:delText></w:r>"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:creator>{PLANTED}</dc:creator></cp:coreProperties>"
)
LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r9" Type="x/hyperlink" Target="mailto:{PLANTED}" TargetMode="External"/>'
    "</Relationships>"
)

HIDDEN = {
    "tracked deletion": (f'<w:p><w:del w:author="A">{DELETED}</w:del></w:p>', {}),
    "moved away": (f"<w:p><w:moveFrom>{RUN}</w:moveFrom></w:p>", {}),
    "hidden text": (
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{PLANTED}</w:t></w:r></w:p>",
        {},
    ),
    "field code": (f"<w:p><w:r><w:instrText>{PLANTED}</w:instrText></w:r></w:p>", {}),
    "simple field": (f'<w:p><w:fldSimple w:instr="AUTHOR {PLANTED}"/></w:p>', {}),
    "author of a change": (
        f'<w:p><w:ins w:author="{PLANTED}"><w:r><w:t>seen</w:t></w:r></w:ins></w:p>',
        {},
    ),
    "comment": ("", {"word/comments.xml": word_member("comments", paragraph(PLANTED))}),
    "author of a comment": (
        "",
        {"word/comments.xml": word_member("comments", f'<w:comment w:author="{PLANTED}"/>')},
    ),
    "people": ("", {"word/people.xml": word_member("people", f'<w:p w:author="{PLANTED}"/>')}),
    "core properties": ("", {"docProps/core.xml": CORE}),
    "app properties": (
        "",
        {"docProps/app.xml": f"<Properties><Company>{PLANTED}</Company></Properties>"},
    ),
    "custom properties": (
        "",
        {"docProps/custom.xml": f"<Properties><p>{PLANTED}</p></Properties>"},
    ),
    "custom data": ("", {"customXml/item1.xml": f"<x>{PLANTED}</x>"}),
    "settings": (
        "",
        {"word/settings.xml": word_member("settings", f'<w:docVar w:val="{PLANTED}"/>')},
    ),
    "target of a link": ("", {"word/_rels/document.xml.rels": LINK}),
    "member nobody knows": ("", {"word/strange.xml": f"<x>{PLANTED}</x>"}),
    "description of a picture": (
        f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="x" descr="{PLANTED}"/></w:drawing></w:r></w:p>',
        {},
    ),
}
SHOWN = {
    "paragraph": (paragraph(PLANTED), {}),
    "tracked insertion": (f"<w:p><w:ins>{RUN}</w:ins></w:p>", {}),
    "link": (f"<w:p><w:hyperlink>{RUN}</w:hyperlink></w:p>", {}),
    "table": (f"<w:tbl><w:tr><w:tc>{paragraph(PLANTED)}</w:tc></w:tr></w:tbl>", {}),
    "control": (f"<w:sdt><w:sdtContent>{paragraph(PLANTED)}</w:sdtContent></w:sdt>", {}),
    "text box": (
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph(PLANTED)}</w:txbxContent></w:pict></w:r>"
        "</w:p>",
        {},
    ),
    "header": ("", {"word/header1.xml": word_member("hdr", paragraph(PLANTED))}),
    "footer": ("", {"word/footer2.xml": word_member("ftr", paragraph(PLANTED))}),
    "footnote": (
        "",
        {
            "word/footnotes.xml": word_member(
                "footnotes", f'<w:footnote w:id="2">{paragraph(PLANTED)}</w:footnote>'
            )
        },
    ),
    "endnote": (
        "",
        {
            "word/endnotes.xml": word_member(
                "endnotes", f'<w:endnote w:id="2">{paragraph(PLANTED)}</w:endnote>'
            )
        },
    ),
    "split over runs": (
        "<w:p><w:r><w:t>Marisol </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>Quintana</w:t></w:r>"
        "</w:p>",
        {},
    ),
}


@pytest.mark.parametrize("place", HIDDEN)
def test_what_is_not_shown_is_read_and_is_gone_afterwards(place):
    body, members = HIDDEN[place]
    content = docx(BODY + body, members)
    reading = read_file("memo.docx", content)
    assert PLANTED not in "\n".join(reading.shown.values())
    assert PLANTED in "\n".join(reading.left_out.values())
    clean = sanitise_file("memo.docx", content)
    assert not mentions(clean.content)
    assert clean.parts["text"].startswith("A memo about a stop.")
    assert clean.notes


@pytest.mark.parametrize("place", SHOWN)
def test_what_is_shown_is_read_kept_and_replaced_when_that_is_decided(place):
    body, members = SHOWN[place]
    content = docx(BODY + body, members)
    text = read_file("memo.docx", content).shown["text"]
    assert PLANTED in sanitise_file("memo.docx", content).parts["text"]
    decided = {"text": text.replace(PLANTED, "Witness 1")}
    clean = sanitise_file("memo.docx", content, decided)
    assert not mentions(clean.content)
    assert "Witness 1" in clean.parts["text"]


def test_headings_tables_and_lines_are_still_what_they_were():
    styles = word_member(
        "styles", '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="berschrift2"/></w:pPr><w:r><w:t>Facts</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r></w:p>"
        f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('c')}{paragraph('d')}</w:tc></w:tr></w:tbl>"
    )
    clean = sanitise_file("memo.docx", docx(body, {"word/styles.xml": styles}))
    built = word.Document(io.BytesIO(clean.content))
    assert [(each.style.name, each.text) for each in built.paragraphs] == [
        ("Heading 2", "Facts"),
        ("Normal", "one\ntwo\tthree"),
    ]
    assert [[cell.text for cell in row.cells] for row in built.tables[0].rows] == [
        ["a", "b"],
        ["c\nd", ""],
    ]


def test_a_replaced_name_over_two_paragraphs_leaves_both_standing():
    content = docx(paragraph("Seen: Marisol") + paragraph("Quintana, at noon"))
    clean = sanitise_file("memo.docx", content, {"text": "Seen: Witness 1\n, at noon"})
    assert clean.parts["text"] == "Seen: Witness 1\n, at noon"


@pytest.mark.parametrize("decided", [{"text": "one\ntwo"}, {"comments": "none"}])
def test_a_decided_text_that_does_not_fit_is_refused(decided):
    with pytest.raises(Unsafe, match="not") as refused:
        sanitise_file("memo.docx", docx(BODY), decided)
    assert refused.value.way_out == "Decide it once more."


def test_building_twice_gives_the_same_bytes():
    content = docx(BODY)
    once = sanitise_file("memo.docx", content).content
    assert sanitise_file("memo.docx", content).content == once
    assert sanitise_file("memo.docx", once).content == once


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"word/activeX/activeX1.xml": "<x/>"}, "macros"),
        ({"word/embeddings/sheet1.xlsx": b"x"}, "other files"),
        ({"word/afchunk.htm": b"x"}, "other files"),
        ({"../outside.xml": "<x/>"}, "names"),
        ({"/absolute.xml": "<x/>"}, "names"),
        ({"word/DOCUMENT.xml": "<x/>"}, "names"),
        ({"word/comments.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, "declarations"),
        ({"word/comments.xml": "<x>"}, "damaged"),
        ({"word/comments.xml": b"\0" * 101_000_000}, "far too much"),
    ],
)
def test_what_cannot_be_made_safe_is_refused_with_a_way_out(members, reason):
    with pytest.raises(Unsafe, match=reason) as refused:
        sanitise_file("memo.docx", docx(BODY, members))
    assert refused.value.way_out.endswith(".")


def test_a_document_that_shows_nothing_is_refused():
    with pytest.raises(Unsafe, match="no text"):
        sanitise_file("memo.docx", docx("<w:p/>"))


def test_a_document_nested_too_deeply_is_refused():
    deep = "<w:sdt>" * 240 + BODY + "</w:sdt>" * 240
    with pytest.raises(Unsafe, match="nested"):
        sanitise_file("memo.docx", docx(deep))


@pytest.mark.parametrize("where", ["before", "after"])
def test_bytes_around_the_package_are_refused(where):
    content = docx(BODY)
    mixed = b"%PDF-1.4\n" + content if where == "before" else content + b"more"
    with pytest.raises(Unsafe):
        sanitise_file("memo.docx", mixed)
