"""The table of a public-records request: complete, and the page made of it in step."""

from coalition.access.policy import NEEDS_FRESH_FACTOR, POLICY
from coalition.cli.generated_docs import requests_page
from coalition.records.requests.services import ACTIONS
from coalition.records.requests.stages import OPEN, STAGE_LABELS, TRANSITIONS, Act, Stage


def test_every_stage_is_reached_from_the_first_and_every_one_ends():
    reached, ending = {Stage.REGISTERED}, {Stage.CLOSED}
    for _ in Stage:
        reached |= {row.after for row in TRANSITIONS if row.stage in reached}
        ending |= {row.stage for row in TRANSITIONS if row.after in ending}
    assert reached == ending == set(Stage) == set(STAGE_LABELS)


def test_only_what_was_answered_or_withdrawn_is_closed_and_stays_so():
    closing = {row.stage for row in TRANSITIONS if row.after is Stage.CLOSED}
    assert closing == {Stage.ANSWERED, Stage.WITHDRAWN}
    assert not [row for row in TRANSITIONS if row.stage is Stage.CLOSED]
    assert all(row.who in NEEDS_FRESH_FACTOR for row in TRANSITIONS if row.act is Act.CLOSE)


def test_nothing_is_answered_before_contributors_are_heard_and_all_is_logged():
    answers = [row for row in TRANSITIONS if row.act is Act.ANSWER]
    assert {row.stage for row in answers} == set(OPEN)
    for row in answers:
        assert [need.words for need in row.needs] == [
            "every contributor was asked",
            "every contributor replied, or their day is over",
            "the log says what became of every paper",
        ]


def test_every_act_is_a_permission_of_one_row_and_has_a_name_in_the_log():
    assert len({(row.stage, row.act) for row in TRANSITIONS}) == len(TRANSITIONS)
    for row in TRANSITIONS:
        assert row.who in POLICY
        assert row.act in ACTIONS


def test_the_page_shows_every_row():
    page = requests_page()
    assert page.count("\n| ") == len(TRANSITIONS) + 2
    assert "stateDiagram-v2" in page
