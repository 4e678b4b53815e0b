"""The ZIP package of a DOCX file, opened with suspicion (ECMA-376 part 2)."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from lxml import etree

from coalition.deidentify.files.results import Unsafe

MAX_MEMBERS: Final = 2_000
MAX_UNPACKED: Final = 100_000_000
MAX_XML: Final = 40_000_000

RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCUMENT_TYPE: Final = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_DAMAGED: Final = "Open it in a word processor, save it as .docx anew, and attach the new file."
_BARE: Final = "Copy the text into a new document without it, and attach that."
# A member's data may be followed by its sizes once more (a data descriptor).
_DESCRIPTOR: Final = 24
_ODD_NAME: Final = re.compile(r"^/|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f:]")
_ACTIVE: Final = re.compile(r"vbaproject|vbadata|/activex/|\.(?:exe|dll|js|vbs|swf)$", re.I)
_EMBEDDED: Final = re.compile(r"/embeddings/|oleobject|/afchunk", re.I)


def opened(content: bytes) -> Mapping[str, bytes]:
    """The members of the package by name, unpacked.

    Raises:
        Unsafe: no DOCX, damaged, a bomb, a second file hidden in it, macros or embedded files.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = [each for each in package.infolist() if not each.is_dir()]
            _check_members(members)
            _check_nothing_between(content, package)
            files = {each.filename: package.read(each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as broken:
        raise Unsafe("The document is damaged.", _DAMAGED) from broken
    if _DOCUMENT_TYPE not in files.get("[Content_Types].xml", b""):
        raise Unsafe("The file is no Word document without macros (.docx).", _DAMAGED)
    return files


def parsed(xml: bytes) -> etree._Element:
    """One XML member of the package.

    Raises:
        Unsafe: damaged, or with a document type, which no DOCX has and bombs are made with.
    """
    if len(xml) > MAX_XML:
        raise Unsafe("The document is too large.", "Split it and attach the pieces.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as broken:
        raise Unsafe("The document is damaged.", _DAMAGED) from broken
    if root.getroottree().docinfo.doctype:
        raise Unsafe("The document holds declarations that no Word document has.", _DAMAGED)
    return root


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [each.filename for each in members]
    if len(names) > MAX_MEMBERS or sum(each.file_size for each in members) > MAX_UNPACKED:
        raise Unsafe("The document unpacks to far too much.", _DAMAGED)
    if len({name.lower() for name in names}) < len(names) or any(map(_ODD_NAME.search, names)):
        raise Unsafe("The document's package has names that no Word document has.", _DAMAGED)
    if any(each.flag_bits & 1 for each in members):
        raise Unsafe("The document is encrypted.", "Remove its password and attach it again.")
    if any(map(_ACTIVE.search, names)):
        raise Unsafe("The document holds macros or other programs.", "Save it as .docx without.")
    if any(map(_EMBEDDED.search, names)):
        raise Unsafe("The document holds other files within itself.", _BARE)


def _check_nothing_between(content: bytes, package: zipfile.ZipFile) -> None:
    """Nothing lies before, between or after the members: no second file hides in this one."""
    at = 0
    for member in sorted(package.infolist(), key=lambda each: each.header_offset):
        if not at <= member.header_offset <= at + (_DESCRIPTOR if at else 0):
            raise Unsafe("The file holds more than a Word document.", _DAMAGED)
        start = member.header_offset
        lengths = content[start + 26 : start + 28], content[start + 28 : start + 30]
        named, extra = (int.from_bytes(each, "little") for each in lengths)
        at = start + 30 + named + extra + member.compress_size
    ended = content.rfind(b"PK\x05\x06")
    directory = package.start_dir
    if package.comment or ended != len(content) - 22 or not at <= directory <= at + _DESCRIPTOR:
        raise Unsafe("The file holds more than a Word document.", _DAMAGED)
