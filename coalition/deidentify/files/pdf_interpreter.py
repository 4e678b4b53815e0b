"""Follows the content of a PDF page: where each letter stands, and what is painted when.

ISO 32000-1, sections 8 and 9, as far as opaque boxes, pictures, thick lines and text go. Operands
that are missing or of the wrong kind draw nothing, as in a viewer.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf.generic import ContentStream, DictionaryObject, StreamObject

from coalition.deidentify.files.pdf_fonts import FontReader
from coalition.deidentify.files.pdf_geometry import (
    IDENTITY,
    Box,
    Matrix,
    Point,
    corners,
    matrix_of,
    moved,
    scale,
    times,
    upright,
)
from coalition.deidentify.files.pdf_painting import COVERED, PICTURE, Colour, PaintedPage

MALFORMED: Final = (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError)

_BLACK: Final[Colour] = (0.0, 0.0, 0.0)
_EVERYWHERE: Final = Box(-1e9, -1e9, 1e9, 1e9)
_MAX_DEPTH: Final = 12
# A line of four points or more hides a line of text.
_THICK: Final = 4.0
_INVISIBLE_MODES: Final = {3, 7}

Operands = Sequence[Any]


@dataclass(slots=True)
class _State:
    ctm: Matrix = IDENTITY
    clip: Box = _EVERYWHERE
    space: str = ""
    fill: Colour | None = _BLACK
    stroke: Colour | None = _BLACK
    opaque: bool = True
    width: float = 1.0
    font: FontReader | None = None
    size: float = 1.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass(slots=True)
class _Path:
    pieces: list[list[Point]] = field(default_factory=list)
    curved: bool = False
    clips: bool = False


class Interpreter:
    """Runs content streams over a page."""

    def __init__(
        self,
        page: PaintedPage,
        resources: DictionaryObject,
        state: _State | None = None,
        *,
        edge: Box | None = None,
        depth: int = 0,
    ) -> None:
        self._page = page
        self._resources = resources
        self._state = state or _State()
        self._edge = edge
        self._depth = depth
        self._saved: list[_State] = []
        self._path = _Path()
        self._line = self._text = IDENTITY
        self._fonts: dict[str, FontReader] = {}

    def run(self, contents: ContentStream) -> None:
        """Follow every operator in turn."""
        for operands, operator in contents.operations:
            act = _OPERATORS.get(operator)
            if act is not None:
                try:
                    act(self, operands)
                except MALFORMED:
                    continue

    def _save(self, _: Operands) -> None:
        self._saved.append(copy(self._state))

    def _restore(self, _: Operands) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: Operands) -> None:
        self._state.ctm = times(matrix_of(operands), self._state.ctm)

    def _set_width(self, operands: Operands) -> None:
        self._state.width = float(operands[0])

    def _set_parameters(self, operands: Operands) -> None:
        values = self._resource("/ExtGState", operands[0])
        if {"/ca", "/BM", "/SMask"} & set(values):
            self._state.opaque = (
                float(values.get("/ca", 1)) >= 1
                and values.get("/BM", "/Normal") in {"/Normal", "/Compatible"}
                and values.get("/SMask", "/None") == "/None"
            )
        if "/LW" in values:
            self._state.width = float(values["/LW"])

    def _set_fill(self, operands: Operands) -> None:
        self._state.fill = _colour(operands, self._state.space)

    def _set_device_fill(self, operands: Operands) -> None:
        self._state.fill = _colour(operands, "")

    def _set_space(self, operands: Operands) -> None:
        self._state.space = str(operands[0])
        self._state.fill = _BLACK

    def _set_stroke(self, operands: Operands) -> None:
        self._state.stroke = _colour(operands, "")

    def _rectangle(self, operands: Operands) -> None:
        x, y, width, height = (float(value) for value in operands)
        edge = corners((x, y, x + width, y + height))
        self._path.pieces.append([moved(self._state.ctm, corner) for corner in edge])

    def _move(self, operands: Operands) -> None:
        self._path.pieces.append([self._point(operands)])

    def _draw_to(self, operands: Operands) -> None:
        self._path.pieces[-1].append(self._point(operands))

    def _curve(self, operands: Operands) -> None:
        self._path.curved = True
        self._path.pieces[-1].append(self._point(operands[-2:]))

    def _fill(self, _: Operands) -> None:
        for piece in self._path.pieces:
            box = None if self._path.curved else upright(piece)
            if box is not None:
                self._cover(box, self._state.fill, COVERED)
        self._end_path(())

    def _stroke(self, _: Operands) -> None:
        thick = self._state.width * scale(self._state.ctm)
        for piece in self._path.pieces:
            box = Box.around(piece)
            if thick >= _THICK and len(piece) == 2 and (box.is_level or box.is_plumb):
                self._cover(box.thickened(thick / 2), self._state.stroke, COVERED)
        self._end_path(())

    def _clip(self, _: Operands) -> None:
        self._path.clips = True

    def _end_path(self, _: Operands) -> None:
        points = [point for piece in self._path.pieces for point in piece]
        if self._path.clips and points:
            self._state.clip = self._state.clip.within(Box.around(points))
        self._path = _Path()

    def _begin_text(self, _: Operands) -> None:
        self._line = self._text = IDENTITY

    def _set_font(self, operands: Operands) -> None:
        name = str(operands[0])
        self._state.size = float(operands[1])
        if name not in self._fonts:
            self._fonts[name] = FontReader(self._resource("/Font", name))
        self._state.font = self._fonts[name]

    def _set_spacing(self, operands: Operands) -> None:
        self._state.spacing = float(operands[0])

    def _set_word_spacing(self, operands: Operands) -> None:
        self._state.word_spacing = float(operands[0])

    def _set_stretch(self, operands: Operands) -> None:
        self._state.stretch = float(operands[0]) / 100

    def _set_leading(self, operands: Operands) -> None:
        self._state.leading = float(operands[0])

    def _set_rise(self, operands: Operands) -> None:
        self._state.rise = float(operands[0])

    def _set_mode(self, operands: Operands) -> None:
        self._state.mode = int(operands[0])

    def _set_text_matrix(self, operands: Operands) -> None:
        self._line = self._text = matrix_of(operands)

    def _next_line(self, operands: Operands) -> None:
        x, y = (float(value) for value in operands)
        self._line = self._text = times((1, 0, 0, 1, x, y), self._line)

    def _next_line_and_leading(self, operands: Operands) -> None:
        self._state.leading = -float(operands[1])
        self._next_line(operands)

    def _new_line(self, _: Operands) -> None:
        self._next_line((0, -self._state.leading))

    def _show(self, operands: Operands) -> None:
        state = self._state
        if state.font is None:
            return
        for letter in state.font.glyphs(_bytes(operands[-1])):
            width = letter.width / 1000
            if any(character.isalnum() for character in letter.text):
                self._show_letter(width)
            gap = state.word_spacing if letter.is_space else 0.0
            self._advance((width * state.size + state.spacing + gap) * state.stretch)

    def _show_letter(self, width: float) -> None:
        state = self._state
        size: Matrix = (state.size * state.stretch, 0, 0, state.size, 0, state.rise)
        matrix = times(size, times(self._text, state.ctm))
        # Letters are half as high as the font's size; a box that leaves their edges hides them.
        middle = Box.around(
            moved(matrix, corner) for corner in corners((width * 0.25, 0.12, width * 0.75, 0.4))
        )
        self._page.show(middle, state.fill, invisible=state.mode in _INVISIBLE_MODES)

    def _advance(self, across: float) -> None:
        self._text = times((1, 0, 0, 1, across, 0), self._text)

    def _show_with_gaps(self, operands: Operands) -> None:
        for piece in operands[0]:
            if isinstance(piece, str | bytes):
                self._show((piece,))
            else:
                self._advance(-float(piece) / 1000 * self._state.size * self._state.stretch)

    def _show_on_new_line(self, operands: Operands) -> None:
        self._new_line(())
        self._show(operands)

    def _show_spaced_on_new_line(self, operands: Operands) -> None:
        self._state.word_spacing = float(operands[0])
        self._state.spacing = float(operands[1])
        self._show_on_new_line(operands)

    def _paint(self, operands: Operands) -> None:
        thing = self._resource("/XObject", operands[0])
        if thing.get("/Subtype") == "/Image":
            if not {"/SMask", "/Mask", "/ImageMask"} & set(thing):
                self._picture(())
        elif isinstance(thing, StreamObject) and self._depth < _MAX_DEPTH:
            self._paint_form(thing)

    def _paint_form(self, form: StreamObject) -> None:
        state = copy(self._state)
        state.ctm = times(matrix_of(form.get("/Matrix", IDENTITY)), state.ctm)
        box: Any = form["/BBox"]
        edge = Box.around(moved(state.ctm, corner) for corner in corners(box))
        state.clip = state.clip.within(edge)
        named = form.get("/Resources")
        resources: Any = self._resources if named is None else named.get_object()
        reference = form.indirect_reference
        contents = ContentStream(form, reference.pdf if reference is not None else None)
        inner = Interpreter(self._page, resources, state, edge=edge, depth=self._depth + 1)
        inner.run(contents)

    def _picture(self, _: Operands) -> None:
        box = upright(moved(self._state.ctm, corner) for corner in corners((0, 0, 1, 1)))
        if box is not None:
            self._cover(box, None, PICTURE)

    def _cover(self, box: Box, colour: Colour | None, how: str) -> None:
        # A form that is one box with words on it is what programs that redact put over the text;
        # the words are theirs (a date, a ground), whatever their colour.
        if self._edge is not None and box.covers(self._edge):
            colour = None
        if self._state.opaque:
            self._page.cover(box.within(self._state.clip), colour, how)

    def _point(self, operands: Operands) -> Point:
        x, y = (float(value) for value in operands)
        return moved(self._state.ctm, (x, y))

    def _resource(self, kind: str, name: Any) -> Any:
        found: Any = self._resources[kind]
        return found.get_object()[name].get_object()


def _colour(operands: Operands, space: str) -> Colour | None:
    """A colour that can be compared: gray and CMYK of the device as RGB, others by their space."""
    if operands and not isinstance(operands[-1], int | float):
        return None
    values = tuple(round(float(value), 3) for value in operands)
    if space:
        return values if len(values) == 3 else (space, *values)
    if len(values) == 1:
        return values * 3
    if len(values) == 4:
        return tuple(round((1 - value) * (1 - values[3]), 3) for value in values[:3])
    return values


def _bytes(shown: Any) -> bytes:
    """The bytes of a string as they stand in the file; pypdf guesses at text for some."""
    if isinstance(shown, bytes):
        return shown
    original = getattr(shown, "original_bytes", None)
    return original if isinstance(original, bytes) else str(shown).encode("latin-1", "replace")


_OPERATORS: Final[dict[bytes, Callable[[Interpreter, Operands], None]]] = {
    b"q": Interpreter._save,
    b"Q": Interpreter._restore,
    b"cm": Interpreter._transform,
    b"w": Interpreter._set_width,
    b"gs": Interpreter._set_parameters,
    **dict.fromkeys((b"g", b"rg", b"k"), Interpreter._set_device_fill),
    **dict.fromkeys((b"sc", b"scn"), Interpreter._set_fill),
    b"cs": Interpreter._set_space,
    **dict.fromkeys((b"G", b"RG", b"K", b"SC", b"SCN"), Interpreter._set_stroke),
    b"re": Interpreter._rectangle,
    b"m": Interpreter._move,
    b"l": Interpreter._draw_to,
    **dict.fromkeys((b"c", b"v", b"y"), Interpreter._curve),
    **dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), Interpreter._fill),
    **dict.fromkeys((b"S", b"s"), Interpreter._stroke),
    **dict.fromkeys((b"W", b"W*"), Interpreter._clip),
    b"n": Interpreter._end_path,
    b"BT": Interpreter._begin_text,
    b"Tf": Interpreter._set_font,
    b"Tc": Interpreter._set_spacing,
    b"Tw": Interpreter._set_word_spacing,
    b"Tz": Interpreter._set_stretch,
    b"TL": Interpreter._set_leading,
    b"Ts": Interpreter._set_rise,
    b"Tr": Interpreter._set_mode,
    b"Tm": Interpreter._set_text_matrix,
    b"Td": Interpreter._next_line,
    b"TD": Interpreter._next_line_and_leading,
    b"T*": Interpreter._new_line,
    b"Tj": Interpreter._show,
    b"TJ": Interpreter._show_with_gaps,
    b"'": Interpreter._show_on_new_line,
    b'"': Interpreter._show_spaced_on_new_line,
    b"Do": Interpreter._paint,
    b"INLINE IMAGE": Interpreter._picture,
}
