"""The search benchmark: the same papers, the same queries and the whole work for every engine."""

import importlib
import json

import pytest

from benchmarks import alone, corpus, figures, search, workplace
from benchmarks.contenders import Answer
from benchmarks.queries import KINDS, Asked, draw_queries
from benchmarks.report import report
from benchmarks.workplace import Workplace, in_its_own_process, read_queries
from search_index.text import word_terms


@pytest.fixture(autouse=True)
def _few_invented_passages(monkeypatch):
    monkeypatch.setattr(corpus, "INVENTED_PASSAGES", 200)


def papers(count):
    return list(corpus.papers(corpus.read_source(None), count))


def stems(queries):
    words = [word for asked in queries for word in asked.words if asked.kind != "citation"]
    return [word_terms(word)[0] for word in words]


@pytest.fixture
def all_in_one_process(monkeypatch):
    """Starting an interpreter for each engine takes longer than all that is tested here."""

    def run(command, *arguments):
        name, index, *rest = arguments
        return alone.build(name, index, *rest) if command == "build" else alone.timed(*arguments)

    monkeypatch.setattr(search, "in_its_own_process", run)
    monkeypatch.setattr(workplace, "in_its_own_process", run)


@pytest.mark.usefixtures("all_in_one_process")
def test_one_run_gives_the_figures_of_every_engine(tmp_path, capsys):
    search.main(["--docs", "60", "--quick", "--json", "--passages", str(tmp_path / "none")])
    found = json.loads(capsys.readouterr().out)
    assert found["documents"] == 60
    assert found["corpus"]["made_of"] == "invented words"
    assert [row["engine"] for row in found["engines"]] == ["coalition", "whoosh", "tantivy", "fts5"]
    for row in found["engines"]:
        assert {"p50_ms", "p95_ms", "index_docs_per_s", "index_mb", "anonymous_mb"} <= set(row)
        assert row["p95_ms"] >= row["p50_ms"] > 0
    assert [row["documents"] for row in found["growth"]] == [60]
    assert [row["compartments"] for row in found["readers"]] == [1, 5, 30]
    assert set(found["ratios"]) == {"whoosh", "tantivy", "fts5"}
    assert found["skipped"] == []
    assert "| **ours** |" in report(found)


def test_an_engine_answers_in_a_process_of_its_own(tmp_path):
    place = Workplace(tmp_path, 60, None)
    place.write_corpus()
    place.queries(8, 8)
    built = place.build("fts5", 60)
    assert built["index_docs_per_s"] > 0 < built["index_mb"]
    found = in_its_own_process("time", "fts5", place.index("fts5", 60), place.queries_file)
    assert found["anonymous_mb"] is None or found["anonymous_mb"] > 1


def test_a_peer_that_is_not_installed_is_left_out_with_a_sentence(monkeypatch):
    def import_module(name):
        if name.endswith("tantivy_engine"):
            raise ModuleNotFoundError("No module named 'tantivy'", name="tantivy")
        return importlib.import_module(name)

    monkeypatch.setattr(search, "import_module", import_module)
    names, sentences = search.available(["coalition", "tantivy", "fts5"])
    assert names == ["coalition", "fts5"]
    assert sentences == ["tantivy is left out: tantivy is not installed."]


def test_what_a_folder_holds_is_made_once(tmp_path):
    place = Workplace(tmp_path, 20, None)
    first = place.write_corpus()
    written = place.corpus.stat().st_mtime_ns
    assert place.write_corpus() == first
    assert place.corpus.stat().st_mtime_ns == written


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one():
    assert papers(40)[:25] == papers(25)


def test_papers_are_as_long_and_as_shared_as_described():
    made = papers(300)
    lengths = [len(paper["body"].split()) for paper in made]
    assert min(lengths) >= 150
    assert max(lengths) <= 800
    assert {len(paper["audience"]) for paper in made} == {1, 2, 3, 4, 5}
    openly = sum(paper["audience"] == ["coalition"] for paper in made)
    assert 0.5 < openly / len(made) < 0.7


def test_no_stem_is_asked_for_twice_whether_warming_or_measured():
    drawn = draw_queries(papers(300), warming=24, measured=96)
    assert (len(drawn.warming), len(drawn.measured)) == (24, 96)
    asked = stems(drawn.warming + drawn.measured)
    assert len(set(asked)) == len(asked)
    assert {query.kind for query in drawn.measured} == set(KINDS)


def test_queries_come_back_from_their_file_as_they_were(tmp_path):
    place = Workplace(tmp_path, 100, None)
    place.write_corpus()
    drawn = place.queries(8, 16)
    assert read_queries(place.queries_file) == drawn


def test_an_engine_that_does_less_than_the_whole_work_is_refused():
    asked = [Asked("word", "rare", ("anything",))]
    whole = Answer(1, ["a"], {"kind": {"memo": 1}, "state": {"MN": 1}}, ["text"])
    figures.check({"whole": [whole]}, asked)
    for part in (
        Answer(2, ["a"], whole.facets, ["text"]),
        Answer(1, ["a"], {"kind": {"memo": 1}, "state": {}}, ["text"]),
        Answer(1, ["a"], whole.facets, []),
    ):
        with pytest.raises(ValueError, match="partial answer"):
            figures.check({"part": [part]}, asked)


def test_agreement_counts_equal_and_close_totals():
    ours = [Answer(total, [], {}, []) for total in (100, 100, 10)]
    theirs = [Answer(total, [], {}, []) for total in (100, 95, 20)]
    found = figures.agreement({"coalition": ours, "peer": theirs})
    assert found == {"peer": {"same_total": 0.333, "close_total": 0.667}}
