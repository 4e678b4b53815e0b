"""A PDF with words on every page that say who took it, so that a copy passed on tells whose it was.

The words become part of each page's painting: along its foot, and faintly across it.
"""

import io
import math
import unicodedata
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name, Page, Pdf, Rectangle, Stream

_WIDTH: Final = 612
_HEIGHT: Final = 792
_MARGIN: Final = 24
# Helvetica sets about two characters to its size; a foot too long for its line is set smaller.
_WIDEST: Final = 0.52
_FOOT_SIZE: Final = 8.0
_ACROSS_SIZE: Final = 30.0
_FAINT: Final = 0.12


def marked(content: bytes, words: str) -> bytes:
    """The file with ``words`` on every page."""
    with Pdf.open(io.BytesIO(content)) as file, Pdf.new() as source:
        mark = _mark_page(source, words)
        for page in file.pages:
            page.add_overlay(mark, Rectangle(page.cropbox))
        saved = io.BytesIO()
        file.save(saved)
    return saved.getvalue()


def _mark_page(source: Pdf, words: str) -> Page:
    """A page of letter size with nothing but the words."""
    text = _as_string(words)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )
    faint = Dictionary(Type=Name.ExtGState, ca=_FAINT)
    resources = Dictionary(Font=Dictionary(Helv=font), ExtGState=Dictionary(Faint=faint))
    foot = _line(text, _fitting(words, _FOOT_SIZE, _WIDTH - 2 * _MARGIN), (1, 0, 0, 1, _MARGIN, 10))
    slope = math.atan2(_HEIGHT, _WIDTH)
    turned = (math.cos(slope), math.sin(slope), -math.sin(slope), math.cos(slope), 50, 40)
    across = _line(text, _fitting(words, _ACROSS_SIZE, math.hypot(_WIDTH, _HEIGHT) - 130), turned)
    painting = b"0.25 g " + foot + b" /Faint gs " + across
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, _WIDTH, _HEIGHT],
        Resources=resources,
        Contents=Stream(source, painting),
    )
    source.pages.append(Page(source.make_indirect(page)))
    return source.pages[0]


def _fitting(words: str, size: float, room: float) -> float:
    return min(size, room / max(1.0, len(words) * _WIDEST))


def _line(text: bytes, size: float, matrix: tuple[float, ...]) -> bytes:
    placed = " ".join(f"{number:.4f}" for number in matrix)
    return f"BT /Helv {size:.2f} Tf {placed} Tm ".encode() + text + b" Tj ET"


def _as_string(words: str) -> bytes:
    """A PDF string in the font's encoding; other letters lose their accents, or show as ?."""
    shown = "".join(_in_encoding(letter) for letter in unicodedata.normalize("NFC", words))
    return pikepdf.String(shown.encode("cp1252")).unparse()


def _in_encoding(letter: str) -> str:
    if not letter.isprintable():
        return " "
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
        return plain or "?"
    return letter
