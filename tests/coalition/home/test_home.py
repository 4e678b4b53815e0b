"""Home shows what waits and what is new to those who read papers; others see what they can do."""

import pytest
from sqlalchemy.exc import OperationalError

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents import drafts
from coalition.documents.content import Content
from coalition.membership.services import invite
from coalition.offices.models import Office
from coalition.search.asked import Search
from coalition.search.saved.services import save_search
from search_index import open_engine
from search_index.engines.memory import MemoryEngine
from tests.flows.sharing import EVERYONE, share
from tests.support.publishing import publish_draft

pytestmark = pytest.mark.database


def draft(app, author, title):
    with app.app_context(), unit_of_work():
        content = Content(title, "Words.", EVERYONE, {"state": "MN"})
        return drafts.create_draft(author.actor, kind="case-memo", content=content).public_id


def test_home_shows_what_is_new_and_counts_only_what_may_be_read(app, world, browser):
    mine, other = world.office(), world.office()
    reader, author = world.person("Reader", mine), world.person("Author", other)
    share(app, author, "For everyone")
    share(app, author, "For their office", audience=Audience(Tlp.AMBER_STRICT))
    page = browser().sign_in(reader).get("/")
    assert page.status == 200
    assert [a.get_text() for a in page.soup.select(".result h3 a")] == ["For everyone"]
    assert "Search 1 paper that" in page.words
    assert "1 case memo" in page.words
    assert page.soup.select_one("main form[role=search]")["action"] == "/search"


def test_own_drafts_wait_at_home_and_others_drafts_do_not(app, world, browser):
    office = world.office()
    author, colleague = world.person("Author", office), world.person("Colleague", office)
    public_id = draft(app, author, "Half written")
    page = browser().sign_in(author).get("/")
    assert (
        page.soup.select_one(f"main a[href='/documents/{public_id}']").get_text() == "Half written"
    )
    assert "Half written" not in browser().sign_in(colleague).get("/").text


def test_a_lead_finds_what_waits_for_release(app, world, browser):
    office = world.office(release_required=True)
    author, lead = world.person("Author", office), world.person("Lead", office, "office-lead")
    public_id = draft(app, author, "Please release")
    with app.app_context(), unit_of_work():
        publish_draft(author.actor, public_id, version=1)
    page = browser().sign_in(lead).get("/")
    assert "To release, as office lead" in page.words
    assert page.soup.select_one(f"main a[href='/documents/{public_id}']")


def test_an_invitation_to_decide_waits_for_the_lead_who_may_approve_it(app, world, browser):
    office = world.office()
    admin = world.person("Admin", world.office(), "coalition-admin")
    lead = world.person("Lead", office, "office-lead")
    with app.app_context(), unit_of_work():
        invite(
            admin.actor,
            email="new@example.com",
            name="New",
            office_id=office.id,
            role="prosecutor",
        )
    page = browser().sign_in(lead).get("/")
    link = page.soup.select_one("main a[href='/members/invitations']")
    assert " ".join(link.get_text().split()) == "1 invitation to decide"
    assert "to decide" not in browser().sign_in(admin).get("/").words


@pytest.mark.parametrize("role", ["coalition-admin", "auditor"])
def test_admins_and_auditors_see_no_papers_nor_counts(app, world, browser, role):
    office = world.office()
    share(app, world.person("Author", office), "For everyone")
    page = browser().sign_in(world.person("Someone", office, role)).get("/")
    assert page.status == 200
    assert "No papers are shown to you" in page.words
    assert "For everyone" not in page.text
    assert not page.soup.select("main form[role=search]")


def save(app, member, text):
    with app.app_context(), unit_of_work():
        save_search(member.actor, asked=Search(text), name=f"On {text}", frequency="never")


def saved_at_home(page):
    """Name -> what its tag says, of the saved searches that Home shows."""
    return {
        row.a.get_text(): row.select_one(".tag").get_text()
        for row in page.soup.select("main li.row")
    }


def test_home_counts_what_is_new_in_the_saved_searches_that_were_opened_last(
    app, world, browser, clock
):
    reader, author = world.person("Reader", world.office()), world.person("A", world.office())
    for text in ("one", "two", "three", "four", "five", "six", "seven"):
        clock.advance(seconds=1)
        save(app, reader, text)
    clock.advance(seconds=1)
    share(app, author, "Three and six")
    share(app, author, "Six for us", audience=Audience(Tlp.AMBER_STRICT))
    page = browser().sign_in(reader).get("/")
    assert saved_at_home(page) == {
        "On seven": "nothing new",
        "On six": "1 new",
        "On five": "nothing new",
        "On four": "nothing new",
        "On three": "1 new",
    }
    more = page.soup.select_one("main a[href='/saved-searches']")
    assert more.get_text() == "2 more saved searches"
    assert "saved search" not in browser().sign_in(author).get("/").words


@pytest.mark.parametrize("broken", ["search", "position"])
def test_an_index_that_does_not_answer_leaves_home_without_counts(
    app, world, browser, clock, broken
):
    reader, author = world.person("Reader", world.office()), world.person("A", world.office())
    save(app, reader, "one")
    clock.advance(seconds=1)
    share(app, author, "One")

    class Broken(MemoryEngine):
        def search(self, query):
            raise OSError("gone")

    class Unreadable(MemoryEngine):
        @property
        def position(self):
            raise OSError("gone")

        @position.setter
        def position(self, number):
            pass

    app.extensions["coalition"].engine = Broken() if broken == "search" else Unreadable()
    page = browser().sign_in(reader).get("/")
    assert page.status == 200
    assert saved_at_home(page) == {"On one": "not counted"}
    assert "One" in page.words


def test_nothing_shared_yet_says_what_to_do_next(world, browser):
    page = browser().sign_in(world.person("Reader", world.office())).get("/")
    assert "Nothing is shared with you yet" in page.words


def test_titles_are_shown_as_typed(app, world, browser):
    author = world.person("Author", world.office())
    share(app, author, "<script>alert(1)</script>", "<img src=x>")
    page = browser().sign_in(author).get("/")
    assert "<script>alert" not in page.text
    assert "<img" not in page.text


def test_a_stranger_is_sent_to_sign_in(browser):
    assert browser().get("/").location == "/sign-in"


def test_health_needs_no_sign_in_and_says_nothing_else(app, world, browser):
    assert browser().get("/healthz").response.get_json() == {"database": "ok", "index": "ok"}
    share(app, world.person("Author", world.office()), "One")
    app.extensions["coalition"].engine = open_engine("memory:")
    page = browser().get("/healthz")
    assert page.status == 200
    assert page.response.get_json() == {"database": "ok", "index": "behind"}


def test_health_says_when_the_database_does_not_answer(app, browser, monkeypatch):
    def fail(*_arguments, **_named):
        raise OperationalError("select", {}, OSError("gone"))

    monkeypatch.setattr(db.session, "execute", fail)
    page = browser().get("/healthz")
    assert page.status == 503
    assert page.response.get_json()["database"] == "failed"


def test_health_says_when_the_index_cannot_be_read(app, browser, monkeypatch):
    class Broken:
        @property
        def position(self):
            raise OSError("gone")

    app.extensions["coalition"].engine = Broken()
    page = browser().get("/healthz")
    assert page.status == 503
    assert page.response.get_json() == {"database": "ok", "index": "failed"}


def test_a_colleague_finds_what_waits_for_a_second_reader_and_its_author_does_not(
    app, world, browser
):
    office = world.office()
    author, colleague = world.person("Author", office), world.person("Colleague", office)
    with app.app_context(), unit_of_work():
        db.session.get_one(Office, office.id).second_reader_required = True
    public_id = draft(app, author, "Please read again")
    with app.app_context(), unit_of_work():
        publish_draft(author.actor, public_id, version=1)
    page = browser().sign_in(colleague).get("/")
    assert "To read again, as second reader" in page.words
    link = page.soup.select_one(f"main a[href='/documents/{public_id}/second-reading']")
    assert link.get_text() == "Please read again"
    assert "as second reader" not in browser().sign_in(author).get("/").words
