"""Coalition admins keep the groups of phrases that mean the same."""

import importlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.errors import Conflict, Invalid
from coalition.search import synonyms
from coalition.search.models import SynonymPhrase
from coalition.search.synonyms import add_synonyms, phrase_key, phrases_of, synonym_groups

pytestmark = pytest.mark.database

PAGE = "/admin/synonyms"


@pytest.fixture
def ada(world):
    return world.person("Ada", world.office(), "coalition-admin")


@pytest.fixture
def admin(browser, ada):
    return browser().sign_in(ada)


def texts(app):
    with app.app_context():
        return [group.text for group in synonym_groups()]


def add(app, member, text):
    with app.app_context(), unit_of_work():
        return add_synonyms(member.actor, text)


def actions(app):
    with app.app_context():
        return list(
            db.session.scalars(
                db.select(AuditEntry.action)
                .where(AuditEntry.object_kind == "synonyms")
                .order_by(AuditEntry.number)
            )
        )


def test_a_group_is_added_changed_and_removed_and_each_is_in_the_log(app, admin):
    page = admin.submit(
        admin.get(PAGE), {"phrases": "BWC,  body camera\nbody-worn camera,"}, action=PAGE
    )
    assert page.status == 303
    page = admin.follow(page)
    assert "Searches use it from now on" in page.words
    assert page.soup.select_one("th[scope=row]").get_text() == "BWC, body camera, body-worn camera"
    page = admin.get(page.soup.select_one("td a")["href"])
    assert (
        page.soup.select_one("textarea").get_text().strip() == "BWC, body camera, body-worn camera"
    )
    page = admin.submit(page, {"phrases": "BWC, body camera, body cam"})
    assert texts(app) == ["BWC, body camera, body cam"]
    listed = admin.follow(page)
    form = listed.soup.select_one("td form")
    page = admin.submit(listed, action=form["action"])
    assert texts(app) == []
    assert actions(app) == ["synonyms.added", "synonyms.changed", "synonyms.removed"]
    page = admin.follow(page)
    assert "No synonyms yet" in page.words
    page = admin.submit(page)
    assert texts(app) == ["BWC, body camera, body cam"]
    log = admin.get("/audit").words
    assert "Ada removed synonyms ." in log or "Ada removed synonyms." in log


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Found: 0"),
        ("alone", "Found: 1"),
        (", ".join(f"word{n}" for n in range(13)), "Found: 13"),
        ("one two three four five six seven, short", "too long"),
        ("x" * 81 + ", short", "too long"),
        ("***, short", "holds no word"),
        ("the, short", "stand in every text"),
        ("body worn camera, Body-Worn Cameras", "the same to a search"),
        ("leo, call 612-555-0134 now", "identifies a person"),
        ("taken phrases, something else", "is in another group"),
    ],
)
def test_a_group_that_breaks_a_rule_is_refused_with_the_rule_and_kept(app, ada, admin, typed, said):
    add(app, ada, "taken phrase, other")
    page = admin.submit(admin.get(PAGE), {"phrases": typed}, action=PAGE)
    assert page.status == 422
    assert said in page.soup.select_one(".error-summary").get_text()
    assert page.title.startswith("Error: ")
    assert page.soup.select_one("textarea").get_text().strip() == typed
    assert texts(app) == ["taken phrase, other"]


def test_a_group_may_keep_its_own_phrases_when_it_is_changed(app, ada, admin):
    group = add(app, ada, "leo, officer")
    page = admin.submit(admin.get(f"{PAGE}/{group}"), {"phrases": "LEO, officers, agent"})
    assert page.status == 303
    assert texts(app) == ["LEO, officers, agent"]


def test_what_another_admin_changed_meanwhile_is_shown_and_not_overwritten(app, ada, admin):
    group = add(app, ada, "leo, officer")
    first, second = (admin.get(f"{PAGE}/{group}") for _ in "12")
    admin.submit(first, {"phrases": "leo, officer, agent"})
    page = admin.submit(second, {"phrases": "leo, officer, deputy"})
    assert page.status == 422
    assert "It is now: leo, officer, agent." in page.words
    assert texts(app) == ["leo, officer, agent"]
    assert admin.submit(page).status == 303
    assert texts(app) == ["leo, officer, deputy"]


def test_the_same_post_twice_makes_one_group(app, admin):
    form = admin.get(PAGE)
    assert admin.submit(form, {"phrases": "leo, officer"}, action=PAGE).status == 303
    assert admin.submit(form, {"phrases": "leo, officer"}, action=PAGE).status == 303
    assert actions(app) == ["synonyms.added"]


def test_two_admins_who_type_at_the_same_moment_make_no_phrase_of_two_groups(app, ada, monkeypatch):
    add(app, ada, "leo, officer")
    monkeypatch.setattr(synonyms, "_check_distinct", lambda *_: None)
    with pytest.raises(Conflict):
        add(app, ada, "agent, officers")
    assert texts(app) == ["leo, officer"]


def test_there_are_not_more_groups_than_a_search_can_read(app, ada, monkeypatch):
    monkeypatch.setattr(synonyms, "MOST_GROUPS", 1)
    add(app, ada, "leo, officer")
    with pytest.raises(Invalid, match="Remove one first"):
        add(app, ada, "bwc, body camera")


def test_a_group_that_is_not_there_is_not_found(admin):
    assert admin.get(f"{PAGE}/zzzzzzzzzzzzzzzz").status == 404
    tokens = admin.tokens(PAGE)
    assert admin.post(f"{PAGE}/zzzzzzzzzzzzzzzz/remove", tokens).status == 404


def test_the_first_groups_are_written_as_a_search_reads_them():
    name = "migrations.versions.20261123_0900_0003_search_synonyms"
    first = importlib.import_module(name).FIRST
    assert len({group for group, _, _ in first}) == 3
    for _, phrase, key in first:
        assert phrases_of(phrase) == (phrase,)
        assert phrase_key(phrase) == key


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example("0,0")
@given(st.text(max_size=60) | st.text("ab ,\n\0*", max_size=30))
def test_whatever_is_typed_is_stored_whole_or_refused(app, ada, text):
    with app.app_context():
        try:
            with unit_of_work():
                made = add_synonyms(ada.actor, text)
        except Invalid:
            made = ""
        stored = db.session.scalars(
            db.select(SynonymPhrase.phrase)
            .where(SynonymPhrase.group_id == made)
            .order_by(SynonymPhrase.id)
        )
        assert tuple(stored) == (phrases_of(text) if made else ())
        with unit_of_work():
            db.session.execute(db.delete(SynonymPhrase))
