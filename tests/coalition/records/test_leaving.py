"""Handing on what somebody leaves behind, and what they received."""

import csv
import io

import pytest
from sqlalchemy import select

from coalition.access.audience import Audience, Tlp, person_token
from coalition.accounts.models import Person
from coalition.accounts.services import reactivate_person, suspend_person
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.documents.reassigning import reassign
from coalition.errors import Invalid, NotFound, NotPermitted
from coalition.outbox.models import OutboxMessage
from coalition.sharing.models import Thing
from tests.coalition.documents.conftest import OWN_OFFICE


@pytest.fixture
def papers(cast, write):
    """A draft, a paper for named people and one for the office, by the author who leaves."""
    named = Audience(Tlp.RED, person_ids=frozenset({cast.stranger.id}))
    return {
        "draft": write(cast.author, publish=False, title="A secret draft"),
        "named": write(cast.author, named, title="For one alone"),
        "office": write(cast.author, OWN_OFFICE, title="For the office"),
    }


@pytest.fixture
def suspended(app, cast, papers):
    with app.app_context(), unit_of_work():
        suspend_person(cast.lead.actor, cast.author.public_id)
    return papers


def paper_of(public_id) -> Paper:
    return db.session.scalars(select(Paper).join(Thing).where(Thing.public_id == public_id)).one()


def tokens_of(papers) -> dict[str, set[str]]:
    return {name: set(paper_of(i).read_tokens) for name, i in papers.items()}


def hand_on(actor, leaver, to, paper=None) -> int:
    with unit_of_work():
        person = db.session.get_one(Person, leaver.id)
        return reassign(actor.actor, person, to=to.public_id, paper=paper)


def test_the_heir_takes_the_leavers_place_and_nobody_else_gains_a_token(app, cast, suspended):
    with app.app_context():
        before = tokens_of(suspended)
        assert hand_on(cast.lead, cast.author, cast.colleague) == 3
        own, heirs = person_token(cast.author.id), person_token(cast.colleague.id)
        for name, held in tokens_of(suspended).items():
            assert held == {heirs if token == own else token for token in before[name]}
            assert set(paper_of(suspended[name]).author_ids) == {cast.colleague.id}
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "paper.reassigned")
        ).all()
        changed = [entry.detail.content["audience_changed"] for entry in entries]
        assert sorted(changed) == [False, True, True]
        told = select(OutboxMessage.payload).where(OutboxMessage.topic == "paper.reassigned")
        assert {row["person"] for row in db.session.scalars(told)} == {cast.colleague.public_id}


@pytest.mark.parametrize("to", ["lead", "stranger", "admin", "author"])
def test_nobody_takes_over_but_a_colleague_who_works_on_cases(app, cast, suspended, to):
    with app.app_context():
        before = tokens_of(suspended)
        with pytest.raises(Invalid):
            hand_on(cast.lead, cast.author, getattr(cast, to))
        assert tokens_of(suspended) == before


@pytest.mark.parametrize("who", ["colleague", "stranger", "admin", "auditor"])
def test_nobody_hands_on_but_the_lead_of_the_office(app, cast, suspended, who):
    with app.app_context(), pytest.raises(NotPermitted):
        hand_on(getattr(cast, who), cast.author, cast.colleague)


def test_another_offices_lead_hands_on_nothing(app, cast, world, suspended, browser):
    other = world.person("Other Lead", cast.away, "office-lead")
    with app.app_context(), pytest.raises(NotPermitted):
        hand_on(other, cast.author, cast.colleague)
    tab, page = browser().sign_in(other), f"/members/{cast.author.public_id}"
    assert tab.get(f"{page}/leaving").status == 404
    assert tab.get(f"{page}/received").status == 404
    assert tab.get(f"{page}/received.csv").status == 404
    form = {**tab.tokens("/account"), "to": cast.colleague.public_id}
    assert tab.post(f"{page}/leaving", form).status == 404


def test_papers_of_somebody_active_stay_with_them(app, cast, papers):
    with app.app_context(), pytest.raises(Invalid, match="suspended"):
        hand_on(cast.lead, cast.author, cast.colleague)


def test_what_was_handed_on_is_not_handed_on_twice_and_not_given_back(app, cast, suspended):
    with app.app_context():
        hand_on(cast.lead, cast.author, cast.colleague, suspended["draft"])
        with pytest.raises(NotFound):
            hand_on(cast.lead, cast.author, cast.colleague, suspended["draft"])
        with unit_of_work():
            reactivate_person(cast.lead.actor, cast.author.public_id)
        assert person_token(cast.author.id) not in paper_of(suspended["draft"]).read_tokens


def test_the_lead_walks_through_it_and_reads_no_title_they_may_not(app, cast, papers, browser):
    lead, open_tab = browser().sign_in(cast.lead), browser().sign_in(cast.author)
    address = f"/members/{cast.author.public_id}"
    assert "can still sign in" in lead.get(f"{address}/leaving").words
    page = lead.follow(lead.submit(lead.get(f"{address}/suspend")))
    assert open_tab.get("/").location.startswith("/sign-in")
    assert "For the office" in page.words
    assert "A secret draft" not in page.words
    assert "For one alone" not in page.words
    assert lead.submit(page, {"to": cast.colleague.public_id}).status == 404
    missing = lead.submit(page, {"to": "", "paper": "all"})
    assert missing.status == 422
    assert "Choose a colleague" in missing.words
    page = lead.submit(page, {"to": cast.colleague.public_id, "paper": papers["draft"]})
    page = lead.follow(page)
    assert "2 papers have" in page.words
    everything = {"to": cast.colleague.public_id, "paper": "all"}
    again = lead.submit(page, everything)
    assert lead.submit(page, everything).location == again.location
    assert "Nothing is left to do" in lead.follow(again).words


def test_what_they_opened_and_could_read_is_listed_without_titles_of_others(
    app, cast, write, browser
):
    named = Audience(Tlp.RED, person_ids=frozenset({cast.author.id}))
    shared = write(cast.stranger, title="For all")
    secret = write(cast.stranger, named, title="For the author alone")
    unread = write(cast.stranger, title="=Unread")
    reader = browser().sign_in(cast.author)
    for public_id in (shared, secret):
        assert reader.get(f"/documents/{public_id}").status == 200
    lead = browser().sign_in(cast.lead)
    address = f"/members/{cast.author.public_id}/received"
    words = lead.get(address).words
    assert "For all" in words
    assert "For the author alone" not in words
    assert "Unread" not in words
    assert "Unread" in lead.get(address, query_string={"show": "all"}).words
    rows = list(csv.DictReader(io.StringIO(lead.get(f"{address}.csv").text)))
    assert {row["paper"]: row["title"] for row in rows} == {
        shared: "For all",
        secret: "",
        unread: "'=Unread",
    }
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert {"received.read", "received.exported"} <= set(actions)


def test_an_admin_sees_that_something_was_opened_but_no_title(cast, write, browser):
    shared = write(cast.stranger, title="For all")
    browser().sign_in(cast.author).get(f"/documents/{shared}")
    admin = browser().sign_in(cast.admin)
    words = admin.get(f"/members/{cast.author.public_id}/received").words
    assert "For all" not in words
    assert cast.away.name in words
