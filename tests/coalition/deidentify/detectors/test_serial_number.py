"""Serial numbers are found where words name them; models and digests are not numbers of a thing."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "Body camera serial ⟦X81234567⟧",
        "Glock 19, serial number ⟦BRXK123⟧",
        "S/N: ⟦99A1234⟧",
        "device ID ⟦77-1A2B-9⟧",
        "asset tag ⟦004471⟧",
    ],
)
def test_a_serial_number_is_found(sentence: str) -> None:
    assert blocked(sentence, "serial-number")


def test_a_number_of_nobody_knows_what_is_left_to_the_author() -> None:
    assert found("ID number 44127889") == [("other-number", "review", "44127889")]
    assert found("confirmation code HX44712") == [("other-number", "review", "HX44712")]


@pytest.mark.parametrize(
    "sentence",
    [
        "A model X26P Taser and an Axon Body 4 camera.",
        "A serial of 2019; the number 12; ID 3.",
        "The hash is 9f86d081884c7d659a2feaa2c5a55ad015a3bf4f1b2b0b822cd15d6c15b0f00a.",
        "Camera 4, Clip 12 and Officer A.",
    ],
)
def test_models_and_labels_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
