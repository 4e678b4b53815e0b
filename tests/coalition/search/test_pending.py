"""Papers that the index does not hold yet are found by those who read them, and only by those."""

import pytest
from sqlalchemy import event, select

from coalition.access.audience import Audience, Tlp
from coalition.db import db
from coalition.documents.models import Paper
from coalition.errors import Unavailable
from coalition.outbox.services import last_number
from coalition.search import pending
from coalition.search.answering import Answering
from coalition.search.asked import Search
from coalition.search.backlog import backlog
from coalition.search.index import index
from coalition.search.pending import unindexed
from coalition.search.projection import entry_of
from coalition.search.queries import search
from coalition.search.services import tend_index
from tests.flows.sharing import readdress, revise, share, withdraw
from tests.support.portals import open_portal
from tests.support.settings import make_settings
from tests.support.world import World

pytestmark = pytest.mark.database

OWN_OFFICE = Audience(Tlp.AMBER_STRICT)


@pytest.fixture(params=["memory:", "whoosh"])
def app(request, database_url, tmp_path, clock):
    """A portal whose index holds one paper and is fed no more."""
    url = request.param if request.param == "memory:" else f"whoosh://{tmp_path}/index"
    portal = open_portal(make_settings(tmp_path, database_url, SEARCH_URL=url))
    yield portal
    with portal.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(app):
    world = World(app)
    mine, other = world.office("mine"), world.office("other")
    return world.person("Author", mine), world.person("Reader", other)


@pytest.fixture
def indexed(app, people):
    """The id of a paper that the index holds; from now on it stands still."""
    public_id = share(app, people[0], "Indexed", "removal")
    app.extensions["coalition"].after_commit = None
    return public_id


def ask(app, member, text="", **filters):
    with app.app_context():
        return search(member.actor, Search(text, filters=filters))


def titles(results):
    assert results.total == len(results.papers)
    return sorted(found.paper.current.title for found in results.papers)


def test_a_paper_published_while_the_index_stands_still_is_found_and_counted(app, people, indexed):
    author, reader = people
    share(app, author, "Waiting", "removal of a camera", state="IL")
    results = ask(app, reader, "removal")
    assert titles(results) == ["Indexed", "Waiting"]
    assert results.facets["state"] == {"IL": 1, "MN": 1}
    assert results.facets["office"] == {"mine": 2}
    assert titles(ask(app, reader, "camera")) == ["Waiting"]
    assert titles(ask(app, reader, "", state=("IL",))) == ["Waiting"]
    assert app.extensions["coalition"].engine.count() == 1


def test_a_withdrawn_or_narrowed_paper_is_gone_with_the_request_that_did_it(app, people, indexed):
    author, reader = people
    waiting = share(app, author, "Waiting", "removal")
    withdraw(app, author, waiting)
    assert titles(ask(app, reader)) == ["Indexed"]
    readdress(app, author, indexed, OWN_OFFICE)
    assert titles(ask(app, reader)) == []
    assert titles(ask(app, author)) == ["Indexed"]
    assert ask(app, author).facets["tlp"] == {"AMBER+STRICT": 1}


def test_a_paper_shared_with_more_people_is_found_by_them_at_once(app, people, indexed):
    author, reader = people
    paper = share(app, author, "Own", "removal", audience=OWN_OFFICE)
    assert titles(ask(app, reader)) == ["Indexed"]
    readdress(app, author, paper, Audience(Tlp.GREEN))
    assert titles(ask(app, reader)) == ["Indexed", "Own"]


def test_a_new_text_takes_the_place_of_the_indexed_one(app, people, indexed):
    author, reader = people
    revise(app, author, indexed, "Indexed anew", "immunity")
    assert titles(ask(app, reader, "removal")) == []
    assert titles(ask(app, reader, "immunity")) == ["Indexed anew"]


def test_scores_and_order_are_those_of_an_index_that_holds_all(app, people, indexed):
    author, reader = people
    for number in range(6):
        share(
            app, author, f"Paper {number}", "removal " * number + "and more words " * (7 - number)
        )
    before = ask(app, reader, "removal more")
    with app.app_context():
        tend_index()
        assert unindexed(reader.actor) == pending.Unindexed(index().position)
    after = ask(app, reader, "removal more")
    ids = [[found.paper.public_id for found in r.papers] for r in (before, after)]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 5
    assert before.facets == after.facets


@pytest.fixture
def statements(app):
    """Every statement from now on."""
    noted = []

    def note(_connection, _cursor, statement, *_rest):
        noted.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield noted
    event.remove(engine, "before_cursor_execute", note)


def reads_of_the_log(statements):
    return sum("payload" in s and "outbox_messages.number >" in s for s in statements)


def test_others_backlog_is_one_read_of_the_log_and_reads_no_paper(app, people, indexed, statements):
    author, reader = people
    for number in range(3):
        share(app, author, f"Others' {number}", audience=OWN_OFFICE)
    readdress(app, author, indexed, OWN_OFFICE)
    statements.clear()
    with app.app_context():
        newer = unindexed(reader.actor)
    assert newer.pending == ()
    # Only what the index holds can be found in it.
    assert newer.left_out == {indexed}
    assert reads_of_the_log(statements) == 1
    assert not [s for s in statements if "revisions" in s]


def test_the_log_is_read_once_for_everybody_until_something_happens(
    app, people, indexed, statements
):
    author, reader = people
    share(app, author, "Others'", audience=OWN_OFFICE)
    ask(app, reader)
    statements.clear()
    assert titles(ask(app, reader)) == ["Indexed"]
    assert titles(ask(app, author)) == ["Indexed", "Others'"]
    assert reads_of_the_log(statements) == 0
    assert not [s for s in statements if "read_tokens.token, " in s]
    share(app, author, "One more")
    statements.clear()
    assert titles(ask(app, reader)) == ["Indexed", "One more"]
    assert reads_of_the_log(statements) == 1


def test_what_is_remembered_of_the_log_follows_every_change(app, people, indexed):
    author, reader = people
    paper = share(app, author, "Waiting", "removal")
    for audience, seen in ((OWN_OFFICE, []), (Audience(Tlp.GREEN), ["Waiting"])):
        ask(app, reader)
        readdress(app, author, paper, audience)
        assert titles(ask(app, reader)) == ["Indexed", *seen]
    withdraw(app, author, paper)
    assert titles(ask(app, reader)) == titles(ask(app, author)) == ["Indexed"]


def test_what_the_index_has_taken_up_is_forgotten_and_later_news_is_not(app, people, indexed):
    author, reader = people
    paper = share(app, author, "Waiting", "removal")
    ask(app, reader)
    with app.app_context():
        tend_index()
    readdress(app, author, paper, OWN_OFFICE)
    with app.app_context():
        newer = unindexed(reader.actor)
    assert (newer.pending, newer.left_out) == ((), {paper})
    assert titles(ask(app, reader)) == ["Indexed"]


def test_an_index_that_went_back_is_read_after_from_where_it_stands(app, people, indexed):
    author, _reader = people
    with app.app_context():
        position = index().position
    readdress(app, author, indexed, OWN_OFFICE)
    with app.app_context():
        last = last_number()
        assert set(backlog(last, last).papers) == set()
        assert set(backlog(position, last).papers) == {indexed}
        assert set(backlog(position, last - 1).papers) == set()


def test_a_reader_with_too_many_papers_waiting_is_refused_and_others_are_not(
    app, people, indexed, monkeypatch
):
    author, reader = people
    monkeypatch.setattr(pending, "MOST_PENDING", 2)
    for number in range(3):
        share(app, author, f"Waiting {number}", audience=OWN_OFFICE)
    with pytest.raises(Unavailable):
        ask(app, author)
    assert titles(ask(app, reader)) == ["Indexed"]
    with app.app_context():
        tend_index()
    assert len(titles(ask(app, author))) == 4


def test_messages_about_other_things_leave_nothing_out(app, people, indexed):
    _, reader = people
    with app.app_context():
        World(app).office("new")
        assert unindexed(reader.actor) == pending.Unindexed(index().position)


def test_a_damaged_index_that_shows_while_it_is_read_is_unavailable_not_empty(
    app, people, indexed, monkeypatch
):
    _, reader = people
    engine = app.extensions["coalition"].engine
    honest = type(engine).search

    def meet_damage(self, query):
        monkeypatch.setattr(type(engine), "needs_rebuild", True)
        return honest(self, query)

    monkeypatch.setattr(type(engine), "search", meet_damage)
    with pytest.raises(Unavailable):
        ask(app, reader)


def test_a_rebuild_that_sets_the_index_back_within_a_request_brings_nothing_back(app, world):
    reader = world.person("Reader", world.office())
    author = world.person("Author", world.office())
    withdrawn = share(app, author, "Withdrawn", "zyzzyva")
    engine = app.extensions["coalition"].engine
    with app.app_context():
        held = [entry_of(db.session.scalars(select(Paper)).unique().one())]
        position = engine.position
    withdraw(app, author, withdrawn)
    with app.app_context():
        answering = Answering(reader.actor)
        assert answering.total(Search("zyzzyva")) == 0
        engine.rebuild(held, position)
        for ask in (answering.completions, answering.correction):
            with pytest.raises(Unavailable):
                ask("zyzzy")
        with pytest.raises(Unavailable):
            answering.total(Search("zyzzyva"))
        assert Answering(reader.actor).total(Search("zyzzyva")) == 0
