"""Audiences, labels and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.access.actor import Role
from coalition.access.audience import (
    REACH_OF_TLP,
    Audience,
    AudienceError,
    Reach,
    Tlp,
    is_token,
    tokens_held,
)

ids = st.integers(1, 30)


@st.composite
def audiences(draw: st.DrawFn) -> Audience:
    tlp = draw(st.sampled_from(list(Tlp)))
    reach = REACH_OF_TLP[tlp]
    named = frozenset(draw(st.sets(ids, min_size=1, max_size=4)))
    return Audience(
        tlp,
        office_ids=named if reach is Reach.OFFICES else frozenset(),
        person_ids=named if reach is Reach.PEOPLE else frozenset(),
        group_ids=frozenset(draw(st.sets(ids, max_size=3)))
        if reach is Reach.OFFICES
        else frozenset(),
    )


@given(audiences())
def test_an_audience_survives_being_stored(audience: Audience) -> None:
    assert Audience.from_json(audience.as_json()) == audience


def test_an_audience_stored_before_there_were_groups_is_read() -> None:
    stored = {"tlp": "AMBER", "offices": [3], "people": []}
    assert Audience.from_json(stored) == Audience(Tlp.AMBER, frozenset({3}))


def test_a_group_beside_no_office_is_enough_and_always_beyond_the_office() -> None:
    audience = Audience(Tlp.AMBER, group_ids=frozenset({4}))
    assert audience.tokens(author_ids=[7], office_id=1) == {"office:1", "group:4"}
    assert audience.beyond_office(1, [7])
    with pytest.raises(AudienceError) as refusal:
        Audience(Tlp.GREEN, group_ids=frozenset({4}))
    assert refusal.value.field == "groups"


@given(audiences(), st.sets(ids, min_size=1), ids)
def test_every_token_of_an_audience_is_well_formed(
    audience: Audience, authors: set[int], office: int
) -> None:
    tokens = audience.tokens(author_ids=authors, office_id=office)
    assert tokens
    assert all(is_token(t) for t in tokens)


def test_each_label_reaches_exactly_what_it_says() -> None:
    def tokens(audience: Audience) -> set[str]:
        return set(audience.tokens(author_ids=[7], office_id=1))

    assert tokens(Audience(Tlp.RED, person_ids=frozenset({8}))) == {"user:7", "user:8"}
    assert tokens(Audience(Tlp.AMBER_STRICT)) == {"office:1"}
    assert tokens(Audience(Tlp.AMBER, office_ids=frozenset({2}))) == {"office:1", "office:2"}
    assert tokens(Audience(Tlp.GREEN)) == {"coalition"}
    assert tokens(Audience(Tlp.CLEAR)) == {"coalition"}


@pytest.mark.parametrize(
    ("tlp", "offices", "people", "field"),
    [
        (Tlp.RED, set(), set(), "people"),
        (Tlp.RED, {1}, {1}, "offices"),
        (Tlp.AMBER, set(), set(), "offices"),
        (Tlp.AMBER, {1}, {1}, "people"),
        (Tlp.AMBER_STRICT, {1}, set(), "offices"),
        (Tlp.GREEN, set(), {1}, "people"),
    ],
)
def test_a_label_that_does_not_fit_its_audience_names_the_field(
    tlp: Tlp, offices: set[int], people: set[int], field: str
) -> None:
    with pytest.raises(AudienceError) as refusal:
        Audience(tlp, frozenset(offices), frozenset(people))
    assert refusal.value.field == field


def test_vetting_and_auditing_alone_hold_the_personal_token_only() -> None:
    assert tokens_held(7, 1, [Role.COALITION_ADMIN, Role.AUDITOR]) == {"user:7"}
    assert tokens_held(7, 1, [Role.COALITION_ADMIN, Role.PROSECUTOR]) == {
        "user:7",
        "office:1",
        "coalition",
    }


@pytest.mark.parametrize(
    "text", ["", "coalition:1", "office:", "office:0", "office:01", "user:1 ", "x:1", "office:²"]
)
def test_malformed_tokens_are_not_tokens(text: str) -> None:
    assert not is_token(text)


def test_only_an_audience_outside_the_office_needs_release() -> None:
    def beyond(audience: Audience) -> bool:
        return audience.beyond_office(1, [7, 8])

    assert beyond(Audience(Tlp.GREEN))
    assert not beyond(Audience(Tlp.AMBER_STRICT))
    assert beyond(Audience(Tlp.AMBER, office_ids=frozenset({1, 2})))
    assert not beyond(Audience(Tlp.AMBER, office_ids=frozenset({1})))
    assert beyond(Audience(Tlp.RED, person_ids=frozenset({8, 9})))
    assert not beyond(Audience(Tlp.RED, person_ids=frozenset({7, 8})))
