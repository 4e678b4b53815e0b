"""Rows as items: what goes out comes back, and whatever is wrong is named by row and column."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.documents.item_codes import VOCABULARIES
from coalition.evidence.interchange.delimited import CARETS, CONCORDANCE, CSV, Dialect, read_table
from coalition.evidence.interchange.fitting import Fate, Held, fates
from coalition.evidence.interchange.items import Item
from coalition.evidence.interchange.mapping import Plan, guessed_plan
from coalition.evidence.interchange.reading import first_date, kind_words, read_rows
from coalition.evidence.interchange.writing import write_items

FULL = st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" '=+-@")
WORDS = st.text(FULL, max_size=20).map(lambda text: " ".join(text.split()))
TIMES = st.times().map(lambda time: time.strftime("%H:%M:%S"))
SECONDS = st.one_of(st.just(""), st.integers(-9_000, 9_000).map(str), st.just("-0.25"))


@st.composite
def items(draw):
    """Items that an index could hold."""
    words = {name: draw(WORDS) for name in ("camera", "wearer", "agency", "model", "note", "file")}
    starts, day = draw(TIMES), draw(st.integers(0, 900))
    ends = draw(TIMES.filter(lambda ends: ends != starts) | st.just(""))
    codes = VOCABULARIES.codes
    return Item(
        label=draw(WORDS.filter(bool)),
        kind=draw(st.sampled_from(list(codes["kind"]))),
        state=draw(st.sampled_from(["", *codes["state"]])),
        zone=draw(st.sampled_from(["", *codes["zone"]])),
        day=str(day or ""),
        starts_at=starts,
        ends_day=draw(st.sampled_from(["", str(max(day, 1) + 2)])) if ends else "",
        ends_at=ends,
        offset_seconds=draw(SECONDS),
        uncertainty_seconds=draw(SECONDS).removeprefix("-"),
        offset_basis=draw(st.sampled_from(["", *codes["offset_basis"]])),
        evidence_id=draw(WORDS),
        sha256=draw(st.binary(min_size=32, max_size=32)).hex() if draw(st.booleans()) else "",
        **words,
    )


def read(content: bytes, dialect: Dialect = CSV, **changes):
    table = read_table(content, dialect)
    plan = replace(guessed_plan(table.heads, dialect), **changes)
    return list(read_rows(table, plan, VOCABULARIES))


@settings(max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3))
def test_items_come_back_from_a_csv_as_they_went_out(given_items):
    content = write_items(given_items, VOCABULARIES, CSV, marks="TLP:GREEN")
    rows = read(content)
    assert [(row.item, row.problems) for row in rows] == [(item, ()) for item in given_items]


@settings(max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3), st.sampled_from([CONCORDANCE, CARETS]))
def test_items_come_back_from_a_load_file_but_for_the_sign_of_line_breaks(given_items, dialect):
    def plain(item):
        cells = {n: " ".join(c.replace(dialect.line_sign, " ").split()) for n, c in row(item)}
        return Item(**cells)

    def row(item):
        return item.as_row().items()

    wanted = [plain(item) for item in given_items if plain(item).label]
    content = write_items(wanted, VOCABULARIES, dialect, marks="TLP:GREEN")
    if wanted:
        assert [row.item for row in read(content, dialect)] == wanted


# Rows as programs export them: header, cells, and what the item says or what is wrong.
AXON = ("Evidence ID", "Title", "Recorded On", "Duration", "Device Serial", "Checksum (SHA2)")


def axon(*cells):
    lines = ["|".join(AXON), "|".join(cells)]
    dialect = Dialect(separator="|")
    table = read_table("\n".join(lines).encode(), dialect)
    plan = guessed_plan(table.heads, dialect, "evidence-list")
    plan = replace(plan, kind="local-body-worn", first_day=str(first_date(table, plan) or ""))
    [row] = read_rows(table, plan, VOCABULARIES)
    return row


def test_an_export_is_read_without_its_dates_and_without_the_serial_number_of_the_camera():
    title = "Video 2105 X60A1234K front"
    row = axon("E-1", title, "09/12/2025 11:59:30 PM", "1:00", "x60a1234k", "AB" * 32)
    assert row.problems == ()
    assert row.item == Item(
        label="Video 2105 (serial number left out) front",
        kind="local-body-worn",
        day="1",
        starts_at="23:59:30",
        ends_at="00:00:30",
        evidence_id="E-1",
        sha256="ab" * 32,
    )


HEADS = ("Label", "Kind", "Starts: date and time", "Ends: date and time", "Length", "SHA-256")


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"Label": ""}, "Label", "has no label. Fill the cell."),
        ({"Label": "x" * 1001}, "Label", "over 1,000 characters"),
        ({"Label": "a\x00b"}, "Label", "a NUL character"),
        ({"Kind": "Video"}, "Kind", "“Video” is not known here. Say on the page what it means"),
        ({"Kind": ""}, "Kind", "has no kind"),
        ({"SHA-256": "d41d8cd98f00b204e9800998ecf8427e"}, "SHA-256", "this has 32"),
        ({"Ends: date and time": "2025-09-12 20:00:00"}, "Ends: date and time", "before it begins"),
        (
            {"Ends: date and time": "2025-09-12 21:00:00"},
            "Ends: date and time",
            "the time at which",
        ),
        ({"Ends: date and time": "2025-11-12 21:00:00"}, "Ends: date and time", "over 31 days"),
        ({"Ends: date and time": "2025-09-12T21:10:00Z"}, "Ends: date and time", "zones"),
        ({"Starts: date and time": "2025-09-11 21:00"}, "Starts: date and time", "not among the"),
        ({"Starts: date and time": "noon"}, "Starts: date and time", "“noon” is no time"),
        ({"Length": "-00:10:00"}, "Length", "less than nothing"),
        ({"Length": "01:10:00"}, "Length", "From start to end it is 00:10:00"),
    ],
)
def test_a_wrong_cell_is_named_by_row_column_rule_and_way_out(cells, column, said):
    zone = "-05:00" if "Z" in cells.get("Ends: date and time", "") else ""
    good = {
        "Label": "Camera 1",
        "Kind": "dash",
        "Starts: date and time": f"2025-09-12T21:00:00{zone}",
        "Ends: date and time": "2025-09-12 21:10:00",
    }
    held = {**good, **cells}
    content = "\n".join([";".join(HEADS), ";".join(held.get(head, "") for head in HEADS)])
    [row] = read(content.encode(), Dialect(separator=";"), first_day="2025-09-12")
    assert row.item is None
    [problem] = row.problems
    assert (problem.row, problem.column) == (2, column)
    assert said in problem.message


def test_thirty_hours_are_a_length_and_are_kept_with_the_day_on_which_they_end():
    content = (
        b"Label,Kind,Starts: date and time,Length\n"
        b"Porch,CCTV,2025-09-12 21:00:00,30:00:00\n"
        b"Lot,CCTV,9/13/2025 1:00 AM,30h\n"
    )
    rows = read(content, first_day="2025-09-12")
    assert [(r.item.day, r.item.ends_day, r.item.ends_at) for r in rows] == [
        ("1", "3", "03:00:00"),
        ("2", "3", "07:00:00"),
    ]


def test_a_row_of_another_length_is_wrong_by_itself():
    first, second = read(b"Label,Kind\nCamera 1,dash\nCamera 2,dash,left over\n")
    assert first.item is not None
    assert "has 3 cells and the header has 2" in second.problems[0].message


def test_the_words_of_a_file_for_kinds_are_asked_for_once_each():
    content = b"Label,Kind\na,Video\nb,video\nc,Dash camera\nd,\n"
    table = read_table(content, CSV)
    plan = guessed_plan(table.heads, CSV)
    assert kind_words(table, plan, VOCABULARIES) == ["video"]
    rows = read(content, words={"video": "bystander"}, kind="cctv")
    assert [row.item.kind for row in rows] == ["bystander", "bystander", "dash", "cctv"]


CLIP = Item(label="Camera 1", kind="dash", starts_at="21:00:00", ends_at="21:10:00").as_row()


def judged(content, *, plan=None, rows=(CLIP,), most=60, done=(), listed=None):
    found = list(read(content))
    held = Held("thing", rows, "missing-or-refused", most, done, listed or {})
    return list(fates(found, plan or Plan(), held))


def test_rows_that_fit_are_taken_and_the_others_are_named():
    content = (
        b"Label,Kind,Camera,Starts at,Ends at,SHA-256\n"
        b"Camera 2,dash,Rear,21:00:00,21:10:00," + b"aa" * 32 + b"\n"
        b"Camera 2,dash,,,,\n"
        b"Camera 3,dash,Rear,21:05:00,21:15:00,\n"
        b"Camera 4,dash,Camera 1,21:09:00,21:11:00,\n"
        b"Camera 5,dash,,,," + b"aa" * 32 + b"\n"
        b"Camera 2,dash,Rear,21:00:00,21:10:00," + b"aa" * 32 + b"\n"
        b"Camera 6,missing-or-refused,Rear,21:00:00,21:10:00,\n"
    )
    said = [(f.fate, f.why or "".join(p.message for p in f.problems)) for f in judged(content)]
    assert [fate for fate, _ in said] == [
        Fate.TAKEN,
        Fate.WRONG,
        Fate.WRONG,
        Fate.WRONG,
        Fate.DUPLICATE,
        Fate.DUPLICATE,
        Fate.TAKEN,
    ]
    assert "is that of row 2 already" in said[1][1]
    assert "overlaps clip “Camera 2”" in said[2][1]
    assert "overlaps clip “Camera 1”" in said[3][1]
    assert said[4][1] == "Row 2 of the file has the same SHA-256."


def test_what_was_done_is_done_unless_it_is_asked_for_again():
    content = b"Label,Kind\nCamera 2,dash\nCamera 3,dash\n"
    first, second = judged(content)
    again = judged(content, done={first.key})
    assert [row.fate for row in again] == [Fate.DONE, Fate.TAKEN]
    wanted = judged(content, done={first.key}, plan=Plan(again=True))
    assert [row.fate for row in wanted] == [Fate.TAKEN, Fate.TAKEN]
    assert first.key != second.key


def test_a_full_index_takes_no_more_and_what_others_list_is_left_out_on_demand():
    content = b"Label,Kind,SHA-256\nCamera 2,dash," + b"bb" * 32 + b"\nCamera 3,dash,\n"
    first, second = judged(content, most=2, listed={"bb" * 32: ("paper",)})
    assert (first.fate, first.listed) == (Fate.TAKEN, ("paper",))
    assert "The index is full: it has 2 clips" in second.problems[0].message
    left, _ = judged(content, plan=Plan(leave_listed=True), listed={"bb" * 32: ("paper",)})
    assert (left.fate, left.why) == (Fate.DUPLICATE, "Another paper lists the same SHA-256.")
