"""Plain text and Markdown: what is shown is the whole file."""

from collections.abc import Mapping
from typing import Final

from coalition.deidentify.files.characters import decoded, encoded
from coalition.deidentify.files.results import Reading

TEXT: Final = "text"
"""The name of the one part of files that are text throughout."""


def read(content: bytes, media_type: str) -> Reading:
    """The text of the file.

    Raises:
        Unsafe: it is empty, or not text.
    """
    return Reading(media_type, {TEXT: decoded(content)}, frozenset({TEXT}))


def rebuild(content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
    """The file as UTF-8 without invisible characters, in the decided words."""
    return encoded(decided.get(TEXT, decoded(content)))
