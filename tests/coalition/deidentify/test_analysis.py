"""One decision serves every place where the same thing stands."""

from coalition.deidentify import analyse

NUMBER = "503-555-0142"


def test_a_number_in_two_parts_is_one_entity_with_two_places():
    parts = {"title": f"Call {NUMBER}", "body": f"Phone: {NUMBER}, again {NUMBER}."}
    analysis = analyse(parts)
    (entity,) = analysis.entities
    assert [place.part for place in entity.places] == ["title", "body", "body"]
    assert entity.number == 1


def test_places_count_in_the_part_they_stand_in():
    parts = {"title": "A title", "body": f"Phone: {NUMBER}."}
    (entity,) = analyse(parts).entities
    (place,) = entity.places
    assert parts[place.part][place.start : place.end] == NUMBER


def test_different_numbers_are_different_entities():
    analysis = analyse({"body": f"Phone: {NUMBER}. Email: someone@example.org"})
    assert [each.type for each in analysis.entities] == ["phone", "email"]
    assert [each.number for each in analysis.entities] == [1, 2]
