"""Words finished, words corrected and what tells an entry from others, as counts alone decide."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Entry, Part, Query, SearchEngine
from search_index.analysed import analyse
from search_index.suggestions import completions, corrected, telling_terms
from search_index.text import word_terms

HELD = {
    "removal": 9, "removed": 9, "remand": 20, "remark2": 40, "rem": 1, "re": 50, "immunity": 5,
    "officer": 7, "offices": 7, "the": 90, "these": 80, "theft": 3, "firearm": 2, "form": 4,
    "from": 60, "peña": 1, "pena": 2,
}  # fmt: skip
PROPERTIES = settings(max_examples=200, deadline=None, database=None, derandomize=True)


def words(start: str) -> Mapping[str, int]:
    return {word: weight for word, weight in HELD.items() if word.startswith(start)}


def holds(term: str) -> int:
    return sum(weight for word, weight in HELD.items() if word_terms(word)[0] == term)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("rem", ("remand", "removal", "removed")), ("Rem", ("remand", "removal", "removed")),
        ("state:MN immunity remo", ("state:MN immunity removal", "state:MN immunity removed")),
        ("title:remo", ("title:removal", "title:removed")), ("-remo", ("-removal", "-removed")),
        ('"the remo', ('"the removal', '"the removed')), ("body-the", ("body-theft",)),
        ("removal", ()), ("r", ()), ("remo ", ()), ("", ()), ("zebra", ()), ("remark2", ()),
        ("o're", ()), ("7rem", ()), ("kind:rem", ()), ("nofield:rem", ()), ("fo OR", ()),
        ("Pen\u0303", ("pena", )),
    ],
)  # fmt: skip
def test_the_last_word_is_finished_by_what_is_held(text: str, offered: tuple[str, ...]) -> None:
    assert completions(text, words, 8) == offered


def test_no_more_is_offered_than_was_asked_for_and_the_commonest_first() -> None:
    assert completions("rem", words, 2) == ("remand", "removal")
    assert completions("rem", words, 0) == ()


@pytest.mark.parametrize(
    ("text", "correction"),
    [
        ("removl", "removal"), ("Removl of immunty", "removal of immunity"), ("oficer", "officer"),
        ("fierarm", "firearm"), ("frmo", "from"), ("fomr", "form"), ("forn", "form"),
        ("title:oficer -imunity", "title:officer -immunity"),
        ('"the oficer" /3 remnad*', '"the officer" /3 remnad*'), ("remnad AND a", "remand AND a"),
        ("(oficer OR theft)", "(officer OR theft)"),
        ("oficer’s", None), ("removals", None), ("zebras", None), ("fir", None), ("", None),
        ("18 USC 242 imunity", "18 USC 242 immunity"), ("kind:oficer", None),
        ("state:(oficer OR (imunity)) oficer", "state:(oficer OR (imunity)) officer"),
        ("offense:oficer oficer", "offense:oficer officer"), ("oficer OR (", "officer OR ("),
        ('oficer "', None), ("removing body-oficer", "removing body-officer"),
    ],
)  # fmt: skip
def test_a_word_that_nothing_holds_becomes_the_nearest_that_something_holds(
    text: str, correction: str | None
) -> None:
    assert corrected(text, words, holds) == correction


@PROPERTIES
@given(st.text(max_size=30), st.sampled_from(("rem", "Fi", "th", "ÓFF", "pen", "form")))
def test_what_is_offered_goes_on_where_the_text_stops(before: str, start: str) -> None:
    text = f"{before} {start}"
    for offer in completions(text, words, 8):
        word = offer.removeprefix(f"{before} ")
        assert offer == f"{before} {word}"
        assert HELD[word]
        assert word.startswith(start.lower().replace("ó", "o"))
        assert word != "these"


SLIPS = st.sampled_from(("drop", "double", "swap", "change"))


@PROPERTIES
@given(st.sampled_from(("removal", "removed", "immunity", "officer", "firearm")), SLIPS, st.data())
def test_one_slip_in_a_long_word_is_always_mended(
    word: str, slip: str, data: st.DataObject
) -> None:
    # The first letter is taken as it was typed.
    at = data.draw(st.integers(1, len(word) - 2))
    slipped = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[:at] + word[at] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "change": word[:at] + "q" + word[at + 1 :],
    }[slip]
    if not holds(word_terms(slipped)[0]):
        mended = corrected(f"the {slipped} of", words, holds)
        assert mended == f"the {word} of"
        assert corrected(mended, words, holds) is None


TYPED = st.sampled_from(
    ("removl", "oficer", "imunity", "fierarm", "removal", "zebra", " ", " ", '"', "(", ")", "-",
     ":", " OR ", " NOT ", "/3 ", "title:", "kind:", "cites:(", "18 USC 242", "*", "the")
)  # fmt: skip


@PROPERTIES
@given(st.lists(TYPED, max_size=10).map("".join))
def test_a_correction_changes_words_and_nothing_else_and_is_final(text: str) -> None:
    mended = corrected(text, words, holds)
    if mended is not None:
        assert mended != text
        assert re.sub(r"[a-zA-Z]+", "w", mended) == re.sub(r"[a-zA-Z]+", "w", text)
        assert corrected(mended, words, holds) is None


def entry(id: str, body: str, *tokens: str, **given: object) -> Entry:
    values: dict[str, object] = {"title": "A paper", "fields": {}, "date": "2026-01-01", **given}
    return Entry(id=id, body=body, read_tokens=tokens or ("coalition",), **values)  # type: ignore[arg-type]


def test_authorities_come_first_then_the_words_that_tell_most() -> None:
    text = "the removal of 1,000 officers; removal under 28 USC 1442 and 28 USC 1442, 18 USC 242"
    held = {"remov": 1, "offic": 40, "under": 90, "footag": 1}
    part = Part("p-1", "footage", {})
    telling = telling_terms(
        analyse(entry("a", text, title="The removal", parts=(part,))),
        100,
        lambda t: held.get(t, 50),
    )
    assert telling == (
        "§28 u.s.c. § 1442", "§18 u.s.c. § 242", "remov", "footag", "offic", "under",
    )  # fmt: skip


def test_what_tells_is_bounded_and_equal_worth_goes_by_name() -> None:
    body = " ".join(f"{chr(97 + n // 26)}{chr(97 + n % 26)}q" for n in reversed(range(60)))
    cited = " and ".join(f"18 USC {n}" for n in reversed(range(200, 240)))
    telling = telling_terms(analyse(entry("a", f"{body} {cited}", title="")), 9, lambda term: 1)
    assert telling[:2] == ("§18 u.s.c. § 200", "§18 u.s.c. § 201")
    assert telling[14:17] == ("§18 u.s.c. § 214", "aaq", "abq")
    assert len(telling) == 15 + 25


def test_only_words_of_visible_entries_are_offered(engine: SearchEngine) -> None:
    engine.put(
        [
            entry("a", "removal and remand", title="The removal"),
            entry("b", "remand and remorse", "office:1"),
            entry("c", "remand and remittitur", "office:2"),
        ]
    )

    def offered(*tokens: str, **given: object) -> tuple[str, ...]:
        return engine.suggest(Query("x rem", tokens, **given))  # type: ignore[arg-type]

    # An entry counts once for its title and once for its body, however often a word is in each.
    assert offered("coalition") == ("x removal", "x remand")
    assert offered("coalition", "office:1") == ("x remand", "x removal", "x remorse")
    assert offered("coalition", "office:1", exclude={"b"}) == ("x removal", "x remand")
    moved = entry("c", "remittitur", "coalition")
    assert offered("coalition", pending=(moved,)) == ("x removal", "x remand", "x remittitur")
    assert offered() == ()
    assert len(engine.suggest(Query("rem", ["coalition"]), limit=1)) == 1


def test_only_words_of_visible_entries_correct(engine: SearchEngine) -> None:
    engine.put([entry("a", "immunity"), entry("b", "imminent community", "office:1")])

    def correction(text: str, *tokens: str, **given: object) -> str | None:
        return engine.spelling(Query(text, tokens, **given))  # type: ignore[arg-type]

    assert correction("imunity", "coalition") == "immunity"
    assert correction("iminent", "coalition") is None
    assert correction("iminent", "office:1") == "imminent"
    # A word that only others hold is as good as misspelt.
    assert correction("imminent imunity", "coalition") == "imminent immunity"
    assert correction("imunity", "coalition", exclude={"a"}) is None
    later = entry("a", "indemnity")
    assert correction("indemity", "coalition", pending=(later,)) == "indemnity"
    assert correction("immunity", "coalition") is None


def test_related_entries_share_authorities_and_telling_words(engine: SearchEngine) -> None:
    engine.put(
        [
            entry("a", "removal under 28 USC 1442 and 18 USC 111 by the officer"),
            entry("b", "the firearm, 18 USC 111, 28 U.S.C. § 1442(a)(1)"),
            entry("c", "the officer ran"),
            entry("d", "nothing of that at all"),
            entry("e", "removal under 28 USC 1442 and 18 USC 111 by the officer", "office:2"),
        ]
    )
    hits = engine.related("a", Query("ignored OR (", ["coalition"], {"kind": "none"}))
    # What all have in common, the title, relates them too, but least.
    assert [hit.id for hit in hits] == ["b", "c", "d"]
    assert all((hit.snippets, hit.anchors) == ((), ()) for hit in hits)
    assert [hit.id for hit in engine.related("a", Query("", ["coalition"], size=1))] == ["b"]
    left = engine.related("a", Query("", ["coalition"], exclude={"b"}))
    assert [hit.id for hit in left] == ["c", "d"]
    for absent in (Query("", ["office:2"]), Query("", ["coalition"], exclude={"a"}), Query("", ())):
        assert engine.related("a", absent) == ()
    assert engine.related("never-there", Query("", ["coalition"])) == ()


def test_related_entries_score_as_a_search_for_what_tells(engine: SearchEngine) -> None:
    engine.put(
        entry(str(n), body, title="")
        for n, body in enumerate(("removal remand", "removal", "remand remand", "zebra"))
    )
    searched = engine.search(Query("remand OR removal", ["coalition"], snippets=0)).hits
    related = engine.related("0", Query("", ["coalition"]))
    assert related == tuple(hit for hit in searched if hit.id != "0")


def test_an_entry_without_a_telling_word_is_like_no_other(engine: SearchEngine) -> None:
    engine.put([entry(id, "of the 1,000", title="") for id in "ab"])
    assert engine.related("a", Query("", ["coalition"])) == ()
