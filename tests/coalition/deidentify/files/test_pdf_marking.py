"""Words on every page of a PDF that say who took it."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from coalition.deidentify.files import Refused, mark_pdf
from coalition.deidentify.files.pdf_marking import marked

WORDS = "TLP:GREEN. Downloaded by Rufus Reader, Alder County Attorney, on 2026-11-23 08:00 UTC."


def file_of(count: int = 2, *, rotate: int = 0, box: tuple[int, ...] = (0, 0, 612, 792)) -> bytes:
    with pikepdf.Pdf.new() as file:
        for _ in range(count):
            page = pikepdf.Dictionary(
                Type=pikepdf.Name.Page, MediaBox=list(box), Rotate=rotate, Resources={}
            )
            file.pages.append(pikepdf.Page(file.make_indirect(page)))
        saved = io.BytesIO()
        file.save(saved)
    return saved.getvalue()


def texts(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [(0, 0, 612, 792), (0, 0, 1191, 842), (-50, -50, 150, 150)])
def test_every_page_says_it_whatever_its_size_and_turn(rotate, box):
    pages = texts(marked(file_of(3, rotate=rotate, box=box), WORDS))
    assert len(pages) == 3
    # Along its foot, and across it once for the edges of the letters and once for their insides.
    assert [page.count("Rufus Reader") for page in pages] == [3, 3, 3]


def test_letters_outside_the_font_lose_their_accents_or_show_as_a_question_mark():
    [page] = texts(marked(file_of(1), "Łukasz Šimůnek 王"))
    assert "?ukasz Šimunek ?" in page


@given(st.text(max_size=300))
def test_no_words_break_out_of_their_string(words):
    content = marked(file_of(1), words)
    with pikepdf.open(io.BytesIO(content)) as file:
        [form] = [each for each in file.objects if _is_form(each)]
        operators = [str(step.operator) for step in pikepdf.parse_content_stream(form)]
    ground, line = ["q", "gs", "g", "re", "f", "Q"], ["BT", "Tf", "Tm", "Tj", "ET"]
    assert operators == [*ground, "g", *line, "gs", "G", "w", "Tr", *line, "Tr", *line]


def _is_form(thing) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"


def test_it_is_marked_in_a_process_of_its_own_and_what_is_no_pdf_is_refused():
    assert texts(mark_pdf(file_of(), WORDS)) == texts(marked(file_of(), WORDS))
    assert isinstance(mark_pdf(b"%PDF-1.7 no more", WORDS), Refused)
