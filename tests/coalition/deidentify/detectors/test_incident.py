"""Numbers of reports are found by their year and serial, also where no word names them."""

import pytest

from tests.support.marked import found


@pytest.mark.parametrize(
    "sentence",
    [
        "Fargo PD ⟦25-077184⟧; nothing else was kept.",
        "We asked for the export for ⟦25-198331⟧ by noon.",
        "IMPD ⟦IP250077184⟧ and Casper PD call ⟦C25-20718⟧",
        "NOPD ⟦H-18442-25⟧ was closed.",
        "RISP ⟦25-HQ-7718⟧ and ⟦2025-PA-3318⟧",
        "Philadelphia ⟦25-24-041882⟧",
        "CMPD ⟦20250718-1144-02⟧",
        "Riverside ⟦RIF2501234⟧ and San Diego ⟦SCD298114⟧",
        "in ⟦FYC-70218-25⟧, Albany ⟦DA 1182-25⟧",
        "HCME ⟦25-6620⟧",
    ],
)
def test_the_number_of_a_report_is_found(sentence: str) -> None:
    numbers = [each for each in found(sentence) if each[0] == "case-number"]
    assert [words for _, severity, words in numbers if severity == "block"] == [
        mark.split("⟧")[0] for mark in sentence.split("⟦")[1:]
    ]


def test_a_short_number_without_an_agency_is_left_to_the_author() -> None:
    assert found("It was 25-6620 that mattered.") == [("case-number", "review", "25-6620")]


@pytest.mark.parametrize(
    "sentence",
    [
        "from 2019-2024 and 2025-2026",
        "on 2026-01-05 and 15-JAN-2000",
        "EV-2026-0012345 and DHS-2025-000123",
        "2015-NMSC-012; 2020 WI 5",
        "a vote of 17-12",
    ],
)
def test_years_exhibits_and_neutral_citations_are_left_alone(sentence: str) -> None:
    assert [each for each in found(sentence) if each[0] == "case-number"] == []
