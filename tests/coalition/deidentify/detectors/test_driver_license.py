"""Driver's licences of every state are found where words name them."""

import pytest

from coalition.deidentify.detectors.driver_license import FORMATS, has_a_states_shape
from tests.support.marked import blocked, found


def invented(form: str) -> str:
    """A number of this form."""
    return form.replace("A", "K").replace("9", "7")


@pytest.mark.parametrize("state", FORMATS)
@pytest.mark.parametrize("words", ["Driver's license {}.", "DL# {}", "Her licence, {}, was taken."])
def test_a_licence_of_each_state_is_found(words: str, state: str) -> None:
    for form in FORMATS[state]:
        number = invented(form)
        assert has_a_states_shape(number)
        assert blocked(words.format(f"⟦{number}⟧"), "driver-license")


@pytest.mark.parametrize(
    "sentence",
    [
        "Her Ohio driver's license, ⟦TL482913⟧, was taken.",
        "Florida DL ⟦S530-460-61-123-0⟧.",
        "His driver license number is ⟦D1234567⟧ (California).",
        "She produced an Illinois license (⟦D400-7836-0011⟧) at the stop.",
        "New Jersey license number ⟦S1234 56789 01234⟧",
        "The operator's license, ⟦99 888 777⟧, is from Pennsylvania.",
        "State ID card ⟦123456789⟧",
        "OLN ⟦12345678⟧ from Pennsylvania",
    ],
)
def test_a_licence_is_found_in_other_words(sentence: str) -> None:
    assert blocked(sentence, "driver-license")


@pytest.mark.parametrize(
    "sentence",
    [
        "His license was suspended in 2019 for 90 days.",
        "The license fee rose to $1,250.00 for 312 drivers.",
        "A driver's license is required; RCW 46.20.001.",
        "Licenses were checked on 2026-01-05.",
    ],
)
def test_what_only_stands_near_a_licence_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []


def test_every_state_has_its_formats() -> None:
    assert len(FORMATS) == 51
