"""Where items and demands stand follows from the entries, and no correction takes anything away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.evidence.custody.chain import Link, faults, linked
from coalition.evidence.demands.register import Entry, Register, Status, register_of

AT = "2026-11-23T12:00:00+00:00"
TODAY = date(2026, 11, 22)
ITEM = Entry("missing", 0, {"item": "Camera", "absence": "off"})
NAMED = {"rule": "named", "starts_on": "", "named_on": "2026-11-30"}
DEMAND = Entry("demand", 1, {"kind": "subpoena", **NAMED})


def answer(outcome: str) -> Entry:
    return Entry("answer", 2, {"outcome": outcome})


def court(outcome: str) -> Entry:
    return Entry("court", 2, {"outcome": outcome})


def deadline(rule: str = "named", day: str = "2026-12-10", **words: str) -> Entry:
    return Entry("deadline", 2, {"rule": rule, "starts_on": day, "named_on": day, **words})


def chained(entries: list[Entry]) -> list[Link[Entry]]:
    links: list[Link[Entry]] = []
    for entry in entries:
        before = links[-1] if links else None
        links.append(linked(before, paper="p", at=AT, by="u", salt="s", content=entry))
    return links


def register(*entries: Entry) -> Register:
    return register_of(chained(list(entries)))


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ([], Status.WAITS),
        ([answer("produced")], Status.PRODUCED),
        ([answer("partly")], Status.PARTLY),
        ([answer("preserved")], Status.PRESERVED),
        ([answer("refused")], Status.REFUSED),
        ([answer("none")], Status.UNANSWERED),
        ([answer("refused"), court("pending")], Status.IN_COURT),
        ([answer("refused"), court("pending"), court("granted")], Status.ORDERED),
        ([answer("refused"), court("denied")], Status.DENIED),
        ([answer("refused"), court("withdrawn")], Status.REFUSED),
        ([answer("refused"), deadline()], Status.WAITS),
        ([answer("refused"), deadline(day="2026-11-21")], Status.OVERDUE),
        ([answer("refused"), deadline("remand", "2026-11-20")], Status.REFUSED),
        ([answer("refused"), court("pending"), deadline()], Status.IN_COURT),
        # Whoever did not object or remove in time is late with nothing.
        ([answer("refused"), deadline("removal", "2026-01-05")], Status.REFUSED),
        ([deadline("frcp-45-objection", "2026-01-05")], Status.WAITS),
        ([court("granted"), deadline(day="2026-11-21")], Status.OVERDUE),
        ([court("granted"), answer("produced")], Status.PRODUCED),
        ([deadline(day="2026-11-21"), answer("produced")], Status.PRODUCED),
    ],
)
def test_a_demand_stands_where_its_last_answer_decision_and_open_day_put_it(entries, status):
    [item] = register(ITEM, DEMAND, *entries).items
    assert item.demands[0].status(TODAY) is status
    assert item.status(TODAY) is status


def test_a_demand_is_overdue_after_its_day_and_not_on_it():
    [item] = register(ITEM, DEMAND).items
    assert item.status(date(2026, 11, 30)) is Status.WAITS
    assert item.status(date(2026, 12, 1)) is Status.OVERDUE


def test_an_item_that_nobody_demanded_says_so_and_of_several_demands_the_first_in_order_counts():
    [item] = register(ITEM).items
    assert item.status(TODAY) is Status.NOT_DEMANDED
    [item] = register(ITEM, DEMAND, DEMAND, answer("refused")).items
    assert [demand.status(TODAY) for demand in item.demands] == [Status.REFUSED, Status.WAITS]
    assert item.status(TODAY) is Status.WAITS


def test_an_answer_ends_what_others_had_to_do_and_not_what_the_office_has_to_do():
    renewal = deadline("2703f", "2026-11-10")
    preservation = Entry("demand", 1, {"kind": "preservation", **NAMED})
    [item] = register(ITEM, preservation, renewal, answer("preserved")).items
    open_ = {due.deadline.rule.code: due.is_open for due in item.demands[0].dues}
    assert open_ == {"named": False, "2703f": True}
    [item] = register(ITEM, preservation, renewal, deadline("2703f", ended="yes")).items
    assert not item.demands[0].dues[1].is_open


def test_a_new_deadline_of_a_rule_takes_the_place_of_the_one_before():
    [item] = register(ITEM, DEMAND, deadline(day="2026-12-10")).items
    [due] = item.demands[0].dues
    assert (due.number, due.deadline.day) == (3, date(2026, 12, 10))


ENTRIES = st.lists(
    st.sampled_from(
        [
            *(answer(outcome) for outcome in ("produced", "partly", "refused", "none")),
            *(court(outcome) for outcome in ("pending", "granted", "denied", "withdrawn")),
            deadline(),
            deadline("remand"),
            deadline(ended="yes"),
        ]
    ),
    max_size=8,
)


@given(entries=ENTRIES, days=st.integers(-400, 400))
def test_every_register_stands_somewhere_and_only_what_is_awaited_is_overdue(entries, days):
    [item] = register(ITEM, DEMAND, *entries).items
    today = TODAY + timedelta(days)
    [demand] = item.demands
    late = [due for due in demand.dues if due.is_open and due.deadline.day < today]
    assert demand.status(today) in Status
    if demand.status(today) is Status.OVERDUE:
        assert late
    if any(note.words["outcome"] == "produced" for note in demand.answers):
        assert not any(due.is_open for due in demand.dues)


@given(entries=ENTRIES, data=st.data())
def test_a_correction_changes_one_entry_and_leaves_the_log_whole(entries, data):
    before = [ITEM, DEMAND, *entries]
    number = data.draw(st.integers(1, len(before)))
    corrected = before[number - 1]
    words = {**corrected.words, "note": "corrected"}
    links = chained([*before, Entry(corrected.act, corrected.about, words, number, "A slip")])
    assert list(faults(links)) == []
    old, new = register(*before), register_of(links)
    assert set(new.notes) == set(old.notes)
    for key, note in new.notes.items():
        assert note.words == (words if key == number else old.notes[key].words)
        assert note.corrected == (key == number)
    assert [link.content for link in links[:-1]] == before
