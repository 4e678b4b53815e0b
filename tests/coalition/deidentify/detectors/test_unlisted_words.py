"""Names where nothing calls them names: without capitals, spelled apart, in another script."""

import re

import pytest

from coalition.deidentify import find_identifiers


def shown(text: str) -> list[str]:
    """What rules alone find of people in the text."""
    found = find_identifiers(text, use_model=False)
    return [text[each.start : each.end] for each in found if each.type == "person"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i talked to zoualee brixeng again", "zoualee brixeng"),
        ("hers is keyondra fields", "keyondra fields"),
        ("[14:03] drelo: where??", "drelo"),
        ("ramontxo: are you recording", "ramontxo"),
        ("The form says N G U Y E N.", "N G U Y E N"),
        ("The note is signed გიორგი ბერიძე here.", "გიორგი ბერიძე"),
        ("The note is signed 王小明 here.", "王小明"),
        ("The note is signed محمد الأحمد here.", "محمد الأحمد"),
        ("The note is signed राजेश शर्मा here.", "राजेश शर्मा"),
        ("The note is signed оксана бондаренко here.", "оксана бондаренко"),
    ],
)
def test_a_word_that_no_list_holds_is_shown(text: str, name: str) -> None:
    assert shown(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "the agent said to back up and then fired twice",
        "we may hunt for more video in april or may",
        "lol ok txt me asap, the vid is on my phone",
        "timeline: two shots in three seconds",
        "It reads S T A T E M E N T at the top.",
        "The dose was 5 μg and α stood for the share.",
        "A B C D E F are the parts of the form.",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("interview-maria-gonzalez.mp4 was uploaded.", "maria-gonzalez"),
        ("See Garcia_Luis_statement.pdf first.", "Garcia_Luis"),
        ("See DepoOfHassanJama.pdf first.", "HassanJama"),
        ("attachment: dwight.schaefer_depo.txt", "dwight.schaefer"),
        ("<b>Anselmo</b> Quiroga fell.", "Anselmo</b> Quiroga"),
        ("**Devorah** _Klein_ fell.", "Devorah** _Klein"),
    ],
)
def test_a_name_within_a_file_name_or_markup_is_found(text: str, name: str) -> None:
    covered = " ".join(shown(text))
    assert all(part in covered for part in re.findall("[A-Za-z]{3,}", name)), covered


@pytest.mark.parametrize(
    "text",
    ["use-of-force-policy.pdf", "body-camera-footage.mp4", "The PepperBall and the iPhone."],
)
def test_other_file_names_and_products_are_left_alone(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They met Tyrese Bankole, Jr., there.", "Tyrese Bankole, Jr."),
        ("They met Thos. Thackery there.", "Thos. Thackery"),
        ("They met Mc Nally there.", "Mc Nally"),
        ("They met Ana dos Santos e Silva there.", "Ana dos Santos e Silva"),
        ("Reviewed by GARCIA M", "GARCIA M"),
        ("PARTIES: MOUA, PA KOU; unit", "MOUA, PA KOU"),
        ("Maria\nElizabeth Kowalski left.", "Maria\nElizabeth Kowalski"),
        ("The late Rodrigo Mon-\ntoya left.", "Rodrigo Mon-\ntoya"),
    ],
)
def test_a_name_is_found_from_its_first_to_its_last_letter(text: str, name: str) -> None:
    assert shown(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Summer Lake waved at us.", "Summer Lake"),
        ("Young testified that he slept.", "Young"),
        ("Brook's jacket was torn.", "Brook"),
        ("Wolf, Fox and Byrd signed.", "Wolf"),
    ],
)
def test_ordinary_words_are_shown_where_a_person_stands(text: str, name: str) -> None:
    assert name in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Summer operations used other drivers.",
        "Young bystanders recorded it.",
        "Grace periods do not extend it.",
        "Clay County said so in its brief.",
        "The Justice Manual sets out the policy.",
    ],
)
def test_ordinary_words_are_left_alone_where_things_stand(text: str) -> None:
    assert shown(text) == []
