"""The de-identification benchmark: the same sentences for every finder, counted alike."""

import argparse
import importlib.util
import json

import pytest

from benchmarks import deidentify, finders, sentences
from benchmarks.deidentify_report import report
from benchmarks.sentences import NAMES, QUASI, Found, Sentence, SentenceSet, read_set

NAMED = Sentence("s-1", "MN", "Ann Lee, badge 4471, ran.", ((0, 7, "person"), (15, 19, "badge")))
QUIET = Sentence("n-1", "US", "Grant the motion.", ())
CHOSEN = SentenceSet([NAMED], [QUIET])


def finds(*spans):
    return lambda text: [Found(*span) for span in spans if span[1] <= len(text)]


def test_a_span_is_found_when_no_letter_or_digit_of_it_is_left():
    assert sentences.covers("Ann Lee ran.", 0, 7, [Found(0, 3, True), Found(4, 7, True)])
    assert not sentences.covers("Ann Lee ran.", 0, 7, [Found(0, 6, True)])


def test_recall_is_counted_by_type_and_apart_for_findings_that_block():
    found = sentences.measure(CHOSEN, finds((0, 7, False), (15, 19, True)))
    assert found["names"] == {"spans": 1, "recall": 1.0, "blocked": 0.0}
    assert found["structured"] == {"spans": 1, "recall": 1.0, "blocked": 1.0}
    assert found["by_type"]["badge"]["recall"] == 1
    assert found["quasi"]["spans"] == 0


def test_a_part_of_a_name_is_not_a_whole_one():
    assert sentences.measure(CHOSEN, finds((0, 3, True)))["names"]["recall"] == 0


def test_blocking_where_nothing_is_marked_is_counted():
    found = sentences.measure(CHOSEN, finds((0, 7, True), (21, 24, True), (8, 9, False)))
    assert found["blocking_on_a_mark"] == 0.5


def test_a_hard_negative_counts_once_however_much_is_found_in_it():
    found = sentences.measure(CHOSEN, finds((0, 5, False), (6, 9, False)))
    assert found["negatives"] == {"flagged": 1.0, "blocked": 0.0}


def test_what_is_missed_is_told_with_its_kind():
    assert list(sentences.misses(CHOSEN, finds((0, 3, True)))) == [
        "s-1 person found in part: 'Ann Lee'",
        "s-1 badge missed: '4471'",
        "n-1 blocked without need: 'Gra'",
    ]


def test_nobody_is_shown_what_the_test_set_misses(capsys):
    with pytest.raises(SystemExit):
        deidentify.main(["--misses", "--set", "test"])
    assert "nobody tunes on the test set" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_sets_are_as_large_and_as_varied_as_their_figures_need(name):
    chosen = read_set(name)
    kinds = [kind for each in chosen.sentences for _, _, kind in each.spans]
    assert len(chosen.sentences) >= 320
    assert len(chosen.negatives) >= 120
    assert len({each.state for each in chosen.sentences}) >= 30
    assert sum(kind in NAMES for kind in kinds) >= 250
    assert sum(kind not in NAMES | QUASI for kind in kinds) >= 350


@pytest.mark.parametrize("name", sentences.SETS)
def test_marks_lie_in_their_texts_without_blanks_at_their_ends(name):
    chosen = read_set(name)
    for each in chosen.sentences:
        assert each.spans == tuple(sorted(each.spans)), each.id
        for start, end, _ in each.spans:
            words = each.text[start:end]
            assert words, each.id
            assert words == words.strip(), each.id
    assert not any(each.spans for each in chosen.negatives)


def test_the_set_of_formats_is_as_large_and_as_varied_as_its_figures_need():
    chosen = read_set("dev_formats")
    kinds = [kind for each in chosen.sentences for _, _, kind in each.spans]
    assert len(chosen.sentences) >= 400
    assert len(chosen.negatives) >= 150
    assert len({each.state for each in chosen.sentences}) >= 40
    assert sum(kind not in NAMES | QUASI for kind in kinds) >= 600


@pytest.mark.parametrize("name", [name for name in sentences.SETS if name != "test"])
def test_a_set_to_tune_on_shares_no_sentence_with_the_test(name):
    dev, test = read_set(name), read_set("test")
    texts = [{each.text for each in (*a.sentences, *a.negatives)} for a in (dev, test)]
    assert not texts[0] & texts[1]


def test_mail_and_pages_in_the_sets_lie_under_the_domain_that_is_nobodys():
    for name in sentences.SETS:
        for each in read_set(name).sentences:
            for start, end, kind in each.spans:
                if kind in ("email", "url"):
                    assert "example" in each.text[start:end].lower(), each.id


def test_stretches_of_a_peer_that_overlap_are_one():
    assert finders.all_blocking([(5, 9), (0, 3), (7, 12)]) == [(0, 3, True), (5, 12, True)]


@pytest.mark.skipif(
    importlib.util.find_spec("presidio_analyzer") is None, reason="Presidio is not installed"
)
@pytest.mark.filterwarnings("ignore")
def test_presidio_finds_mail_without_a_network(monkeypatch):
    def no_network(*args, **kwargs):
        raise AssertionError("Presidio asked the network")

    monkeypatch.setattr("socket.getaddrinfo", no_network)
    text = "Write to someone@mail.example today."
    assert any(found.start == 9 for found in finders.presidio()(text))


def test_a_peer_that_is_not_installed_is_left_out_with_a_sentence(monkeypatch):
    def missing():
        raise ModuleNotFoundError("No module named 'presidio_analyzer'", name="presidio_analyzer")

    monkeypatch.setitem(finders.FINDERS, "presidio", missing)
    there, sentences_about = deidentify.available(["coalition-rules", "presidio"])
    assert list(there) == ["coalition-rules"]
    assert sentences_about == ["presidio is left out: presidio_analyzer is not installed."]


def test_a_folder_without_tab_is_told(tmp_path):
    documents, told = deidentify.tab_documents(tmp_path / "tab", "dev")
    assert documents == []
    assert told == ["TAB is left out: there is no dev.json in tab."]


def test_finders_are_timed_in_turn_after_warming_up_each_on_a_text_of_its_own():
    order = []
    named = {
        name: lambda text, name=name: order.append((name, text)) or []
        for name in ("first", "second")
    }
    times = deidentify.speed(named, ["a", "b", "c d", "e f"])
    timed = [("first", "c d\n"), ("second", "c d\n\n"), ("second", "e f\n\n"), ("first", "e f\n")]
    assert order[4:] == timed
    assert all(times[name]["clock"] >= 0 for name in named)


def test_no_finder_is_timed_on_what_it_has_seen(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(sentences, "read_set", lambda name: SentenceSet([NAMED] * 40, []))
    for name in ("coalition", "coalition-rules"):
        monkeypatch.setitem(finders.FINDERS, name, lambda: lambda text: seen.append(text) or [])
    monkeypatch.setattr(deidentify, "alone", lambda name, text: {"resident_mb": 1.0})
    deidentify.measure(argparse.Namespace(set="dev", tab=tmp_path, tab_split="dev", peers=[]))
    timed = [text for text in seen if text.endswith("\n")]
    assert timed
    assert all(text not in seen[: seen.index(text)] for text in timed)
    assert seen.index(NAMED.text) > max(seen.index(text) for text in timed)


def test_memory_is_read_from_the_status_of_the_process():
    assert finders.memory_mb("VmRSS:\t    2048 kB\nRssAnon:\t 1024 kB\n", "VmRSS") == 2.0
    assert finders.memory_mb("", "VmRSS") is None


def test_one_run_gives_the_figures_of_every_finder(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sentences, "read_set", lambda name: CHOSEN)
    names = ["coalition", "coalition-rules", "spacy"]
    for name in names:
        monkeypatch.setitem(finders.FINDERS, name, lambda: finds((0, 7, True)))
    memory = {"cold_start_seconds": 0.5, "resident_mb": 30.0, "anonymous_mb": 20.0}
    monkeypatch.setattr(deidentify, "alone", lambda name, text: dict(memory))
    deidentify.main(["--json", "--peers", "spacy", "--tab", str(tmp_path)])
    found = json.loads(capsys.readouterr().out)
    assert [row["finder"] for row in found["finders"]] == names
    assert found["finders"][0]["us"]["names"]["recall"] == 1
    assert found["finders"][0]["tab"] is None
    assert set(found["ratios"]) == {"spacy"}
    assert found["skipped"] == [f"TAB is left out: there is no dev.json in {tmp_path.name}."]
    assert "| **ours** |" in report(found)


def test_a_finder_starts_in_a_process_of_its_own():
    found = deidentify.alone("coalition-rules", "Call 612-555-0148.")
    assert found["cold_start_seconds"] > 0
    assert found["resident_mb"] is None or found["resident_mb"] > 1
