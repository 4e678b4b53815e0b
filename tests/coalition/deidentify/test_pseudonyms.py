"""One label for one person, never one that the text uses for somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.deidentify import Entity, Place
from coalition.deidentify.pseudonyms import is_pseudonym, labels_in, propose_pseudonyms


def people(text: str, *names: str, type_: str = "person") -> list[Entity]:
    return [
        Entity(
            number,
            type_,
            "block",
            ("because",),
            tuple(
                Place("body", at, at + len(name))
                for at in range(len(text))
                if text.startswith(name, at)
            ),
        )
        for number, name in enumerate(names, start=1)
    ]


def proposed(text: str, *names: str, known: dict[int, str] | None = None) -> list[str]:
    labels = propose_pseudonyms({"body": text}, people(text, *names), known)
    return [labels[number] for number in range(1, len(names) + 1)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Officer Doe fired twice.", "Officer A"),
        ("Sgt. Doe fired twice.", "Officer A"),
        ("ICE agent Doe drew a baton.", "Agent A"),
        ("The victim, Doe, fell.", "Victim 1"),
        ("Doe, a bystander, filmed it.", "Witness 1"),
        ("Investigator Doe denied the motion.", "Investigator 1"),
        ("Judge Doe denied the motion.", "Judge 1"),
        ("Defendant Doe moved to dismiss.", "Defendant 1"),
        ("Doe walked home.", "Person 1"),
        ("The officer left. Doe walked home.", "Person 1"),
        ("The officer saw Doe.", "Person 1"),
        ("Doe said that she would call her attorney.", "Person 1"),
        ("Dr. Doe, a 47-year-old man, fell.", "Medic 1"),
        ("Agents Roe and Doe left.", "Agent A"),
        ("Doe was a witness.", "Witness 1"),
    ],
)
def test_the_role_comes_from_the_words_near_the_name(text: str, label: str) -> None:
    assert proposed(text, "Doe") == [label]


def test_each_person_gets_a_label_of_their_own_in_the_order_of_the_text() -> None:
    text = "Officer Doe and Officer Roe met witness Poe and Moe."
    assert proposed(text, "Doe", "Roe", "Poe", "Moe") == [
        "Officer A", "Officer B", "Witness 1", "Witness 2",
    ]  # fmt: skip


def test_a_label_that_stands_in_the_text_is_not_given_again() -> None:
    text = "Officer A and officer B saw Officer Doe; Witness 1 did not."
    assert proposed(text, "Doe") == ["Officer C"]


def test_who_has_a_label_in_the_matter_keeps_it_and_nobody_else_gets_it() -> None:
    text = "Officer Doe and Officer Roe."
    assert proposed(text, "Doe", "Roe", known={2: "Officer A"}) == ["Officer B", "Officer A"]


def test_numbers_become_the_name_of_their_type() -> None:
    text = "Call 612-555-0142."
    entities = people(text, "612-555-0142", type_="phone")
    assert propose_pseudonyms({"body": text}, entities) == {1: "[phone number]"}


def test_labels_are_told_from_names() -> None:
    assert all(map(is_pseudonym, ("Officer A", "Witness 12", "Agent AB", "[phone number]")))
    assert not any(map(is_pseudonym, ("Officer Doe", "Jane", "[Jane Doe]", "[612-555-0142]")))


@given(
    st.lists(st.sampled_from(["Officer", "Agent", "witness", "victim", ""]), max_size=40),
    st.lists(st.sampled_from(["Officer A", "Officer B", "Agent C", "Witness 1"]), max_size=3),
)
def test_no_two_get_the_same_label_and_none_that_is_taken(cues: list[str], held: list[str]) -> None:
    names = [f"Name{number:03}" for number in range(len(cues))]
    text = " ".join(held) + ". " + " ".join(f"{c} {n}." for c, n in zip(cues, names, strict=True))
    labels = proposed(text, *names)
    assert len(set(labels)) == len(labels)
    assert not {label.casefold() for label in labels} & labels_in([" ".join(held)])
