from datetime import date

import pytest

from coalition.deidentify import Entity, Place
from coalition.deidentify.analysis import Analysis
from coalition.deidentify.decisions import Choice, Decision
from coalition.deidentify.generalising import earliest_day, phrases_for, read_day
from coalition.deidentify.marks import Mark, places_of, with_marks
from coalition.deidentify.naming import counted
from coalition.deidentify.rare import rare_combination

MARCH_2 = date(2026, 3, 2)


def thing(text: str, words: str, type_: str, number: int = 1) -> Entity:
    start = text.index(words)
    return Entity(number, type_, "review", (), (Place("body", start, start + len(words)),))


def phrases(words: str, type_: str, **options: object) -> tuple[str, ...]:
    return phrases_for(thing(words, words, type_), {"body": words}, **options)


@pytest.mark.parametrize(
    "words", ["March 5, 2026", "Mar. 5, 2026", "5 March 2026", "3/5/2026", "3-5-26", "2026-03-05"]
)
def test_a_date_becomes_its_month_or_a_day_after_the_incident(words: str) -> None:
    assert phrases(words, "date", earliest=MARCH_2) == (
        "March 2026",
        "day 3 after the incident",
    )


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("March 5", "March"),
        ("March 2026", "2026"),
        ("13/45/2026", "some years before"),
        ("that Tuesday", "around that time"),
    ],
)
def test_a_date_that_says_less_becomes_less(words: str, phrase: str) -> None:
    assert phrases(words, "date", earliest=MARCH_2)[0] == phrase


def test_a_day_that_does_not_exist_is_counted_from_nothing() -> None:
    assert phrases("February 31, 2026", "date", earliest=MARCH_2) == ("February 2026",)
    assert read_day("2026-02-31").exact is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("34-year-old", "30-to-39-year-old"),
        ("34 years old", "30 to 39 years old"),
        ("aged 7", "aged 6 to 12"),
        ("17", "13 to 17"),
        ("94", "90 or older"),
        ("in her thirties", "an adult"),
    ],
)
def test_an_age_becomes_a_band(words: str, phrase: str) -> None:
    assert phrases(words, "age") == (phrase,)


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("1420 Lake Street, Minneapolis", "the 1400 block of Lake Street"),
        ("1420 Lake Street Apt 4B", "the 1400 block of Lake Street"),
        ("42 Elm Avenue", "a block of Elm Avenue"),
        ("P.O. Box", "an address in the area"),
    ],
)
def test_an_address_becomes_its_block_or_the_area(words: str, phrase: str) -> None:
    assert phrases(words, "address") == (phrase,)


def test_a_place_becomes_its_sort_in_its_state() -> None:
    assert phrases("Salem, Oregon", "place")[0] == "a city in Oregon"
    assert phrases("Marion County", "place") == ("a county",)
    assert phrases("Salem", "place", region="Oregon") == ("a city in Oregon", "a city")
    assert phrases("Lakeview Hospital", "organisation", region="Oregon") == ("a hospital",)


def test_a_number_becomes_the_name_of_what_it_is() -> None:
    assert phrases("612-555-0142", "phone") == ("[phone number]",)
    assert phrases("24-CR-123", "case-number") == ("[case number]",)


def test_days_are_counted_from_the_first_date_found() -> None:
    text = "March 5, 2026 after March 2, 2026 and May"
    dates = [thing(text, w, "date", n) for n, w in enumerate(("March 5, 2026", "March 2, 2026"), 1)]
    assert earliest_day({"body": text}, dates) == MARCH_2
    assert earliest_day({"body": text}, []) is None


def test_a_marked_phrase_is_found_wherever_it_stands() -> None:
    parts = {"title": "Lucky's Diner", "body": "at LUCKY'S\ndiner; Lucky's Diners are others"}
    assert places_of("Lucky's  Diner", parts) == (Place("title", 0, 13), Place("body", 3, 16))
    assert places_of("  ", parts) == ()
    analysis = with_marks(Analysis((), "1", False), parts, [Mark("lucky's diner", "organisation")])
    assert [(e.number, e.type, len(e.places)) for e in analysis.entities] == [
        (1, "organisation", 2)
    ]
    assert with_marks(Analysis((), "1", False), parts, [Mark("gone", "other")]).entities == ()


KEPT = Decision(Choice.KEEP, "It is public")
STORY = "On March 5, 2026 in Salem a man was shot."


@pytest.mark.parametrize(
    ("text", "decisions", "warns"),
    [
        (STORY, {1: KEPT, 2: KEPT}, True),
        (STORY, {1: KEPT, 2: Decision(Choice.GENERALISE, "a city")}, False),
        (STORY, {1: KEPT}, False),
        (STORY.replace("shot", "served"), {1: KEPT, 2: KEPT}, False),
        (STORY.replace("March 5, 2026", "March 2026"), {1: KEPT, 2: KEPT}, False),
    ],
)
def test_a_kept_place_and_exact_date_beside_a_rare_event_are_warned_of(
    text: str, decisions: dict[int, Decision], warns: bool
) -> None:
    day = "March 5, 2026" if "5," in text else "March 2026"
    things = [thing(text, day, "date", 1), thing(text, "Salem", "place", 2)]
    assert (rare_combination({"body": text}, things, decisions) is not None) is warns


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("person", "2 names of people"),
        ("address", "2 addresses"),
        ("date-of-birth", "2 dates of birth"),
        ("date", "2 dates"),
        ("coordinates", "2 map coordinates"),
    ],
)
def test_findings_are_counted_in_words(type_: str, words: str) -> None:
    assert counted(type_, 2) == words
    assert counted(type_, 1).startswith("1 ")
