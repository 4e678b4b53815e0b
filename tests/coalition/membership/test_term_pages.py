"""The pages of terms: two admins change one, the office shows it, admins see what waits."""

from datetime import timedelta

import pytest

from tests.support.terms import set_last_day, today

LIST = "/members/terms"


@pytest.fixture
def first(cast, browser):
    return browser().sign_in(cast.admin)


@pytest.fixture
def second(cast, browser):
    return browser().sign_in(cast.second_admin)


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def choose(session, lead, day: str, ends: str = "day"):
    page = session.get(f"/members/{lead.public_id}/term")
    return session.submit(page, {"ends": ends, "last_day": day})


def cards(session) -> list[str]:
    page = session.get("/admin")
    assert page.status == 200
    return [card.get_text(" ", strip=True) for card in page.soup.select(".cards .card h3")]


def test_two_admins_end_a_term_soon_and_the_office_shows_its_last_day(
    cast, first, second, clock, browser
):
    done = choose(first, cast.lead, in_days(5))
    assert "waits for a second admin" in first.follow(done).words.lower()
    assert cards(first) == []
    assert cards(second) == ["1 change of a term to agree to"]
    listed = second.get(LIST)
    waiting = listed.soup.find("a", string="Look")["href"]
    decided = second.submit(second.get(waiting), action=f"{waiting}/agree")
    assert "The term is changed" in second.follow(decided).words
    assert cards(first) == ["1 term of a lead that ends soon"]
    office = first.get(f"/offices/{cast.birch.public_id}").words
    assert f"Lea Ford, until {day_in_words(5)}" in office
    assert "change the term" in office
    clock.advance(days=6)
    later = browser().sign_in(cast.admin)
    assert cards(later) == []
    assert "Leads None yet" in later.get(f"/offices/{cast.birch.public_id}").words


def day_in_words(days: int) -> str:
    day = today() + timedelta(days=days)
    return f"{day.strftime('%b')} {day.day}, {day.year}"


def test_one_admin_sets_a_far_day_and_everybody_sees_it(cast, first, browser):
    done = choose(first, cast.lead, in_days(45))
    assert "The term is changed" in first.follow(done).words
    own = browser().sign_in(cast.lead).get(f"/offices/{cast.birch.public_id}")
    assert f"Lea Ford, until {day_in_words(45)}" in own.words
    assert own.soup.find("a", string="change the term") is None


def test_whoever_asked_is_offered_to_take_it_back_and_not_to_agree(cast, first):
    choose(first, cast.lead, in_days(5))
    waiting = first.get(LIST).soup.find("a", string="Look")["href"]
    page = first.get(waiting)
    assert [b.get_text(strip=True) for b in page.soup.select("main button")] == ["Take back"]
    done = first.submit(page)
    assert "The term stays as it is" in first.follow(done).words
    assert "Waiting for a second admin" not in first.get(LIST).words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("", "Give the last day"),
        ("2026-13-45", "Give the last day"),
        ("2020-01-01", "Give today or a later day"),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_the_field_and_kept(cast, first, day, words):
    page = choose(first, cast.lead, day)
    assert page.status == 422
    assert words in page.words
    field = page.soup.select_one("input[name=last_day]")
    assert (field.get("value") or "") == day


def test_a_day_that_cannot_be_read_never_becomes_a_term_without_end(app, cast, first):
    set_last_day(app, cast.lead, days=50)
    assert choose(first, cast.lead, "soon").status == 422
    assert choose(first, cast.lead, "", ends="whatever").status == 422
    assert "Waiting for a second admin" not in first.get(LIST).words


def test_what_another_admin_changed_meanwhile_is_a_conflict(cast, first, second):
    path = f"/members/{cast.lead.public_id}/term"
    stale = first.get(path)
    choose(second, cast.lead, in_days(45))
    page = first.submit(stale, {"ends": "day", "last_day": in_days(31)})
    assert page.status == 409


@pytest.mark.parametrize("role", ["coalition-admin", "office-lead", "prosecutor"])
def test_nobody_of_the_leads_own_office_gets_at_their_term_by_hand(
    world, cast, browser, first, role
):
    choose(first, cast.lead, in_days(5))
    waiting = first.get(LIST).soup.find("a", string="Look")["href"]
    session = browser().sign_in(world.person("Own Body", cast.birch, role))
    tokens = session.tokens("/account")
    form = {"ends": "day", "last_day": in_days(60), "before": "", **tokens}
    for path in (f"/members/{cast.lead.public_id}/term", f"{waiting}/agree", f"{waiting}/refuse"):
        assert session.post(path, form).status in (403, 404), path
    assert "Waiting for a second admin" in first.get(LIST).words


def test_the_list_of_members_leads_to_the_term_of_leads_alone(cast, first):
    page = first.get("/members")
    links = {a["href"] for a in page.soup.select("main table a") if a["href"].endswith("/term")}
    assert links == {f"/members/{cast.lead.public_id}/term"}
