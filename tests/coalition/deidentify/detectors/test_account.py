"""Accounts are found by name, check digit or shape."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "Account number ⟦0004417789⟧",
        "routing number ⟦021000021⟧",
        "checking account ending in ⟦4471⟧",
        "It went to ⟦DE89 3704 0044 0532 0130 00⟧.",
        "She paid by Cash App ⟦$marisolv77⟧.",
        "to ⟦bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq⟧",
        "to ⟦0x52908400098527886E0F7030069857D2E4169EE7⟧",
        "Loan no. ⟦88-4471-2⟧ was called.",
    ],
)
def test_an_account_is_found(sentence: str) -> None:
    assert blocked(sentence, "account")


@pytest.mark.parametrize(
    "sentence",
    [
        "By his account 12 officers were there.",
        "accounts from 14 people, taken in 2025",
        "He paid $1,250.00 and $45.",
        "the check took 1200 seconds",
    ],
)
def test_other_accounts_and_sums_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
