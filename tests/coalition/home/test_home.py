"""Home shows what waits and what is new to those who read papers; others see what they can do."""

import pytest
from sqlalchemy.exc import OperationalError

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents import drafts, services
from coalition.documents.content import Content
from coalition.membership.services import invite
from search_index import open_engine
from tests.flows.sharing import EVERYONE, share

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
        services.publish(author.actor, public_id, version=1)
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
