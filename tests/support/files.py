"""Files with a name planted in every place where one can hide, built by code.

`unpacked` gives all bytes of a file with its packed streams opened, to look for what was planted.
"""

import io
import struct
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ExifTags, Image, PngImagePlugin

PLANTED = "Marisol Quintana"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx(body: str, members: dict[str, str | bytes] | None = None) -> bytes:
    """A Word document of the XML `body`, with more members of the package by name."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT}.document.main+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (files | (members or {})).items():
            package.writestr(name, content)
    return packed.getvalue()


def word_member(kind: str, inner: str) -> str:
    """A member of a Word package, such as `hdr` or `comments`."""
    return f"<w:{kind} {_W}>{inner}</w:{kind}>"


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def pdf(content: str, **catalog: object) -> Pdf:
    """A PDF of one page with Helvetica as /F1; the caller adds what it needs and saves it."""
    made = Pdf.new()
    add_page(made, content)
    for key, value in catalog.items():
        made.Root[f"/{key}"] = value
    return made


def add_page(made: Pdf, content: str) -> pikepdf.Page:
    """One more page."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 612, 792]),
        Resources=Dictionary(Font=Dictionary(F1=made.make_indirect(font))),
        Contents=Stream(made, content.encode("latin-1")),
    )
    made.pages.append(pikepdf.Page(made.make_indirect(page)))
    return made.pages[-1]


def shown(text: str, x: int = 72, y: int = 700) -> str:
    """Page content that shows a text in 12 points."""
    return f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def saved(made: Pdf, **options: object) -> bytes:
    """The bytes of a PDF that was built."""
    written = io.BytesIO()
    made.save(written, compress_streams=False, **options)  # type: ignore[arg-type]
    return written.getvalue()


def picture(width: int = 40, height: int = 30) -> Image.Image:
    """A picture in which every corner has another colour."""
    made = Image.new("RGB", (width, height), (200, 30, 30))
    made.paste((30, 200, 30), (0, 0, width // 2, height // 2))
    return made


def jpeg(*, orientation: int = 1, comment: str = PLANTED) -> bytes:
    """A JPEG with the planted name in its camera data, XMP and comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = PLANTED
    exif[ExifTags.Base.Orientation] = orientation
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSAreaInformation] = PLANTED
    written = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{PLANTED}</x:xmpmeta>".encode()
    picture().save(written, "JPEG", exif=exif, comment=comment.encode(), xmp=xmp)
    return written.getvalue()


def png() -> bytes:
    """A PNG with the planted name in plain, packed and international text chunks."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", PLANTED)
    texts.add_text("Comment", PLANTED, zip=True)
    texts.add_itxt("Title", PLANTED, "en", "Title", zip=True)
    written = io.BytesIO()
    picture().save(written, "PNG", pnginfo=texts)
    return written.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checked

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def unpacked(content: bytes) -> bytes:
    """The file's bytes and, after them, every stream in it unpacked."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            found += [package.read(name) for name in package.namelist()]
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as made:
            found += [_opened(each) for each in made.objects if isinstance(each, Stream)]
            plain = io.BytesIO()
            made.save(plain, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        found.append(plain.getvalue())
    return b"\n".join(found)


def _opened(stream: Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        # The packing of a picture is not opened; what is written beside its pixels is plain.
        return stream.read_raw_bytes()


def mentions(content: bytes, name: str = PLANTED) -> bool:
    """Whether any word of the name is in the file, in any of the usual encodings."""
    whole = unpacked(content)
    words = [word.encode(code) for word in name.split() for code in ("utf-8", "utf-16-be")]
    words += [word.encode("utf-16-le") for word in name.split()]
    return any(word in whole or word.hex().encode() in whole.lower() for word in words)
