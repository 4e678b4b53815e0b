"""All mentions of one person are one entity, and two people of one name are two."""

from coalition.deidentify import analyse


def mentions(**parts: str) -> list[list[str]]:
    entities = analyse(parts, use_model=False).entities
    return [
        [parts[place.part][place.start : place.end] for place in entity.places]
        for entity in entities
        if entity.type == "person"
    ]


def test_a_person_is_one_entity_however_named() -> None:
    body = "Ms. Tavia Brixelle spoke. Brixelle's sister met Tavia. T. Brixelle signed."
    assert mentions(title="Brixelle", body=body) == [
        ["Brixelle", "Ms. Tavia Brixelle", "Brixelle", "Tavia", "T. Brixelle"]
    ]


def test_two_who_share_a_surname_are_two() -> None:
    body = "Luis Ortega ran. Ortega fell. Maria Ortega ran. Ortega fell too."
    assert mentions(body=body) == [
        ["Luis Ortega", "Ortega"],
        ["Maria Ortega", "Ortega"],
    ]


def test_a_full_name_that_comes_later_takes_up_the_surname_before() -> None:
    body = "Officer Quintanaro ran. It was Dana Quintanaro."
    assert mentions(body=body) == [["Quintanaro", "Dana Quintanaro"]]


def test_a_nickname_is_the_same_person() -> None:
    assert mentions(body="William Osgerby ran. Then Bill Osgerby fell.") == [
        ["William Osgerby", "Bill Osgerby"]
    ]
