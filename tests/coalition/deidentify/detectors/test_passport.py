"""Passports and numbers of immigration files are found."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "Passport No. ⟦C01234567⟧",
        "Mexican passport ⟦G12345678⟧",
        "Honduran passport, number ⟦E 123456⟧",
        "The notice is ⟦IOE0912345678⟧.",
        "We sent ⟦LIN-25-123-45678⟧ back.",
        "I-94 number ⟦123456789A1⟧",
        "SEVIS ⟦N0012345678⟧",
        "visa foil number ⟦20251234567⟧",
        "Her CURP: ⟦GOMC800101HDFLRR09⟧",
    ],
)
def test_an_immigration_number_is_found(sentence: str) -> None:
    assert blocked(sentence, "passport")


@pytest.mark.parametrize(
    "sentence",
    [
        "The B-2 visa, the H-1B program, the U visa and Form I-918.",
        "Form I-94 was revised in 2025; receipts for 12 months.",
        "Her passport was returned on May 3, 2026.",
    ],
)
def test_forms_and_classes_of_visas_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
