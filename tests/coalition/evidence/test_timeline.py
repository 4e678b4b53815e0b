"""The layout of a timeline: nothing touches, nothing is lost, and addresses lead back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.clocks import DAY
from coalition.evidence.timecode import TimecodeError
from coalition.evidence.timeline import (
    WIDE,
    Gap,
    Lane,
    Mark,
    Segment,
    Window,
    drawn,
    position_written,
    whole_window,
    written,
)

HOUR = 3_600_000


def mark(number: int, at: int) -> Mark:
    return Mark(at, 1000, number, f"event-{number}", f"Event {number}")


def lane(*ats: int) -> Lane:
    segment = Segment(0, HOUR, 2000, "clip-1", "Camera 1")
    marks = tuple(mark(number, at) for number, at in enumerate(ats, start=1))
    return Lane("Camera 1", "clip-1", (segment,), (), marks)


@given(st.lists(st.integers(0, HOUR), max_size=300), st.sampled_from([640, WIDE]))
def test_every_mark_is_drawn_once_and_no_two_touch(ats: list[int], width: int) -> None:
    picture = drawn([lane(*ats)], Window(0, HOUR, width))
    clusters = picture.lanes[0].clusters
    assert sum(len(each.marks) for each in clusters) == len(ats)
    for one, other in pairwise(clusters):
        assert one.x + one.width <= other.x
    assert all(picture.window.names <= each.x <= width for each in clusters)


def test_2000_events_of_40_cameras_are_counted_rather_than_heaped():
    lanes = [lane(*range(0, HOUR, HOUR // 50)) for _ in range(40)]
    picture = drawn(lanes, Window(0, HOUR))
    assert sum(len(each.clusters) for each in picture.lanes) <= 40 * 20
    assert picture.lanes[0].clusters[0].text.startswith("×")


@given(st.lists(st.integers(0, HOUR), min_size=2, max_size=50))
def test_zooming_to_a_cluster_shows_all_of_it(ats: list[int]) -> None:
    for cluster in drawn([lane(*ats)], Window(0, HOUR)).lanes[0].clusters:
        closer = cluster.window
        assert all(closer.start <= each.at <= closer.end for each in cluster.marks)


@given(st.integers(-400 * DAY, 400 * DAY))
def test_a_position_survives_its_address_to_the_second(position: int) -> None:
    assert position_written(written(position)) == position // 1000 * 1000


@pytest.mark.parametrize("text", ["", "soon", "25:00:00", "x-10:00:00", "10:00", "1-1-10:00:00"])
def test_an_address_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimecodeError):
        position_written(text)


@given(st.integers(-DAY, DAY), st.integers(1, 60 * DAY))
def test_the_axis_has_a_few_ticks_in_order_whatever_is_shown(start: int, length: int) -> None:
    picture = drawn([], Window(start, start + length))
    places = [x for x, _ in picture.ticks]
    assert len(places) <= 8
    assert places == sorted(places)


def test_what_lies_outside_the_stretch_shown_is_not_drawn():
    gap = Gap(0, 1000, "Camera off")
    full = Lane("Camera 1", "clip-1", lane().segments, (gap,), (mark(1, 5000),))
    shown = drawn([full], Window(2 * HOUR, 3 * HOUR)).lanes[0]
    assert (shown.segments, shown.gaps, shown.clusters) == ((), (), ())
    shown = drawn([full], Window(0, HOUR)).lanes[0]
    assert [len(each) for each in (shown.segments, shown.gaps, shown.clusters)] == [1, 1, 1]


def test_a_doubt_is_drawn_over_the_ends_that_it_blurs():
    (segment,) = drawn([lane()], Window(-10_000, HOUR + 10_000)).lanes[0].segments
    (left, right), _ = segment.doubts
    assert left < segment.x < right


def test_the_whole_stretch_holds_everything_with_a_margin():
    window = whole_window([lane(HOUR // 2)])
    assert window.start < 0
    assert window.end > HOUR
    assert whole_window([Lane("Nothing")]) is None


def test_a_stretch_is_moved_and_zoomed_about_its_middle():
    window = Window(0, 60_000)
    assert window.zoomed(0.5) == Window(15_000, 45_000)
    assert window.zoomed(2).length == 120_000
    assert window.moved(0.5) == Window(30_000, 90_000)
    assert Window(0, 10).zoomed(0.1).length == 2000


def test_long_names_are_shortened_and_short_ones_are_not():
    long = Lane("Camera of the third officer on the northern side")
    found = drawn([long, lane()], Window(0, HOUR)).lanes
    assert found[0].short.endswith("…")
    assert found[1].short == "Camera 1"
