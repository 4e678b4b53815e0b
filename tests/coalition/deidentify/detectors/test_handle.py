"""Names of accounts are found with an @, after a word for one, and before a service."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "posted by ⟦@marisol_v88⟧ on Tuesday",
        "her Instagram handle is ⟦marisol.v.88⟧",
        "username: ⟦ghostrider⟧",
        "Telegram user ⟦ghost_rider99⟧ posted it",
        "Snapchat: ⟦marisolv⟧",
        "⟦mvega#4412⟧ wrote it",
        "⟦u/throwaway_4411⟧ wrote it",
        "he is ⟦nightowl_77⟧ on TikTok",
        "Signal username ⟦marisol.42⟧",
        "by Venmo ⟦@Marisol-Vega⟧",
    ],
)
def test_the_name_of_an_account_is_found(sentence: str) -> None:
    assert blocked(sentence, "handle")


@pytest.mark.parametrize(
    "sentence",
    [
        "3 @ 5.00 and 12 @ 40",
        "Type @handle to mention somebody.",
        "He posted on Instagram in 2025 and on Twitter too.",
        "a traffic signal 40 feet away; the signal was on for 3 seconds",
        "The video shows the door handle.",
    ],
)
def test_words_about_accounts_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
