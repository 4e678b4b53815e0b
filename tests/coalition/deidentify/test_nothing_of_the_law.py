"""What papers are full of and names nobody: law, records, weapons, years of acts, headings."""

import pytest

from coalition.deidentify import find_identifiers


@pytest.mark.parametrize(
    "sentence",
    [
        "The act was amended in 2021, rescinded in 2022 and replaced by the 2023 session laws.",
        "See 12 Crim. L. Bull. 41 and Op. Att'y Gen. 2024-07.",
        "It was unpublished, 2025 WL 918273, at *4 (D. Minn.).",
        "Gov't Ex. 6A was withdrawn; App'x 41a and PageID.1771 were not.",
        "They asked for a DD-214, an FD-1023 and a Standard Form 86.",
        "Remittal and vacatur are rare; a writ of audita querela is rarer.",
        "A .45 ACP casing and a 5.56 NATO round differ from a 9 mm Luger.",
        "He weighed the ram at 38 pounds.",
        "A 187 PC and a 459 PC are felonies.",
        "The Minnesota Bureau of Criminal Apprehension was told.",
        "2019-NCSC-44, ¶ 7.",
    ],
)
def test_nothing_is_found_in_it(sentence: str) -> None:
    found = find_identifiers(sentence, use_model=False)
    assert [sentence[each.start : each.end] for each in found] == []


@pytest.mark.parametrize(
    "heading",
    ["检察官办公室共享备忘录", "連邦捜査官による武力行使の検討", "연방 요원 사건 검토 지침"],
)
def test_headings_of_ordinary_words_in_other_scripts_are_left_alone(heading: str) -> None:
    assert find_identifiers(heading, use_model=False) == []


@pytest.mark.parametrize(
    "sentence", ["证人 王小明 的备忘录", "検察官 田中一郎 の報告書", "증인 김철수 진술"]
)
def test_what_no_list_of_another_script_holds_is_shown(sentence: str) -> None:
    assert find_identifiers(sentence, use_model=False)


def test_an_age_behind_a_role_and_its_number_is_no_year_behind_a_citation() -> None:
    sentence = "Victim 1 (age 52) was there."
    found = find_identifiers(sentence, use_model=False)
    assert [sentence[each.start : each.end] for each in found] == ["age 52"]
