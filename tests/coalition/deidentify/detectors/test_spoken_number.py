"""Numbers spelled out in words are found; counting is not."""

import pytest

from tests.support.marked import blocked, found


def test_a_telephone_number_in_words_is_found() -> None:
    assert blocked("Call ⟦six one two, five five five, oh one four two⟧ today.", "phone")
    assert blocked("It is ⟦six-one-two five-five-five zero-one-double four⟧.", "phone")


def test_nine_digits_in_words_are_found_where_they_are_called_one() -> None:
    sentence = "His social is ⟦one two one, four five, six seven eight nine⟧."
    assert blocked(sentence, "ssn")


def test_a_plate_that_is_read_out_is_found() -> None:
    assert blocked("The plate, ⟦King Robert Adam 418⟧, came back stolen.", "plate")


def test_other_digits_are_left_to_the_author() -> None:
    assert found("badge four four seven one") == [("other-number", "review", "four four seven one")]


@pytest.mark.parametrize(
    "sentence",
    ["He counted one, two, three, four.", "five, four, three, two, one", "one or two of the four"],
)
def test_counting_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []
