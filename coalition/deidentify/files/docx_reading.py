"""What a Word document shows, and everything it holds that is not shown (ECMA-376 part 1)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from coalition.deidentify.files.results import Unsafe

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MAX_DEPTH: Final = 200

_LINE_ENDS: Final = {"br", "cr"}
_NOT_SHOWN: Final = {
    "delText": "deleted text",
    "instrText": "field codes",
    "delInstrText": "field codes",
}
_PROPERTIES: Final = {"pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid"}
_PICTURES: Final = {"blip", "imagedata"}
_NAMES: Final = {"author", "initials", "userId", "displayName"}
_DESCRIPTIONS: Final = {"descr", "title", "alt", "name"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph as it reads; `level` is that of a heading, or 0."""

    text: str
    level: int = 0


@dataclass(slots=True)
class Table:
    """Rows of cells; a table inside a cell is read as its paragraphs."""

    rows: list[list[list[Paragraph]]]


Block = Paragraph | Table


@dataclass(slots=True)
class Findings:
    """What is not shown, by the name of its part, and how many pictures there are."""

    hidden: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def leave_out(self, part: str, text: str | None) -> None:
        """Keep a text that a rebuilt document will not have."""
        if text and text.strip():
            self.hidden.setdefault(part, []).append(text)


def local(element: etree._Element) -> str:
    """An element's name without its namespace; comments and instructions have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """A Word attribute, in the transitional or the strict namespace."""
    return element.get(_W + name) or element.get(_STRICT + name)


class Reader:
    """Reads the shown text of one document's members into blocks."""

    def __init__(self, findings: Findings, headings: dict[str, int]) -> None:
        self._findings = findings
        self._headings = headings
        self._boxes: list[Block] = []

    def blocks(self, element: etree._Element, depth: int = 0) -> Iterator[Block]:
        """The paragraphs and tables below an element, in the order they are read."""
        if depth > _MAX_DEPTH:
            raise Unsafe("The document is nested too deeply.", "Copy its text into a new one.")
        for child in element:
            kind = local(child)
            if kind == "p":
                yield self._paragraph(child, depth)
                boxes, self._boxes = self._boxes, []
                yield from boxes
            elif kind == "tbl":
                yield self._table(child, depth)
            elif kind == "altChunk":
                raise Unsafe("The document holds other files within itself.", "Remove them.")
            elif kind in {"del", "moveFrom"}:
                self._findings.leave_out("deleted text", "".join(child.itertext()))
            elif kind == "AlternateContent":
                yield from self.blocks(self._chosen(child), depth + 1)
            elif kind not in _PROPERTIES:
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int) -> Paragraph:
        style = element.find("{*}pPr/{*}pStyle")
        named = attribute(style, "val") if style is not None else None
        text = "".join(self._inline(element, depth))
        return Paragraph(text, self._headings.get(named or "", 0))

    def _table(self, element: etree._Element, depth: int) -> Table:
        rows = []
        for row in element.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is not element:
                continue
            cells = [cell for cell in row.iter("{*}tc") if _nearest(cell, "tr") is row]
            rows.append([_paragraphs(self.blocks(cell, depth + 1)) for cell in cells])
        return Table([row for row in rows if row])

    def _inline(self, element: etree._Element, depth: int) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            raise Unsafe("The document is nested too deeply.", "Copy its text into a new one.")
        for child in element:
            kind = local(child)
            if kind == "t" and child.tag.startswith((_W, _STRICT, _MATHS)):
                yield (child.text or "").replace("\n", " ")
            elif kind == "tab" and local(element) == "r":
                yield "\t"
            elif kind in _LINE_ENDS:
                yield "\n"
            elif kind == "noBreakHyphen":
                yield "-"
            else:
                yield from self._nested(child, kind, depth)

    def _nested(self, child: etree._Element, kind: str, depth: int) -> Iterator[str]:
        findings = self._findings
        if kind in _NOT_SHOWN:
            findings.leave_out(_NOT_SHOWN[kind], child.text)
        elif kind in {"del", "moveFrom"}:
            findings.leave_out("deleted text", "".join(child.itertext()))
        elif kind == "r" and _is_hidden(child):
            findings.leave_out("hidden text", "".join(child.itertext()))
        elif kind == "object":
            raise Unsafe("The document holds other files within itself.", "Remove them.")
        elif kind == "txbxContent":
            self._boxes += list(self.blocks(child, depth + 1))
        elif kind == "AlternateContent":
            yield from self._inline(self._chosen(child), depth + 1)
        elif kind in {"footnoteReference", "endnoteReference"}:
            yield f"[{attribute(child, 'id') or ''}]"
        elif kind not in _PROPERTIES:
            self._note_attributes(child, kind)
            yield from self._inline(child, depth + 1)

    def _note_attributes(self, child: etree._Element, kind: str) -> None:
        if kind in _PICTURES:
            self._findings.counts["pictures"] += 1
        if kind == "fldSimple":
            self._findings.leave_out("field codes", attribute(child, "instr"))
        if kind in {"docPr", "cNvPr", "shape", "hyperlink"}:
            for name, value in child.attrib.items():
                if etree.QName(name).localname in {*_DESCRIPTIONS, "tooltip"}:
                    self._findings.leave_out("descriptions", str(value))

    def _chosen(self, alternatives: etree._Element) -> etree._Element:
        """One of several ways to show the same; what only the others say is left out."""
        choices = [each for each in alternatives if local(each) in {"Choice", "Fallback"}]
        for other in choices[1:]:
            self._findings.leave_out("alternative text", "".join(other.itertext()))
        return choices[0] if choices else alternatives


def names_of_people(root: etree._Element) -> Iterator[str]:
    """Who is named as the author of changes and comments."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if etree.QName(name).localname in _NAMES and str(name).startswith("{"):
                yield str(value)


def _paragraphs(blocks: Iterator[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found += [each for row in block.rows for cell in row for each in cell]
    return found


def _nearest(element: etree._Element, kind: str) -> etree._Element | None:
    return next(element.iterancestors(f"{{*}}{kind}"), None)


def _is_hidden(run: etree._Element) -> bool:
    marks = (run.find(f"{{*}}rPr/{{*}}{mark}") for mark in ("vanish", "specVanish"))
    return any(
        mark is not None and attribute(mark, "val") not in {"0", "false", "off"} for mark in marks
    )
