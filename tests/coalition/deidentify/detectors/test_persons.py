"""Names of people are found by their titles, roles and lists, and roles are left alone."""

import pytest

from coalition.deidentify import find_identifiers


def people(text: str, severity: str = "block") -> list[str]:
    """The names found in the text by rules alone."""
    found = find_identifiers(text, use_model=False)
    return [
        text[each.start : each.end]
        for each in found
        if each.type == "person" and each.severity == severity
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We met Ms. Brixelle at noon.", "Ms. Brixelle"),
        ("Officer Quintanaro wrote it down.", "Quintanaro"),
        ("A deputy named Oskar came.", "Oskar"),
        ("The driver, Luis Ortega, had a license.", "Luis Ortega"),
        ("It was signed by J.R. Delacroix-Hines on the spot.", "J.R. Delacroix-Hines"),
        ("Reporting party: GONZALEZ, MARIA T.", "GONZALEZ, MARIA T."),
        ("officer smith fired twice", "smith"),
        ("my name is jose hernandez", "jose hernandez"),
        ("we called maria solis again", "maria solis"),
        ("MARIA GONZALEZ WAS SEEN LEAVING", "MARIA GONZALEZ"),
        ("Then Abdirahman Warsame spoke.", "Abdirahman Warsame"),
        ("Then Pheng Her spoke.", "Pheng Her"),
        ("Then Nguyen Thi Lan spoke.", "Nguyen Thi Lan"),
        ("Then Angelique Two Bears spoke.", "Angelique Two Bears"),
        ("Then Magdalena Ruiz de Ochoa spoke.", "Magdalena Ruiz de Ochoa"),
        ("Then Núñez fell.", "Núñez"),
        ("State v. Ramirez is set for trial.", "Ramirez"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert people(text) == [name]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Maria Gon-\nzalez", "Maria Gon-\nzalez"),
        ("Maria\nGonzalez", "Maria\nGonzalez"),
        ("M\u200baria Gonz\u00adalez", "M\u200baria Gonz\u00adalez"),
        ("Mаria Gonzаlez", "Mаria Gonzаlez"),
        ("Mar1a G0nzalez", "Mar1a G0nzalez"),
        ("**Maria** Gonzalez", "Maria** Gonzalez"),
        ("Maria &#71;onzalez", "Maria &#71;onzalez"),
        ("Ｍaria Gonzalez", "Ｍaria Gonzalez"),
    ],
)
def test_a_name_in_disguise_is_found_where_it_stands(written: str, name: str) -> None:
    assert people(f"We saw that {written} had left.") == [name]


def test_those_listed_behind_one_role_are_all_found() -> None:
    assert people("Officers Quintanaro, Brixelle and Osgerby came.") == [
        "Quintanaro", "Brixelle", "Osgerby",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Officer A and Agent B spoke to Victim 1, Witness 2 and CI-3.",
        "Jane Doe 2 and John Doe have consented.",
        "In re Neagle, 135 U.S. 1 (1890), and Mesa v. California, 489 U.S. 121, 139 (1989).",
        "He had read the Miranda warning; the Graham factors and Garrity apply.",
        "The Use of Force Policy and Operation Plan bind the Police Department.",
        "Officer Safety and Victim Services are parts of it.",
        "Will the witness be available in May or June?",
        "See Minn. Stat. § 609.02 and U.S. Const. art. VI.",
    ],
)
def test_roles_rules_and_cases_are_left_alone(text: str) -> None:
    assert people(text) == []


def test_a_cited_party_is_a_person_again_where_somebody_of_the_paper_bears_the_name() -> None:
    cited = "Drury v. Lewis, 200 U.S. 1 (1906). Under Drury, remand follows."
    assert people(cited) + people(cited, "review") == []
    named = f"Agent Drury fired. {cited}"
    assert people(named) == ["Drury", "Drury"]
    assert people(named, "review") == ["Drury"]


def test_a_name_in_italics_may_be_a_case_and_is_left_to_the_author() -> None:
    assert people("We rely on *Livingston* here.", "review") == ["Livingston"]
    assert people("We rely on **Livingston** here.") == ["Livingston"]


def test_the_word_behind_a_role_letter_begins_a_new_sentence() -> None:
    assert people("It was near Agent B. Garner decides it.") == []
