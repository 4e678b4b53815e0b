"""Word documents: the shown text is written into a new document; everything else is left out.

Headers come before the text, footers, footnotes and endnotes after it, text boxes after the
paragraph they hang on. Tracked insertions count as accepted, deletions as done.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.table import _Cell
from lxml import etree

from coalition.deidentify.files.characters import visible
from coalition.deidentify.files.docx_package import RELATIONSHIPS, opened, parsed
from coalition.deidentify.files.docx_reading import (
    Block,
    Findings,
    Paragraph,
    Reader,
    Table,
    attribute,
    local,
    names_of_people,
)
from coalition.deidentify.files.plain import TEXT
from coalition.deidentify.files.results import Reading, Unsafe

_WORD_IN: Final = "the text of the document"
# In the order in which they are read aloud: what stands above, the text, what stands below.
_SHOWN: Final = ("header", "document", "footer", "footnotes", "endnotes")
_LEFT_OUT: Final = {
    "comments": "comments",
    "commentsExtended": "comments",
    "people": "people",
    "core": "properties",
    "app": "properties",
    "custom": "properties",
    "settings": "settings",
    "item": "custom data",
    "itemProps": "custom data",
}
# They name fonts, colours and kinds of paragraphs only; a new document brings its own.
_SILENT: Final = {"styles", "stylesWithEffects", "theme", "fontTable", "webSettings", "numbering"}
_HEADING: Final = re.compile(r"heading ([1-9])", re.I)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MAX_LEVEL: Final = 9


def read(content: bytes, media_type: str) -> Reading:
    """All text of the document; the one part that is kept holds what it shows, line by line.

    Raises:
        Unsafe: damaged, hostile, with macros or embedded files, or without any text.
    """
    blocks, findings = _read(content)
    parts = {TEXT: _joined(blocks)}
    parts |= {name: "\n".join(texts) for name, texts in findings.hidden.items()}
    notes = [f"Left out of the document: {name}." for name in findings.hidden]
    if pictures := findings.counts["pictures"]:
        notes.append(f"Left out of the document: {pictures} pictures. Attach them on their own.")
    return Reading(media_type, parts, frozenset({TEXT}), notes=tuple(notes))


def rebuild(content: bytes, media_type: str, decided: Mapping[str, str]) -> bytes:
    """A new document of the shown paragraphs, headings and tables, in the decided words.

    Raises:
        Unsafe: the decided text has not as many lines as the document.
    """
    blocks, _ = _read(content)
    text = _joined(blocks)
    written = _CONTROLS.sub(" ", visible(decided.get(TEXT, text))).split("\n")
    if len(written) != text.count("\n") + 1:
        raise Unsafe("The decided text does not fit the document.", "Decide it once more.")
    lines = iter(written)
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Table):
            _add_table(document, block, lines)
        else:
            _add_paragraph(document, block, lines)
    return _packed(document)


def _read(content: bytes) -> tuple[list[Block], Findings]:
    files = opened(content)
    findings = Findings()
    shown = _shown(files)
    reader = Reader(findings, _headings(files))
    roots = {name: parsed(files[name]) for name in shown}
    blocks = [block for name in shown for block in reader.blocks(_without_marks(roots[name]))]
    for root in roots.values():
        findings.leave_out("people", "\n".join(names_of_people(root)))
    _read_the_rest(files, set(shown), findings)
    if not _joined(blocks).strip():
        raise Unsafe(
            "The document shows no text, so nothing of it can be searched for names.",
            "Attach pictures as PNG or JPEG files of their own.",
        )
    return blocks, findings


def _shown(files: Mapping[str, bytes]) -> list[str]:
    """The members whose text is shown, in order."""
    main = _main_document(files)
    folder = posixpath.dirname(main)
    named = {name: _stem(name) for name in files if name.endswith(".xml")}
    order = {name: _SHOWN.index(stem) for name, stem in named.items() if stem in _SHOWN}
    # Only one member is the text, whatever else is called "document".
    order = {
        name: place
        for name, place in order.items()
        if posixpath.dirname(name) == folder and place != _SHOWN.index("document")
    }
    order[main] = _SHOWN.index("document")
    return sorted(order, key=lambda name: (order[name], name))


def _main_document(files: Mapping[str, bytes]) -> str:
    for link in parsed(files.get("_rels/.rels", b"<none/>")).iter(RELATIONSHIPS):
        if link.get("Type", "").endswith("/officeDocument"):
            name = posixpath.normpath(link.get("Target", "").lstrip("/"))
            if name in files:
                return name
    raise Unsafe("The document is damaged.", f"Save it anew, so that it has {_WORD_IN}.")


def _stem(name: str) -> str:
    return posixpath.basename(name).removesuffix(".xml").rstrip("0123456789")


def _without_marks(root: etree._Element) -> etree._Element:
    """Without the separators above footnotes, which are no notes."""
    for note in list(root):
        if local(note) in {"footnote", "endnote"} and attribute(note, "type"):
            root.remove(note)
    return root


def _headings(files: Mapping[str, bytes]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for name in files:
        if _stem(name) == "styles" and name.endswith(".xml"):
            for style in parsed(files[name]).iter("{*}style"):
                title = style.find("{*}name")
                named = attribute(title, "val") if title is not None else None
                if match := _HEADING.fullmatch(named or ""):
                    levels[attribute(style, "styleId") or ""] = int(match[1])
    return levels


def _read_the_rest(files: Mapping[str, bytes], shown: set[str], findings: Findings) -> None:
    for name, content in files.items():
        if name in shown or _stem(name) in _SILENT:
            continue
        if name.endswith(".rels"):
            for link in parsed(content).iter(RELATIONSHIPS):
                if link.get("TargetMode") == "External":
                    findings.leave_out("links", link.get("Target"))
        elif name.endswith(".xml") and name != "[Content_Types].xml":
            findings.leave_out(_LEFT_OUT.get(_stem(name), "other data"), _all_text(parsed(content)))


def _all_text(root: etree._Element) -> str:
    """Every text and every attribute that is no measure."""
    found: list[str] = []
    for element in root.iter():
        found += [element.text or "", element.tail or ""]
        found += [str(value) for value in element.attrib.values() if re.search(r"\s", str(value))]
    found += names_of_people(root)
    return "\n".join(text for text in found if text.strip())


def _joined(blocks: Sequence[Block]) -> str:
    return "\n".join(paragraph.text for paragraph in _in_order(blocks))


def _in_order(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell
        else:
            yield block


def _add_paragraph(into: Document | _Cell, read: Paragraph, lines: Iterator[str]) -> None:
    """Takes as many lines as the paragraph had; replacements never change their number."""
    text = "\n".join(next(lines) for _ in range(read.text.count("\n") + 1))
    paragraph = into.add_paragraph(text)
    if read.level:
        paragraph.style = f"Heading {min(read.level, _MAX_LEVEL)}"


def _add_table(document: Document, read: Table, lines: Iterator[str]) -> None:
    table = document.add_table(len(read.rows), max(len(row) for row in read.rows), "Table Grid")
    for row, written in zip(read.rows, table.rows, strict=True):
        for paragraphs, cell in zip(row, written.cells, strict=False):
            _clear(cell)
            for paragraph in paragraphs:
                _add_paragraph(cell, paragraph, lines)
            if not paragraphs:
                cell.add_paragraph()


def _clear(cell: _Cell) -> None:
    for paragraph in list(cell.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)


def _packed(document: Document) -> bytes:
    """The new document without properties, thumbnail or times of saving."""
    _keep_only(document.part.package.rels, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT})
    kept = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.NUMBERING}
    _keep_only(document.part.rels, kept)
    saved = io.BytesIO()
    document.save(saved)
    clean = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(clean, "w") as target:
        for member in source.infolist():
            plain = zipfile.ZipInfo(member.filename, _EPOCH)
            target.writestr(plain, source.read(member), zipfile.ZIP_DEFLATED)
    return clean.getvalue()


def _keep_only(relationships: dict[str, object], kinds: set[str]) -> None:
    for number, link in list(relationships.items()):
        if getattr(link, "reltype", "") not in kinds:
            del relationships[number]
