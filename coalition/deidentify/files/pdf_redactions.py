"""Bad redactions: text of a PDF page that is covered from sight but can still be copied out.

Covered is a letter or digit whose middle lies wholly below an opaque rectangle, picture or thick
line that is painted later, below a black or filled comment, on a box of its own colour, or
outside of what a viewer shows of the page.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pypdf import PageObject
from pypdf.generic import DictionaryObject

from coalition.deidentify.files.pdf_geometry import Box
from coalition.deidentify.files.pdf_interpreter import MALFORMED, Interpreter
from coalition.deidentify.files.pdf_painting import ANNOTATION, PaintedPage
from coalition.deidentify.files.results import BadRedaction

_DARK: Final = 0.35
_HIDDEN_FLAG: Final = 2
_LETTER: Final = Box(0, 0, 612, 792)


def bad_redactions(number: int, page: PageObject) -> list[BadRedaction]:
    """What is covered on the page with this number, by the way it is covered."""
    painted = PaintedPage(_visible(page))
    contents = page.get_contents()
    if contents is not None:
        named = page.get("/Resources")
        resources: Any = DictionaryObject() if named is None else named.get_object()
        Interpreter(painted, resources).run(contents)
    for box in _covering_annotations(page):
        painted.cover(box, None, ANNOTATION)
    return [BadRedaction(number, count, how) for how, count in sorted(painted.hidden.items())]


def _visible(page: PageObject) -> Box:
    """What viewers show: of a page without a size they show a sheet of letter paper."""
    try:
        media = _box(page.mediabox)
    except MALFORMED:
        media = _LETTER
    try:
        return _box(page.cropbox).within(media)
    except MALFORMED:
        return media


def _box(values: Iterable[Any]) -> Box:
    left, bottom, right, top = (float(value) for value in values)
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _covering_annotations(page: PageObject) -> Iterator[Box]:
    annotations: Any = page.get("/Annots")
    for reference in annotations.get_object() if annotations is not None else ():
        try:
            annotation = reference.get_object()
            if _covers(annotation):
                yield _box(annotation["/Rect"])
        except MALFORMED:
            continue


def _covers(annotation: Any) -> bool:
    kind = annotation.get("/Subtype")
    if int(annotation.get("/F", 0)) & _HIDDEN_FLAG or float(annotation.get("/CA", 1)) < 1:
        return False
    if kind == "/Redact":
        # Marked for redaction and never applied: the text is all there.
        return True
    if kind in {"/Square", "/Circle", "/Polygon"}:
        return bool(annotation.get("/IC"))
    colour = [float(part) for part in annotation.get("/C") or ()]
    if kind == "/FreeText":
        return bool(colour)
    return kind == "/Highlight" and len(colour) in {1, 3} and max(colour) < _DARK
