"""Numbers of patients and members of health plans are found."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "The MRN is ⟦00451278⟧.",
        "Patient ID ⟦4417-22⟧",
        "medical record number ⟦12-34-56⟧",
        "His chart (MRN ⟦8812345⟧) says so.",
        "Encounter ⟦100045512⟧ at the hospital",
        "Her Medicare card shows ⟦1EG4-TE5-MK73⟧.",
        "⟦1EG4TE5MK73⟧ was typed into the form.",
        "Health plan member ID ⟦XEH123456789⟧",
        "NPI ⟦1234567893⟧",
        "Her insurance policy number is ⟦HMO-4471-8891⟧.",
        "prescription ⟦7712345⟧ was filled",
    ],
)
def test_a_medical_number_is_found(sentence: str) -> None:
    assert blocked(sentence, "medical-record")


@pytest.mark.parametrize(
    "sentence",
    [
        "The patient waited 40 minutes; 12 patients were seen in 2025.",
        "A group of 12 officers; group 3; the member states.",
        "The medical record, 44 pages, was filed.",
        "Policy 5-301.02 and General Order 300.4 cover force.",
    ],
)
def test_what_only_stands_near_a_patient_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []
