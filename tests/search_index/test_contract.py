"""What every engine promises, whichever it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index import (
    Entry,
    Page,
    Part,
    Query,
    QueryError,
    SearchEngine,
    Weights,
    open_engine,
)

FOOTAGE = (
    Part("e-1", "Agent A draws a firearm at the door", {"event": "firearm-drawn"}),
    Part("e-2", "A neighbor arrives with a phone", {"event": "arrival"}),
    Part("e-3", "The firearm is put away", {}),
)


def entry(id: str, body: str = "removal", **given: object) -> Entry:
    values: dict[str, object] = {
        "title": "A paper", "read_tokens": {"coalition"}, "fields": {}, "date": "2026-01-01",
    }  # fmt: skip
    return Entry(id=id, body=body, **{**values, **given})  # type: ignore[arg-type]


def ids(page: Page) -> list[str]:
    return [hit.id for hit in page.hits]


def find(engine: SearchEngine, text: str, *tokens: str, **given: object) -> list[str]:
    return ids(engine.search(Query(text, tokens or ("coalition",), **given)))  # type: ignore[arg-type]


def test_an_unknown_address_is_refused_by_name() -> None:
    for url in ("solr://x", "whoosh:", "whoosh://relative", "memory", "whoosh:///"):
        with pytest.raises(ValueError, match=url):
            open_engine(url)


def test_nothing_is_found_without_a_token(engine: SearchEngine) -> None:
    engine.put([entry("a")])
    assert engine.search(Query("removal", ())).total == 0
    assert find(engine, "removal", "office:1") == []


def test_a_token_shared_with_the_entry_finds_it(engine: SearchEngine) -> None:
    engine.put([entry("a", read_tokens={"office:1", "user:2"}), entry("b", read_tokens=["user:2"])])
    assert find(engine, "removal", "office:1") == ["a"]
    assert find(engine, "removal", "office:1", "user:2") == ["a", "b"]


def test_an_entry_in_two_of_the_readers_compartments_counts_once(engine: SearchEngine) -> None:
    engine.put([entry("a", read_tokens={"office:1", "user:2"}, fields={"kind": "case-memo"})])
    page = engine.search(Query("removal", {"office:1", "user:2", "coalition"}, facets=("kind",)))
    assert (page.total, page.facets) == (1, {"kind": {"case-memo": 1}})


def test_putting_again_replaces(engine: SearchEngine) -> None:
    engine.put([entry("a", "removal")])
    engine.put([entry("a", "immunity"), entry("b"), entry("b", "remand")])
    assert find(engine, "removal") == []
    assert find(engine, "immunity") == ["a"]
    assert find(engine, "remand") == ["b"]
    assert engine.count() == 2


def test_narrowing_and_withdrawing_take_effect_at_once(engine: SearchEngine) -> None:
    engine.put([entry("a"), entry("b"), entry("c")])
    engine.put([entry("a", read_tokens={"user:1"}), entry("b", read_tokens=())])
    engine.remove(["c", "never-there"])
    assert find(engine, "removal") == []
    assert find(engine, "removal", "user:1") == ["a"]
    assert engine.count() == 1


def test_the_position_is_the_last_one_given(engine: SearchEngine) -> None:
    assert engine.position == 0
    engine.put([entry("a")], position=4)
    engine.put([entry("b")])
    assert engine.position == 4
    engine.remove(["a"], position=9)
    assert engine.position == 9


def test_a_rebuild_holds_only_what_it_was_given(engine: SearchEngine) -> None:
    engine.put([entry("a")], position=3)
    engine.rebuild((entry(id) for id in ("b", "c")), 7)
    assert (find(engine, "removal"), engine.position, engine.count()) == (["b", "c"], 7, 2)
    assert not engine.needs_rebuild


def test_equal_scores_are_ordered_by_public_id(engine: SearchEngine) -> None:
    engine.put([entry(id) for id in ("m", "a", "z", "k")])
    assert find(engine, "removal") == ["a", "k", "m", "z"]
    assert find(engine, "removal", page=2, size=3) == ["z"]
    assert find(engine, "removal", page=9) == []


def test_newest_first_then_id(engine: SearchEngine) -> None:
    engine.put(
        [
            entry("a", date="2020-05-01"),
            entry("c", date=dt.date(2025, 1, 1)),
            entry("b", date=dt.date(2025, 1, 1)),
        ]
    )
    assert find(engine, "removal", sort="newest") == ["b", "c", "a"]


def test_an_excluded_entry_leaves_no_trace_in_statistics(engine: SearchEngine) -> None:
    engine.put([entry("a"), entry("b", "removal of a thing"), entry("hidden", "removal " * 9)])
    with_it = engine.search(Query("removal", {"coalition"}, exclude={"hidden"}))
    engine.remove(["hidden"])
    assert engine.search(Query("removal", {"coalition"})) == with_it


def test_facets_count_all_matches_not_the_page(engine: SearchEngine) -> None:
    engine.put([entry(str(n), fields={"offense": ("assault", "theft")}) for n in range(4)])
    engine.put([entry("x", "remand", fields={"offense": "assault"})])
    page = engine.search(Query("removal", {"coalition"}, size=1, facets=("offense", "stage")))
    assert page.total == 4
    assert page.facets == {"offense": {"assault": 4, "theft": 4}, "stage": {}}


def test_a_hit_names_the_parts_that_match(engine: SearchEngine) -> None:
    engine.put([entry("a", "Footage.", parts=FOOTAGE)])
    page = engine.search(Query('event:"firearm drawn"', {"coalition"}))
    assert [hit.anchors for hit in page.hits] == [("e-1",)]
    page = engine.search(Query("firearm -zebra", {"coalition"}))
    assert [hit.anchors for hit in page.hits] == [("e-1", "e-3")]
    assert engine.search(Query("", {"coalition"})).hits[0].anchors == ()


def test_a_phrase_does_not_run_from_one_part_into_the_next(engine: SearchEngine) -> None:
    engine.put([entry("a", "Footage.", parts=FOOTAGE)])
    assert find(engine, '"the door a neighbor"') == []
    assert find(engine, "door /255 neighbor") == []
    assert find(engine, "footage neighbor") == ["a"]


def test_snippets_are_plain_segments(engine: SearchEngine) -> None:
    engine.put([entry("a", "before <b>the</b> removal of it")])
    snippet = engine.search(Query("removal", {"coalition"})).hits[0].snippets[0]
    assert "".join(text for text, _ in snippet) == "before <b>the</b> removal of it"
    assert [text for text, matched in snippet if matched] == ["removal"]


def test_filters_narrow_like_typed_fields(engine: SearchEngine) -> None:
    engine.put([entry(s, fields={"state": s, "tags": "x y"}) for s in ("MN", "IL", "AZ")])
    assert find(engine, "removal", filters={"state": ("mn", "AZ")}) == ["AZ", "MN"]
    assert find(engine, "", filters={"state": "MN", "tags": "X-Y"}) == ["MN"]
    assert find(engine, "", filters={"state": ()}) == ["AZ", "IL", "MN"]


def test_by_me_is_whoever_asks(engine: SearchEngine) -> None:
    engine.put([entry("a", fields={"by": "u-1"}), entry("b", fields={"by": "u-2"})])
    assert find(engine, "by:me", me="u-2") == ["b"]
    with pytest.raises(QueryError):
        find(engine, "by:me")


def test_access_tokens_cannot_be_typed(engine: SearchEngine) -> None:
    engine.put([entry("a", read_tokens={"office:1"})])
    for text in ("read_tokens:coalition", "tokens:office", "token:coalition"):
        with pytest.raises(QueryError, match="no field"):
            find(engine, text, "office:1")
    assert find(engine, "office:1", "office:1") == []
    with pytest.raises(QueryError):
        find(engine, "", filters={"read_tokens": "coalition"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "abc"), ("removed officers", "a"), ("removal OR remand", "ab"), ("-removal", "bc"),
        ("NOT (removal OR remand)", "c"), ('"color of law"', "a"), ('"law of color"', ""),
        ("officer /3 removal", "a"), ("officer /1 removal", ""), ('"law removal"~9', "a"),
        ("reman*", "b"), ("immunit*", "c"), ("title:remand", "b"), ("title:officer", ""),
        ("18 USC 242", "ac"), ('"18 U.S.C. §242(a)"', "c"), ("cites:tanella", "b"),
        ('cites:"374 F. 3d 141"', "b"), ('statute:"18 usc 242"', "ac"),
        ("after:2026-01-02", "bc"), ("after:2026-01-02 before:2026-02", "b"), ("before:2025", ""),
        ("defence:self-defense", "b"), ("offence:ASSAULT", "c"), ("is:exculpatory", "b"),
        ("state:(MN OR IL)", "bc"), ('"firearm" OR remand', "b"), ("12:34:56", "c"),
    ],
)  # fmt: skip
def test_the_language_finds_what_it_says(engine: SearchEngine, text: str, found: str) -> None:
    engine.put(
        [
            entry("a", "The officer sought removal; color of law, 18 U.S.C. § 242."),
            entry("b", "Nothing.", title="Remand", date="2026-02-28",
                  fields={"cites": "New York v. Tanella, 374 F.3d 141 (2d Cir. 2004)",
                          "defense": "self-defense", "is": ("exculpatory",), "state": "MN"}),
            entry("c", "Immunity at 12:34:56, 18 USC 242(a)", date="2026-03-01",
                  fields={"offense": "assault", "state": "IL"}),
        ]
    )  # fmt: skip
    assert "".join(sorted(find(engine, text))) == found


def test_a_closed_engine_may_be_closed_again(new_engine: Callable[[], SearchEngine]) -> None:
    engine = new_engine()
    engine.close()
    engine.close()


@pytest.mark.parametrize("name", ["memory", "whoosh"])
def test_the_ranking_follows_the_weights_it_was_given(name: str, tmp_path: Path) -> None:
    url = "memory:" if name == "memory" else f"whoosh://{tmp_path}/index"
    short = Entry("a", "A", "removal", {"coalition"}, {}, "2026-01-01")
    long = Entry("b", "B", "removal " * 3 + "other " * 60, {"coalition"}, {}, "2026-01-01")

    def first(weights: Weights) -> str:
        engine = open_engine(url, weights)
        engine.put([short, long])
        return engine.search(Query("removal", ["coalition"])).hits[0].id

    assert first(Weights(body_b=0.0)) == "b"
    assert first(Weights(body_b=1.0)) == "a"


def test_what_is_older_than_the_index_is_passed_over(engine: SearchEngine) -> None:
    def titled(title: str) -> Entry:
        return Entry("a", title, "", {"coalition"}, {}, "2026-01-01")

    engine.rebuild([titled("newer")], position=9)
    engine.put([titled("older")], position=5)
    engine.remove(["a"], position=8)
    assert engine.position == 9
    assert engine.search(Query("newer", ["coalition"])).total == 1
    engine.put([titled("newest")], position=9)
    engine.remove(["b"], position=10)
    assert (engine.position, engine.search(Query("newest", ["coalition"])).total) == (10, 1)


def test_changes_that_do_not_follow_on_what_a_rebuild_left_are_passed_over(
    engine: SearchEngine,
) -> None:
    engine.put([entry("a")], position=7)
    # What came between 4 and 7 was read before, and is not in the new index.
    engine.rebuild([entry("b")], position=4)
    engine.remove(["b"], position=7, since=7)
    engine.put([entry("c")], position=9, since=7)
    assert (find(engine, "removal"), engine.position) == (["b"], 4)
    engine.put([entry("a"), entry("c")], position=9, since=4)
    assert (sorted(find(engine, "removal")), engine.position) == (["a", "b", "c"], 9)
