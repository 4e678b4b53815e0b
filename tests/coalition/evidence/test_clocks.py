"""Offsets, their doubts, drift, and which recordings cover a moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.clocks import (
    DAY,
    Anchor,
    Clock,
    ClockError,
    Coverage,
    Estimate,
    Offset,
    clock_through,
    coverage,
)

DOUBTS = st.none() | st.integers(0, 600_000)
OFFSETS = st.builds(Offset, st.integers(-DAY, DAY), DOUBTS)
POSITIONS = st.integers(-DAY, 400 * DAY)


@st.composite
def drifting_clocks(draw: st.DrawFn) -> Clock:
    first = Anchor(draw(POSITIONS), draw(OFFSETS))
    apart = draw(st.integers(60_000, DAY))
    gained = draw(st.integers(-(apart // 100), apart // 100))
    later = Offset(first.offset.amount + gained, draw(DOUBTS))
    return clock_through(first, Anchor(first.displayed + apart, later))


CLOCKS = drifting_clocks() | st.builds(Clock, st.builds(Anchor, POSITIONS, OFFSETS))


@given(OFFSETS, OFFSETS, OFFSETS)
def test_offsets_compose_in_any_grouping(one: Offset, two: Offset, three: Offset) -> None:
    assert one.then(two).then(three) == one.then(two.then(three))


@given(OFFSETS)
def test_there_and_back_is_where_one_was_with_twice_the_doubt(offset: Offset) -> None:
    doubt = None if offset.doubt is None else 2 * offset.doubt
    assert offset.then(offset.reversed()) == Offset(0, doubt)


@given(OFFSETS, OFFSETS)
def test_doubts_add_up_and_one_unstated_doubt_leaves_none_stated(one: Offset, two: Offset) -> None:
    doubt = one.then(two).doubt
    if one.doubt is None or two.doubt is None:
        assert doubt is None
    else:
        assert doubt == one.doubt + two.doubt


@given(CLOCKS, st.integers(-DAY, 2 * DAY))
def test_a_displayed_time_survives_the_way_to_true_time_and_back(clock: Clock, ago: int) -> None:
    displayed = clock.first.displayed + ago
    assert abs(clock.displayed(clock.true(displayed).at) - displayed) <= 1


@given(CLOCKS, st.integers(-DAY, DAY), st.integers(1, DAY))
def test_a_clock_that_drifts_never_runs_backwards(clock: Clock, ago: int, later: int) -> None:
    displayed = clock.first.displayed + ago
    assert clock.true(displayed).at <= clock.true(displayed + later).at


@given(drifting_clocks())
def test_a_drifting_clock_passes_through_both_anchors_with_their_doubts(clock: Clock) -> None:
    assert clock.second is not None
    stated = clock.first.offset.doubt is not None and clock.second.offset.doubt is not None
    for anchor in (clock.first, clock.second):
        found = clock.offset_at(anchor.displayed)
        assert found.amount == anchor.offset.amount
        assert found.doubt == (anchor.offset.doubt if stated else None)


@given(drifting_clocks(), st.integers(1, DAY))
def test_the_doubt_grows_beyond_the_anchors(clock: Clock, beyond: int) -> None:
    assert clock.second is not None
    at_the_end = clock.offset_at(clock.second.displayed).doubt
    later = clock.offset_at(clock.second.displayed + beyond).doubt
    assert (later is None) == (at_the_end is None)
    if later is not None and at_the_end is not None:
        assert later >= at_the_end


def test_a_clock_that_gains_two_seconds_in_an_hour_is_one_off_after_half_of_it() -> None:
    clock = clock_through(Anchor(0, Offset(0, 500)), Anchor(3_600_000, Offset(-2000, 1500)))
    assert clock.true(1_800_000) == Estimate(1_799_000, 1000)


@pytest.mark.parametrize(
    ("displayed", "offset", "words"),
    [(0, 5000, "same displayed time"), (60_000, 5000, "was set")],
)
def test_a_clock_that_was_set_is_not_taken_for_one_that_drifts(displayed, offset, words) -> None:
    with pytest.raises(ClockError, match=words):
        clock_through(Anchor(0, Offset(0)), Anchor(displayed, Offset(offset)))


def near(low: int, high: int) -> st.SearchStrategy[Estimate]:
    return st.builds(Estimate, st.integers(low, high), st.none() | st.integers(0, 90))


RECORDINGS = st.tuples(near(-400, -200), near(200, 400))


@given(RECORDINGS, near(-600, 600), st.data())
def test_stated_doubts_decide_whatever_the_truth_within_them_is(recording, moment, data) -> None:
    start, end = recording
    found = coverage(start, end, moment)
    truth = [data.draw(st.integers(each.earliest, each.latest)) for each in (start, moment, end)]
    ran = truth[0] <= truth[1] <= truth[2]
    assert found is not (Coverage.NONE if ran else Coverage.CERTAIN)


@given(RECORDINGS, near(-600, 600), st.integers(0, 500))
def test_more_doubt_never_makes_it_certain(recording, moment, more: int) -> None:
    vaguer = Estimate(moment.at, None if moment.doubt is None else moment.doubt + more)
    if coverage(*recording, vaguer) is Coverage.CERTAIN:
        assert coverage(*recording, moment) is Coverage.CERTAIN
    assert coverage(*recording, Estimate(moment.at)) is not Coverage.CERTAIN


@pytest.mark.parametrize(
    ("at", "doubt", "found"),
    [(5, 0, "certain"), (12, 1, "possible"), (8, 3, "possible"), (5, None, "possible"),
     (20, 1, "none"), (15, 2, "possible")],
)  # fmt: skip
def test_a_recording_of_ten_seconds_give_or_take_three(at, doubt, found) -> None:
    moment = Estimate(at, doubt)
    assert coverage(Estimate(0, 0), Estimate(10, 3), moment) == found
