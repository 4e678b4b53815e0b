"""What nothing explains is left to the author; what something explains is left alone."""

import pytest

from tests.support.marked import found, marks, plain


@pytest.mark.parametrize(
    "sentence",
    [
        "The paper in his pocket said ⟦KXR4471⟧.",
        "She wrote ⟦88123477⟧ on her hand.",
        "It is in ⟦77-4410-B⟧ now.",
        "They took #⟦4471⟧ with them.",
        "On it stood ⟦30 118 447⟧, nothing more.",
        "She read ⟦555-0142⟧ from the wall.",
    ],
)
def test_a_long_number_is_shown_to_the_author(sentence: str) -> None:
    assert found(sentence) == [("other-number", "review", words) for words in marks(sentence)]
    assert plain(sentence) != sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Of 14000 people, 10000 voters and 12500 residents answered.",
        "It was hashed with SHA-256 and SHA-512 under SP 800-63B.",
        "COAL-000418 to COAL-000431 and DA0001182",
        "DHS 2025, ICE 1024 and 312 CBP officers; RAM 1500",
        "recorded at 1280x720 in H.264, from 1990s film",
        "Exhibit #12, item #14 and 55401-1234",
        "1 U.S. 9997, 10000 (2001)",
        "18-4-401, 5/10-3.1 and 9A.08.020",
        "a WM in his 40S; the 5.56x45 rounds",
        "3b5d5c3712955042212316173ccf37be",
    ],
)
def test_what_something_explains_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []
