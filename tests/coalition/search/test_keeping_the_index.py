"""The index follows the database: after each commit, and in the worker's rounds."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from coalition.access.audience import Audience, Tlp
from coalition.app import create_app
from coalition.db import db
from coalition.errors import Unavailable
from coalition.outbox.models import OutboxMessage
from coalition.search import index as keeping
from coalition.search.asked import Search
from coalition.search.queries import index_state, search
from coalition.search.services import check, index_consumer, rebuild, tend_index
from search_index import open_engine
from tests.flows.sharing import readdress, revise, share, withdraw
from tests.support.settings import make_settings
from tests.support.world import World

pytestmark = pytest.mark.database


@pytest.fixture(params=["memory:", "whoosh"])
def app(request, database_url, tmp_path, clock):
    """The portal on each engine."""
    url = request.param if request.param == "memory:" else f"whoosh://{tmp_path}/index"
    portal = create_app(make_settings(tmp_path, database_url, SEARCH_URL=url))
    yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def parts(app):
    return app.extensions["coalition"]


@pytest.fixture
def people(app):
    world = World(app)
    mine, other = world.office("mine"), world.office("other")
    return world.person("Author", mine), world.person("Reader", other)


def found(app, member, text=""):
    with app.app_context():
        results = search(member.actor, Search(text))
        titles = sorted(f.paper.current.title for f in results.papers)
        assert results.total == len(titles)
        assert sum(results.facets.get("kind", {}).values()) == len(titles)
        return titles


def tend(app, **how):
    with app.app_context():
        tend_index(**how)
        db.session.remove()


def unavailable(app, member):
    with app.app_context():
        assert index_state().state == "failed"
    with pytest.raises(Unavailable):
        found(app, member)
    return True


def break_engine(parts, monkeypatch, failure):
    def fail(*_arguments, **_named):
        raise failure

    for name in ("put", "remove", "rebuild"):
        monkeypatch.setattr(parts.engine, name, fail, raising=True)


OWN_OFFICE = Audience(Tlp.AMBER_STRICT)


@pytest.mark.parametrize("delivery", ["on", "off", "fails"])
def test_what_is_withdrawn_or_narrowed_is_gone_on_the_next_request(
    app, parts, people, monkeypatch, delivery
):
    author, reader = people
    withdrawn, narrowed = share(app, author, "Taken back"), share(app, author, "Narrowed")
    share(app, author, "Stays")
    assert found(app, reader) == ["Narrowed", "Stays", "Taken back"]
    if delivery == "off":
        parts.after_commit = None
    if delivery == "fails":
        break_engine(parts, monkeypatch, OSError("no space"))
    withdraw(app, author, withdrawn)
    assert found(app, reader) == ["Narrowed", "Stays"]
    readdress(app, author, narrowed, OWN_OFFICE)
    assert found(app, reader) == ["Stays"]
    assert found(app, author, "by:me")[-1:] == ["Stays"]


def test_a_failed_delivery_fails_nobody_and_is_made_good_later(app, parts, people, monkeypatch):
    author, reader = people
    share(app, author, "First")
    with monkeypatch.context() as broken, capture_logs() as logged:
        break_engine(parts, broken, OSError("a path that says too much"))
        share(app, author, "Second secret title")
    assert parts.engine.count() == 1
    assert {entry["event"] for entry in logged} >= {"index.delivery-failed"}
    assert "secret" not in str(logged)
    assert "too much" not in str(logged)
    tend(app)
    assert parts.engine.count() == 2
    assert found(app, reader) == ["First", "Second secret title"]


def test_a_new_text_replaces_the_old_one(app, people):
    author, reader = people
    paper = share(app, author, "Old words", "alpha")
    revise(app, author, paper, "New words", "beta")
    assert found(app, reader, "alpha") == []
    assert found(app, reader, "beta") == ["New words"]


def test_messages_may_arrive_twice_or_late(app, parts, people):
    author, reader = people
    paper = share(app, author, "Once")
    withdraw(app, author, paper)
    share(app, author, "Twice")
    with app.app_context():
        handle = index_consumer().handle
        messages = keeping.messages_after(0)
        handle(messages)
        handle(messages[:1])
        assert check().agree
    assert found(app, reader) == ["Twice"]


def test_a_search_writes_nothing_and_the_worker_does(app, parts, people, monkeypatch):
    author, reader = people
    share(app, author, "Here")
    parts.engine = open_engine("memory:")
    with monkeypatch.context() as broken:
        break_engine(parts, broken, AssertionError("a search wrote to the index"))
        found(app, reader)
    with app.app_context():
        assert index_state().state == "behind"
    tend(app)
    with app.app_context():
        assert index_state().state == "ok"
    assert parts.engine.count() == 1


def test_an_index_that_the_pruned_log_no_longer_reaches_is_rebuilt_by_the_worker(
    app, parts, people
):
    author, reader = people
    for title in ("One", "Two", "Three"):
        share(app, author, title)
    with app.app_context():
        db.session.execute(db.delete(OutboxMessage).where(OutboxMessage.number < 3))
        db.session.commit()
    parts.engine = open_engine("memory:")
    assert unavailable(app, reader)
    share(app, author, "Four")
    assert parts.engine.count() == 0
    assert unavailable(app, reader)
    tend(app)
    assert found(app, reader) == ["Four", "One", "Three", "Two"]


def test_an_index_ahead_of_a_restored_database_is_rebuilt_by_the_worker(app, parts, people):
    author, reader = people
    share(app, author, "Kept by the backup")
    parts.engine.put([], position=40)
    assert unavailable(app, reader)
    tend(app)
    assert found(app, reader) == ["Kept by the backup"]
    assert parts.engine.position == 1


def test_an_index_that_is_very_far_behind_is_built_anew(app, parts, people, monkeypatch):
    author, reader = people
    parts.after_commit = None
    for number in range(4):
        share(app, author, f"Paper {number}")
    monkeypatch.setattr(keeping, "LONGEST_BACKLOG", 3)
    assert unavailable(app, reader)
    rebuilt = []
    monkeypatch.setattr(keeping, "rebuild", lambda: rebuilt.append(rebuild()))
    tend(app)
    assert rebuilt == [4]
    assert len(found(app, reader)) == 4


def test_one_commit_works_off_no_more_of_a_backlog_than_it_may(app, parts, people, monkeypatch):
    author, _ = people
    monkeypatch.setattr(keeping, "MOST_AFTER_A_COMMIT", 2)
    monkeypatch.setattr(keeping, "BATCH", 1)
    after, parts.after_commit = parts.after_commit, None
    for number in range(4):
        share(app, author, f"Before {number}")
    parts.after_commit = after
    share(app, author, "Last")
    assert parts.engine.position == 2
    tend(app)
    assert parts.engine.position == 5


def test_small_changes_are_joined_by_the_worker_alone(app, parts, people, monkeypatch):
    author, reader = people
    joined = []
    monkeypatch.setattr(
        type(parts.engine), "merge", lambda self: joined.append(self), raising=False
    )
    share(app, author, "Here")
    found(app, reader)
    assert joined == []
    tend(app)
    assert joined == [parts.engine]


def test_rebuilding_tells_its_progress_and_ends_equal_to_the_database(app, parts, people):
    author, reader = people
    for number in range(3):
        share(app, author, f"Paper {number}")
    told = []
    with app.app_context():
        assert rebuild(lambda done, total: told.append((done, total))) == 3
        assert check().agree
    assert told == [(3, 3)]
    assert len(found(app, reader)) == 3


def test_checking_names_what_is_missing_and_what_is_too_much(app, parts, people):
    author, _ = people
    _, lost = share(app, author, "Kept"), share(app, author, "Lost")
    gone = share(app, author, "Gone")
    with app.app_context():
        engine = parts.engine
        stale = keeping.entry_of(keeping.db.session.scalar(_paper(gone)))
        engine.remove([lost])
    withdraw(app, author, gone)
    engine.put([stale])
    with app.app_context():
        found = check()
    assert list(map(str, found.differences)) == [
        f"extra: {gone} under coalition",
        f"missing: {lost} under coalition",
    ]
    assert not found.agree


def _paper(public_id):
    return db.select(keeping.Paper).join(keeping.Thing).where(keeping.Thing.public_id == public_id)


@pytest.mark.parametrize("damage", ["missing", "garbage", "cut"])
def test_a_missing_or_corrupt_index_on_disk_is_rebuilt_by_the_worker(
    database_url, tmp_path, clock, damage
):
    folder = tmp_path / "index"
    settings = make_settings(tmp_path, database_url, SEARCH_URL=f"whoosh://{folder}")
    first = create_app(settings)
    world = World(first)
    author = world.person("Author", world.office())
    share(first, author, "Here", "removal")
    first.extensions["coalition"].engine.close()
    if damage == "missing":
        shutil.rmtree(folder)
    for file in [f for f in folder.rglob("*") if f.is_file()] if damage != "missing" else []:
        harm(file, damage)
    second = create_app(settings)
    assert unavailable(second, author)
    tend(second, thoroughly=True)
    assert found(second, author, "removal") == ["Here"]
    for portal in (first, second):
        with portal.app_context():
            db.session.remove()
            db.engine.dispose()


def harm(file: Path, damage: str) -> None:
    content = file.read_bytes()
    file.write_bytes(b"\x00garbage" * 8 if damage == "garbage" else content[: len(content) // 2])


def test_a_portal_in_which_nothing_was_ever_written_answers_with_nothing(app, people):
    _, reader = people
    with app.app_context():
        assert index_state().state == "ok"
    assert found(app, reader) == []
    tend(app, thoroughly=True)
    assert found(app, reader) == []
