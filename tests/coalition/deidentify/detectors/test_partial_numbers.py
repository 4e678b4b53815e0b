"""Numbers that are hidden in part, or told by their last digits, are shown to the author."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    ("sentence", "type_", "words"),
    [
        ("SSN ending 4417", "ssn", "4417"),
        ("She gave (612) 555-01XX only.", "phone", "(612) 555-01XX"),
        ("at extension 4471", "phone", "4471"),
        ("a file, A***-***-457", "a-number", "A***-***-457"),
        ("an alien number ending in 457", "a-number", "457"),
        ("YOB 1987", "date-of-birth", "1987"),
    ],
)
def test_a_partial_number_is_left_to_the_author(sentence: str, type_: str, words: str) -> None:
    assert found(sentence) == [(type_, "review", words)]


def test_an_extension_belongs_to_its_telephone() -> None:
    assert blocked("Ring ⟦612-555-0142 ext. 22⟧ today.", "phone")


def test_a_date_of_birth_in_words_is_found() -> None:
    sentence = "She was born on ⟦the third of May, nineteen eighty-seven⟧."
    assert blocked(sentence, "date-of-birth")


def test_a_date_among_the_marks_of_a_person_is_a_date_of_birth() -> None:
    assert blocked("Complainant, W/F, ⟦11-02-1979⟧, was seen.", "date-of-birth")


def test_a_toll_free_line_for_everybody_is_left_alone() -> None:
    assert [each for each in found("The hotline is 1-800-799-7233.") if "number" in each[0]] == []
    assert [each for each in found("The hotline is 1-800-799-7233.") if each[0] == "phone"] == []
