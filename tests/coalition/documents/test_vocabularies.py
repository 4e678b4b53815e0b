import re

import pytest

from coalition.documents import vocabularies
from coalition.offices.states import STATES

SIZES = {
    "OFFENSES": 30,
    "DEFENSES": 26,
    "RESPONSES": 14,
    "STAGES": 25,
    "OUTCOMES": 22,
    "FORUMS": 8,
    "CLIP_KINDS": 13,
    "EVENT_KINDS": 46,
    "CONFIDENCES": 3,
    "OFFSET_BASES": 4,
    "FLAGS": 2,
}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_vocabulary_has_slugs_for_codes_and_a_label_of_its_own_for_each(
    name: str, size: int
) -> None:
    vocabulary = getattr(vocabularies, name)
    assert len(vocabulary) == size
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", code) for code in vocabulary)
    assert all(label.strip() == label and label for label in vocabulary.values())
    assert len(set(vocabulary.values())) == size


def test_labels_are_spelled_as_in_the_united_states() -> None:
    british = re.compile(r"offence|defence|colour|authoris|behaviour|licence", re.IGNORECASE)
    labels = [label for name in SIZES for label in getattr(vocabularies, name).values()]
    assert [label for label in labels if british.search(label)] == []


def test_nobody_can_change_a_vocabulary_while_the_site_runs() -> None:
    with pytest.raises(TypeError):
        vocabularies.OFFENSES["new"] = "New"  # type: ignore[index]


def test_jurisdictions_are_the_states_the_district_and_the_territories_with_courts() -> None:
    assert len(STATES) == 50 + 1 + 5
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in STATES)
    assert (STATES["MN"], STATES["DC"], STATES["PR"]) == (
        "Minnesota",
        "District of Columbia",
        "Puerto Rico",
    )
