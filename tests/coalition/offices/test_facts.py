"""What an office may say of itself."""

import pytest

from coalition.errors import Invalid
from coalition.offices.facts import OfficeFacts
from coalition.offices.fips import STATE_CODES
from coalition.offices.states import STATES


def facts(**changes: str) -> OfficeFacts:
    return OfficeFacts(**({"name": "Birch County Attorney", "state": "MN"} | changes))


def test_lists_are_kept_in_one_form() -> None:
    clean = facts(county_fips=" 27053,27123  27053", domains="Birch.Example, mail.birch.example")
    kept = clean.checked()
    assert kept.county_fips == "27053, 27123"
    assert kept.domains == "birch.example, mail.birch.example"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("county_fips", "2705", "five digits"),
        ("county_fips", "２７０５３", "five digits"),
        ("county_fips", "27000", "five digits"),
        ("county_fips", "55053", "begin with 27"),
        ("county_fips", " ".join(f"27{n:03}" for n in range(1, 42, 2)), "at most 20"),
        ("domains", "a@birch.example", "without @"),
        ("domains", "https://birch.example", "without @"),
        ("domains", "birch", "without @"),
        ("domains", " ".join(f"a{n}.example" for n in range(11)), "at most 10"),
        ("kind", "sheriff", "kind of office"),
        ("state", "ZZ", "state or territory"),
        ("county", "x" * 81, "80 characters"),
        ("name", "\u202eBirch", "office's name"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_field(field: str, value: str, rule: str) -> None:
    with pytest.raises(Invalid, match=rule) as refusal:
        facts(**{field: value}).checked()
    assert refusal.value.problems[0].field == field


def test_every_jurisdiction_has_a_number_of_its_own() -> None:
    assert set(STATE_CODES) == set(STATES)
    assert len(set(STATE_CODES.values())) == len(STATES)
