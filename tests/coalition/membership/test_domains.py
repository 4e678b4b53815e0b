"""Which mail domains are flagged, and in which words."""

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coalition.membership.domains import FREE_MAIL, decoded, distance, flags, registered, skeleton

KNOWN = {
    "hennepin.us": "Hennepin County Attorney",
    "co.ramsey.mn.us": "Ramsey County Attorney",
    "tamarack.example": "Tamarack County Attorney",
}
NAMES = st.text(string.ascii_lowercase, min_size=6, max_size=20)
DOMAINS = st.builds("{}.{}".format, NAMES, st.sampled_from(["us", "gov", "example", "org"]))


def codes(domain: str) -> set[str]:
    return {flag.code for flag in flags(domain, known=KNOWN) if flag.warning}


@pytest.mark.parametrize("domain", ["hennepin.us", "mail.hennepin.us", "HENNEPIN.us.", *KNOWN])
def test_an_offices_own_domain_and_what_is_below_it_are_not_flagged(domain: str) -> None:
    assert flags(domain, known=KNOWN) == []


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        ("hennepin.us.evil.example", "borrowed-front"),
        ("mail.hennepin.us.evil.example", "borrowed-front"),
        ("co.ramsey.mn.us.example", "borrowed-front"),
        ("henneрin.us", "drawn-alike"),
        ("xn--hennein-n9g.us", "punycode"),
        ("henne-pin.us", "drawn-alike"),
        ("hennep1n.us", "drawn-alike"),
        ("hennepln.us", "drawn-alike"),
        ("ｈｅｎｎｅｐｉｎ.us", "drawn-alike"),
        ("tarnarack.example", "drawn-alike"),
        ("hennepin.com", "other-ending"),
        ("hennepin-us.com", "borrowed-name"),
        ("hennepin-attorney.org", "borrowed-name"),
        ("myhennepinus.com", "borrowed-name"),
        ("hennepinn.us", "near"),
        ("henepin.us", "near"),
        ("hennpein.us", "near"),
        ("hennebin.us", "near"),
        ("gmail.com", "free-mail"),
        ("xn--hnnepin-wya.us", "punycode"),
    ],
)
def test_what_imitates_an_office_is_flagged(domain: str, code: str) -> None:
    assert code in codes(domain)


def test_letters_behind_punycode_are_compared_as_they_are_drawn() -> None:
    written = "henneрin".encode("punycode").decode()
    assert decoded(f"xn--{written}.us") == "henneрin.us"
    assert {"punycode", "drawn-alike", "mixed-scripts"} <= codes(f"xn--{written}.us")


@pytest.mark.parametrize("label", ["xn--", "xn--99999999999", "xn---", "xn--\udcff"])
def test_punycode_that_stands_for_nothing_is_flagged_and_breaks_nothing(label: str) -> None:
    assert "punycode" in codes(f"{label}.us")


@pytest.mark.parametrize("domain", ["multco.us", "cookcountyil.gov", "da.lacounty.gov"])
def test_other_offices_of_the_country_are_not_taken_for_imitations(domain: str) -> None:
    assert codes(domain) == set()


def test_every_flag_says_in_a_sentence_what_to_look_at() -> None:
    for flag in flags("xn--hennepin-x.us", known=KNOWN) + flags(
        "hennepin.us.gmail.com", known=KNOWN
    ):
        assert flag.words.endswith(".")
        assert flag.words[0].isupper()


def test_an_open_ending_is_said_without_alarm() -> None:
    (flag,) = flags("sandstone-county.org", known=KNOWN)
    assert (flag.code, flag.warning) == ("open-ending", False)


@given(own=DOMAINS, evil=DOMAINS)
def test_a_known_domain_in_front_of_another_is_always_flagged(own: str, evil: str) -> None:
    assume(evil != own)
    found = {flag.code for flag in flags(f"{own}.{evil}", known={own: "An office"})}
    assert "borrowed-front" in found


@given(own=DOMAINS, place=st.integers(0, 5), letter=st.sampled_from(string.ascii_lowercase))
@example("mailer.us", 0, "x")
@example("aaacla.us", 4, "a")
def test_a_domain_one_letter_away_is_always_flagged(own: str, place: int, letter: str) -> None:
    imitation = own[:place] + letter + own[place:]
    assert any(flag.warning for flag in flags(imitation, known={own: "An office"}))


@given(own=DOMAINS, place=st.integers(1, 5))
def test_a_hyphen_within_a_known_name_is_always_flagged(own: str, place: int) -> None:
    imitation = own[:place] + "-" + own[place:]
    assert any(flag.warning for flag in flags(imitation, known={own: "An office"}))


@given(st.text(max_size=80))
def test_no_text_breaks_the_comparison(text: str) -> None:
    flags(text, known=KNOWN)


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_distance_is_symmetric_and_nothing_only_between_equals(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


def test_what_was_registered_is_told_from_what_is_below() -> None:
    assert registered("mail.office.example") == "office.example"
    assert registered("da.co.ramsey.mn.us") == "ramsey.mn.us"
    assert registered("hennepin.us") == "hennepin.us"


def test_free_mail_is_in_lower_case_and_a_domain() -> None:
    assert all(domain == domain.lower() and "." in domain for domain in FREE_MAIL)
    assert skeleton("Tarnarack") == skeleton("tamarack")
