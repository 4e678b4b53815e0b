"""The two layouts that are timed hold the same segments for the same commits."""

import json

import pytest

from benchmarks import layouts


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_a_reader_sees_the_segments_of_their_own_tokens(layout, tmp_path):
    made = layout(tmp_path / "index", ["a", "b", "c"])
    made.commit(["a", "b"])
    made.commit(["c"])
    assert [segment.tag for segment in made.reopen(["a"])] == ["a", "a"]
    assert sorted(segment.tag for segment in made.reopen(["b", "c"])) == ["b", "b", "c", "c"]


def test_both_layouts_are_timed_at_every_number_of_tokens(capsys):
    layouts.main(["--tokens", "5", "8", "--times", "2", "--json"])
    rows = json.loads(capsys.readouterr().out)["layouts"]
    assert [(row["tokens"], row["layout"]) for row in rows] == [
        (count, layout.name) for count in (5, 8) for layout in layouts.LAYOUTS
    ]
    assert all(row["commit_1_ms"] > 0 and row["reopen_30_ms"] > 0 for row in rows)
