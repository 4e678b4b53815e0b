"""Pictures inside PDF files keep what cameras and programs wrote into them: here it is cut out."""

from typing import Final

from coalition.deidentify.files.image import jpeg_markers
from coalition.deidentify.files.results import Unsafe

# Colours are read wrongly without Adobe's segment; every other segment of programs goes.
_KEPT_SEGMENTS: Final = {0xEE}
_COMMENT: Final = 0xFE
_PROGRAMS: Final = range(0xE0, 0xF0)
_JPX_BOXES: Final = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
_WAY_OUT: Final = "Print it to a new PDF and attach that."


def jpeg_without_comments(data: bytes) -> bytes:
    """The same picture (DCTDecode) without comments, camera data and what follows its end."""
    kept = [b"\xff\xd8"]
    at = 2
    for marker, segment, end in jpeg_markers(data):
        start = end - len(segment) - 4 if marker != 0xD9 else end - 2
        # Packed pixels between two segments belong to the scan before them.
        kept.append(data[at:start])
        if marker != _COMMENT and (marker not in _PROGRAMS or marker in _KEPT_SEGMENTS):
            kept.append(data[start:end])
        at = end
        if marker == 0xD9:
            return b"".join(kept)
    raise Unsafe("The PDF holds a damaged picture.", _WAY_OUT)


def jpx_without_comments(data: bytes) -> bytes:
    """The same picture (JPXDecode) without boxes of descriptions (ISO 15444-1, annex I)."""
    if data.startswith(b"\xff\x4f\xff\x51"):
        return data
    kept: list[bytes] = []
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = len(data) if length == 0 else at + length
        if end < at + 8:
            raise Unsafe("The PDF holds a damaged picture.", _WAY_OUT)
        if data[at + 4 : at + 8] in _JPX_BOXES:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
