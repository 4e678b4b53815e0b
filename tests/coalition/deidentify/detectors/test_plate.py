"""Plates of many states are found where words or a vehicle name them."""

import pytest

from tests.support.marked import blocked, found, marks

PLATES = [
    "1AB2345", "KXR 471", "ABC-1234", "8ABC123", "ABC-D12", "AB-12345", "PDX 4471", "123-ABC",
    "BX44 217", "T12 34C", "7LK-J88", "GHT5512", "SK 44A1", "5AB 123", "ABC 12D", "2AB C34",
    "YZ7 1184",
]  # fmt: skip


@pytest.mark.parametrize("plate", PLATES)
@pytest.mark.parametrize(
    "words", ["License plate: {}.", "The tag read {} on a gray van.", "an Ohio plate, {}, was seen"]
)
def test_a_plate_that_is_named_is_found(words: str, plate: str) -> None:
    assert blocked(words.format(f"⟦{plate}⟧"), "plate")


@pytest.mark.parametrize(
    "sentence",
    [
        "the plates came back to a rental: ⟦7LKJ882⟧",
        "plate number was ⟦123-XYZ⟧, Oregon",
        "She remembered a partial plate of ⟦8AB⟧.",
        'Her neighbor wrote down "⟦GHT 5512⟧" from the plate.',
        "The temporary tag read ⟦0448812T⟧.",
        "a black Suburban, ⟦KXR-4471⟧, no front mark",
        "plate reading ⟦GOTICE⟧ on a white van",
        "The plate on the 2019 Honda was ⟦KXR4471⟧.",
        "The helicopter's tail number ⟦N512PD⟧ shows.",
    ],
)
def test_a_plate_is_found_in_other_words(sentence: str) -> None:
    assert blocked(sentence, "plate")


@pytest.mark.parametrize(
    "sentence",
    [
        "The plate was 4 inches wide and not lit.",
        "A steel plate 12 mm thick; plates from 12 states.",
        "A Ford F-150, a Mazda CX-5, a RAM 1500 and a BMW 535 were parked.",
        "Two vehicles, ICE 2025 and CAM 0142, appear.",
        "The vehicle stopped at 00:14:22.",
    ],
)
def test_what_only_stands_near_a_vehicle_is_left_alone(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Idaho plate ⟦1A 4188K⟧.",
        "Montana plate ⟦4-77188A⟧.",
        "Missouri plate ⟦KR4 B8X⟧.",
        "New Hampshire plate ⟦441 8822⟧.",
        "The plate, a Delaware ⟦418 822⟧, was on the van.",
        "Massachusetts registration ⟦4KRG18⟧.",
        "Utah plate ⟦Z41 8KR⟧.",
        "Rhode Island plate ⟦KR-418⟧.",
    ],
)
def test_a_plate_of_a_state_with_its_own_shape_is_found(sentence: str) -> None:
    plates = [each for each in found(sentence) if each[0] == "plate"]
    assert plates == [("plate", "block", words) for words in marks(sentence)]
