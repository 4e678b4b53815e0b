"""PNG and JPEG: whatever is written beside the pixels is read, and only the pixels are kept."""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from PIL import ExifTags, Image, ImageFile, ImageOps

from coalition.deidentify.files.jpeg import jpeg_markers
from coalition.deidentify.files.media_types import JPEG, PNG
from coalition.deidentify.files.results import Reading, Unsafe

MAX_PIXELS: Final = 50_000_000
"""More than any camera in use takes; four bytes each are 200 MB while a picture is rebuilt."""

PICTURE: Final = "the picture"
"""How `unread` names the pixels: what they show, no program here reads."""

_QUALITY: Final = 90
_BROKEN: Final = "Open it in an image viewer, save it anew, and attach the new file."
_PRINTABLE: Final = re.compile(rb"[\x20-\x7e\xa0-\xff]{4,}")
_WIDE: Final = re.compile(rb"(?:[\x20-\x7e]\x00){4,}")
_MAX_UNPACKED: Final = 1_000_000
_PIXEL_CHUNKS: Final = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"),
    *(b"bKGD", b"hIST", b"pHYs"),
}
_TEXT_CHUNKS: Final = {b"tEXt", b"zTXt", b"iTXt"}
_COMMENT: Final = 0xFE
_PROGRAMS: Final = range(0xE0, 0xF0)
_JFIF: Final = 0xE0
_ADOBE: Final = 0xEE
_ADOBE_LENGTH: Final = 12


def read(content: bytes, media_type: str) -> Reading:
    """Every text beside the pixels; the pixels themselves nobody has read.

    Raises:
        Unsafe: broken, or larger than MAX_PIXELS.
    """
    with _opened(content, media_type) as picture:
        parts = {"camera data": _exif(picture)}
        frames = getattr(picture, "n_frames", 1)
    segments = png_chunks(content) if media_type == PNG else jpeg_segments(content)
    for name, data in segments:
        if text := _printable(data):
            parts[name] = f"{parts[name]}\n{text}" if parts.get(name) else text
    parts = {name: text for name, text in parts.items() if text.strip()}
    notes = [f"Left out of the picture: {name}." for name in parts]
    if frames > 1:
        notes.append(f"Only the first of {frames} pictures in the file was kept.")
    return Reading(media_type, parts, frozenset(), notes=tuple(notes), unread=(PICTURE,))


def rebuild(content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
    """A new file of the same pixels, turned the way the camera was held."""
    with _opened(content, media_type) as picture:
        try:
            upright = ImageOps.exif_transpose(picture)
        except (OSError, SyntaxError, ValueError, struct.error, zlib.error) as broken:
            raise Unsafe("The picture is damaged or incomplete.", _BROKEN) from broken
        pixels = upright.convert(_mode(upright, media_type))
    # Copying the pixels alone leaves behind whatever Pillow remembers about the file.
    clean = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    written = io.BytesIO()
    if media_type == PNG:
        clean.save(written, "PNG")
    else:
        clean.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _opened(content: bytes, media_type: str) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    kind = "PNG" if media_type == PNG else "JPEG"
    try:
        picture = Image.open(io.BytesIO(content), formats=(kind,))
        if picture.width * picture.height > MAX_PIXELS:
            raise Unsafe(
                f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.",
                "Make it smaller and attach it again.",
            )
        picture.load()
    except Unsafe:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unsafe("The picture is too large to open.", "Make it smaller.") from bomb
    except (OSError, SyntaxError, ValueError, struct.error, zlib.error, EOFError) as broken:
        raise Unsafe("The picture is damaged or incomplete.", _BROKEN) from broken
    return picture


def _mode(picture: Image.Image, media_type: str) -> str:
    if media_type == JPEG:
        return "L" if picture.mode in {"1", "L"} else "RGB"
    if picture.mode in {"1", "L", "LA", "RGB", "RGBA"}:
        return picture.mode
    transparent = "transparency" in picture.info or picture.mode in {"PA", "La", "RGBa"}
    return "RGBA" if transparent else "RGB"


def _exif(picture: Image.Image) -> str:
    try:
        exif = picture.getexif()
        tables = [dict(exif), *(exif.get_ifd(kind) for kind in ExifTags.IFD)]
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error) as broken:
        # What cannot be read this way is still found among the printable characters.
        return f"cannot be read ({type(broken).__name__})"
    return "\n".join(
        f"{ExifTags.TAGS.get(tag) or ExifTags.GPSTAGS.get(tag, tag)}: {_as_text(value)}"
        for table in tables
        for tag, value in table.items()
    )


def _as_text(value: object) -> str:
    return _printable(value) if isinstance(value, bytes) else str(value)


def png_chunks(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What a PNG file holds beside its pixels, as (name of the part, bytes)."""
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in _TEXT_CHUNKS:
            yield "text chunks", data + b"\n" + _unpacked(data)
        elif kind not in _PIXEL_CHUNKS:
            yield "other chunks", data + b"\n" + _unpacked(data)
        if kind == b"IEND":
            break
    yield "bytes after the picture", content[at:]


def _unpacked(data: bytes) -> bytes:
    """What is packed behind a chunk's keyword, or nothing."""
    start = data.find(b"x", data.find(b"\0") + 1)
    if start < 0:
        return b""
    try:
        return zlib.decompressobj().decompress(data[start:], _MAX_UNPACKED)
    except zlib.error:
        return b""


def jpeg_segments(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What a JPEG file holds beside its pixels, as (name of the part, bytes)."""
    segments = list(jpeg_markers(content))
    for marker, data, _ in segments:
        if marker == _COMMENT:
            yield "comments", data
        elif marker in _PROGRAMS and not _is_technical(marker, data):
            yield "segments of programs", data
    yield "bytes after the picture", content[segments[-1][2] if segments else 2 :]


def _is_technical(marker: int, data: bytes) -> bool:
    """Whether a segment says only how colours and sizes are meant."""
    return (marker == _ADOBE and len(data) == _ADOBE_LENGTH) or (
        marker == _JFIF and data.startswith(b"JFIF\0")
    )


def _printable(data: bytes) -> str:
    found = [run.decode("utf-8", "replace") for run in _PRINTABLE.findall(data)]
    found += [run.decode("utf-16-le") for run in _WIDE.findall(data)]
    return "\n".join(found)
