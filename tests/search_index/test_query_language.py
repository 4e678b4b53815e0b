"""The grammar: what is accepted, what is explained, and that nothing typed can crash it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import QueryError
from search_index.query_language import FIELDS, GRAMMAR, MOST_TOGETHER, parse
from search_index.syntax import (
    And,
    DateRange,
    Everything,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()), ("  ", Everything()), ("a", A), ("a b", And((A, B))),
        ("a AND b", And((A, B))), ("a OR b c", Or((A, And((B, C))))), ("-a", Not(A)),
        ("(a OR b) c", And((Or((A, B)), C))), ("NOT NOT a", A), ("a or b", And((A, Word("or"), B))),
        ("a /6 b", Near((A, B), 6)), ("a /6 b /2 c", And((Near((A, B), 6), Near((B, C), 2)))),
        ('"a b"~6', Near((A, B), 6)), ('"a b"', Phrase(("a", "b"))), ("“a b”", Phrase(("a", "b"))),
        ("body-worn", Phrase(("bodi", "worn"))), ("Immunit*", Prefix("immunit")),
        ("title:a", Word("a", ("title",))),
        ("title:(a -b)", And((Word("a", ("title",)), Not(Word("b", ("title",)))))),
        ('event:"Firearm drawn"', Field("event", "firearm-drawn")),
        ("STATE:mn", Field("state", "mn")),
        ("state:(MN OR IL)", Or((Field("state", "mn"), Field("state", "il")))),
        ("state:OR OR a", Or((Field("state", "or"), A))),
        ("after:2025-01-01", DateRange(dt.date(2025, 1, 1), None)),
        ("before:2024-02", DateRange(None, dt.date(2024, 2, 29))),
        ("before:9999", DateRange(None, dt.date.max)), ("after:0001", DateRange(dt.date.min, None)),
        ("before:2025", DateRange(None, dt.date(2025, 12, 31))),
        ("by:me", Field("by", "u-9")), ("18 USC 242", Word("§18 u.s.c. § 242")),
        ("Minn. Stat. § 609.02, subd. 9", Word("§minn. stat. § 609.02, subd. 9")),
        ("a,18 U.S.C. §242", And((A, Word("§18 u.s.c. § 242")))),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_this_tree(text: str, tree: object) -> None:
    assert parse(text, me="u-9") == tree


@pytest.mark.parametrize(
    "text",
    [
        # Parentheses and quotation marks.
        "▸(a", "a▸)", "(▸)", "▸(a OR (b)", 'a ▸"b', "a ▸“b", '▸""', '▸" "', 'a "b" ▸"',
        "(" * 40 + "▸(" + "a" + ")" * 41,
        # Operators.
        "a OR▸", "▸OR a", "▸OR", "a AND ▸OR b", "a OR ▸OR b", "a AND▸", "▸AND a", "(a OR▸)", "NOT▸",
        "(NOT ▸OR a)", "a ▸-", "▸- a", "(a ▸-)", "a ▸– b", "▸&", "a ▸& b", "a ▸|| b", "▸+a", "▸§",
        # Distances.
        "a /6▸", "▸/6 a", "a ▸/s b", "a ▸/ b", "a ▸/0 b", "a ▸/999 b", "a ▸/12345 b", "a /6 ▸-b",
        "a /6 ▸kind:x", "a /6 ▸(b c)", "▸(b c) /6 a", "a /6 ▸/6 b", 'a /6 ▸"b c"~2', "a▸/6 b",
        "a w▸/6 b",
        "a pre▸/S b", '"a b"▸~', '"a b"▸~x', '"a b"▸~0', '"a b"▸~256', '"a b"▸~6c', '"a"▸~6',
        'x "18 USC 242"▸~6',
        # Beginnings of words.
        "▸*", "▸a*", "▸*ab", "ab▸*cd", "ab▸**", "ab-cd▸*", "U.S▸*", '"ab▸*"', '"ab cd▸* ef"',
        'x "▸*ab"',
        "im▸?unity", "▸?mmunity", "immun▸!", "▸!immun", "a▸~6", "▸~a", "a▸^2", "a▸|b",
        # Fields.
        "▸foo:a", "a ▸foo:a", "▸read_tokens:a", "▸http://a.b", "▸kind:", "▸kind: a", "(▸kind:)",
        "▸kind:-a", "state:(▸OR OR MN)", "▸kind:/6", "kind:(a OR▸)", "kind:▸(a", "kind:▸fire*",
        "kind:(a ▸fire*)",
        'kind:▸"a b"~6', "kind:▸...", "▸kind:title:a", "title:(▸kind:a)", "a,▸title:b", "▸:a",
        "▸state=MN", "▸after>2025", "title:▸...", "title:im▸?unity", "title:▸a*", "cites:▸...",
        "after:▸tomorrow", "after:▸2025-13-01", "before:▸2025-02-30", "before:▸0000",
        "before:▸0000-01", "after:▸0000", "before:▸2025-13",
        "after:▸2025-1-1",
        "after:(2025 OR ▸x)", "by:▸me", "a by:▸ME",
        # Sizes.
        "a" * 2000 + "▸a", "a " * 200 + "▸a",
    ],
)  # fmt: skip
def test_a_malformed_query_is_explained_where_it_goes_wrong(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text.replace("▸", ""))
    shown, position = text.replace("▸", ""), caught.value.position
    assert shown[:position] + "▸" + shown[position:] == text
    assert caught.value.message


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("removal w/6 immunity", "removal /6 immunity"),
        ("removal/6 immunity", "removal /6 immunity"),
        ("immun!", "immun*"), ("foo:a", "quotation marks"), ("foo:a", "kind, state"),
        ("kind:", "kind:case-memo"), ("after:x", "YYYY-MM-DD"), ("a || b", "OR"),
        ("removal - immunity", "directly before"), ("state=MN", "state:MN"),
        ("state:(OR OR MN)", 'state:"OR"'),
    ],
)  # fmt: skip
def test_an_explanation_says_what_to_type_instead(text: str, way_out: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert way_out in caught.value.message


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a −b", "a -b"), ("a –b", "a -b"), ('-"a b"', 'NOT "a b"'), ('a /6"b c"', 'a /6 "b c"'),
        ('"a b"/6 c', '"a b" /6 c'), ("24/7", '"24/7"'), ("and/or", '"and/or"'), ("AT&T", '"AT&T"'),
        ("why?", "why"), ("O’Br*", "obr*"), ("pen\u0303a*", "peña*"), ("(a)b", "a b"),
        ("a AND NOT b", "a -b"), ("STATE:MN", "state:mn"), ("state:OR", 'state:"OR"'),
        ("title:18 USC 242", 'title:"18 USC 242"'),
        ("cites:135 U.S. 1", 'cites:"135 U.S. 1"'),
        ("statute:(18 USC 242)", 'statute:"18 USC 242"'),
        ("§ 1442", "1442"), ("2C:12-1", '"2C:12-1"'), ("18 USC 242(a)", "18 U.S.C. § 242(a)"),
        ("(18 USC 242(a)) b", '"18 USC 242(a)" b'),
    ],
)  # fmt: skip
def test_two_ways_to_type_it_ask_the_same(text: str, same: str) -> None:
    assert parse(text) == parse(same)


def test_every_example_of_the_help_is_a_query() -> None:
    for example in [info.example for info in FIELDS.values()] + [typed for typed, _ in GRAMMAR]:
        assert parse(example, me="u-1") != Everything()


def test_the_help_has_an_example_of_everything_that_can_be_typed() -> None:
    shown = [parse(typed, me="u-1") for typed, _ in GRAMMAR]
    kinds = {type(node) for tree in shown for node in nodes_of(tree)}
    assert kinds == {Word, Phrase, Prefix, Near, Field, Not, And, Or}
    assert any(isinstance(n, Word) and n.term[0] == "§" for tree in shown for n in nodes_of(tree))
    assert any(Word("remov", ("title",)) in nodes_of(tree) for tree in shown)
    typed = " ".join(typed for typed, _ in GRAMMAR)
    assert all(
        sign in typed for sign in (" OR ", " AND ", " NOT ", " -", "~6", " /6 ", "*", "(", '"')
    )
    fields = {
        "title", "kind", "state", "office", "offense", "defense", "response", "stage", "outcome",
        "forum", "cites", "statute", "event", "after", "before", "is", "by",
    }  # fmt: skip
    assert set(FIELDS) == fields
    for name, info in FIELDS.items():
        assert info.example.startswith(f"{name}:")
        assert info.meaning


def nodes_of(tree: Node) -> Iterator[Node]:
    yield tree
    if isinstance(tree, And | Or):
        inner = tree.children
    elif isinstance(tree, Near):
        inner = tree.operands
    else:
        inner = (tree.child,) if isinstance(tree, Not) else ()
    for child in inner:
        yield from nodes_of(child)


def test_the_british_spelling_means_the_same_field() -> None:
    assert parse("offence:theft defence:accident") == parse("offense:theft defense:accident")


PIECES = (
    *'()"-~*/:“”§&!?|+–^ ', "OR ", "NOT ", "AND ", "/6 ", "~6", "title:", "kind:", "after:",
    "cites:",
    "ab", "18 U.S.C. § ", "242(a)", "2025-01-01", "by:me", "\x00", "\ud800", "é", "n\u0303",
    "7:8.9",
)  # fmt: skip


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_any_string_is_a_query_or_is_explained(text: str) -> None:
    check(text)


def check(text: str) -> None:
    explained = None
    try:
        parse(text, synonyms=(("ab", "cd ef"),))
    except QueryError as error:
        explained = error
    if explained:
        assert 0 <= explained.position <= len(text)
        assert explained.message


@pytest.mark.parametrize(
    "wrapped", ["{}", "({})", '"{}"', '"{}"~9', "title:({})", "ab {}ab", "é{}:"]
)
def test_hostile_text_takes_time_in_proportion_to_its_length(wrapped: str) -> None:
    def seconds(length: int) -> float:
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            for piece in PIECES:
                check(wrapped.format(piece * ((length - 12) // len(piece))))
            best = min(best, time.process_time() - start)
        return best

    assert seconds(2000) < 12 * seconds(500) + 0.05


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_the_longest_text_anyone_may_type_is_a_query_or_is_explained(text: str) -> None:
    check((text * 2000)[:2000])
    check((text * 2000)[:2001])


def test_a_loose_phrase_has_a_bounded_number_of_words() -> None:
    parse(f'"{"a " * MOST_TOGETHER}"~9')
    with pytest.raises(QueryError, match="At most 30 words"):
        parse(f'"{"a " * (MOST_TOGETHER + 1)}"~9')
