"""When the term of a paper is over its lead is asked; nothing is withdrawn or erased by itself."""

import pytest
from sqlalchemy import select

from coalition.access.audience import Audience, Tlp
from coalition.cli.housekeeping import keep_house
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.documents.withdrawing import withdraw
from coalition.errors import Invalid, NotFound, NotPermitted
from coalition.outbox.models import OutboxMessage
from coalition.records.retention import services
from coalition.records.retention.models import OverdueTerm, RetentionRule

MEMOS = ("case-memo", "published")
WITHDRAWN = ("case-memo", "withdrawn")


@pytest.fixture
def rule(app):
    """Sets how long memos are kept."""

    def act(lead, years="2", key=MEMOS):
        with app.app_context(), unit_of_work():
            services.set_rules(lead.actor, years={key: years})

    return act


@pytest.fixture
def night(app, clock):
    """So many days pass, and the house is kept after them; returns how often offices were told."""

    def pass_by(days):
        clock.advance(days=days)
        with app.app_context():
            keep_house()
            told = db.session.scalars(
                select(OutboxMessage).where(OutboxMessage.topic == "retention.due")
            ).all()
            return [set(message.payload) for message in told]

    return pass_by


def test_the_lead_is_asked_once_when_the_years_are_over(cast, write, rule, night, browser, app):
    write(cast.author, title="An old memo")
    write(cast.author, title="An old strategy", kind="charging-strategy")
    rule(cast.lead)
    assert night(729) == []
    assert night(2) == [{"office"}]
    assert night(1) == [{"office"}]
    page = browser().sign_in(cast.lead).get("/records/retention")
    assert [head.find("a").get_text() for head in page.soup.select("tbody th")] == ["An old memo"]
    with app.app_context():
        assert {paper.state for paper in db.session.scalars(select(Paper))} == {"published"}


def test_withdrawing_settles_it_and_the_withdrawn_paper_has_a_term_of_its_own(
    app, cast, write, rule, night, browser
):
    paper = write(cast.author)
    rule(cast.lead)
    rule(cast.lead, "1", WITHDRAWN)
    night(800)
    with app.app_context(), unit_of_work():
        withdraw(cast.lead.actor, paper)
    lead = browser().sign_in(cast.lead)
    assert "There is none" in lead.get("/records/retention").words
    night(400)
    assert "its withdrawal" in browser().sign_in(cast.lead).get("/records/retention").words


def test_a_paper_kept_longer_is_asked_about_again_after_that_day(
    app, cast, write, rule, night, browser
):
    write(cast.author)
    rule(cast.lead)
    night(800)
    lead = browser().sign_in(cast.lead)
    link = lead.get("/records/retention").soup.select("tbody td:last-child a")[1]["href"]
    page = lead.get(link)
    assert lead.submit(page, {"until": "2020-01-01", "reason": "Why"}).status == 422
    done = lead.submit(page, {"until": "2030-01-01", "reason": "The appeal is open"})
    assert done.location.endswith("notice=kept-longer")
    assert "There is none" in lead.get("/records/retention").words
    assert len(night(100)) == 0
    assert len(night(600)) == 1
    with app.app_context():
        assert db.session.scalars(select(OverdueTerm)).one().keep_until is None


def test_only_the_lead_sets_rules_and_keeps_longer(app, cast, write, rule, night, world):
    write(cast.author)
    rule(cast.lead)
    night(800)
    other_lead = world.person("Olga Other", cast.away, "office-lead")
    with app.app_context():
        term = db.session.scalars(select(OverdueTerm)).one().public_id
    for member in (cast.author, cast.colleague, other_lead, cast.admin):
        with app.app_context(), pytest.raises((NotFound, NotPermitted)), unit_of_work():
            services.keep_longer(member.actor, term, until="2040-01-01", reason="Because")
    for member in (cast.author, cast.colleague, cast.admin):
        with pytest.raises((NotFound, NotPermitted)):
            rule(member, "9")
    with app.app_context():
        assert db.session.scalars(select(RetentionRule)).one().years == 2


def test_what_a_lead_does_not_read_is_not_listed_for_them(cast, write, rule, night, browser):
    write(cast.author, Audience(Tlp.RED, person_ids=frozenset({cast.stranger.id})))
    rule(cast.lead)
    night(800)
    assert "There is none" in browser().sign_in(cast.lead).get("/records/retention").words


def test_a_rule_is_changed_and_taken_away_on_the_page(app, cast, write, night, browser):
    write(cast.author)
    lead = browser().sign_in(cast.lead)
    form = lead.get("/records/retention")
    refused = lead.submit(form, {"case-memo-published": "two"})
    assert refused.status == 422
    assert "Enter whole years from 1 to 99" in refused.words
    lead.submit(form, {"case-memo-published": "1"})
    night(400)
    lead = browser().sign_in(cast.lead)
    assert "Removal denied" in lead.get("/records/retention").words
    lead.submit(lead.get("/records/retention"), {"case-memo-published": "9"})
    night(1)
    lead = browser().sign_in(cast.lead)
    assert "There is none" in lead.get("/records/retention").words
    lead.submit(lead.get("/records/retention"), {"case-memo-published": ""})
    with app.app_context():
        assert not db.session.scalars(select(RetentionRule)).all()


@pytest.mark.parametrize("years", ["0", "-1", "100", "1.5", "²"])
def test_years_are_whole_numbers(cast, rule, years):
    with pytest.raises(Invalid, match="whole years"):
        rule(cast.lead, years)
