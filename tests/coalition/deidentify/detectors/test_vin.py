"""Vehicle identification numbers, by their check digit or by the words around them."""

import pytest

from coalition.deidentify.detectors.vin import has_check_digit
from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "We ran ⟦1M8GDM9AXKP042788⟧ through the database.",
        "The VIN is ⟦1HGCM82633A004352⟧.",
        "VIN ending in ⟦004352⟧ matched.",
        "The last eight of the VIN were ⟦3A004352⟧.",
        "vehicle identification number ⟦2FMDK3GC4ABA12345⟧",
    ],
)
def test_a_vehicle_identification_number_is_found(sentence: str) -> None:
    assert blocked(sentence, "vin")


def test_a_wrong_check_digit_is_left_to_the_author() -> None:
    assert found("We ran 1M8GDM9A1KP042788 too.") == [("vin", "review", "1M8GDM9A1KP042788")]


def test_the_check_digit_is_the_regulations() -> None:
    assert has_check_digit("11111111111111111")
    assert not has_check_digit("11111111011111111")


@pytest.mark.parametrize(
    "sentence", ["a lowercasewordhere", "INTERNATIONALISED", "The VIN was unread."]
)
def test_a_long_word_is_none(sentence: str) -> None:
    assert found(sentence) == []
