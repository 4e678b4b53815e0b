"""Saving a search, the list of one's own, changing and removing: what is shown and refused."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditDetail, AuditEntry
from coalition.db import db, unit_of_work
from coalition.search.asked import Search
from coalition.search.saved.models import SavedSearch
from coalition.search.saved.services import LONGEST_TEXT, MOST_SAVED, save_search
from tests.flows.sharing import revise, share, withdraw

pytestmark = pytest.mark.database

SECRET = "Zebulon"


@pytest.fixture
def author(world):
    return world.person("Author", world.office("alder", state="IL"))


@pytest.fixture
def reader(world):
    return world.person("Reader", world.office("tamarack"))


@pytest.fixture
def session(browser, reader):
    return browser().sign_in(reader)


def save(session, query="q=removal", **values):
    page = session.get(f"/saved-searches/new?{query}")
    return session.submit(page, values)


def facts(page):
    return {
        row.dt.get_text(strip=True): row.dd.get_text(strip=True)
        for row in page.soup.select("main dl > div")
    }


def listed(session):
    """Name -> what its tag says, in the order of the list."""
    page = session.get("/saved-searches")
    return {
        item.h3.get_text(strip=True): item.select_one(".tag").get_text(strip=True)
        for item in page.soup.select("main li.result")
    }


def errors(page):
    return [item.get_text(strip=True) for item in page.soup.select(".error-summary li")]


def link(page, words):
    [found] = [a for a in page.soup.select("main a") if a.get_text().startswith(words)]
    return str(found["href"])


def test_a_search_is_saved_from_its_results_and_opens_the_same_search(app, author, session):
    share(app, author, "Removal and remand", state="IL", offense=["assault"])
    results = session.get("/search?q=removal&state=IL&state=MN&sort=newest")
    page = session.get(link(results, "Save this search"))
    assert "Papers that match “removal” and are about the law of “Illinois” or" in page.words
    assert page.soup.select_one("input[name=name]")["value"] == "removal, Illinois, Minnesota"
    saved = session.submit(page, {"name": "  My   removals ", "frequency": "daily"})
    page = session.follow(saved)
    assert "The search is saved" in page.words
    assert "Mail: once a day" in page.words
    there = session.get(link(page, "My removals"))
    assert there.status == 303
    assert urlsplit(there.location).path == "/search"
    assert session.follow(there).title.startswith("1 result for “removal”")
    assert session.follow(there).text.count('class="chip"') == 2


def test_the_page_says_how_many_match_and_how_many_to_expect(app, author, reader, browser, clock):
    for number in range(9):
        if number == 3:
            clock.advance(days=40)
        share(app, author, f"Removal {number}")
    share(app, author, f"Removal of {SECRET}", audience=Audience(Tlp.AMBER_STRICT))
    share(app, author, "Something else")
    clock.advance(days=20)
    session = browser().sign_in(reader)
    page = session.get("/saved-searches/new?q=removal")
    assert facts(page) == {
        "Papers that match now": "9",
        "Published in the last four weeks": "6",
        "New ones to expect": "About 2 a week",
    }
    shown = [a.get_text() for a in page.soup.select(".result h3 a")]
    assert len(shown) == 5
    assert set(shown) <= {f"Removal {n}" for n in range(3, 9)}
    assert SECRET not in page.text
    narrowed = session.get("/saved-searches/new?q=removal&before=2026-12-01")
    assert facts(narrowed)["Published in the last four weeks"] == "0"
    assert facts(narrowed)["New ones to expect"] == "None in the last four weeks"


def test_nothing_of_the_search_is_stored_in_the_clear(app, session, database_url):
    save(session, f"q={SECRET}&office={SECRET}", name=f"About {SECRET}")
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                assert SECRET.lower() not in str(tuple(row)).lower(), table.name
        [row] = db.session.scalars(select(SavedSearch))
        assert SECRET.encode() not in row.content


def test_what_was_published_or_revised_since_one_looked_is_new(app, author, session, clock):
    old = share(app, author, "Removal of long ago")
    clock.advance(seconds=1)
    save(session, name="Mine")
    assert listed(session) == {"Mine": "nothing new"}
    clock.advance(seconds=1)
    revise(app, author, old, "Removal, said better")
    share(app, author, "Another removal")
    share(app, author, "Something else")
    share(app, author, "Removal for us", audience=Audience(Tlp.AMBER_STRICT))
    gone = share(app, author, "Removal withdrawn")
    withdraw(app, author, gone)
    assert listed(session) == {"Mine": "2 new"}
    session.get(link(session.get("/saved-searches"), "2 new"))
    assert listed(session) == {"Mine": "nothing new"}


def test_what_has_something_new_stands_first_and_the_rest_by_name(app, author, session, clock):
    for name in ("Zebra", "ant", "Cow"):
        save(session, f"q={name}", name=name)
    clock.advance(seconds=1)
    share(app, author, "Zebra")
    assert list(listed(session)) == ["Zebra", "ant", "Cow"]


def test_the_figure_opens_the_search_with_the_newest_first(app, author, session, clock):
    save(session)
    clock.advance(seconds=1)
    share(app, author, "Removal")
    there = session.get(link(session.get("/saved-searches"), "1 new"))
    assert "sort=newest" in there.location


def test_name_and_frequency_can_be_changed(session):
    save(session, name="Before")
    page = session.get(link(session.get("/saved-searches"), "Name and mail"))
    assert page.soup.select_one("input[name=name]")["value"] == "Before"
    session.submit(page, {"name": "After", "frequency": "never"})
    page = session.get("/saved-searches")
    assert "After" in page.words
    assert "Before" not in page.words
    assert "Mail: never" in page.words


def test_a_saved_search_is_removed_after_a_question(app, session):
    save(session, name="Doomed")
    question = session.get(link(session.get("/saved-searches"), "Remove"))
    assert "Papers that match “removal”" in question.words
    page = session.follow(session.submit(question))
    assert "You have saved no search yet" in page.words
    with app.app_context():
        assert db.session.scalars(select(SavedSearch)).all() == []


def test_another_ones_saved_search_does_not_exist(world, author, session, browser):
    save(session, name="Mine")
    path = link(session.get("/saved-searches"), "Name and mail").removesuffix("/edit")
    other = browser().sign_in(author)
    tokens = other.tokens("/account")
    for act in ("run", "edit", "remove"):
        hidden, absent = other.get(f"{path}/{act}"), other.get(f"/saved-searches/zzzz/{act}")
        assert hidden.status == absent.status == 404
        assert hidden.title == absent.title
    for act in ("edit", "remove"):
        values = tokens | {"name": "Theirs", "frequency": "never"}
        assert other.post(f"{path}/{act}", values).status == 404
    assert listed(other) == {}
    assert listed(session) == {"Mine": "nothing new"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Enter a name by which you will know this search."),
        ({"name": "x" * 121}, "Use at most 120 letters for the name."),
        ({"name": "a\x00b"}, "Use at most 120 letters for the name."),
        ({"name": "MINE"}, "Another saved search of yours has this name. Choose another one."),
        ({"frequency": "hourly"}, "Choose when you want mail. “Never” is a choice."),
    ],
)
def test_a_rule_that_is_broken_is_named_and_nothing_typed_is_lost(session, values, message):
    save(session, "q=other", name="Mine")
    page = save(session, "q=removal", **{"name": "Kept", "frequency": "daily"} | values)
    assert page.status == 422
    assert errors(page) == [message]
    typed = page.soup.select_one("input[name=name]")["value"]
    assert typed == values.get("name", "Kept")
    assert page.title.startswith("Error: ")
    assert list(listed(session)) == ["Mine"]


def test_the_same_search_is_not_saved_twice(session):
    save(session, "q=removal&state=MN&state=IL", name="First")
    page = session.get("/saved-searches/new?q=removal&state=IL&state=MN&sort=newest")
    assert "You called it “First”" in page.words
    assert not page.soup.select("main form")
    again = session.post(
        "/saved-searches/new?q=removal&state=IL&state=MN",
        session.tokens("/account") | {"name": "Second", "frequency": "daily"},
    )
    assert errors(again) == [
        "You have saved this search already, as “First”. Change that one instead."
    ]


def test_a_search_that_makes_no_sense_is_explained_and_not_saved(session):
    for query in ('q="open', "q=removal&after=yesterday"):
        page = session.get(f"/saved-searches/new?{query}")
        assert "This search cannot be saved as it is" in page.words
        assert not page.soup.select("main form")
        values = session.tokens("/account") | {"name": "Mine", "frequency": "daily"}
        refused = session.post(f"/saved-searches/new?{query}", values)
        assert refused.status == 422
        assert errors(refused)[0].startswith("This search cannot be saved: ")
        assert refused.soup.select_one("input[name=name]")["value"] == "Mine"


def test_what_is_too_long_is_refused(session):
    values = session.tokens("/account") | {"name": "Mine", "frequency": "daily"}
    many = "&".join(f"office={number}{'x' * 190}" for number in range(20))
    many += "&" + "&".join(f"forum={number}{'x' * 190}" for number in range(20))
    for query in ("q=" + "removal " * (LONGEST_TEXT // 8 + 1), many):
        page = session.post(f"/saved-searches/new?{query}", values)
        assert page.status == 422
        assert errors(page)[0].startswith("This search is too long to save.")


def test_there_is_a_limit_that_says_what_to_do(app, reader, session):
    with app.app_context():
        for number in range(MOST_SAVED):
            with unit_of_work():
                asked = Search(f"word{number}")
                save_search(reader.actor, asked=asked, name=f"S{number}", frequency="never")
    page = save(session, name="One more")
    assert errors(page) == [
        f"You have saved {MOST_SAVED} searches, which is the most. Remove one first."
    ]
    assert len(listed(session)) == MOST_SAVED


def test_a_form_sent_twice_saves_once(app, session):
    page = session.get("/saved-searches/new?q=removal")
    first, second = session.submit(page, {"name": "Mine"}), session.submit(page, {"name": "Mine"})
    assert first.location == second.location
    assert list(listed(session)) == ["Mine"]


def test_the_log_says_what_was_done_and_nothing_of_what_is_sought(app, session):
    save(session, f"q={SECRET}", name=f"About {SECRET}", frequency="daily")
    page = session.get("/saved-searches")
    session.submit(session.get(link(page, "Name and mail")), {"frequency": "never"})
    session.submit(session.get(link(page, "Remove")))
    with app.app_context():
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.object_kind == "saved-search")
        ).all()
        details = [db.session.get_one(AuditDetail, entry.number).content for entry in entries]
    assert [entry.action for entry in entries] == [
        "saved-search.saved",
        "saved-search.changed",
        "saved-search.removed",
    ]
    assert [detail["frequency"] for detail in details] == ["daily", "never", "never"]
    assert SECRET not in str(details)


def test_an_index_that_does_not_answer_hides_counts_and_nothing_else(
    app, author, session, clock, monkeypatch
):
    save(session, name="Mine")
    clock.advance(seconds=1)
    share(app, author, "Removal")

    def fail(*_arguments, **_named):
        raise OSError("gone")

    monkeypatch.setattr(app.extensions["coalition"].engine, "search", fail)
    page = session.get("/saved-searches")
    assert page.status == 200
    assert "cannot be counted at the moment" in page.words
    assert listed(session) == {"Mine": "not counted"}
    page = session.get("/saved-searches/new?q=other")
    assert "It can be saved all the same" in page.words
    assert session.submit(page, {"name": "Other"}).status == 303


def test_one_search_under_a_lost_key_does_not_hide_the_others(app, session):
    save(session, "q=one", name="One")
    save(session, "q=two", name="Two")
    with app.app_context(), unit_of_work():
        first = db.session.scalars(select(SavedSearch.id).order_by(SavedSearch.id)).first()
        db.session.execute(
            update(SavedSearch).where(SavedSearch.id == first).values(content=b"\x01\x04gone")
        )
    page = session.get("/saved-searches")
    headings = [item.h3.get_text(strip=True) for item in page.soup.select("main li.result")]
    assert headings == ["Two", "A search that cannot be read any more"]
    assert page.soup.h2.get_text() == "2 searches"
    lost = page.soup.select("main li.result")[-1]
    for page in ("run", "edit"):
        assert session.get(lost.a["href"].replace("remove", page)).status == 404
    page = session.get(lost.a["href"])
    assert "This saved search cannot be read any more." in page.words
    assert "The saved search is removed" in session.follow(session.submit(page, {})).words
    assert list(listed(session)) == ["Two"]


def test_markup_in_a_name_or_query_is_shown_as_typed(session):
    save(session, "q=<b>removal", name="<script>alert(1)</script>")
    page = session.get("/saved-searches")
    assert "<script>alert" not in page.text
    assert "<script>alert(1)</script>" in page.words
    assert "“<b>removal”" in page.words
