"""`flask audit verify` finds the row, and its checkpoint lies outside the database."""

import json

import pytest
from sqlalchemy import text

from coalition.access.actor import operator
from coalition.audit import services as audit
from coalition.db import CommitOrder, db, unit_of_work


@pytest.fixture
def log(app):
    """Adds entries to the log."""

    def write(count: int) -> None:
        with app.app_context():
            for number in range(count):
                with unit_of_work():
                    audit.record(
                        operator("test"), "test.done", object_kind="row", object_id=str(number)
                    )

    write(5)
    return write


@pytest.fixture
def tamper(app):
    """Changes rows as somebody with the database file would, the triggers removed first."""

    def change(*statements: str) -> None:
        with app.app_context(), unit_of_work():
            if db.engine.dialect.name == "sqlite":
                drops = [f"DROP TRIGGER audit_entries_no_{v}" for v in ("update", "delete")]
            else:
                drops = ["DROP TRIGGER audit_entries_append_only ON audit_entries"]
            for statement in (*drops, *statements):
                db.session.execute(text(statement))

    return change


def test_a_whole_log_is_said_to_be_whole(log, run):
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert "The log is whole: 5 rows" in result.output


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE audit_entries SET outcome = 'x' WHERE number = 3"], "row 3: was edited"),
        (
            [
                "DELETE FROM audit_details WHERE number = 2",
                "DELETE FROM audit_entries WHERE number = 2",
            ],
            "row 2: 1 deleted before row 3",
        ),
        (
            [
                "DELETE FROM audit_details",
                "UPDATE audit_entries SET number = 99 WHERE number = 2",
                "UPDATE audit_entries SET number = 2 WHERE number = 3",
                "UPDATE audit_entries SET number = 3 WHERE number = 99",
            ],
            "row 2: ",
        ),
        (
            [
                "DELETE FROM audit_details WHERE number > 3",
                "DELETE FROM audit_entries WHERE number > 3",
            ],
            "row 4: the tail is cut off",
        ),
    ],
    ids=["edited", "deleted", "swapped", "cut off"],
)
def test_what_was_changed_is_named_by_its_row(log, run, tamper, statements, said):
    tamper(*statements)
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert said in result.output


def test_a_tail_cut_off_together_with_its_head_is_found_by_the_checkpoint(
    app, log, run, tamper, tmp_path
):
    with app.app_context():
        head = db.session.get_one(CommitOrder, 1)
        early = (head.audit_number, head.audit_hash, head.audit_signature)
    log(3)
    place = tmp_path / "audit-checkpoint.json"
    assert run("audit", "checkpoint").exit_code == 0
    assert json.loads(place.read_text())["number"] == 8
    tamper(
        "DELETE FROM audit_details WHERE number > 5", "DELETE FROM audit_entries WHERE number > 5"
    )
    with app.app_context(), unit_of_work():
        head = db.session.get_one(CommitOrder, 1)
        head.audit_number, head.audit_hash, head.audit_signature = early
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "row 6: the tail is cut off" in result.output
    # A broken log does not replace the checkpoint that shows it.
    assert run("audit", "checkpoint").exit_code == 1
    assert json.loads(place.read_text())["number"] == 8


def test_the_checkpoint_is_written_when_asked_for(log, run, tmp_path):
    run("audit", "verify")
    place = tmp_path / "elsewhere.json"
    assert not (tmp_path / "audit-checkpoint.json").exists()
    result = run("audit", "verify", "--checkpoint", place, "--write-checkpoint")
    assert result.exit_code == 0
    assert json.loads(place.read_text())["number"] == 5


def test_a_file_that_is_no_checkpoint_is_refused(log, run, tmp_path):
    place = tmp_path / "broken.json"
    place.write_text('{"number": "x"}')
    assert "is not a checkpoint" in run("audit", "verify", "--checkpoint", place).output
    missing = run("audit", "verify", "--checkpoint", tmp_path / "missing.json")
    assert missing.exit_code == 1
