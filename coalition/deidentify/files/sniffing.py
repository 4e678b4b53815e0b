"""What a file is: its name, its first bytes and its build must say the same.

Two sniffers that share nothing look at every file: one at the first bytes, one at the structure
from end to end. The parser of the format is the third to agree, when the file is read.
"""

import re
from typing import Final

from coalition.deidentify.files.jpeg import jpeg_markers
from coalition.deidentify.files.media_types import (
    BY_ENDING,
    DOCX,
    JPEG,
    MARKDOWN,
    MAX_BYTES,
    PDF,
    PNG,
    TXT,
    VTT,
)
from coalition.deidentify.files.results import Unsafe

_TEXTS: Final = {VTT, TXT, MARKDOWN}

_MAGIC: Final = {
    PDF: b"%PDF-",
    DOCX: b"PK\x03\x04",
    PNG: b"\x89PNG\r\n\x1a\n",
    JPEG: b"\xff\xd8\xff",
}
_OTHER_MAGIC: Final = re.compile(
    rb"GIF8|RIFF|II\*\0|MM\0\*|MZ|\x7fELF|PK|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|ID3"
    rb"|\xd0\xcf\x11\xe0|8BPS|\{\\rtf|\x1aE\xdf\xa3|\xca\xfe\xba\xbe|%!PS"
)
_MARKUP: Final = re.compile(
    rb"\s*<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe|object)\b", re.I
)
# What makes a second file of the bytes that follow a picture or a PDF.
_SECOND_FILE: Final = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a|7z\xbc\xaf\x27|<script|<html|<\?php|\x7fELF"
    rb"|This program cannot be run",
    re.I,
)
_MIXED: Final = "Attach only one file at a time, saved anew by the program that made it."
_MAX_DIRECTORY: Final = 65_557


def media_type_of(name: str, content: bytes) -> str:
    """The one type that the name, the first bytes and the structure agree on.

    Raises:
        Unsafe: not on the list, too large, empty, or they disagree.
    """
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    named = BY_ENDING.get(ending)
    if named is None:
        raise Unsafe(
            "This kind of file cannot be attached.",
            "Attach one of these: " + ", ".join(BY_ENDING) + ".",
        )
    if not content:
        raise Unsafe("The file is empty.", "Choose the file that holds something.")
    if len(content) > MAX_BYTES:
        megabytes = MAX_BYTES // (1024 * 1024)
        raise Unsafe(f"The file is larger than {megabytes} MB.", "Split it, or make it smaller.")
    if by_first_bytes(content) != (None if named in _TEXTS else named):
        raise Unsafe(
            f"The file's content is not what its ending .{ending} says.",
            "Open it in the program that made it and save it in the right format.",
        )
    check_structure(named, content)
    return named


def by_first_bytes(content: bytes) -> str | None:
    """The type that the first bytes announce; None for text, "other" for what is not allowed."""
    for media_type, magic in _MAGIC.items():
        if content.startswith(magic):
            return media_type
    if _OTHER_MAGIC.match(content) or _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return "other"
    return None


def check_structure(media_type: str, content: bytes) -> None:
    """Refuse what is not built like its type from end to end, or holds a second file.

    Raises:
        Unsafe: with what was found. DOCX packages and texts are looked through by their readers.
    """
    if media_type == PDF:
        _check_pdf(content)
    elif media_type == PNG:
        _check_rest(content, _end_of_png(content))
    elif media_type == JPEG:
        ends = [end for marker, _, end in jpeg_markers(content) if marker == 0xD9]
        if not ends:
            raise Unsafe("The picture is damaged or incomplete.", "Save it anew and attach that.")
        _check_rest(content, ends[0])


def _check_pdf(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content:
        raise Unsafe("The PDF is damaged or incomplete.", "Print it to a new PDF and attach that.")
    if content[end + 5 :].strip(b"\0\t\r\n\f ") or b"PK\x05\x06" in content[-_MAX_DIRECTORY:]:
        raise Unsafe("The file holds more than a PDF.", _MIXED)


def _end_of_png(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at
    raise Unsafe("The picture is damaged or incomplete.", "Save it anew and attach that.")


def _check_rest(content: bytes, end: int) -> None:
    if _SECOND_FILE.search(content, end):
        raise Unsafe("The file holds more than a picture.", _MIXED)
