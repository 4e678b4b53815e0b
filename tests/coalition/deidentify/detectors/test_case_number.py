"""Numbers of cases, reports, bookings and kept things are found where words name them."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "Indictment No. ⟦70123/2025⟧ was unsealed.",
        "Ind. No. ⟦25-01-00123-I⟧ in Essex County",
        "case number ⟦BA512345⟧ in Los Angeles",
        "⟦MCR067890⟧ is the case number in Madera.",
        "cause number ⟦1612345⟧ in Harris County",
        "case ⟦251901234⟧ in Salt Lake",
        "Police report ⟦25-118842⟧ describes it.",
        "Incident number ⟦2025-00123456⟧.",
        "CAD event ⟦P251230045⟧ was closed at 0310.",
        "Booking number ⟦2501234⟧",
        "he was booked under ⟦1234567⟧",
        "Inmate ID ⟦A-44121⟧",
        "FBI No. ⟦123456AB7⟧ and SID: ⟦WA12345678⟧",
        "Evidence tag ⟦25-4410-3⟧ was logged.",
        "Property invoice ⟦1001234567⟧",
        "claim no. ⟦00-1234-567-01⟧",
        "his claim, filed as ⟦CLM-2025-88121⟧, is open",
        "COPA log number ⟦2025-0001234⟧",
        "RD number ⟦JG123456⟧",
        "the complaint register number is ⟦1098123⟧",
        "Warrant ⟦W25-001234⟧ and ticket ⟦8812345⟧",
    ],
)
def test_a_number_of_a_case_or_report_is_found(sentence: str) -> None:
    assert blocked(sentence, "case-number")


def test_numbers_below_the_head_of_a_column_are_found() -> None:
    table = "| Report no. | When |\n| --- | --- |\n| ⟦25-118842⟧ | 2026 |\n| ⟦25-118843⟧ | 2026 |"
    assert blocked(table, "case-number")


@pytest.mark.parametrize(
    "sentence",
    [
        "The case was filed in 2025 and set for trial on May 3, 2026.",
        "Report 3 of 12 was missing pages 44-61.",
        "Complaint ¶ 23; Indictment at 4; Report at 12-15.",
        "ECF No. 45 at 7; Dkt. 12; Claim 2 and Count 3.",
        "The claim fails for 3 reasons; claims of $2,000,000.",
        "The report of 2019-2024 counts 14000 people.",
        "In the case, 12-15 officers and 10000 residents were heard.",
        "The report cites Form I-213 and I-200.",
        "The property is 1,200 square feet.",
        "Evidence from 2026-01-05 shows a tag on item 4.",
    ],
)
def test_what_only_stands_near_a_case_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []
