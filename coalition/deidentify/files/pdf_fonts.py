"""How wide each character of a PDF string is, and what it reads as."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

_TYPE_0: Final = "/Type0"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its text, its width in thousandths of the font's size, its code."""

    text: str
    width: float
    is_space: bool


class FontReader:
    """The glyphs of strings that are shown in one font."""

    def __init__(self, resource: DictionaryObject) -> None:
        self._composite = resource.get("/Subtype") == _TYPE_0
        try:
            self._font: Font | None = Font.from_font_resource(resource)
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            # A font that cannot be understood still shows characters somewhere.
            self._font = None
        self._glyphs: dict[int, Glyph] = {}

    def glyphs(self, shown: bytes) -> Iterator[Glyph]:
        """Each character of a string as it is shown."""
        step = 2 if self._composite else 1
        for at in range(0, len(shown) - step + 1, step):
            code = int.from_bytes(shown[at : at + step], "big")
            if code not in self._glyphs:
                self._glyphs[code] = self._glyph(code)
            yield self._glyphs[code]

    def _glyph(self, code: int) -> Glyph:
        # Only a single byte 32 is stretched by word spacing (section 9.3.3).
        is_space = code == 32 and not self._composite
        if self._font is None:
            return Glyph(chr(code), 500.0, is_space)
        character: Any = chr(code)
        if isinstance(self._font.encoding, dict):
            character = self._font.encoding.get(code, character)
        text = str(self._font.character_map.get(character, character))
        return Glyph(text, float(self._font.get_text_width(chr(code))), is_space)
