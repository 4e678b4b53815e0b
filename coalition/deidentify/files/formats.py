"""The formats by their media type, and the one way from a file to a clean one."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from coalition.deidentify.files.media_types import DOCX, JPEG, MARKDOWN, PDF, PNG, TXT, VTT
from coalition.deidentify.files.results import Reading, Sanitised, Unsafe
from coalition.deidentify.files.sniffing import media_type_of


class Format(Protocol):
    """What the module of a format can do; both raise Unsafe."""

    def read(self, content: bytes, media_type: str) -> Reading:
        """All text of a file."""
        ...

    def rebuild(self, content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
        """The file anew, in the decided words and without what is not shown."""
        ...


# Imported when it is needed: a text file must not wait for the parsers of all others.
_MODULES: Final = {
    PDF: "pdf",
    DOCX: "docx",
    PNG: "image",
    JPEG: "image",
    VTT: "webvtt",
    TXT: "plain",
    MARKDOWN: "plain",
}
_SCANNABLE: Final = {PDF}
_WRITABLE: Final = {DOCX, VTT, TXT, MARKDOWN}


def read_file(name: str, content: bytes) -> Reading:
    """All text of a file.

    Raises:
        Unsafe: not a file that is taken, or one that cannot be read.
    """
    media_type = media_type_of(name, content)
    return _format(media_type).read(content, media_type)


def sanitise_file(
    name: str,
    content: bytes,
    decided: Mapping[str, str] | None = None,
    *,
    signed_for: bool = False,
) -> Sanitised:
    """The file built anew, and the text of what was built.

    `decided` has the new text of parts that are kept; parts that it does not name stay.

    Raises:
        Unsafe: it cannot be made safe, or a person must sign for it.
    """
    before = read_file(name, content)
    _refuse_redactions(before)
    _refuse_unread(before, signed_for=signed_for)
    _refuse_new_words(before, decided or {})
    made = _format(before.media_type)
    clean = made.rebuild(content, before.media_type, decided or {})
    after = made.read(clean, before.media_type)
    _refuse_redactions(after)
    if after.left_out:
        raise Unsafe(
            "The file could not be freed of " + ", ".join(sorted(after.left_out)) + ".",
            "Copy what it shows into a new file and attach that.",
        )
    return Sanitised(before.media_type, clean, after.shown, before.notes, before.unread)


def _format(media_type: str) -> Format:
    return cast("Format", import_module(f"{__package__}.{_MODULES[media_type]}"))


def _refuse_redactions(reading: Reading) -> None:
    if reading.redactions:
        places = "; ".join(
            f"page {each.page}: {each.how} ({each.characters} characters)"
            for each in reading.redactions
        )
        raise Unsafe(
            f"Text is hidden in the PDF but can still be copied out: {places}.",
            "Remove the words in the program that made the PDF, or redact them with a program "
            "that removes the text under its boxes, and attach the new file.",
        )


def _refuse_new_words(reading: Reading, decided: Mapping[str, str]) -> None:
    changed = [part for part, text in decided.items() if reading.shown.get(part) != text]
    if changed and reading.media_type not in _WRITABLE:
        raise Unsafe(
            "Words in PDF files and pictures cannot be replaced here.",
            "Replace them in the program that made the file, or redact them with a program that "
            "removes what lies under its boxes, and attach the new file.",
        )
    if not reading.kept.issuperset(changed):
        raise Unsafe("The file is not the one that was decided.", "Decide it once more.")


def _refuse_unread(reading: Reading, *, signed_for: bool) -> None:
    if reading.media_type in _SCANNABLE and reading.unread and not signed_for:
        pages = ", ".join(each.removeprefix("page ") for each in reading.unread)
        raise Unsafe(
            f"No program can read what these pages show, as they are pictures: {pages}.",
            "Look at every one of them for names, faces, numbers and places, and sign for the "
            "file; or attach a PDF with text.",
        )
