"""Addresses of houses are found; streets, blocks and counts of things in them are not."""

import pytest

from tests.support.marked import blocked, found, marks


@pytest.mark.parametrize(
    "sentence",
    [
        "She lives at ⟦4218 Oakhurst Avenue, Apt. 3B, Duluth, MN 55806⟧.",
        "the address was ⟦1187 N. Kedzie Blvd⟧",
        "They went to ⟦2209 W 63rd St⟧, Chicago",
        "He gave ⟦88-12 Roosevelt Avenue, Queens, NY 11372⟧",
        "Mail goes to ⟦P.O. Box 4471⟧ in Fresno",
        "Write ⟦RR 2 Box 15⟧ on it",
        "a farm, ⟦14550 State Highway 16⟧",
        "at ⟦3345 County Road 12 NE⟧",
        "she lived at ⟦123 main st⟧",
        "to ⟦742 Evergreen Terrace⟧ and back",
        "⟦500 E Grand Ave #4⟧",
        "⟦12 Calle Luna⟧, San Juan",
        "near ⟦8800 FM 1960⟧ in Texas",
        "⟦2100 Martin Luther King Jr. Blvd⟧",
        "⟦77 Massachusetts Ave., Cambridge, Massachusetts 02139⟧",
        "he stayed at ⟦19 1/2 Rose Court⟧",
        "⟦1450 Broadway⟧",
    ],
)
def test_an_address_is_found(sentence: str) -> None:
    assert blocked(sentence, "address")


def test_an_apartment_alone_is_left_to_the_author() -> None:
    assert found("They knocked at Apartment 4B.") == [("address", "review", "Apartment 4B")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The 4200 block of the street was closed.",
        "The 12 people on the street and 2 cars in the court saw it.",
        "He ran 40 feet down the road and 12 yards across the drive.",
        "Item 14 on the list, item 4, point 12 drive.",
        "In 2025 the Supreme Court heard 3 cases from the Ninth Circuit.",
        "489 U.S. 121; 28 U.S.C. § 1442; the 5th Circuit Court",
        "at 1430 the van left the parking place",
        "Interstate 94, US 101, Highway 61 and I-35W were closed.",
    ],
)
def test_what_is_more_general_than_an_address_is_left_alone(sentence: str) -> None:
    assert [each for each in found(sentence) if each[0] == "address"] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "at ⟦1250 South 300 East⟧ in Provo",
        "by ⟦N64 W13400 Mill Road⟧ there",
        "at ⟦One Quarry Street⟧ since May",
        "He lives at ⟦2215 Lyndale⟧.",
        "She rents at ⟦3391 East 126th St., Upper⟧.",
        "Deliver to ⟦Route 3, Box 118-B⟧ please",
        "⟦331 VT Route 30 South⟧ has the blue silos",
        "⟦2118 S. Federal Blvd., Space 44⟧ is hers",
        "from ⟦1250 S SOTO⟧ came the call",
    ],
)
def test_an_address_of_another_shape_is_found(sentence: str) -> None:
    numbers = [each for each in found(sentence) if each[0] == "address"]
    assert numbers == [("address", "block", words) for words in marks(sentence)]
