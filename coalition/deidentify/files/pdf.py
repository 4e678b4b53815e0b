"""PDF files: read with pypdf, built anew with pikepdf, so that two parsers must understand them."""

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import pikepdf
from pikepdf import Dictionary, Name, Pdf
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from coalition.deidentify.files.pdf_interpreter import MALFORMED
from coalition.deidentify.files.pdf_rebuilding import rebuilt
from coalition.deidentify.files.pdf_redactions import bad_redactions
from coalition.deidentify.files.pdf_strings import strings
from coalition.deidentify.files.results import BadRedaction, Reading, Unsafe

MAX_PAGES: Final = 1_000

_PRINT: Final = "Print it to a new PDF and attach that."
# A page whose characters have no meaning is a picture of a page for every program.
_MAX_UNREADABLE: Final = 0.2
# Beside a few words of text, a picture this large may hold the page's real content.
_LARGE_PICTURE: Final = 400_000
_ACTIVE_KEYS: Final = {"/JS": "scripts", "/Launch": "actions", "/XFA": "forms of programs"}


def read(content: bytes, media_type: str) -> Reading:
    """The text of every page, and all that is kept elsewhere in the file.

    Raises:
        Unsafe: damaged, encrypted, too long, or with other files inside.
    """
    with _opened(content) as pdf:
        _refuse_attachments(pdf)
        parts = strings(pdf)
        notes = [f"Left out of the PDF: {name}." for name in parts]
        notes += [f"Left out of the PDF: {what}." for what in _active(pdf)]
        pictures = [_pixels(page) for page in pdf.pages]
    if content.count(b"startxref") > 2:
        notes.append("Left out of the PDF: earlier versions that were still in the file.")
    pages, redactions = _pages(content)
    if len(pages) != len(pictures):
        raise Unsafe("The PDF is damaged: two programs count its pages differently.", _PRINT)
    names = {f"page {number}": text for number, text in enumerate(pages, start=1)}
    unread = [
        name
        for (name, text), pixels in zip(names.items(), pictures, strict=True)
        if _is_unread(text, pixels)
    ]
    return Reading(
        media_type,
        {**names, **parts},
        frozenset(names),
        tuple(redactions),
        tuple(notes),
        tuple(unread),
    )


def rebuild(content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
    """The file of what its pages paint; filled form fields become part of the page.

    Words are never replaced: the gaps would tell how long they were.
    """
    with _opened(content) as pdf:
        _keep_filled_fields(pdf)
        return rebuilt(pdf)


@contextmanager
def _opened(content: bytes) -> Iterator[Pdf]:
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unsafe("The PDF is encrypted.", "Print it to a new PDF without a password.")
            if not 1 <= len(pdf.pages) <= MAX_PAGES:
                raise Unsafe(f"The PDF must have 1 to {MAX_PAGES:,} pages.", "Split it.")
            yield pdf
    except pikepdf.PasswordError as locked:
        raise Unsafe(
            "The PDF is locked with a password.", "Print it to a new PDF without a password."
        ) from locked
    except (pikepdf.PdfError, *MALFORMED) as broken:
        raise Unsafe("The PDF is damaged.", _PRINT) from broken


def _refuse_attachments(pdf: Pdf) -> None:
    kinds = {
        str(thing.get("/Type", ""))
        for thing in pdf.objects
        if isinstance(thing, Dictionary | pikepdf.Stream)
    }
    if len(pdf.attachments) or {"/EmbeddedFile", "/Filespec"} & kinds:
        raise Unsafe(
            "The PDF holds other files within itself.",
            "Print it to a new PDF, and attach the files that it holds on their own.",
        )


def _active(pdf: Pdf) -> list[str]:
    found = {
        what
        for thing in pdf.objects
        if isinstance(thing, Dictionary)
        for key, what in _ACTIVE_KEYS.items()
        if key in thing or str(thing.get("/S", "")) == key
    }
    if {"/OpenAction", "/AA"} & set(pdf.Root.keys()):
        found.add("actions")
    return sorted(found)


def _pages(content: bytes) -> tuple[list[str], list[BadRedaction]]:
    # The parser's warnings may quote the file.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    texts: list[str] = []
    redactions: list[BadRedaction] = []
    number = 1
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, start=1):
            texts.append(page.extract_text())
            redactions += bad_redactions(number, page)
    except (PyPdfError, RecursionError, NotImplementedError, AssertionError, *MALFORMED) as broken:
        raise Unsafe(f"Page {number} of the PDF cannot be read.", _PRINT) from broken
    return texts, redactions


def _is_unread(text: str, pixels: int) -> bool:
    """Whether the page shows more than its text says, so that a person must look at it."""
    letters = [character for character in text if not character.isspace()]
    if not letters:
        return True
    odd = sum(not character.isprintable() or character == "\ufffd" for character in letters)
    return odd > _MAX_UNREADABLE * len(letters) or pixels > _LARGE_PICTURE


def _pixels(page: pikepdf.Page) -> int:
    """How many pixels the largest picture on the page has."""
    images = page.get_images().values()
    found = (image.get("/Width", 0) * image.get("/Height", 0) for image in images)
    return max((int(count) for count in found), default=0)


def _keep_filled_fields(pdf: Pdf) -> None:
    """Form fields become paint; other annotations go."""
    has_form = "/AcroForm" in pdf.Root
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if annotations is not None:
            kept = [each for each in annotations if has_form and _is_field(each)]
            page.obj["/Annots"] = pdf.make_indirect(pikepdf.Array(kept))
            if any("/AP" not in each for each in kept):
                # A viewer would draw these fields itself.
                pdf.Root["/AcroForm"]["/NeedAppearances"] = True
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")


def _is_field(annotation: Any) -> bool:
    if not isinstance(annotation, Dictionary):
        return False
    return bool(annotation.get("/Subtype") == Name.Widget)
