"""Payment cards are found by their check digit, masked, or by their name."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "She read ⟦4111 1111 1111 1111⟧ aloud.",
        "It was ⟦378282246310005⟧ on the receipt.",
        "Visa ending in ⟦4242⟧",
        "the debit card number, ⟦5500-0000-0000-0004⟧",
        "⟦6011111111111117⟧ was charged",
    ],
)
def test_a_card_is_found(sentence: str) -> None:
    assert blocked(sentence, "card")


def test_a_masked_card_is_left_to_the_author() -> None:
    assert found("It shows XXXX XXXX XXXX 1234.") == [("card", "review", "XXXX XXXX XXXX 1234")]


@pytest.mark.parametrize(
    "sentence",
    ["The sum is 4111111111111112.", "a visa for 2025", "He played 52 cards; card 12 of 14."],
)
def test_digits_without_a_right_check_digit_are_none(sentence: str) -> None:
    assert [each for each in found(sentence) if each[0] == "card"] == []
