"""No cell of a file is run by a spreadsheet, and none is changed by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.interchange.formulas import harmless, restored


@given(st.text(st.sampled_from("'=+-@\t\r\n ＝1a.")))
def test_what_was_made_harmless_comes_back_as_it_was(cell):
    sent = harmless(cell)
    assert restored(sent) == cell
    number = sent.lstrip("+-").replace(".", "", 1).isdigit()
    assert number or not sent.lstrip(" ").startswith(tuple("=+-@\t\r\n＝"))


@pytest.mark.parametrize(
    ("cell", "sent"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("-06:00", "'-06:00"),
        ("-3.5", "-3.5"),
        ("'tis", "'tis"),
        ("'=x", "''=x"),
    ],
)
def test_only_what_would_run_gets_a_quote(cell, sent):
    assert harmless(cell) == sent
