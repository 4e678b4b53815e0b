"""A decided text holds no undecided place, and nothing else of it changes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.deidentify import Entity, Place
from coalition.deidentify.decisions import (
    Choice,
    Decision,
    Undecided,
    apply_decisions,
)

LETTERS = "abcdefgh \n"


def entity(number: int, *places: tuple[str, int, int], type_: str = "person") -> Entity:
    return Entity(number, type_, "block", ("because",), tuple(Place(*place) for place in places))


def found(text: str, words: str, number: int = 1, type_: str = "person") -> Entity:
    start = text.index(words)
    return entity(number, ("body", start, start + len(words)), type_=type_)


def decided(text: str, words: str, decision: Decision, **options: object) -> str:
    result = apply_decisions({"body": text}, [found(text, words)], {1: decision}, **options)
    return result.parts["body"]


def replaced_by(text: str) -> Decision:
    return Decision(Choice.REPLACE, text)


KEPT = Decision(Choice.KEEP, "A published opinion names it")


def test_every_place_of_one_thing_becomes_its_pseudonym() -> None:
    parts = {"title": "Doe stopped", "body": "Jane Doe ran. Doe fell."}
    doe = entity(1, ("title", 0, 3), ("body", 0, 8), ("body", 14, 17))
    done = apply_decisions(parts, [doe], {1: replaced_by("Witness 1")})
    assert done.parts == {"title": "Witness 1 stopped", "body": "Witness 1 ran. Witness 1 fell."}


def test_what_is_kept_stays_and_is_known_to_be_kept() -> None:
    text = "In Salem on Monday"
    done = apply_decisions({"body": text}, [found(text, "Salem", type_="place")], {1: KEPT})
    assert done.parts["body"] == text
    stretch = done.stretch_over(Place("body", 3, 8))
    assert stretch is not None
    assert stretch.decision == KEPT
    assert done.stretch_over(Place("body", 3, 9)) is None


def test_nothing_is_decided_while_one_thing_is_not() -> None:
    text = "Jane Doe met Rex Roe"
    things = [found(text, "Jane Doe"), found(text, "Rex Roe", 2)]
    with pytest.raises(Undecided):
        apply_decisions({"body": text}, things, {1: KEPT})


def test_a_title_goes_with_the_name_it_belongs_to() -> None:
    officer = replaced_by("Officer A")
    assert decided("Then Officer Doe fired.", "Doe", officer) == "Then Officer A fired."
    assert decided("Then Sgt. Doe fired.", "Doe", officer) == "Then Officer A fired."
    assert decided("Special Agent Doe left.", "Doe", replaced_by("Agent B")) == "Agent B left."
    assert decided("the victim Doe left", "Doe", replaced_by("Victim 1")) == "the Victim 1 left"
    assert decided("Officer Doe", "Doe", Decision(Choice.GENERALISE, "x")) == "Officer x"


def test_where_places_overlap_the_strictest_decision_holds_for_the_whole() -> None:
    text = "At Portland, Oregon today"
    city, state = entity(1, ("body", 3, 11)), entity(2, ("body", 3, 19), type_="place")
    done = apply_decisions({"body": text}, [city, state], {1: replaced_by("Location 1"), 2: KEPT})
    assert done.parts["body"] == "At Location 1 today"


def test_line_breaks_inside_a_place_stay_so_that_lines_keep_their_number() -> None:
    assert decided("Jane\nDoe ran", "Jane\nDoe", replaced_by("Witness 1")) == "Witness 1\n ran"


def test_what_is_put_into_markdown_becomes_no_markup() -> None:
    number = Decision(Choice.GENERALISE, "[case number]")
    text = "24-CR-7: charged"
    assert decided(text, "24-CR-7", number, markdown={"body"}) == r"\[case number\]: charged"
    assert decided(text, "24-CR-7", number) == "[case number]: charged"


DECISIONS = st.one_of(
    st.sampled_from(["Officer A", "Witness 2", "Person 3"]).map(replaced_by),
    st.just(Decision(Choice.GENERALISE, "March 2026")),
    st.just(KEPT),
)


@st.composite
def papers(draw: st.DrawFn) -> tuple[dict[str, str], list[Entity], dict[int, Decision]]:
    """Parts, things found anywhere in them, overlapping or not, and a decision for each."""
    parts = {name: draw(st.text(LETTERS, min_size=1, max_size=40)) for name in ("title", "body")}
    places = st.sampled_from(sorted(parts)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.integers(0, len(parts[name]) - 1),
            st.integers(1, 10),
        ).map(lambda p: (p[0], p[1], min(len(parts[p[0]]), p[1] + p[2])))
    )
    found = draw(st.lists(st.lists(places, min_size=1, max_size=3), max_size=6))
    entities = [entity(number, *each) for number, each in enumerate(found, start=1)]
    return parts, entities, {e.number: draw(DECISIONS) for e in entities}


@given(papers())
def test_no_character_of_a_place_survives_but_in_what_is_kept(paper) -> None:  # type: ignore[no-untyped-def]
    parts, entities, decisions = paper
    done = apply_decisions(parts, entities, decisions)
    for name, text in parts.items():
        covered = {
            at
            for each in entities
            for place in each.places
            if place.part == name
            for at in range(place.start, place.end)
        }
        outside = "".join(c for at, c in enumerate(text) if at not in covered)
        stretches = done.stretches.get(name, ())
        left, at = "", 0
        for stretch in stretches:
            left += done.parts[name][at : stretch.start]
            put = done.parts[name][stretch.start : stretch.end]
            if stretch.decision.choice is not Choice.KEEP:
                assert put.rstrip("\n") == stretch.decision.text
            at = stretch.end
        # What no decision speaks of is there unchanged, in order, and nothing else is.
        assert left + done.parts[name][at:] == outside
        assert done.parts[name].count("\n") == text.count("\n")


@given(papers())
def test_a_text_in_which_everything_is_kept_does_not_change(paper) -> None:  # type: ignore[no-untyped-def]
    parts, entities, _ = paper
    done = apply_decisions(parts, entities, {each.number: KEPT for each in entities})
    assert dict(done.parts) == parts


@given(papers())
def test_a_kept_place_that_meets_no_other_decision_is_found_where_it_went(paper) -> None:  # type: ignore[no-untyped-def]
    parts, entities, decisions = paper
    done = apply_decisions(parts, entities, decisions)
    for stretches in done.stretches.values():
        ends = [(s.start, s.end) for s in stretches]
        assert ends == sorted(ends)
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(ends))
