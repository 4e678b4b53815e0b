"""The grammar: what is accepted, what is explained, and that nothing typed can crash it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import QueryError
from search_index.query_language import FIELDS, GRAMMAR, parse
from search_index.syntax import (
    And,
    DateRange,
    Everything,
    Field,
    Near,
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
        ("after:2025-01-01", DateRange(dt.date(2025, 1, 1), None)),
        ("before:2024-02", DateRange(None, dt.date(2024, 2, 29))),
        ("before:2025", DateRange(None, dt.date(2025, 12, 31))),
        ("by:me", Field("by", "u-9")), ("18 USC 242", Word("§18 u.s.c. § 242")),
        ("Minn. Stat. § 609.02, subd. 9", Word("§minn. stat. § 609.02, subd. 9")),
        ("a,18 U.S.C. §242", And((A, Word("§18 u.s.c. § 242")))),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_this_tree(text: str, tree: object) -> None:
    assert parse(text, me="u-9") == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("(a", 0), ("a)", 1), ("()", 1), ('a "b', 2), ("a OR", 4), ("OR a", 0), ("a AND OR b", 6),
        ("NOT", 3), ("a -", 2), ("- a", 0), ("a /6", 4), ("/6 a", 0), ("a /s b", 2), ("a /0 b", 2),
        ("a /999 b", 2), ("a /6 -b", 5), ("a /6 kind:x", 5), ("*", 0), ("a*", 0), ("*ab", 0),
        ("ab*cd", 2), ("im?unity", 2), ("a~6", 1), ('"a b"~', 5), ("foo:a", 0),
        ("read_tokens:a", 0),
        ("kind:", 0), ("kind: a", 0), ("kind:fire*", 5), ("kind:title:a", 0), ("after:tomorrow", 6),
        ("after:2025-13-01", 6), ("before:2025-02-30", 7), ("&", 0), ('""', 0), ("by:me", 3),
        ("a" * 2001, 2000), ("(" * 41 + "a" + ")" * 41, 40), ("a " * 201, 400),
    ],
)  # fmt: skip
def test_a_malformed_query_is_explained_where_it_goes_wrong(text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.message


def test_every_example_of_the_help_is_a_query() -> None:
    for example in [info.example for info in FIELDS.values()] + [typed for typed, _ in GRAMMAR]:
        assert parse(example, me="u-1") != Everything()


def test_the_british_spelling_means_the_same_field() -> None:
    assert parse("offence:theft defence:accident") == parse("offense:theft defense:accident")


PIECES = st.sampled_from(
    [*'()"-~*/:“”§& ', "OR", "NOT", "AND", "/6", "~6", "title:", "kind:", "after:", "cites:", "ab",
     "18 U.S.C. § ", "242(a)", "2025-01-01", "by:me", "\x00", "\ud800", "é"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)))
def test_any_string_is_a_query_or_is_explained(text: str) -> None:
    explained = None
    try:
        parse(text)
    except QueryError as error:
        explained = error
    if explained:
        assert 0 <= explained.position <= len(text)
        assert explained.message
