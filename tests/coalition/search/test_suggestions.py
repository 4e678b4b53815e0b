"""Suggestions while typing, and related papers: from what the reader may read, and quickly gone."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from coalition.access.audience import Audience, Tlp
from coalition.accounts.models import AccountSession
from coalition.db import db
from tests.flows.sharing import share, withdraw

pytestmark = pytest.mark.database

OWN_OFFICE = Audience(Tlp.AMBER_STRICT)
BODY = "The officer gave notice of removal under 28 U.S.C. § 1442 before the immunity hearing."


@pytest.fixture
def petra(world):
    return world.person("Petra Lind", world.office("tamarack"))


@pytest.fixture
def stranger(world):
    return world.person("Sol Stranger", world.office("alder"))


@pytest.fixture
def reader(browser, petra):
    return browser().sign_in(petra)


def offered(session, text, **options):
    page = session.get("/search/suggest", query_string={"q": text}, **options)
    assert page.status == 200
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.mimetype == "application/json"
    return page.response.get_json()


def related(session, paper):
    page = session.get(f"/documents/{paper}")
    heading = page.soup.find("h2", string="Related papers")
    return [a.get_text() for a in heading.parent.select("a")] if heading else []


def break_index(app, monkeypatch):
    def fail(*_arguments, **_named):
        raise OSError("the disk is gone")

    engine = app.extensions["coalition"].engine
    for name in ("search", "suggest", "spelling", "related"):
        monkeypatch.setattr(engine, name, fail)


def test_the_last_word_is_finished_by_words_of_papers_one_may_read(
    app, petra, stranger, reader, browser
):
    share(app, petra, "Immunity and removal", "immunize", audience=OWN_OFFICE)
    assert offered(reader, "late immu") == ["late immunity", "late immunize"]
    assert offered(browser().sign_in(stranger), "late immu") == []


def test_a_word_of_a_withdrawn_paper_is_offered_no_more(app, petra, reader):
    app.extensions["coalition"].after_commit = None
    paper = share(app, petra, "Immunity")
    assert offered(reader, "imm") == ["immunity"]
    withdraw(app, petra, paper)
    assert offered(reader, "imm") == []


def test_values_of_a_listed_field_are_finished_from_its_list(reader):
    assert offered(reader, "removal state:minn") == ["removal state:Minnesota"]
    assert offered(reader, "outcome:remand") == ["outcome:remanded"]


@pytest.mark.parametrize("text", ["", " ", "r", "re ", '"(', "x" * 201, "\0re", "re\ufffd"])
def test_whatever_is_typed_is_answered_with_a_short_list(app, petra, reader, text):
    share(app, petra, "Removal")
    assert len(offered(reader, text)) <= 8


def test_typing_alone_keeps_no_session_alive(app, petra, reader, clock):
    def seen():
        with app.app_context():
            return db.session.scalar(db.select(AccountSession.last_seen_at))

    before = seen()
    clock.advance(minutes=5)
    offered(reader, "re", headers={"X-Background-Request": "1"})
    assert seen() == before
    reader.get("/search")
    assert seen() - before >= timedelta(minutes=5)


def test_an_index_that_fails_leaves_typing_and_reading_alone(app, petra, reader, monkeypatch):
    first, _ = share(app, petra, "First", BODY), share(app, petra, "Second", BODY)
    assert related(reader, first) == ["Second"]
    break_index(app, monkeypatch)
    with capture_logs() as logged:
        assert offered(reader, "remo") == []
        assert related(reader, first) == []
    assert {entry["event"] for entry in logged} == {"index.search-failed"}


def test_related_papers_are_the_most_alike_that_one_may_read(app, petra, stranger, reader, browser):
    paper = share(app, petra, "The paper", BODY)
    share(app, petra, "Alike", BODY)
    share(app, petra, "Hidden", BODY, audience=OWN_OFFICE)
    share(app, petra, "About something else", "Porch lights and a fence.")
    assert related(reader, paper)[:2] in (["Alike", "Hidden"], ["Hidden", "Alike"])
    others = related(browser().sign_in(stranger), paper)
    assert others[0] == "Alike"
    assert "Hidden" not in others
    assert "The paper" not in others


def test_at_most_five_related_papers_are_shown_and_none_where_there_are_none(
    app, petra, stranger, reader, browser
):
    alone = share(app, petra, "Quite alone", "zebrafish", state="IL")
    assert related(reader, alone) == []
    papers = [share(app, petra, f"Paper {number}", BODY) for number in range(7)]
    assert len(related(reader, papers[0])) == 5


def test_drafts_withdrawn_papers_and_old_revisions_show_none(app, petra, reader):
    paper, _ = share(app, petra, "First", BODY), share(app, petra, "Second", BODY)
    assert "Related papers" not in reader.get(f"/documents/{paper}/revisions/1").words
    withdraw(app, petra, paper)
    assert related(reader, paper) == []
