"""A paper as a Word file (.docx), without pictures, fields, macros or anything about the server."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from coalition import clock
from coalition.documents.exporting import Export, NoFile, Table
from coalition.richtext import Step, parsed

# What XML cannot hold.
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The time of every member of the package: the earliest that the format knows.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_INDENT: Final = 0.25
_DEEPEST_HEADING: Final = 9
# Each paragraph or cell of the text costs a third of a millisecond; no memo has so many.
_MOST_BLOCKS: Final = 8_000
_TOO_LONG: Final = (
    f"This text has over {_MOST_BLOCKS:,} paragraphs and cells, too many for a Word file here. "
    "Take the Markdown file, or print the page."
)
# The library would take seconds for thousands of rows, one cell at a time.
_CELL: Final = (
    '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{}"/></w:tcPr>'
    '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p></w:tc>'
)
_LINE_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'


def word_file(export: Export) -> bytes:
    """The file's bytes.

    Raises:
        NoFile: the text has more parts than a reader's request may take the time for.
    """
    body = parsed(export.body)
    if sum(step.type in ("inline", "fence", "code_block") for step in body) > _MOST_BLOCKS:
        raise NoFile(_TOO_LONG)
    document = Document()
    _describe(document, export.title)
    document.add_heading(_clean(export.title), level=0)
    for mark in export.marks:
        document.add_paragraph().add_run(_clean(mark)).bold = True
    for label, value in export.facts:
        line = document.add_paragraph()
        line.add_run(f"{label}: ").bold = True
        line.add_run(_clean(value))
    for table in export.tables:
        _add_table(document, table)
    document.add_heading("Text", level=1)
    _Text(document).add(body)
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = _clean(" ".join(export.marks))
    return _without_times(document)


def _describe(document: Any, title: str) -> None:
    """Say the title and the day; the template's own author and remarks go."""
    about, now = document.core_properties, clock.now().replace(tzinfo=None, microsecond=0)
    about.title = _clean(title)
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = now


def _add_table(document: Any, table: Table) -> None:
    document.add_heading(table.title, level=1)
    if not table.heads:
        for row in table.rows:
            document.add_paragraph(_clean(row[0]), style="List Bullet")
        return
    shown = document.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    width = shown.columns[0].width.twips
    rows = "".join(_row(row, width) for row in (table.heads, *table.rows))
    shown._tbl.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>"))


def _row(cells: Sequence[str], width: int) -> str:
    """One row as Word keeps it; ``width`` of each cell in twentieths of a point."""
    texts = (escape(_clean(text), quote=False).replace("\n", _LINE_BREAK) for text in cells)
    return f"<w:tr>{''.join(_CELL.format(width, text) for text in texts)}</w:tr>"


class _Text:
    """Adds the blocks of a text, one paragraph for each."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._depth = 0
        self._numbers: list[int | None] = []
        self._mark = ""

    def add(self, tokens: Sequence[Step]) -> None:
        """Add every block; what is inside tables is added row by row."""
        left = iter(tokens)
        for token in left:
            if token.type == "table_open":
                self._add_table(left)
            elif token.type in ("fence", "code_block"):
                self._paragraph().add_run(_clean(token.content.rstrip())).font.name = "Courier New"
            elif token.type == "hr":
                self._paragraph().add_run("* * *")
            elif token.type == "heading_open":
                level = min(int(token.tag[1]), _DEEPEST_HEADING)
                _add_runs(self._document.add_heading(level=level), next(left))
            elif token.type == "inline":
                _add_runs(self._paragraph(), token)
            else:
                self._step(token)

    def _step(self, token: Step) -> None:
        """Go into a list, an item or a quotation, or out of it."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            first = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            self._numbers.append(first)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif token.type == "list_item_open":
            number = self._numbers[-1]
            self._mark = "• " if number is None else f"{number}. "
            self._numbers[-1] = None if number is None else number + 1
        if token.type in ("list_item_open", "blockquote_open"):
            self._depth += 1
        elif token.type in ("list_item_close", "blockquote_close"):
            self._depth -= 1

    def _paragraph(self) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.left_indent = Inches(_INDENT * self._depth)
        if self._mark:
            paragraph.add_run(self._mark)
            self._mark = ""
        return paragraph

    def _add_table(self, left: Iterator[Step]) -> None:
        rows: list[list[Step]] = []
        for token in left:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token)
        width = max(map(len, rows))
        table = self._document.add_table(rows=0, cols=width, style="Table Grid")
        for row in rows:
            for cell, token in zip(table.add_row().cells, row, strict=False):
                _add_runs(cell.paragraphs[0], token)


def _add_runs(paragraph: Any, inline: Step) -> None:
    bold = italic = 0
    link = ""
    for token in inline.children or ():
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type == "link_open":
            link = str(token.attrs["href"])
        text = _run_text(token, link)
        if text:
            run = paragraph.add_run(_clean(text))
            run.bold, run.italic = bold > 0, italic > 0


def _run_text(token: Step, link: str) -> str:
    """What one piece says; a link says where it leads, as paper cannot be clicked."""
    if token.type == "link_close":
        return "" if link.startswith("#") else f" ({link})"
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_times(document: Any) -> bytes:
    """The package, its members in a fixed time, so that it tells nothing of the server's clock."""
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as package, zipfile.ZipFile(kept, "w") as bare:
        for member in package.infolist():
            info = zipfile.ZipInfo(member.filename, _NO_TIME)
            bare.writestr(info, package.read(member), zipfile.ZIP_DEFLATED)
    return kept.getvalue()
