"""Occurrences in any order become sorted posting columns that say the same."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.engines.whoosh.inversion import (
    MOST_PLACES,
    ROW_GAP,
    Occurrences,
    bases,
    inverted,
    narrowed,
)
from search_index.query_lexer import WIDEST_NEAR

TERMS = [b"", b"=a", b"a", b"ab", b"b", "ñ".encode(), b"\xc3\xbf"]
# A row has at most one occurrence of any term at a position, and positions below ten.
FOUND = st.sets(st.tuples(st.integers(0, len(TERMS) - 1), st.integers(0, 3), st.integers(0, 9)))


def occurrences(found: list[tuple[int, int, int]]) -> Occurrences:
    columns = np.array(found, np.int32).reshape(-1, 3).T
    return Occurrences(TERMS, columns[0], columns[1], columns[2])


@given(FOUND, st.randoms(use_true_random=False))
def test_postings_say_what_occurred(found: set[tuple[int, int, int]], chance: st.randoms) -> None:  # type: ignore[valid-type]
    shuffled = list(found)
    chance.shuffle(shuffled)
    half = len(shuffled) // 2
    base = bases(np.array([10, 10, 10, 10]))
    columns = inverted("f", [occurrences(shuffled[:half]), occurrences(shuffled[half:])], base)
    assert spelled(columns, base) == {(TERMS[term], row, position) for term, row, position in found}
    terms = words(columns)
    assert terms == sorted(set(terms))
    assert sorted(columns["f.counts"].tolist()) == sorted(
        sum(1 for t, r, _ in found if (t, r) == pair) for pair in {(t, r) for t, r, _ in found}
    )


@given(FOUND)
def test_without_positions_a_row_is_named_once_for_each_term(
    found: set[tuple[int, int, int]],
) -> None:
    pairs = sorted({(term, row) for term, row, _ in found})
    columns = np.array(pairs, np.int32).reshape(-1, 2).T
    stored = inverted("f", [Occurrences(TERMS, columns[0], columns[1])], None)
    starts = stored["f.row_at"].tolist()
    terms = words(stored)
    named = [
        (term, row)
        for number, term in enumerate(terms)
        for row in stored["f.rows"][starts[number] : starts[number + 1]].tolist()
    ]
    assert named == sorted((TERMS[term], row) for term, row in pairs)


def words(columns: dict[str, np.ndarray]) -> list[bytes]:
    data, at = columns["f.terms"].tobytes(), columns["f.terms_at"].tolist()
    return [data[first:last] for first, last in pairwise(at)]


def spelled(columns: dict[str, np.ndarray], base: np.ndarray) -> set[tuple[bytes, int, int]]:
    at = columns["f.place_at"].tolist()
    out = set()
    for number, term in enumerate(words(columns)):
        for place in columns["f.places"][at[number] : at[number + 1]].tolist():
            row = int(np.searchsorted(base, place, side="right")) - 1
            out.add((term, row, place - int(base[row])))
    return out


def test_rows_lie_further_apart_than_anyone_may_ask_for() -> None:
    assert ROW_GAP > WIDEST_NEAR


def test_a_segment_with_too_many_positions_is_refused() -> None:
    with pytest.raises(OverflowError):
        bases(np.array([MOST_PLACES]))


@pytest.mark.parametrize(
    ("most", "kind"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_536, "u4"), (1 << 33, "i8")]
)
def test_numbers_take_no_more_room_than_they_need(most: int, kind: str) -> None:
    stored = narrowed(np.array([0, most]))
    assert stored.dtype == np.dtype(kind)
    assert stored.tolist() == [0, most]
