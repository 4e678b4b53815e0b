"""Claims beside what the footage shows."""

import pytest

from coalition.evidence.claims import (
    Cited,
    ClaimError,
    Verdict,
    after_removal,
    cited_moments,
    summary,
)


def cited(corroborated: str = "", contradicted: str = "") -> Cited:
    return cited_moments({"corroborated": corroborated, "contradicted": contradicted}, 9)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (("", ""), "not shown"),
        (("3, 7", ""), "corroborated"),
        (("", "3;7 9"), "contradicted"),
        (("1", "2"), "both"),
    ],
)
def test_a_claim_is_what_its_events_say_together(given, verdict):
    assert cited(*given).verdict == verdict


def test_one_event_says_one_thing_of_a_claim():
    found = cited("3, 3, 7", "2")
    assert found.corroborated == (3, 7)
    assert [found.finding(number).value for number in (2, 3, 4)] == [
        "contradicted",
        "corroborated",
        "not shown",
    ]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("10", ""), "there is no event 10"),
        (("0", ""), "not the number of an event"),
        (("three", ""), "“three” is not the number"),
        (("3", "3"), "event 3 cannot both"),
    ],
)
def test_a_claim_names_events_that_exist_and_each_for_one_side(given, names):
    with pytest.raises(ClaimError, match=names):
        cited(*given)


@pytest.mark.parametrize(
    ("text", "after"),
    [("3, 7", "3, 6"), ("5", ""), ("3, 5, 7", "3, 6"), ("5, 7", "6"), ("3, 5", "3"), ("", "")],
)
def test_numbers_move_when_an_event_is_taken_out(text, after):
    assert after_removal(text, 5) == after


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ([], ""),
        (["not shown"], "The one claim is not shown."),
        (["contradicted"] * 2, "Of 2 claims 2 are contradicted by the footage."),
        (
            ["corroborated", "contradicted", "not shown", "contradicted", "both"],
            "Of 5 claims 2 are contradicted by the footage, one is corroborated by it, one is "
            "corroborated in part and contradicted in part and one is not shown.",
        ),
    ],
)
def test_the_matrix_in_one_sentence(verdicts, sentence):
    assert summary([Verdict(each) for each in verdicts]) == sentence
