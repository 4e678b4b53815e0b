"""Docket numbers of the federal courts and of the states are found by their shape alone."""

import pytest

from tests.support.marked import blocked, found

DOCKETS = {
    "federal": ["3:25-cr-00123-ABC", "1:25-cv-04567-JRT-DLM", "2:25-cr-00417-ABC-1", "25-mj-00815",
                "25-cr-00417", "25 Cr. 123 (ABC)", "4:25cr123", "CR 25-123-PHX", "CR25-123"],
    "AL": ["CC-2025-001234.00"], "AK": ["3AN-25-01234CR"], "AZ": ["CR2025-001234-001"],
    "AR": ["60CR-25-1234"], "CA": ["24STCV01234", "23F012345", "22CF0123"],
    "CO": ["D0162025CR001234", "2025CR1234"], "CT": ["HHD-CR25-0123456-S"],
    "DC": ["2025 CF2 001234", "2025-CMD-001234"], "DE": ["N25C-01-001"], "FL": ["2025-CF-001234"],
    "GA": ["25CR01234"], "HI": ["1CPC-25-0000123"], "ID": ["CR01-25-12345"],
    "IL": ["2025-CF-1234", "25 CR 0123401"], "IN": ["49D01-2501-F5-001234"], "IA": ["FECR123456"],
    "KS": ["2025-CR-000123"], "KY": ["25-CR-001234"], "MA": ["2584CR00123"],
    "MD": ["C-24-CR-25-000123"], "ME": ["CUMCD-CR-2025-01234"], "MI": ["25-001234-FH"],
    "MN": ["27-CR-25-1234", "19HA-CR-23-1234"], "MO": ["2516-CR01234", "25SL-CR01234"],
    "MS": ["25-CR-0123"], "MT": ["DC-32-2025-0000123-IN"], "NC": ["25CR001234-590", "25 CRS 51234"],
    "ND": ["09-2025-CR-01234"], "NE": ["CR 25-1234"], "NH": ["216-2025-CR-00123"],
    "NM": ["D-101-CR-2025-00123"], "NV": ["C-25-345678-1"], "NY": ["IND-70123-25/001"],
    "OH": ["CR-25-681234-A", "25CR001234"], "OK": ["CF-2025-1234"], "OR": ["25CR12345"],
    "PA": ["CP-51-CR-0001234-2025"], "RI": ["P2-2025-1234A"], "SC": ["2025A2310200123"],
    "SD": ["49CRI25-001234"], "TX": ["F-2512345-H", "14-25-00123-CR", "2025-CR-1234"],
    "VA": ["CR25000123-00"], "VT": ["25-CR-01234"], "WA": ["25-1-01234-5 SEA"],
    "WI": ["2025CF001234"], "WY": ["2025-CR-0012"],
}  # fmt: skip


@pytest.mark.parametrize(("state", "number"), [(s, n) for s in DOCKETS for n in DOCKETS[s]])
def test_a_docket_number_is_found_by_its_shape(state: str, number: str) -> None:
    assert blocked(f"State v. Doe, ⟦{number}⟧, is set for trial.", "case-number"), state


def test_more_than_forty_states_are_among_them() -> None:
    assert len(DOCKETS) > 41


@pytest.mark.parametrize(
    "sentence",
    [
        "State v. Doe, No. A20-1234, 2021 WL 123456 (Minn. Ct. App. Jan. 5, 2021).",
        "United States v. Roe, No. 22-1234, slip op. at 12 (9th Cir. 2023).",
        "People v. Doe, 2013 IL 114100, ¶ 18; 2018-Ohio-1234; 2020 OK CR 12; 2019 ND 45.",
        "NIST SP 800-63B, ISO/IEC 27037, a GS-13 employee, a DC-10 and a CF-34 engine.",
        "28 CFR 16.21-16.29; 10 U.S.C. §§ 251-255; 20 mm 1000 rounds.",
        "Exhibit 12-B, DHS-2025-000123, EV-2026-0012345, CAM-2025-0012.",
        "between 2025-01-05 and 2026-02-06",
    ],
)
def test_citations_and_labels_are_no_dockets(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize("number", ["A20-1234", "A-1234-20", "No. 24-1234", "25-F-123"])
def test_a_short_number_is_left_to_the_author(number: str) -> None:
    assert [severity for _, severity, _ in found(f"The appeal {number} is open")] != []
    assert {severity for _, severity, _ in found(f"We read {number} again.")} == {"review"}
