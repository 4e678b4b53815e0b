"""Plain text and Markdown: what is shown is the whole file."""

from collections.abc import Sequence
from typing import Final

from coalition.deidentify.files.characters import decoded, encoded
from coalition.deidentify.files.results import Edit, Reading, edited

TEXT: Final = "text"
"""The name of the one part of files that are text throughout."""


def read(content: bytes, media_type: str) -> Reading:
    """The text of the file.

    Raises:
        Unsafe: it is empty, or not text.
    """
    return Reading(media_type, {TEXT: decoded(content)}, frozenset({TEXT}))


def rebuild(content: bytes, media_type: str, edits: Sequence[Edit] = ()) -> bytes:
    """The file as UTF-8 without invisible characters, with the replacements made."""
    return encoded(edited(decoded(content), edits))
