"""Whoever types one phrase of a group finds all that mean the same, unless it stands in quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_index import Entry, Query, open_engine, synonyms
from search_index.query_language import compile_query, parse
from search_index.snippets import highlight, make_snippets
from search_index.syntax import And, Node, Not, Or, Phrase, Word
from tests.search_index.conftest import ENGINES, engine_url
from tests.search_index.worlds import answer

CAMERA = ("bwc", "body camera", "body-worn camera")
GROUPS = (CAMERA, ("officer", "agent"), ("camera", "lens"), ("section 1983", "42 USC 1983"))
BWC, BODY, CAM, WORN, RAN = map(Word, ("bwc", "bodi", "camera", "worn", "ran"))
BODY_CAM, WORN_CAM = Phrase(("bodi", "camera")), Phrase(("bodi", "worn", "camera"))
ANY_CAMERA = Or((And((BODY, CAM)), BWC, WORN_CAM))
LENS = Or((CAM, Word("len")))
AGENT = Or((Word("offic"), Word("agent")))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("bwc", Or((BWC, BODY_CAM, WORN_CAM))), ("Officers", AGENT),
        ("body camera", ANY_CAMERA), ("bodies cameras", ANY_CAMERA),
        ("body AND camera", ANY_CAMERA), ("ran body camera ran", And((RAN, ANY_CAMERA, RAN))),
        ("(body camera) ran", And((ANY_CAMERA, RAN))),
        ("body-worn camera", Or((And((Phrase(("bodi", "worn")), CAM)), BWC, BODY_CAM))),
        ("body worn camera", Or((And((BODY, WORN, CAM)), BWC, BODY_CAM))),
        ("officer body camera", And((AGENT, ANY_CAMERA))), ("camera", LENS),
        ("body camera camera", And((ANY_CAMERA, LENS))), ("camera body", And((LENS, BODY))),
        ("-bwc", Not(Or((BWC, BODY_CAM, WORN_CAM)))), ("-(body camera)", Not(ANY_CAMERA)),
        ("body -ran camera", And((BODY, Not(RAN), LENS))),
        ("body OR camera", Or((BODY, LENS))), ("body (camera)", ANY_CAMERA),
        ("title:agent", Or((Word("agent", ("title",)), Word("offic", ("title",))))),
        ("title:body camera", And((Word("bodi", ("title",)), LENS))),
        ("section 1983", Or((And((Word("section"), Word("1983"))), Word("§42 u.s.c. § 1983")))),
    ],
)  # fmt: skip
def test_bare_words_that_are_a_phrase_of_a_group_may_also_be_its_others(
    text: str, tree: Node
) -> None:
    assert parse(text, synonyms=GROUPS) == tree


@pytest.mark.parametrize(
    "text",
    [
        '"bwc"', '"body camera"', 'body "camera"s', "bwc*", "bwc /3 agent", '"bwc agent"~3',
        "(bwc OR agent) /3 ran", "kind:agent", 'cites:"42 USC 1983"', "event:(agent OR officer)",
        'title:"agent"', "body.camera.ran", "",
    ],
)  # fmt: skip
def test_what_is_quoted_begun_placed_or_a_value_is_taken_as_it_stands(text: str) -> None:
    assert parse(text, synonyms=GROUPS[:2]) == parse(text)


def test_a_phrase_of_two_groups_means_what_either_says() -> None:
    groups = (("bwc", "camera"), ("lens", "bwc"), ("alone",), ("…", "alone", "Alone"))
    assert parse("bwc", synonyms=groups) == Or((BWC, CAM, Word("len")))
    assert parse("camera", synonyms=groups) == Or((CAM, BWC))
    assert parse("lens alone", synonyms=groups) == And((Or((Word("len"), BWC)), Word("alon")))


def test_the_longest_phrase_counts_wherever_it_begins() -> None:
    groups = (("a b", "x"), ("b c d", "y"))
    tree = parse("a b c d", synonyms=groups)
    assert tree == And((Word("a"), Or((And((Word("b"), Word("c"), Word("d"))), Word("y")))))


def test_the_work_grows_with_the_words_and_not_with_the_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    groups = [(" ".join(f"g{n}x{word}" for word in range(20)), f"other{n}") for n in range(50)]
    read: list[Node] = []
    terms_of = synonyms._terms
    monkeypatch.setattr(synonyms, "_terms", lambda node: read.append(node) or terms_of(node))
    text = " ".join(f"word{n}" for n in range(100))
    parse(text, synonyms=tuple(groups))
    assert len(read) <= 2 * 100


def test_of_phrases_as_long_that_share_a_word_the_first_counts() -> None:
    tree = parse("a b c b c", synonyms=(("a b", "x"), ("b c", "y")))
    first = Or((And((Word("a"), Word("b"))), Word("x")))
    assert tree == And((first, Word("c"), Or((And((Word("b"), Word("c"))), Word("y")))))


def test_filters_are_taken_as_they_stand() -> None:
    query = Query("", ["coalition"], {"title": "bwc"}, synonyms=GROUPS)
    assert compile_query(query) == Word("bwc", ("title",))


def test_a_phrase_alone_is_no_group_of_phrases() -> None:
    with pytest.raises(ValueError, match="groups"):
        Query("", ["coalition"], synonyms=("bwc", "camera"))  # type: ignore[arg-type]


def test_synonyms_are_marked_where_they_matched() -> None:
    def marked(query: str, synonyms: tuple[tuple[str, ...], ...] = GROUPS) -> list[str]:
        text = "The agent's body-worn camera, the BWC."
        (snippet,) = make_snippets(query, "", text, synonyms=synonyms)
        assert snippet == highlight(query, text, "body", synonyms)
        return [piece for piece, matched in snippet if matched]

    assert marked("bwc officer") == ["agent's", "body-worn camera", "BWC"]
    assert marked('"bwc" officer') == ["agent's", "BWC"]
    assert marked("bwc officer", ()) == ["BWC"]


# Phrases stand alone or whole in these texts, or scattered: `body` and `camera` are words too.
PIECES = ("bwc", "body camera", "body-worn camera", "body", "camera", "bodies", "ran", "the")
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join)
SOME_PAPERS = st.lists(st.tuples(TEXTS, TEXTS), min_size=4, max_size=8)


@pytest.mark.parametrize("name", ENGINES)
def test_each_phrase_of_a_group_finds_what_any_of_them_says(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(
        max_examples=40 if name == "memory" else 6,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(SOME_PAPERS)
    def run(papers: list[tuple[str, str]]) -> None:
        engine = open_engine(engine_url(name, tmp_path_factory.mktemp("synonyms")))
        engine.put(
            Entry(f"e{n}", title, body, {"coalition"}, {}, "2026-01-01")
            for n, (title, body) in enumerate(papers)
        )

        def found(text: str, synonyms: tuple[tuple[str, ...], ...] = (CAMERA,)) -> set[str]:
            query = Query(text, ["coalition"], synonyms=synonyms, size=9)
            return {hit.id for hit in engine.search(query).hits}

        said = set().union(*(found(f'"{phrase}"', ()) for phrase in CAMERA))
        for phrase in CAMERA:
            # What was typed also finds its own words apart, as it does without synonyms.
            assert found(phrase) == said | found(phrase, ())
            assert found(f"NOT ({phrase})") == {f"e{n}" for n in range(len(papers))} - found(phrase)
            assert found(f"title:({phrase})") <= found(phrase)
            assert found(f'"{phrase}"') == found(f'"{phrase}"', ())
        engine.close()

    run()


PAPERS = (
    ("a", "The BWC", "an agent wore a body-worn camera", {"coalition"}),
    ("b", "Body camera", "an officer, his body, his camera", {"coalition"}),
    ("c", "Agents", "bwc bwc and agents", {"coalition", "user:1"}),
    ("d", "Other", "nothing of it ran", {"user:1"}),
    ("e", "Hidden", "bwc", {"user:2"}),
)


@pytest.mark.parametrize(
    "text", ["bwc", "body camera officer", "ran OR -bwc", "title:(body camera)"]
)
def test_engines_agree_on_scores_and_marks_with_synonyms(text: str, tmp_path: Path) -> None:
    query = Query(text, ["coalition", "user:1"], synonyms=GROUPS)
    answers = []
    for name in ENGINES:
        engine = open_engine(engine_url(name, tmp_path))
        engine.put(Entry(*paper, {}, "2026-01-01") for paper in PAPERS)
        answers.append(answer(engine, query))
        engine.close()
    assert answers[0].total
    assert all(other == answers[0] for other in answers)
