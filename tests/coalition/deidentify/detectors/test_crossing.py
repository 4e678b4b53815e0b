"""Crossings, hundred blocks and mile markers are shown; circuits and amendments are none."""

import pytest

from tests.support.marked import found


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            "He fell at N. Clark St. and W. Diversey Pkwy. on Friday.",
            "N. Clark St. and W. Diversey Pkwy.",
        ),
        ("UNITS TO NW 7TH AVE / NW 62ND ST", "NW 7TH AVE / NW 62ND ST"),
        ("Turn at 5th & Main.", "5th & Main"),
        ("They met at the corner of Auburn and Dexter.", "Auburn and Dexter"),
        ("It was near the Fullerton and Kostner intersection.", "Fullerton and Kostner"),
        ("The van was on SR 836 near mile marker 11.", "SR 836 near mile marker 11"),
        ("They stopped I-10 at exit 144.", "I-10 at exit 144"),
        ("She waited at 14th and Cermak.", "14th and Cermak"),
        ("It broke down at Mile 44.5 Parks Highway.", "Mile 44.5 Parks Highway"),
        ("Officers closed the 400 block of SW Alder Street.", "400 block of SW Alder Street"),
        ("She went to 4418 Winchester, Memphis, that night.", "4418 Winchester"),
        ("He gave house number 4418 only.", "4418"),
    ],
)
def test_a_place_on_a_street_is_shown(sentence: str, words: str) -> None:
    assert ("address", words) in {(type_, spelled) for type_, _, spelled in found(sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The 4th and 5th Circuits agree, and the 4th & 14th Amendments apply.",
        "The 400 block of the street was closed.",
        "In 1998 Memphis, Tennessee, changed its rule.",
        "The 3rd and final page is blank.",
        "Route 66 runs for many miles.",
    ],
)
def test_what_only_looks_like_a_place_on_a_street_is_left_alone(sentence: str) -> None:
    assert [each for each in found(sentence) if each[0] == "address"] == []
