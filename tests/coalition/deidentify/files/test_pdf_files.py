"""A name in any corner of a PDF is read, and is gone from the file built from its pages' paint."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.results import Unsafe
from tests.support.files import PLANTED, add_page, jpeg, mentions, pdf, saved, shown

TEXT = shown("A memo about a stop.")


def in_document_information(made):
    made.docinfo["/Author"] = String(PLANTED)


def in_metadata(made):
    with made.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:creator"] = [PLANTED]


def in_an_outline(made):
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(PLANTED, 0))


def in_a_comment(made):
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String(PLANTED)
    )
    made.pages[0].obj["/Annots"] = Array([made.make_indirect(note)])


def in_the_author_of_a_comment(made):
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Popup, Rect=Array([0, 0, 9, 9]), T=String(PLANTED)
    )
    made.pages[0].obj["/Annots"] = Array([note])


def in_a_link(made):
    go = Dictionary(S=Name.URI, URI=String(f"https://example.org/{PLANTED}"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=go)
    made.pages[0].obj["/Annots"] = Array([link])


def in_a_script(made):
    made.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{PLANTED}')"))


def in_the_structure(made):
    made.Root["/StructTreeRoot"] = Dictionary(Type=Name.StructTreeRoot, Alt=String(PLANTED))


def in_private_data(made):
    made.pages[0].obj["/PieceInfo"] = Dictionary(Any=Dictionary(Private=String(PLANTED)))


def in_a_page_label(made):
    label = Dictionary(S=Name.D, P=String(PLANTED))
    made.Root["/PageLabels"] = Dictionary(Nums=Array([0, label]))


def in_a_field_that_is_not_filled(made):
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String(PLANTED),
        DV=String(PLANTED),
        Rect=Array([0, 0, 9, 9]),
    )
    made.Root["/AcroForm"] = Dictionary(Fields=Array([made.make_indirect(field)]))
    made.pages[0].obj["/Annots"] = made.Root.AcroForm.Fields


READ_AND_GONE = [
    in_document_information,
    in_metadata,
    in_an_outline,
    in_a_comment,
    in_the_author_of_a_comment,
    in_a_link,
    in_a_script,
    in_the_structure,
    in_private_data,
    in_a_page_label,
    in_a_field_that_is_not_filled,
]


@pytest.mark.parametrize("plant", READ_AND_GONE)
def test_what_pages_do_not_paint_is_read_and_is_gone_afterwards(plant):
    made = pdf(TEXT)
    plant(made)
    content = saved(made)
    reading = read_file("memo.pdf", content)
    assert PLANTED not in "\n".join(reading.shown.values())
    assert PLANTED in "\n".join(reading.left_out.values())
    clean = sanitise_file("memo.pdf", content)
    assert not mentions(clean.content)
    assert clean.parts["page 1"].strip() == "A memo about a stop."
    assert clean.notes


def in_a_comment_of_the_content(made):
    made.pages[0].contents_add(f"% {PLANTED}\n".encode())


def in_a_replacement_text(made):
    made.pages[0].contents_add(f"/Span <</ActualText ({PLANTED})>> BDC EMC".encode())


def in_a_picture_that_is_not_painted(made):
    picture = Stream(made, jpeg(), Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode)
    made.pages[0].Resources["/XObject"] = Dictionary(Im0=made.make_indirect(picture))


def in_the_camera_data_of_a_picture(made):
    picture = Stream(
        made,
        jpeg(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=40,
        Height=30,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    made.pages[0].Resources["/XObject"] = Dictionary(Im0=made.make_indirect(picture))
    made.pages[0].contents_add(b"q 40 0 0 30 0 0 cm /Im0 Do Q", prepend=True)


def in_an_object_nothing_refers_to(made):
    made.Root["/Any"] = made.make_indirect(Dictionary(Text=String(PLANTED)))


@pytest.mark.parametrize(
    "plant",
    [
        in_a_comment_of_the_content,
        in_a_replacement_text,
        in_a_picture_that_is_not_painted,
        in_the_camera_data_of_a_picture,
        in_an_object_nothing_refers_to,
    ],
)
def test_what_hides_within_the_pages_is_gone_afterwards(plant):
    made = pdf(TEXT)
    plant(made)
    clean = sanitise_file("memo.pdf", saved(made))
    assert not mentions(clean.content)
    assert clean.parts == {"page 1": "A memo about a stop."}


def test_an_earlier_version_that_is_still_in_the_file_is_gone_afterwards():
    before = saved(pdf(shown(PLANTED)))
    with pikepdf.open(io.BytesIO(before)) as opened:
        number = opened.pages[0].Contents.objgen[0]
    length, stream = len(TEXT), TEXT
    at = len(before)
    update = f"{number} 0 obj\n<</Length {length}>>\nstream\n{stream}\nendstream\nendobj\n"
    start = before.rindex(b"startxref") + 10
    previous = before[start:].split()[0].decode()
    root = "/Root 1 0 R /Size 99 /Prev " + previous
    table = f"xref\n{number} 1\n{at:010d} 00000 n \ntrailer <<{root}>>\n"
    content = before + (update + table + f"startxref\n{at + len(update)}\n%%EOF\n").encode()
    clean = sanitise_file("memo.pdf", content)
    assert clean.parts == {"page 1": "A memo about a stop."}
    assert mentions(content)
    assert not mentions(clean.content)


def test_a_layer_that_viewers_hide_is_gone_and_one_they_show_is_kept():
    made = pdf(TEXT)
    layers = [made.make_indirect(Dictionary(Type=Name.OCG, Name=String(n))) for n in "ab"]
    made.Root["/OCProperties"] = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(layers[:1])))
    made.pages[0].Resources["/Properties"] = Dictionary(Off=layers[0], On=layers[1])
    hidden, kept = shown(PLANTED, y=600), shown("Kept.", y=500)
    made.pages[0].contents_add(f"/OC /Off BDC {hidden} EMC /OC /On BDC {kept} EMC".encode())
    clean = sanitise_file("memo.pdf", saved(made))
    assert not mentions(clean.content)
    assert "Kept." in clean.parts["page 1"]


def test_a_filled_form_field_becomes_part_of_its_page_and_is_read():
    made = pdf(TEXT)
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("witness"),
        V=String(PLANTED),
        DA=String("/F1 12 Tf 0 g"),
        Rect=Array([72, 600, 300, 620]),
    )
    fonts = Dictionary(Font=made.pages[0].Resources.Font)
    made.Root["/AcroForm"] = Dictionary(
        Fields=Array([made.make_indirect(field)]), DR=fonts, DA=String("/F1 12 Tf 0 g")
    )
    made.pages[0].obj["/Annots"] = made.Root.AcroForm.Fields
    clean = sanitise_file("memo.pdf", saved(made))
    assert PLANTED in clean.parts["page 1"]
    with pikepdf.open(io.BytesIO(clean.content)) as built:
        assert "/Annots" not in built.pages[0].obj


@pytest.mark.parametrize("mode", ["3 Tr", "1 1 1 rg"])
def test_text_that_nobody_sees_is_read_as_text_of_the_page(mode):
    content = TEXT + "BT /F1 12 Tf " + mode + f" 1 0 0 1 72 600 Tm ({PLANTED}) Tj ET"
    clean = sanitise_file("memo.pdf", saved(pdf(content)))
    assert PLANTED in clean.parts["page 1"]


def test_text_within_a_form_of_a_form_is_read_and_kept():
    made = pdf("/Fm Do")
    inner = Stream(
        made,
        shown(PLANTED).encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 612, 792]),
        Resources=made.pages[0].Resources,
        PieceInfo=Dictionary(Private=String("Ghost")),
    )
    outer = Stream(
        made,
        b"/Inner Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 612, 792]),
        Resources=Dictionary(XObject=Dictionary(Inner=made.make_indirect(inner))),
    )
    made.pages[0].Resources["/XObject"] = Dictionary(Fm=made.make_indirect(outer))
    clean = sanitise_file("memo.pdf", saved(made))
    assert clean.parts == {"page 1": PLANTED}
    assert not mentions(clean.content, "Ghost")


def test_a_page_without_text_is_refused_until_somebody_signs_for_it():
    made = pdf(TEXT)
    add_page(made, "0 0 100 100 re f")
    with pytest.raises(Unsafe, match="pictures: 2") as refused:
        sanitise_file("memo.pdf", saved(made))
    assert "sign for" in refused.value.way_out
    assert sanitise_file("memo.pdf", saved(made), signed_for=True).unread == ("page 2",)


def test_characters_without_meaning_count_as_a_picture_of_text():
    made = pdf(TEXT + "BT /F2 12 Tf 1 0 0 1 72 500 Tm <0001000200030004000500060007> Tj ET" * 20)
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/X"), CIDSystemInfo=Dictionary()
    )
    made.pages[0].Resources.Font["/F2"] = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/X"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([descendant]),
    )
    with pytest.raises(Unsafe, match="pictures: 1"):
        sanitise_file("memo.pdf", saved(made))


def test_files_within_the_file_are_refused():
    made = pdf(TEXT)
    made.attachments["names.txt"] = PLANTED.encode()
    with pytest.raises(Unsafe, match="other files"):
        read_file("memo.pdf", saved(made))


def test_a_password_is_refused_with_the_way_out():
    locked = saved(pdf(TEXT), encryption=pikepdf.Encryption(owner="one", user="two"))
    with pytest.raises(Unsafe, match="password") as refused:
        read_file("memo.pdf", locked)
    assert "Print it to a new PDF" in refused.value.way_out


def test_words_in_a_pdf_are_not_replaced_but_the_way_out_is_named():
    with pytest.raises(Unsafe, match="cannot be replaced") as refused:
        sanitise_file("memo.pdf", saved(pdf(TEXT)), {"page 1": "Another memo."})
    assert "attach the new file" in refused.value.way_out


def test_a_pdf_whose_decided_words_are_its_own_is_built():
    decided = {"page 1": "A memo about a stop."}
    assert sanitise_file("memo.pdf", saved(pdf(TEXT)), decided).parts == decided


def test_building_twice_gives_the_same_bytes():
    once = sanitise_file("memo.pdf", saved(pdf(TEXT))).content
    assert sanitise_file("memo.pdf", once).content == once


@pytest.mark.parametrize(
    "content",
    [
        b"garbage " + saved(pdf(TEXT)),
        saved(pdf(TEXT)) + b"PK\x05\x06" + b"\0" * 18,
        saved(pdf(TEXT)) + b"<script>alert(1)</script>",
        saved(pdf(TEXT))[:-200],
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
    ],
    ids=["before", "zip after", "script after", "cut short", "nothing inside"],
)
def test_what_is_no_whole_pdf_or_more_than_one_is_refused(content):
    with pytest.raises(Unsafe):
        read_file("memo.pdf", content)
