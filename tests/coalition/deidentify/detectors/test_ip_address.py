"""Addresses of devices are found; versions and timecodes are not."""

import pytest

from tests.support.marked import blocked, found


@pytest.mark.parametrize(
    "sentence",
    [
        "It came from ⟦192.168.4.17⟧.",
        "the address ⟦2001:db8::8a2e:370:7334⟧ posted",
        "MAC ⟦00:1B:44:11:3A:B7⟧",
        "IMEI ⟦356938035643809⟧",
        "IMEI: ⟦35-693803-564380-9⟧",
        "SIM ⟦8901260123456789012⟧",
    ],
)
def test_the_address_of_a_device_is_found(sentence: str) -> None:
    assert blocked(sentence, "ip-address")


@pytest.mark.parametrize(
    "sentence",
    [
        "Version 4.2.1.10 of the software; firmware 1.2.3.4",
        "from 00:07:31 to 00:09:02 and 12:34:56:07",
        "300.400.500.600",
        "a ratio of 1:2:3, and std::move",
    ],
)
def test_versions_and_timecodes_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
