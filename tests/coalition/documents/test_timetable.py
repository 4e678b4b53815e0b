"""Displayed times, clock offsets and doubts, in the words of the page."""

import pytest

from coalition.documents.differences import Mark, compare
from coalition.documents.timetable import footage_of, offset_in_words

# What revisions of the first schema hold.
CELLS = (
    "label", "kind", "wearer", "agency", "starts_at", "ends_at", "offset_seconds", "offset_basis",
    "uncertainty_seconds", "note",
)  # fmt: skip
EVENT_CELLS = ("clip", "at", "kind", "who", "confidence", "note")


@pytest.mark.parametrize(
    ("offset", "doubt", "words"),
    [
        ("-3", "1", "−3 s ± 1 s"),
        ("+47", "2", "+47 s ± 2 s"),
        ("0", "", "0 s"),
        ("1.5", "0", "+1.5 s ± 0 s"),
        ("", "5", "Not known"),
    ],
)
def test_an_offset_is_said_with_its_sign_and_doubt(offset, doubt, words):
    assert offset_in_words({"offset_seconds": offset, "uncertainty_seconds": doubt}) == words


@pytest.mark.parametrize(
    ("displayed", "offset", "true"),
    [
        ("21:05:31", "-3", "21:05:28"),
        ("23:59:59", "2", "00:00:01"),
        ("00:00:01", "-2", "23:59:59"),
        ("21:05:31", "0.6", "21:05:32"),
        ("21:05:31", "", ""),
        ("not a time", "3", ""),
    ],
)
def test_true_time_is_the_displayed_time_with_the_offset_added(displayed, offset, true):
    cells = {"label": "Camera 1", "kind": "dash", "offset_seconds": offset}
    row = dict.fromkeys(CELLS, "") | cells
    moment = dict.fromkeys(EVENT_CELLS, "") | {"clip": "Camera 1", "at": displayed}
    assert footage_of({"clips": [row], "events": [moment]}).events[0].true_time == true


def test_differences_are_word_by_word_and_put_both_texts_back_together():
    before = "\n".join(f"Line {n}" for n in range(12))
    after = before.replace("Line 6", "Line six")
    runs = compare(before, after)
    assert [r.text for r in runs if r.mark is Mark.REMOVED] == ["6"]
    assert [r.text for r in runs if r.mark is Mark.ADDED] == ["six"]
    assert [r.text for r in runs if r.mark is Mark.FOLDED] == ["5", "4"]
    assert compare("same", "same")[0].mark is Mark.SAME


def test_very_long_texts_are_compared_in_a_moment():
    runs = compare("a\n" * 100_000, "b\n" * 100_000)
    assert {r.mark for r in runs} == {Mark.REMOVED, Mark.ADDED}
