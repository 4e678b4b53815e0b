"""Call signs and unit numbers are found; ten-codes and units of anything else are not."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "⟦Unit 4-Adam-12⟧ was on scene.",
        "⟦Sierra 6⟧ called clear over the radio.",
        "The car with the call sign ⟦2L45⟧ left.",
        "Call sign: ⟦Bravo 21⟧.",
        "⟦Unit 514⟧ and ⟦Unit 522⟧ responded.",
        "⟦Patrol car 1432⟧ turned in.",
        "Dispatch sent ⟦3-Lincoln-30⟧.",
    ],
)
def test_a_call_sign_is_found(sentence: str) -> None:
    assert blocked(sentence, "call-sign")


@pytest.mark.parametrize(
    "sentence",
    [
        "Dispatch said 10-4, then Code 3 and 10-33.",
        "The unit gave 10-23 on the radio.",
        "Unit 3 of the course covers de-escalation.",
        "On November 12 Mike 2 or 3 times called.",
        "The unit fired 40 rounds; units spent 12 hours.",
    ],
)
def test_codes_and_counts_are_left_alone(sentence: str) -> None:
    assert [each for each in found(sentence) if each[1] == "block"] == []
