"""A custody log shows where it was changed, whatever was changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.custody.chain import (
    Content,
    Link,
    NotALog,
    as_export,
    faults,
    from_export,
    linked,
)

AT = "2026-11-23T12:00:00+00:00"


def _log(count: int) -> list[Link]:
    links: list[Link] = []
    for number in range(count):
        content = Content(f"clip {number}", "received", AT, given_to="Technician 2")
        before = links[-1] if links else None
        links.append(
            linked(before, paper="p1", at=AT, by="u1", salt=f"salt{number}", content=content)
        )
    return links


LOG = _log(6)


def test_entries_of_before_there_were_time_stamps_keep_their_hashes() -> None:
    # As version 1 wrote it, when an entry's content had no time-stamp.
    [link] = _log(1)
    assert link.hash == "72aef1125864dfe39925ee3bd8c10d966a1c59a9f79a848ac12b47abc37b9e66"
    said = as_export([link])
    assert "time_stamp" not in said["entries"][0]["content"]
    assert from_export(said | {"version": 1}) == [link]


def test_a_time_stamp_is_part_of_what_the_hash_is_over() -> None:
    [link] = _log(1)
    stamped = replace(link, content=replace(link.content, time_stamp="dG9rZW4="))
    assert [fault.number for fault in faults([stamped])] == [1]
    assert from_export(as_export([stamped])) == [stamped]


def test_a_log_as_it_was_written_has_no_fault() -> None:
    assert list(faults(LOG, count=6, head=LOG[-1].hash)) == []
    assert list(faults([], count=0)) == []


@given(
    place=st.integers(0, 5),
    change=st.sampled_from(
        [
            {"at": "2026-11-24T12:00:00+00:00"},
            {"by": "u2"},
            {"salt": "other"},
            {"paper": "p2"},
            {"content": Content("clip 9", "received", AT)},
            {"previous_hash": "0" * 63 + "1"},
            {"hash": "1" * 64},
        ]
    ),
)
def test_a_changed_entry_is_named(place: int, change: dict[str, object]) -> None:
    log = list(LOG)
    log[place] = replace(log[place], **change)  # type: ignore[arg-type]
    assert place + 1 in {fault.number for fault in faults(log)}


@given(place=st.integers(0, 4))
def test_an_entry_that_was_taken_out_is_missed(place: int) -> None:
    assert place + 1 in {fault.number for fault in faults([*LOG[:place], *LOG[place + 1 :]])}


@given(one=st.integers(0, 5), other=st.integers(0, 5))
def test_entries_that_changed_places_are_found(one: int, other: int) -> None:
    log = list(LOG)
    log[one], log[other] = log[other], log[one]
    assert bool(list(faults(log))) is (one != other)


@given(left=st.integers(0, 5))
def test_an_end_that_was_cut_off_is_found_by_what_is_kept_elsewhere(left: int) -> None:
    assert list(faults(LOG[:left])) == []
    [fault] = faults(LOG[:left], count=6, head=LOG[-1].hash)
    assert fault.number == left + 1


def test_a_log_that_was_written_anew_is_found_by_its_end() -> None:
    anew = _log(5)
    other = Content("clip 5", "returned", AT)
    anew.append(linked(anew[-1], paper="p1", at=AT, by="u1", salt="s", content=other))
    assert list(faults(anew)) == []
    assert [fault.number for fault in faults(anew, count=6, head=LOG[-1].hash)] == [7]


def test_an_item_differs_when_both_hashes_are_known_and_differ() -> None:
    known = Content("clip", "verified", AT, hash_before="a" * 64, hash_after="b" * 64)
    assert known.differs
    assert not replace(known, hash_after="a" * 64).differs
    assert not replace(known, hash_before="").differs


def test_what_is_taken_along_is_read_again() -> None:
    assert from_export(json.loads(json.dumps(as_export(LOG)))) == LOG


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"format": "other"},
        {"format": "coalition-exchange-custody", "version": 3, "entries": []},
        {"format": "coalition-exchange-custody", "version": 1, "entries": {}},
        {"format": "coalition-exchange-custody", "version": 1, "entries": [1]},
        {"format": "coalition-exchange-custody", "version": 1, "entries": [{"number": 1}]},
    ],
)
def test_what_is_no_log_is_refused(said: object) -> None:
    with pytest.raises(NotALog):
        from_export(said)
