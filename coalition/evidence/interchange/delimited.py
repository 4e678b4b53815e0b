"""Delimited files: CSV in its spellings, and the load files of review programs (Concordance DAT).

Only the form is read here; what a cell means is said in :mod:`.reading`.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 200
LONGEST_HEAD: Final = 200

ENCODINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "utf-8": "UTF-8",
        "utf-16-le": "UTF-16 (little-endian)",
        "utf-16-be": "UTF-16 (big-endian)",
        "cp1252": "Windows-1252 (Western)",
    }
)
SEPARATORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ",": "Comma (,)",
        ";": "Semicolon (;)",
        "\t": "Tab",
        "|": "Pipe (|)",
        "^": "Caret (^)",
        "\x14": "Concordance field sign (U+0014)",
    }
)
QUOTES: Final[Mapping[str, str]] = MappingProxyType(
    {'"': 'Double quote (")', "þ": "Thorn (þ)", "^": "Caret (^)", "": "None"}
)
LINE_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"": "None", "®": "Registered sign (®)", "~": "Tilde (~)", "\\n": "Backslash n (\\n)"}
)
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


class FileFault(ValueError):
    """A file cannot be read as a table. The message may be shown: row, rule and way out."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is spelled; ``line_sign`` stands for a line break inside a cell."""

    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    line_sign: str = ""


CSV: Final = Dialect()
CONCORDANCE: Final = Dialect("utf-8", "\x14", "þ", "®")
PIPES: Final = Dialect("utf-8", "|", "", "")
CARETS: Final = Dialect("utf-8", "|", "^", "~")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the header is number 1, as in a spreadsheet."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def guessed(content: bytes) -> Dialect:
    """The dialect that fits a file best; a person may know better."""
    encoding = _encoding_of(content)
    start = _without_bom(content).decode(encoding, "replace")[:20_000]
    if "\x14" in start:
        return Dialect(encoding, "\x14", "þ" if "þ" in start else "", "®")
    line = next((each for each in start.splitlines() if each.strip()), "")
    counts = {sign: _outside_quotes(line, sign) for sign in (",", ";", "\t", "|")}
    separator = max(counts, key=lambda sign: counts[sign])
    if separator == "|":
        quote = next((sign for sign in ('"', "^", "þ") if line.startswith(sign)), "")
        return Dialect(encoding, "|", quote, "~" if quote == "^" else "")
    return Dialect(encoding, separator)


def _encoding_of(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return encoding
    start = content[:2_000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[0::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _without_bom(content: bytes) -> bytes:
    return next((content[len(bom) :] for bom, _ in _BOMS if content.startswith(bom)), content)


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])


def read_table(content: bytes, dialect: Dialect) -> Table:
    """The table in a file.

    Raises:
        FileFault: it cannot be read in this dialect, has no header or no rows, or is too long.
    """
    records = _records(decoded(content, dialect.encoding), dialect)
    heads = _heads(next(records, ()))
    rows = []
    for number, cells in enumerate(records, start=2):
        if any(cell.strip() for cell in cells):
            rows.append(Row(number, tuple(_broken(cell, dialect) for cell in cells)))
        if len(rows) > MOST_ROWS:
            raise FileFault(f"The file has over {MOST_ROWS:,} rows. Split it.")
    if not rows:
        raise FileFault("The file has a header and no row below it. Choose another file.")
    return Table(heads, tuple(rows))


def decoded(content: bytes, encoding: str) -> str:
    """The text of a file.

    Raises:
        FileFault: names the first row that holds a byte that the encoding does not have.
    """
    whole = _without_bom(content)
    try:
        return whole.decode(encoding)
    except UnicodeDecodeError as refusal:
        read = whole[: refusal.start].decode(encoding, "replace")
        raise FileFault(
            f"Line {read.count(chr(10)) + 1} of the file is not {ENCODINGS[encoding]} "
            f"(byte 0x{whole[refusal.start]:02X}). Choose another encoding."
        ) from None


def _records(text: str, dialect: Dialect) -> Iterator[list[str]]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=True,
    )
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as refusal:
            raise FileFault(_explained(str(refusal), number)) from None


def _explained(reason: str, number: int) -> str:
    if "field limit" in reason:
        return f"Row {number} has a cell of over 131,072 characters. Choose another quote sign."
    if "unexpected end" in reason:
        return (
            f"Row {number} opens a quote that is never closed. "
            "Close it in the file, or choose another quote sign."
        )
    return (
        f"Row {number} has a quote sign inside a quoted cell. "
        "Write it twice in the file, or choose another quote sign."
    )


def _heads(cells: Sequence[str]) -> tuple[str, ...]:
    heads = [" ".join(cell.split()) for cell in cells]
    if not any(heads):
        raise FileFault("Row 1 is empty. It must name the columns.")
    if len(heads) > MOST_COLUMNS:
        raise FileFault(f"The file has over {MOST_COLUMNS} columns. Leave some out.")
    if any(len(head) > LONGEST_HEAD for head in heads):
        raise FileFault(
            f"Row 1 has a header of over {LONGEST_HEAD} characters. Choose another separator or "
            "quote sign."
        )
    if "\x00" in "".join(heads):
        raise FileFault("Row 1 holds a NUL character. Choose UTF-16, or save the file as UTF-8.")
    named = [head or f"(column {number})" for number, head in enumerate(heads, start=1)]
    for head, count in Counter(head.casefold() for head in named).items():
        if count > 1:
            places = [str(n) for n, each in enumerate(named, start=1) if each.casefold() == head]
            raise FileFault(
                f"Row 1: columns {' and '.join(places)} have the same header, “{head[:60]}”. "
                "Rename all but one in the file."
            )
    return tuple(named)


def _broken(cell: str, dialect: Dialect) -> str:
    return cell.replace(dialect.line_sign, "\n") if dialect.line_sign else cell


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]], dialect: Dialect) -> bytes:
    """A file that :func:`read_table` reads back.

    A format without quotes cannot hold its own signs, nor can a load file hold the sign that
    stands for line breaks: such signs are written as spaces, as is every line break that a dialect
    has no sign for.
    """
    lines = [_line(cells, dialect) for cells in (heads, *rows)]
    text = "\r\n".join(lines) + "\r\n"
    bom = next((bom for bom, encoding in _BOMS if encoding == dialect.encoding), b"")
    return bom + text.encode(dialect.encoding, "replace")


def _line(cells: Sequence[str], dialect: Dialect) -> str:
    return dialect.separator.join(_cell(cell, dialect) for cell in cells)


def _cell(cell: str, dialect: Dialect) -> str:
    if dialect.line_sign:
        cell = cell.replace(dialect.line_sign, " ")
        cell = _LINE_BREAK.sub(lambda _: dialect.line_sign, cell)
    if not dialect.quote:
        for sign in (dialect.separator, "\r", "\n"):
            cell = cell.replace(sign, " ")
        return cell
    always = dialect.separator not in (",", ";", "\t")
    if always or any(sign in cell for sign in (dialect.separator, dialect.quote, "\r", "\n")):
        return dialect.quote + cell.replace(dialect.quote, dialect.quote * 2) + dialect.quote
    return cell
