"""Tables in files: what is written is read back, and what cannot be read is named."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.interchange import delimited
from coalition.evidence.interchange.delimited import (
    CARETS,
    CONCORDANCE,
    CSV,
    PIPES,
    Dialect,
    FileFault,
    guessed,
    read_table,
    write_table,
)
from tests.support.public_data import public_data

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
    max_size=12,
)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4).filter(
    lambda rows: all(any(cell.strip() for cell in row) for row in rows)
)
HEADS = ("Title", "SHA-256", "Notes, if any")


def read_back(rows, dialect):
    table = read_table(write_table(HEADS, rows, dialect), dialect)
    assert table.heads == HEADS
    return [list(row.cells) for row in table.rows]


@given(TABLES, st.sampled_from([*delimited.ENCODINGS][:3]), st.sampled_from(",;\t"))
def test_a_csv_comes_back_as_it_was_written(rows, encoding, separator):
    assert read_back(rows, Dialect(encoding, separator)) == rows


@given(TABLES)
def test_a_concordance_file_comes_back_but_for_the_sign_of_line_breaks(rows):
    expected = [[cell.replace("®", " ") for cell in row] for row in rows]
    assert read_back(rows, CONCORDANCE) == expected


@given(TABLES)
def test_a_file_without_quotes_loses_its_own_signs_and_moves_no_cell(rows):
    assert read_back(rows, PIPES) == [
        [cell.replace("|", " ").replace("\n", " ") for cell in row] for row in rows
    ]


@pytest.mark.parametrize(
    "dialect",
    [
        CSV,
        CONCORDANCE,
        PIPES,
        CARETS,
        Dialect("cp1252", ";"),
        Dialect("utf-16-le", "\t"),
        Dialect("utf-16-be", ","),
        Dialect("cp1252", "\x14", "þ", "®"),
    ],
)
def test_the_dialect_of_a_file_is_found_by_looking_at_it(dialect):
    content = write_table(HEADS[:2], [["Größe", "x"], ["b", "y"]], dialect)
    assert guessed(content) == dialect


def test_quoted_line_breaks_count_as_one_row():
    content = b'Title,Note\n"one","first\nsecond"\n\ntwo,x\n'
    table = read_table(content, CSV)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("one", "first\nsecond")),
        (4, ("two", "x")),
    ]


@pytest.mark.parametrize(
    ("content", "dialect", "said"),
    [
        (b"", CSV, "Row 1 is empty"),
        (b"Title,Note\n", CSV, "no row below it"),
        (b"Title,Title\na,b\n", CSV, "columns 1 and 2 have the same header, “title”"),
        (b'Title\n"never closed\n', CSV, "Row 2 opens a quote that is never closed"),
        (b'Title\n"a"b\n', CSV, "Row 2 has a quote sign inside a quoted cell"),
        (b"Title\nfine\nGr\xf6\xdfe\n", CSV, "Line 3 of the file is not UTF-8 (byte 0xF6)"),
        (b"Title\n\x81\n", Dialect("cp1252"), "is not Windows-1252 (Western) (byte 0x81)"),
        (b"Ti\x00tle\na\n", CSV, "Row 1 holds a NUL character"),
        (b"a,b" + b",c" * 200, CSV, "over 200 columns"),
        (b"a" * 201 + b",b\n", CSV, "a header of over 200 characters"),
        (b"Title\n" + b"a\n" * 2001, CSV, "over 2,000 rows"),
        (b"Title\n" + b"a" * 140_000, CSV, "Row 2 has a cell of over 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_row_rule_and_way_out(content, dialect, said):
    with pytest.raises(FileFault, match=r"[.]$") as refusal:
        read_table(content, dialect)
    assert said in str(refusal.value)


def test_a_real_load_file_is_read_whole():
    content = public_data("loadfile", "freeeed_load-no-text_first150.csv").read_bytes()
    dialect = guessed(content)
    assert (dialect.separator, dialect.quote) == ("|", "")
    table = read_table(content, dialect)
    plain = list(csv.reader(io.StringIO(content.decode()), delimiter="|", quoting=csv.QUOTE_NONE))
    assert len(table.rows) == len(plain) - 1
    assert {len(row.cells) for row in table.rows} == {len(table.heads)} == {29}
