"""Web addresses are found; the sites of governments and of law are not."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "See ⟦https://www.facebook.com/marisol.v⟧.",
        "at ⟦www.example.net/photos⟧, today",
        "on ⟦instagram.com/marisol_v88⟧",
        "(⟦t.me/ghost⟧)",
        "see ⟦hxxps://evil[.]example/x⟧",
        "[his page](⟦https://example.org/a?b=c⟧)",
    ],
)
def test_a_web_address_is_found(sentence: str) -> None:
    assert blocked(sentence, "url")


def test_the_name_of_a_site_is_left_to_the_author() -> None:
    assert found("He runs example.org.") == [("url", "review", "example.org")]
    assert found("https://www.court.gov/x?name=doe")[0][1] == "review"


@pytest.mark.parametrize(
    "sentence",
    [
        "See www.uscourts.gov and https://www.law.cornell.edu/uscode/text/18/242.",
        "He left.It was late. See Fed.R.Crim.P. 12; e.g. this, i.e. that.",
        "meet at the dot com office; version 1.2.3",
    ],
)
def test_public_law_and_run_together_words_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
