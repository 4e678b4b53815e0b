"""Numbers are read as reports, logs and scans write them."""

import pytest

from tests.support.marked import found


@pytest.mark.parametrize(
    ("sentence", "type_", "words"),
    [
        ("SSN: 4 1 8 - 5 5 - 7 7 2 0", "ssn", "4 1 8 - 5 5 - 7 7 2 0"),
        ("DOB04181987", "date-of-birth", "04181987"),
        ("Write to jroe @ mail.example today.", "email", "jroe @ mail.example"),
        ("The grid was 16T 447889 4636604.", "coordinates", "16T 447889 4636604"),
        ("the phone ending in 0142", "phone", "0142"),
        ("Call me at 5-0142.", "phone", "5-0142"),
        ("LIC PLT KRT 4187 ST: IL", "plate", "KRT 4187"),
        ("boat registration FL 4418 KR", "plate", "FL 4418 KR"),
        ("the tail N72KR was seen", "plate", "N72KR"),
        ("Call 7 0 2, 5 5 5, 0 1 7 7 now.", "phone", "7 0 2, 5 5 5, 0 1 7 7"),
        ("The call sign was “Viper 21”.", "call-sign", "Viper 21"),
        ("the confirmation code KX7Q2M", "other-number", "KX7Q2M"),
        ("Bdg 4418 was on duty.", "badge", "4418"),
        ("He used gate code 4418.", "other-number", "4418"),
        ("lic# K530-4478-4418 st il", "driver-license", "K530-4478-4418"),
        ("MPD 25041-0187", "case-number", "25041-0187"),
        ("P# 9907 signed", "badge", "9907"),
        ("He answered as seven lincoln twenty.", "call-sign", "seven lincoln twenty"),
        ("Tac 3 moved up on the radio.", "call-sign", "Tac 3"),
        ("call 312 dot 555 dot 0173", "phone", "312 dot 555 dot 0173"),
        ("1-202-555-0119, option 3", "phone", "1-202-555-0119, option 3"),
        ("his line is x6620", "phone", "x6620"),
        ("last four of his social 7733", "ssn", "7733"),
        ("the vest carried the number 2267", "badge", "2267"),
        ("dispatcher D-3177 answered", "badge", "D-3177"),
        ("K9-4 stayed back", "call-sign", "K9-4"),
        ("Unit six-six-two asked for help", "call-sign", "six-six-two"),
        ("squad 830 D blocked it", "call-sign", "squad 830 D"),
        ("a boat, MN 9177 KV", "plate", "MN 9177 KV"),
        (
            "K as in king, V as in Victor, R, nine one",
            "plate",
            "K as in king, V as in Victor, R, nine one",
        ),
        ("the plate, maybe ending 73", "plate", "73"),
        ("citation AJ2KMPE", "case-number", "AJ2KMPE"),
        ("file GD-25-006620", "case-number", "GD-25-006620"),
        ("lead NL-25-0091", "case-number", "NL-25-0091"),
        ("Cedar Ave S / E 38th St", "address", "Cedar Ave S / E 38th St"),
        ("at County Road 17 and Highway 9", "address", "County Road 17 and Highway 9"),
        ("Exit 91 off I-77", "address", "Exit 91 off I-77"),
        ("MT-200 mile marker 31", "address", "MT-200 mile marker 31"),
        ("Larkspur Trail, number 4471", "address", "Larkspur Trail, number 4471"),
        ("Calle 13 #662, Urb. Las Lomas", "address", "Calle 13 #662, Urb. Las Lomas"),
        ("Box 617, Ely, MN 55731", "address", "Box 617, Ely, MN 55731"),
        (
            "Grand Ave. between 11th and 12th Streets",
            "address",
            "Grand Ave. between 11th and 12th Streets",
        ),
        ("the Wi-Fi network CedarHouse_5G", "handle", "CedarHouse_5G"),
        ("records AT mill.example has it", "email", "records AT mill.example"),
        ("born 6/62", "date-of-birth", "6/62"),
        ("His patch said K-41.", "badge", "K-41"),
        ("“7731” taped to his plate carrier", "badge", "7731"),
        ("number 4471 on her left shoulder", "badge", "4471"),
        ("Delta-2-1, contact front", "call-sign", "Delta-2-1"),
        ("45 31 23 N 122 40 35 W", "coordinates", "45 31 23 N 122 40 35 W"),
        ("at NE 82nd and Glisan.", "address", "NE 82nd and Glisan"),
    ],
)
def test_a_number_is_found(sentence: str, type_: str, words: str) -> None:
    assert (type_, words) in {(found_type, spelled) for found_type, _, spelled in found(sentence)}


@pytest.mark.parametrize(
    "sentence",
    [
        "dispatch\n07:44:52\nthe van stops",
        "Section 13A-6-21 and P.A. 101-652 apply.",
        "See SDCL 22-16-32 and O.C.G.A. § 16-3-21.",
        "The shift runs 1500-2300, see R. 1844-1851.",
        "GO 03-02 and SO 04-01-02 govern force.",
        "Version 22631 of the software logs 802.11ac.",
    ],
)
def test_a_time_a_section_and_a_stretch_of_pages_are_left_alone(sentence: str) -> None:
    assert found(sentence) == []
