"""The script that learns what is worth a look: same texts, same weights, and no others in use."""

import json
import re

import pytest

from benchmarks import train_filter
from benchmarks.tab import Document, Entity
from benchmarks.train_filter import RECIPE, Example, Text, examples, fit, tab_texts
from coalition.deidentify import weighing
from tests.support.public_data import public_data


def made():
    return json.loads(weighing.FILE.read_text(encoding="utf-8"))["made"]


def test_the_weights_in_use_were_made_by_the_recipe_that_stands_here():
    assert made()["recipe"] == RECIPE
    assert re.fullmatch("[0-9a-f]{64}", made()["train.json"])
    assert weighing.threshold(with_model=True) == RECIPE["threshold"]


def test_the_weights_in_use_were_learnt_from_the_training_part_of_the_benchmark():
    assert made()["train.json"] == train_filter.digest_of(public_data("tab", "train.json").parent)


def test_what_goes_with_being_masked_weighs_more_and_what_is_seldom_seen_nothing():
    met = [Example(["all", "town"], 1.0, 1), Example(["all", "rule"], 0.0, 1)] * 40
    met.append(Example(["all", "once"], 1.0, 1))
    weights = fit(met)
    assert weights["town"] > 0.5 > -0.5 > weights["rule"]
    assert "once" not in weights
    assert fit(met) == weights


def test_only_mentions_that_nothing_sure_covers_are_learnt_from():
    text = "Ms. Brixelle lived in Hentzaburg."
    town = (text.index("Hentz"), len(text) - 1)
    met = examples(Text(text, (town,)), use_model=False)
    assert [each.target for each in met if each] == [1.0]
    assert [each.target for each in examples(Text(text, ()), use_model=False) if each] == [0.0]


def test_all_mentions_of_what_was_masked_once_are_to_be_masked():
    twice = Entity("a", False, ((0, 5), (9, 14)), (True, False))
    never = Entity("a", False, ((20, 25),), (False,))
    (each,) = tab_texts([Document("x" * 30, (twice, never))])
    assert each.masked == ((0, 5), (9, 14))


def test_training_writes_a_table_for_each_way_to_read(tmp_path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "train.json").write_text("[]", encoding="utf-8")
    quiet = [Text("The lodge in Hentzaburg was closed.", ()), Text("Strelsava is far.", ())]
    monkeypatch.setattr(train_filter, "own_texts", lambda: quiet * 4)
    monkeypatch.setattr(weighing, "FILE", tmp_path / "weights.json")
    train_filter.main(["--tab", str(tmp_path), "--write"])
    weighing.forget()
    try:
        written = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
        assert set(written) == {"with model", "without model", "thresholds", "made"}
        assert weighing.threshold(with_model=False) == RECIPE["threshold"]
    finally:
        monkeypatch.undo()
        weighing.forget()
