"""Numbers of badges, shields, stars and employees are found; counts of them are not."""

import pytest

from tests.support.marked import blocked, found, marks


@pytest.mark.parametrize(
    "sentence",
    [
        "The man wore badge no. ⟦4471⟧ and would not give his name.",
        "Badge #⟦B-1182⟧ was visible on the left chest.",
        "She read the number on his shield, ⟦20417⟧, into the phone.",
        "Chicago star number ⟦15822⟧ appears in the report.",
        "Agent number ⟦5512⟧ signed the form.",
        "Officer #⟦771⟧ held the door while Deputy ⟦4471⟧ stood by.",
        "PID ⟦60321⟧ and EID ⟦887123⟧ were logged.",
        "His credentials, numbered ⟦009921⟧, were held up to the glass.",
        "St. Louis DSN ⟦4420⟧ responded.",
        "The deputy identified himself as ⟦2214⟧ by badge.",
        "New York tax registry number ⟦951234⟧ is his.",
        "**Badge:** ⟦4471⟧",
    ],
)
def test_a_number_that_stands_for_an_officer_is_found(sentence: str) -> None:
    assert blocked(sentence, "badge")


def test_each_number_of_a_list_is_found() -> None:
    assert blocked("Two men, badges ⟦4471⟧, ⟦4472⟧ and ⟦4480⟧, went in.", "badge")


def test_a_column_of_badges_is_found() -> None:
    table = (
        "| Who | Badge | Seen |\n|---|---|---|\n| Agent B | ⟦4471⟧ | 12 |\n| Agent C | ⟦5520⟧ | 3 |"
    )
    assert blocked(table, "badge")


@pytest.mark.parametrize(
    "sentence",
    [
        "The badge was covered with tape for 12 minutes.",
        "Officer A, Officer 2 and Agent 12 stood there.",
        "He had no badge. Then 400 people came.",
        "The badge policy of 2019 changed.",
        "Officer 300 feet away; deputies 250 times.",
        "A star rating of 5; star witnesses 12.",
        "Badges cost $4,471.",
    ],
)
def test_what_only_stands_near_a_badge_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Unknown men and Ofc. Q. Dorn, #⟦8812⟧, arrived.",
        "R/O Quill #⟦2218⟧ wrote it.",
        "Deputy Marlow (⟦41188⟧) gave it.",
        "Officer B. Quarry, code ⟦7741⟧, came.",
        "Tpr. Vale, PE# ⟦31844⟧, came.",
    ],
)
def test_a_number_after_the_name_of_an_officer_is_found(sentence: str) -> None:
    numbers = [each for each in found(sentence) if each[0] == "badge"]
    assert numbers == [("badge", "block", words) for words in marks(sentence)]


def test_a_year_after_the_name_of_an_officer_is_no_badge() -> None:
    assert [each for each in found("Officer Marlow (2025) left.") if each[0] == "badge"] == []
