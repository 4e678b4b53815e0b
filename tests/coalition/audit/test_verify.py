"""Whoever changes the log is found, to the row."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coalition.access.actor import operator
from coalition.audit import services as audit
from coalition.audit.queries import Verification, head_state, verify
from coalition.db import db, unit_of_work
from coalition.web.dispatch import Portal

ROWS = 6


@pytest.fixture
def log(app: Portal) -> Portal:
    with app.app_context():
        for number in range(1, ROWS + 1):
            with unit_of_work():
                audit.record(
                    operator("test"),
                    "paper.created",
                    object_kind="case-memo",
                    object_id=f"paper-{number}",
                    detail={"revision": number},
                )
    return app


def tamper(*statements: str) -> None:
    """Change rows as somebody with the database file would: the triggers removed first."""
    if db.engine.dialect.name == "sqlite":
        drops = [f"DROP TRIGGER audit_entries_no_{verb}" for verb in ("update", "delete")]
    else:
        drops = ["DROP TRIGGER audit_entries_append_only ON audit_entries"]
    with unit_of_work():
        for statement in (*drops, *statements):
            db.session.execute(text(statement))


def verified(log: Portal, *statements: str) -> Verification:
    with log.app_context():
        tamper(*statements)
        return verify()


def test_an_untouched_log_is_whole(log: Portal) -> None:
    with log.app_context():
        found = verify()
        assert found.whole
        assert found.count == ROWS
        assert head_state().whole


def test_the_database_itself_refuses_to_change_or_delete_a_row(log: Portal) -> None:
    with log.app_context():
        for statement in (
            "UPDATE audit_entries SET outcome = 'done' WHERE number = 2",
            "DELETE FROM audit_entries WHERE number = 2",
        ):
            with pytest.raises(DatabaseError, match="append-only"), unit_of_work():
                db.session.execute(text(statement))


def test_an_edited_row_is_found(log: Portal) -> None:
    found = verified(log, "UPDATE audit_entries SET actor_id = 'x' WHERE number = 3")
    assert [f.number for f in found.faults] == [3]


def test_an_edited_row_with_its_hash_recomputed_is_found_at_the_next(log: Portal) -> None:
    with log.app_context():
        from coalition.audit.chain import COVERED, link_hash
        from coalition.audit.models import AuditEntry

        row = db.session.get(AuditEntry, 3)
        values = {name: getattr(row, name) for name in COVERED} | {"actor_id": "x"}
        forged = link_hash(values)
        db.session.rollback()
        tamper(f"UPDATE audit_entries SET actor_id = 'x', hash = '{forged}' WHERE number = 3")
        assert [f.number for f in verify().faults] == [4]


def test_a_deleted_row_is_found(log: Portal) -> None:
    found = verified(
        log,
        "DELETE FROM audit_details WHERE number = 4",
        "DELETE FROM audit_entries WHERE number = 4",
    )
    assert found.faults[0].number == 4
    assert "deleted" in found.faults[0].message


def test_swapped_rows_are_found(log: Portal) -> None:
    swap = "object_id = CASE number WHEN 2 THEN 'paper-5' ELSE 'paper-2' END"
    found = verified(log, f"UPDATE audit_entries SET {swap} WHERE number IN (2, 5)")
    assert {f.number for f in found.faults} == {2, 5}


def test_a_cut_off_tail_is_found(log: Portal) -> None:
    found = verified(
        log,
        "DELETE FROM audit_details WHERE number > 4",
        "DELETE FROM audit_entries WHERE number > 4",
    )
    assert [f.number for f in found.faults] == [5]
    assert "cut off" in found.faults[0].message


def test_a_cut_off_tail_with_a_rewritten_head_is_found_by_its_signature(log: Portal) -> None:
    found = verified(
        log,
        "DELETE FROM audit_details WHERE number > 4",
        "UPDATE commit_order SET audit_number = 4,"
        " audit_hash = (SELECT hash FROM audit_entries WHERE number = 4)",
        "DELETE FROM audit_entries WHERE number > 4",
    )
    assert ["signed" in f.message for f in found.faults] == [True]


def test_a_database_put_back_to_an_earlier_day_is_found_by_the_checkpoint(log: Portal) -> None:
    with log.app_context():
        now = verify()
        checkpoint = {"number": now.count, "hash": now.last_hash}
        assert verify(checkpoint).whole
        later = {"number": now.count + 3, "hash": "0" * 64}
        assert [f.number for f in verify(later).faults] == [ROWS + 1]
        other = {"number": 2, "hash": "0" * 64}
        assert [f.number for f in verify(other).faults] == [2]


def test_an_erased_detail_leaves_the_chain_whole_but_an_edited_one_does_not(log: Portal) -> None:
    with log.app_context():
        with unit_of_work():
            db.session.execute(text("DELETE FROM audit_details WHERE number = 2"))
        assert verify().whole
        with unit_of_work():
            db.session.execute(
                text("UPDATE audit_details SET content = '{\"revision\": 9}' WHERE number = 3")
            )
        assert [f.number for f in verify().faults] == [3]
