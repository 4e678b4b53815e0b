"""`flask worker` delivers, keeps house, waits for what cannot be delivered, and ends when asked."""

import os
import signal
import subprocess
import sys
import time

from sqlalchemy import func, select, update

from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import FailedAttempt
from coalition.audit.models import AuditEntry
from coalition.cli.worker import Rounds
from coalition.db import db, unit_of_work
from coalition.documents.content import Content
from coalition.documents.drafts import create_draft
from coalition.documents.models import Draft, Paper
from coalition.errors import Unavailable
from coalition.outbox.models import OutboxCursor, OutboxMessage
from coalition.outbox.services import announce
from coalition.runtime import runtime
from coalition.search.asked import Search
from coalition.search.saved.services import save_search
from tests.flows.sharing import share
from tests.support.settings import make_environment


def test_one_round_serves_every_consumer(app, run):
    with app.app_context(), unit_of_work():
        announce("test.happened")
    assert run("worker", "--once").exit_code == 0
    with app.app_context():
        cursors = db.session.scalars(select(OutboxCursor.number)).all()
        assert list(cursors) == [1] * len(runtime().consumers)


def test_the_worker_ends_cleanly_when_asked_to(app, tmp_path, database_url):
    with app.app_context(), unit_of_work():
        announce("test.happened")
    environment = {
        **{n: v for n, v in os.environ.items() if not n.startswith("COALITION_")},
        **make_environment(tmp_path, database_url),
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and worker.poll() is None:
        with app.app_context():
            done = db.session.scalar(
                select(OutboxCursor.number).where(OutboxCursor.consumer == "mail")
            )
        if done == 1:
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=20)
    assert worker.returncode == 0, said
    assert "worker.stopped" in said
    with app.app_context():
        leases = db.session.scalars(select(OutboxCursor.leased_until)).all()
        assert list(leases) == [None] * len(leases)


def test_an_untouched_draft_is_erased_a_week_after_a_warning(app, run, world, clock, tmp_path):
    member = world.person("Dorian Amblecote", world.office())
    content = Content("A secret title", "Words.", Audience(Tlp.AMBER_STRICT), {"state": "MN"})
    with app.app_context(), unit_of_work():
        create_draft(member.actor, kind="case-memo", content=content)

    def drafts() -> int:
        with app.app_context():
            return db.session.scalar(select(func.count()).select_from(Draft)) or 0

    clock.advance(days=40)
    run("worker", "--once")
    run("worker", "--once")
    assert drafts() == 1
    mails = [file.read_text() for file in tmp_path.glob("mail/*.eml")]
    assert len(mails) == 1
    assert "will be erased in 7 days" in mails[0]
    assert "secret" not in mails[0]
    clock.advance(days=6)
    run("worker", "--once")
    assert drafts() == 1
    clock.advance(days=2)
    run("worker", "--once")
    assert drafts() == 0
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0
        actions = set(db.session.scalars(select(AuditEntry.action)))
        assert "draft.erased" in actions


def test_a_draft_that_is_saved_again_is_kept(app, run, world, clock):
    member = world.person("Dorian Amblecote", world.office())
    content = Content("A title", "Words.", Audience(Tlp.AMBER_STRICT), {"state": "MN"})
    with app.app_context(), unit_of_work():
        create_draft(member.actor, kind="case-memo", content=content)
    clock.advance(days=40)
    run("worker", "--once")
    with app.app_context(), unit_of_work():
        db.session.execute(update(Draft).values(version=2, saved_at=clock()))
    clock.advance(days=8)
    run("worker", "--once")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_saved_search_is_told_in_the_round_in_which_it_is_due(app, run, world, clock, tmp_path):
    reader, author = world.person("Reader", world.office()), world.person("A", world.office())
    with app.app_context(), unit_of_work():
        save_search(reader.actor, asked=Search("removal"), name="Mine", frequency="daily")
    share(app, author, "Removal")
    run("worker", "--once")
    clock.advance(days=1)
    assert list(tmp_path.glob("mail/*.eml")) == []
    assert run("worker", "--once").exit_code == 0
    [mail] = tmp_path.glob("mail/*.eml")
    assert "1 new paper." in mail.read_text()
    run("worker", "--once")
    assert len(list(tmp_path.glob("mail/*.eml"))) == 1


def test_what_failed_rests_before_it_is_tried_again(app, clock, monkeypatch):
    tried = []

    def fail():
        tried.append(clock())
        raise Unavailable("index")

    monkeypatch.setattr("coalition.cli.worker.tell_what_is_due", fail)
    rounds = Rounds()
    with app.app_context():
        assert not rounds.run()
        assert rounds.run()
        clock.advance(seconds=31)
        assert not rounds.run()
    assert len(tried) == 2


def test_handled_messages_and_old_attempts_are_cleared_away(app, run, clock):
    with app.app_context(), unit_of_work():
        announce("test.happened")
        db.session.add(FailedAttempt(account_key="a", source_key="s", at=clock()))
    run("worker", "--once")
    clock.advance(days=31)
    run("worker", "--once")
    with app.app_context():
        for model in (OutboxMessage, FailedAttempt):
            assert db.session.scalar(select(func.count()).select_from(model)) == 0
