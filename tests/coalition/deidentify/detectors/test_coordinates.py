"""Coordinates in every usual notation are found; other pairs of numbers are not."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "coordinates",
    [
        "45.5152, -122.6784",
        "44.9778, -93.2650",
        "45.5152° N, 122.6784° W",
        "45°30'55\"N 122°40'43\"W",
        "45° 30.912' N, 122° 40.704' W",
        "N45 30.912 W122 40.704",
        "86P3MR4P+2V",
        "///filled.count.soap",
        "geo:44.97,-93.26",
        "15T WG 78812 79325",
        "18SUJ2337106519",
    ],
)
def test_coordinates_are_found(coordinates: str) -> None:
    assert blocked(f"The phone was at ⟦{coordinates}⟧ then.", "coordinates")


def test_a_latitude_alone_is_found_where_it_is_called_one() -> None:
    assert blocked("latitude ⟦45.5152⟧ and longitude ⟦-122.6784⟧", "coordinates")


@pytest.mark.parametrize(
    "sentence",
    [
        "It took 45.515, then 3.2 seconds.",
        "ratios of 1.25, 2.75 and 100.5",
        "He turned 90 degrees; it was 12 degrees.",
        "offsets 128 s ± 4, UTC-5",
        "99.1234, 200.4567",
        "a + b, C++ and 4+2",
    ],
)
def test_other_numbers_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
