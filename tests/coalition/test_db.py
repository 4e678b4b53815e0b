"""The unit of work: all or nothing, one order, and no lost writer."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from coalition import ids
from coalition.access.actor import operator
from coalition.audit import services as audit
from coalition.audit.models import AuditEntry
from coalition.audit.queries import verify
from coalition.db import NoUnitOfWork, UnitOfWork, current_unit, db, unit_of_work
from coalition.outbox.models import OutboxMessage
from coalition.outbox.services import announce
from coalition.sharing.models import Thing
from coalition.sharing.services import create_thing
from coalition.web.dispatch import Portal

ACTOR = operator("test")


def act(name: str) -> None:
    create_thing("case-memo", {"coalition"}, public_id=name)
    audit.record(ACTOR, "paper.created", object_kind="case-memo", object_id=name)
    announce("paper.published", paper=name)


def act_and_fail(after: Callable[[], None] = lambda: None) -> None:
    with unit_of_work() as unit:
        unit.after_commit("x", after)
        act("one")
        raise RuntimeError("too late")


def test_rows_audit_and_outbox_commit_together(app: Portal) -> None:
    with app.app_context():
        with unit_of_work():
            act("one")
        assert db.session.scalar(select(func.count()).select_from(Thing)) == 1
        assert db.session.scalar(select(AuditEntry.object_id)) == "one"
        assert db.session.scalar(select(OutboxMessage.number)) == 1


def test_a_unit_that_fails_leaves_nothing_and_uses_no_number(app: Portal) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="too late"):
            act_and_fail()
        assert db.session.scalar(select(func.count()).select_from(Thing)) == 0
        with unit_of_work():
            act("two")
        assert db.session.scalars(select(AuditEntry.number)).all() == [1]
        assert db.session.scalars(select(OutboxMessage.number)).all() == [1]


def test_writing_outside_a_unit_is_refused(app: Portal) -> None:
    with app.app_context():
        for write in (current_unit, lambda: act("one")):
            with pytest.raises(NoUnitOfWork):
                write()
            db.session.rollback()


def test_a_unit_inside_a_unit_is_refused(app: Portal) -> None:
    with (
        app.app_context(),
        unit_of_work(),
        pytest.raises(NoUnitOfWork),
        unit_of_work(),
    ):
        pass


def test_writers_at_the_same_time_are_numbered_without_gap_and_none_fails(app: Portal) -> None:
    failures: list[Exception] = []

    def write_many(worker: int) -> None:
        try:
            with app.app_context():
                for number in range(10):
                    with unit_of_work():
                        db.session.scalar(select(func.count()).select_from(Thing))
                        act(f"{worker}-{number}")
                db.session.remove()
        except (SQLAlchemyError, NoUnitOfWork) as failure:
            # What fails in a thread must fail the test, so it is carried out of it.
            failures.append(failure)

    threads = [threading.Thread(target=write_many, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with app.app_context():
        for model in (AuditEntry, OutboxMessage):
            numbers = db.session.scalars(select(model.number).order_by(model.number)).all()
            assert numbers == list(range(1, 41))
        assert verify().whole


def test_after_commit_acts_run_once_and_only_after_a_commit(app: Portal) -> None:
    ran: list[str] = []
    with app.app_context():
        with pytest.raises(RuntimeError, match="too late"):
            act_and_fail(lambda: ran.append("never"))
        with unit_of_work() as unit:
            unit.after_commit("x", lambda: ran.append("once"))
            unit.after_commit("x", lambda: ran.append("twice"))
            assert ran == []
    assert ran == ["once"]


def test_public_ids_are_80_random_bits_without_look_alikes() -> None:
    made = {ids.public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(i) == 16 and not set(i) & set("ilou") for i in made)


def test_a_savepoint_undoes_its_part_alone_with_its_entries_and_messages(app: Portal) -> None:
    def fail(unit: UnitOfWork) -> None:
        with unit.savepoint():
            act("bad")
            raise RuntimeError("this part alone")

    with app.app_context():
        with unit_of_work() as unit:
            act("before")
            with pytest.raises(RuntimeError, match="alone"):
                fail(unit)
            with unit.savepoint():
                act("after")
        assert db.session.scalars(select(Thing.public_id).order_by(Thing.id)).all() == [
            "before",
            "after",
        ]
        assert db.session.scalars(select(AuditEntry.number)).all() == [1, 2]
        assert db.session.scalars(select(OutboxMessage.number)).all() == [1, 2]
        assert verify().whole
