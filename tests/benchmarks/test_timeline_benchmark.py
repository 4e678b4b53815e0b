"""The timeline's benchmark draws what it says it draws."""

from benchmarks.timeline import index, measure
from coalition.documents.timetable import footage_of


def test_every_step_of_a_small_timeline_is_timed():
    row = measure(2, 10, 1)
    assert (row["cameras"], row["events"]) == (2, 10)
    assert {name for name in row if name.endswith("_ms")} == {
        "place_cpu_ms",
        "lanes_cpu_ms",
        "lay_out_cpu_ms",
        "draw_cpu_ms",
        "picture_cpu_ms",
    }


def test_every_event_of_its_index_lies_in_its_recording():
    footage = footage_of(index(3, 30))
    assert len(footage.clips) == 3
    assert all(event.place for event in footage.events)
