"""From bytes to characters and back, strictly: what is no text is refused, never guessed."""

import codecs
import re
import unicodedata
from typing import Final

from coalition.deidentify.files.results import Unsafe

# Tab, line ends, vertical tab and form feed stand in honest text files; the rest does not.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_AS_UTF_8: Final = "Open it in a text editor, save it as UTF-8 text, and try again."


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark.

    Raises:
        Unsafe: empty, another encoding, or characters that no text has.
    """
    text = _without_mark(content)
    if _CONTROLS.search(text):
        raise Unsafe("The file holds control characters, so it is not plain text.", _AS_UTF_8)
    if not text.strip():
        raise Unsafe("The file is empty.", "Choose the file that holds the text.")
    return text


def _without_mark(content: bytes) -> str:
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        encoding = "UTF-16" if utf_16 else "UTF-8"
        raise Unsafe(f"The file is not valid {encoding} text.", _AS_UTF_8) from None


def visible(text: str) -> str:
    """The text without characters that nobody sees: direction marks, zero widths, tags."""
    return "".join(c for c in text if c.isascii() or unicodedata.category(c) not in {"Cf", "Cs"})


def encoded(text: str) -> bytes:
    """What is written to a rebuilt text file."""
    return visible(text).encode()
