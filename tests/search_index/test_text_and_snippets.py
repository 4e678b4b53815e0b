"""What a token is, and what is shown of a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import Entry, Query, open_engine
from search_index.snippets import highlight, make_snippets
from search_index.text import key, positions, tokens, word_terms


def first_terms(text: str) -> list[str]:
    return [token.terms[0] for token in tokens(text)]


def test_citations_numbers_and_timecodes_stay_whole() -> None:
    text = "At 12:34:56.700, 18 U.S.C. § 242 and 609.02; 1,000 of the U.S. marshals"
    assert first_terms(text) == [
        "at", "12:34:56.700", "§18 u.s.c. § 242",
        "and", "609.02", "1000", "of", "the", "us", "marshal",
    ]  # fmt: skip


def test_words_are_one_whatever_their_case_accent_and_ending() -> None:
    assert len({*first_terms("Peña pena PEÑA's")}) == 1
    assert len({*first_terms("removal removals removed")}) == 1


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("Removed", ("remov", "=removed")), ("the", ("the", "=the")), ("U.S.", ("us", "=us")),
        ("1,000", ("1000", "=1000")), ("609.02", ("609.02", "=609.02")), ("b2b", ("b2b", "=b2b")),
        ("O’Brien's", ("obrien", "=obrien")), ("Peña", ("pena", "=pena")),
    ],
)  # fmt: skip
def test_every_word_is_found_by_its_stem_and_has_one_plain_form(
    word: str, terms: tuple[str, ...]
) -> None:
    assert word_terms(word) == terms


def test_the_section_of_a_citation_has_a_plain_form_too() -> None:
    (token,) = tokens("28 U.S.C. § 1442(a)")
    assert token.terms[-2:] == ("1442", "=1442")


@pytest.mark.parametrize("word", ["a" * 80, "1" * 80, "removal" * 20 + "s"])
def test_a_word_of_any_length_is_found_by_a_prefix_of_any_length(word: str) -> None:
    assert all(len(term) <= 64 for term in word_terms(word))
    engine = open_engine("memory:")
    engine.put([Entry("a", "A", word, {"coalition"}, {}, "2026-01-01")])
    for length in (10, 63, 64, len(word)):
        assert engine.search(Query(word[:length] + "*", ["coalition"])).total == 1


def test_a_prefix_looks_at_words_as_written_not_at_their_stems() -> None:
    engine = open_engine("memory:")
    engine.put([Entry("a", "A", "the bodies", {"coalition"}, {}, "2026-01-01")])
    assert engine.search(Query("bodie*", ["coalition"])).total == 1
    assert engine.search(Query("bodi*", ["coalition"])).total == 1
    engine.put([Entry("a", "A", "the body", {"coalition"}, {}, "2026-01-01")])
    assert engine.search(Query("bodi*", ["coalition"])).total == 0


def test_positions_count_every_word_of_the_original() -> None:
    where, length = positions("the removal of the case")
    assert (where["the"], where["of"], length) == ([0, 3], [2], 5)


def test_a_field_value_is_compared_without_case_and_dashes() -> None:
    assert key("Firearm  drawn") == key("firearm-drawn") == "firearm-drawn"


def test_a_snippet_marks_what_matched_and_nothing_else() -> None:
    body = "Nothing here. " * 60 + "The officer sought removal of the case. " + "More. " * 80
    (snippet,) = make_snippets("officer removed -case", "Title", body)
    assert [text for text, matched in snippet if matched] == ["officer", "removal"]
    assert "".join(text for text, _ in snippet) in body
    assert len("".join(text for text, _ in snippet)) < 300


def test_a_phrase_is_marked_only_where_it_stands_together() -> None:
    assert highlight('"color of law"', "color of a law, color of law") == (
        ("color of a law, ", False), ("color of law", True),
    )  # fmt: skip


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=80), st.sampled_from(("a*", "1", "ab*", '"a b"', "-x", "")))
def test_segments_are_the_text_itself_whatever_it_holds(text: str, query: str) -> None:
    query = query if query != "a*" else "aa*"
    for snippet in make_snippets(query, "", text):
        assert "".join(piece for piece, _ in snippet) in text
    assert "".join(piece for piece, _ in highlight(query, text)) == text
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)


@pytest.mark.parametrize("query", ["1442", "§ 1442", "section 1442", "28 USC 1442"])
def test_a_section_is_found_by_its_bare_number_and_in_every_usual_form(query: str) -> None:
    engine = open_engine("memory:")
    text = "Removal under section 28 U.S.C. § 1442(a)(1) came late."
    engine.put([Entry("a", "A", text, {"coalition"}, {}, "2026-01-01")])
    assert engine.search(Query(query, ["coalition"])).total == 1


def test_stop_words_are_marked_only_when_nothing_else_was_asked_for() -> None:
    def marked(query: str) -> list[str]:
        return [text for text, match in highlight(query, "A firearm and a flashlight") if match]

    assert marked("a firearm") == ["firearm"]
    assert marked("a") == ["A", "a"]


def test_a_number_with_commas_is_one_word_whatever_follows() -> None:
    found = [token.terms[0] for token in tokens("paid 1,000, then 1,000,000. Of 12,34 and 5,0000")]
    assert found == [
        "paid", "1000", "then", "1000000", "of", "12", "34", "and", "5", "0000",
    ]  # fmt: skip


@pytest.mark.parametrize("end", [",", "0", "", "x"])
def test_endless_numbers_are_cut_in_one_sweep(end: str) -> None:
    # From each group anew, this would take minutes.
    assert len(list(tokens("1" + ",000" * 50_000 + end))) > 0
