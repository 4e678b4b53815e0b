"""A PDF with words on every page that say who took it, so that a copy passed on tells whose it was.

The words become part of each page's painting: along its foot, and faintly across it.
"""

import io
import math
import unicodedata
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Rectangle, Stream

# The mark is set for a page whose shorter side is that of a letter, and scaled to the page.
_SHORT: Final = 612
_LETTER: Final = Rectangle(0, 0, 612, 792)
_MARGIN: Final = 24
# Helvetica sets about two characters to its size; a foot too long for its line is set smaller.
_WIDEST: Final = 0.52
_FOOT_SIZE: Final = 8.0
_ACROSS_SIZE: Final = 30.0
_FAINT: Final = 0.12
# A page may be black: the foot has a light ground of its own, the letters across have light edges.
_GROUND: Final = 0.8


def marked(content: bytes, words: str) -> bytes:
    """The file with ``words`` on every page."""
    with Pdf.open(io.BytesIO(content)) as file, Pdf.new() as source:
        marks: dict[tuple[int, int], Page] = {}
        for page in file.pages:
            shown = _only_shown(page)
            size = _size(shown, turned=_is_turned(page))
            if size not in marks:
                marks[size] = _mark_page(source, words, *size)
            page.add_overlay(marks[size], shown)
        saved = io.BytesIO()
        file.save(saved)
    return saved.getvalue()


def _only_shown(page: Page) -> Rectangle:
    """What viewers show of a page, which is then its whole size.

    That is what the crop box has in common with the media box. A crop box far larger would have the
    mark stand beside the page.
    """
    media, crop = _box(page.mediabox), _box(page.cropbox)
    shown = media or _LETTER
    if crop is not None:
        left, bottom = max(shown.llx, crop.llx), max(shown.lly, crop.lly)
        right, top = min(shown.urx, crop.urx), min(shown.ury, crop.ury)
        if left < right and bottom < top:
            shown = Rectangle(left, bottom, right, top)
    page.mediabox = page.cropbox = shown.as_array()
    return shown


def _box(given: Array | None) -> Rectangle | None:
    """A box of a page; nothing where it is none, or has no inside."""
    try:
        box = Rectangle(given or Array())
    except TypeError:
        return None
    return box if box.width > 0 and box.height > 0 else None


def _is_turned(page: Page) -> bool:
    turn = page.obj.get("/Rotate", 0)
    return isinstance(turn, int) and turn % 180 == 90


def _size(shown: Rectangle, *, turned: bool) -> tuple[int, int]:
    """Width and height as seen, in units of which the shorter side has those of a letter."""
    unit = min(shown.width, shown.height) / _SHORT
    width, height = round(shown.width / unit), round(shown.height / unit)
    return (height, width) if turned else (width, height)


def _mark_page(source: Pdf, words: str, width: int, height: int) -> Page:
    """A page of that size with nothing but the words."""
    text = _as_string(words)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )
    faint = Dictionary(Type=Name.ExtGState, ca=_FAINT, CA=_FAINT)
    ground = Dictionary(Type=Name.ExtGState, ca=_GROUND)
    states = Dictionary(Faint=faint, Ground=ground)
    foot_size = _fitting(words, _FOOT_SIZE, width - 2 * _MARGIN)
    strip = f"{_MARGIN - 4} 6 {len(words) * _WIDEST * foot_size + 8:.2f} {foot_size + 6:.2f} re f"
    foot = _line(text, foot_size, (1, 0, 0, 1, _MARGIN, 10))
    slope = math.atan2(height, width)
    turned = (math.cos(slope), math.sin(slope), -math.sin(slope), math.cos(slope), 50, 40)
    across = _line(text, _fitting(words, _ACROSS_SIZE, math.hypot(width, height) - 130), turned)
    painting = f"q /Ground gs 1 g {strip} Q 0.25 g ".encode() + foot
    painting += b" /Faint gs 1 G 1.6 w 1 Tr " + across + b" 0 Tr " + across
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, width, height],
        Resources=Dictionary(Font=Dictionary(Helv=font), ExtGState=states),
        Contents=Stream(source, painting),
    )
    source.pages.append(Page(source.make_indirect(page)))
    return source.pages[-1]


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
