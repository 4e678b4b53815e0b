"""Who is named once is found wherever else the paper means them."""

from coalition.deidentify import find_identifiers
from coalition.deidentify.pipeline import examine


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find_identifiers(text, use_model=False)]


def test_surname_first_name_and_possessive_are_found() -> None:
    text = "Ms. Tavia Brixelle spoke. Later Brixelle's sister met Tavia."
    assert found(text) == ["Ms. Tavia Brixelle", "Brixelle", "Tavia"]


def test_a_nickname_is_found() -> None:
    assert "Billy" in found("Witness William Osgerby ran. billy said nothing. Then Billy left.")


def test_a_name_in_small_letters_is_found_once_it_is_known() -> None:
    assert found("Ms. Brixelle spoke. then brixelle left") == ["Ms. Brixelle", "brixelle"]


def test_an_ordinary_word_that_is_a_name_here_is_found_inside_of_a_sentence() -> None:
    assert found("Officer Weeks wrote. Two weeks later, Ms. Teklu saw Weeks.") == [
        "Weeks", "Ms. Teklu", "Weeks",
    ]  # fmt: skip


def test_the_title_tells_what_the_text_introduces() -> None:
    findings = examine({"title": "What brixelle saw", "body": "Ms. Brixelle spoke."})
    assert [(each.start, each.end) for each in findings["title"]] == [(5, 13)]
