"""Text below a black box is found, whatever draws the box; good redactions are let through."""

import json

import pytest
from pikepdf import Array, Dictionary, Name, Stream

from coalition.deidentify.files.formats import read_file, sanitise_file
from coalition.deidentify.files.pdf_painting import (
    ANNOTATION,
    COVERED,
    OUTSIDE,
    PICTURE,
    SAME_COLOUR,
)
from coalition.deidentify.files.results import Unsafe
from tests.support.files import add_page, pdf, saved, shown
from tests.support.public_data import public_data

NAME = shown("Marisol Quintana")
LETTERS = len("MarisolQuintana")
BOX = "0 g 70 696 120 14 re f\n"


def found(made):
    return [(each.how, each.characters) for each in read_file("m.pdf", saved(made)).redactions]


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (NAME + BOX, COVERED),
        (NAME + "1 g 70 696 120 14 re f", COVERED),
        (NAME + "0 g 70 696 m 190 696 l 190 710 l 70 710 l h f", COVERED),
        (NAME + "q 120 0 0 14 70 696 cm 0 0 1 1 re f Q", COVERED),
        (NAME + "14 w 70 703 m 190 703 l S", COVERED),
        ("3 Tr " + NAME + BOX, COVERED),
        (BOX + NAME, SAME_COLOUR),
        ("q 0 0 0 rg 70 696 120 14 re f Q 0 g " + NAME, SAME_COLOUR),
        (shown("Marisol Quintana", x=700), OUTSIDE),
        (shown("Marisol Quintana", y=-90), OUTSIDE),
    ],
)
def test_covered_text_is_found(content, how):
    assert found(pdf(content)) == [(how, LETTERS)]


@pytest.mark.parametrize(
    "content",
    [
        BOX + "1 g " + NAME,
        NAME + "0 g 70 696 120 3 re f",
        NAME + "0 g 70 702 120 1 re f",
        NAME + "2 w 70 703 m 190 703 l S",
        NAME + "70 696 120 14 re S",
        NAME + "q 0 0 1 1 re W n " + BOX + "Q",
        shown(" , . ") + BOX,
        BOX + shown("Facts", y=600),
    ],
    ids=[
        "white on black",
        "underlined",
        "struck through",
        "thin line",
        "framed",
        "clipped away",
        "blanks and commas",
        "box elsewhere",
    ],
)
def test_what_can_be_read_or_is_no_text_is_let_through(content):
    assert found(pdf(shown("A memo.", y=300) + content)) == []


def test_a_see_through_box_hides_nothing():
    made = pdf(NAME + "/Half gs " + BOX)
    made.pages[0].Resources["/ExtGState"] = Dictionary(Half=Dictionary(ca=0.5))
    assert found(made) == []


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Dictionary(Subtype=Name.Square, IC=Array([0, 0, 0])), [(ANNOTATION, LETTERS)]),
        (Dictionary(Subtype=Name.Redact), [(ANNOTATION, LETTERS)]),
        (Dictionary(Subtype=Name.Highlight, C=Array([0, 0, 0])), [(ANNOTATION, LETTERS)]),
        (Dictionary(Subtype=Name.FreeText, C=Array([1, 1, 1])), [(ANNOTATION, LETTERS)]),
        (Dictionary(Subtype=Name.Highlight, C=Array([1, 1, 0])), []),
        (Dictionary(Subtype=Name.Square), []),
        (Dictionary(Subtype=Name.Square, IC=Array([0, 0, 0]), CA=0.3), []),
    ],
)
def test_a_comment_that_covers_text_counts_as_the_box_it_shows(annotation, expected):
    made = pdf(NAME)
    annotation["/Type"] = Name.Annot
    annotation["/Rect"] = Array([70, 696, 190, 710])
    made.pages[0].obj["/Annots"] = Array([made.make_indirect(annotation)])
    assert found(made) == expected


@pytest.mark.parametrize(("mode", "expected"), [("", [(PICTURE, LETTERS)]), ("3 Tr ", [])])
def test_a_picture_hides_text_but_not_the_recognised_words_of_a_scan(mode, expected):
    made = pdf(mode + NAME + "q 300 0 0 300 0 500 cm /Im Do Q")
    picture = Stream(
        made, b"\0", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    made.pages[0].Resources["/XObject"] = Dictionary(Im=made.make_indirect(picture))
    assert found(made) == expected


def test_a_box_within_a_form_covers_the_text_of_the_page():
    made = pdf(NAME + "/Fm Do")
    form = Stream(made, BOX.encode(), Subtype=Name.Form, BBox=Array([0, 0, 612, 792]))
    made.pages[0].Resources["/XObject"] = Dictionary(Fm=made.make_indirect(form))
    assert found(made) == [(COVERED, LETTERS)]


def test_a_refusal_names_the_page_and_the_way_out_and_quotes_nothing():
    made = pdf(shown("A memo."))
    add_page(made, NAME + BOX)
    with pytest.raises(Unsafe, match="page 2: a filled box over the text") as refused:
        sanitise_file("memo.pdf", saved(made), signed_for=True)
    assert "attach the new file" in refused.value.way_out
    assert "Marisol" not in refused.value.reason


EXPECTED_BAD = {
    "bad_cross_hatched_redactions.pdf",
    "corkami_PDFSecrets_cropbox.pdf",
    # Three letters in black on a black box, in a file made to test the finding of boxes.
    "rectangles_yes_2.pdf",
}


def test_public_examples_are_judged_as_expected():
    folder = public_data("attachments", "pdf_redaction")
    expected = json.loads(
        public_data("attachments", "pdf_redaction_expected.json").read_text("utf-8")
    )
    bad = {name for name in expected if read_file(name, (folder / name).read_bytes()).redactions}
    assert bad == EXPECTED_BAD
    assert not {name for name in bad if expected[name].startswith("OK")}
