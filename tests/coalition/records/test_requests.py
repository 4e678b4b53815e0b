"""A public-records request from its registration to its end, and who sees what of it."""

import csv
import io

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from coalition.access.audience import Audience, Tlp
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.documents.withdrawing import withdraw
from coalition.errors import Conflict, GateClosed, Invalid, NotFound, NotPermitted
from coalition.outbox.models import OutboxMessage
from coalition.records.holds.models import Hold
from coalition.records.holds.services import lift
from coalition.records.requests import contributors, services
from coalition.records.requests.models import RecordsRequest
from tests.support import requests
from tests.support.requests import SCOPE, register

BETWEEN_THEM = {"received_on": "2026-01-02", "due_on": "2030-06-30"}


@pytest.fixture
def asked(cast, world):
    """The lead of the office that was asked: the other one."""
    return world.person("Olga Other", cast.away, "office-lead")


@pytest.fixture
def papers(cast, write, world):
    """A paper of the office that was asked, and one that the other office contributed."""
    own = world.person("Owen Own", cast.away)
    return {"own": write(own, title="An own memo"), "theirs": write(cast.author)}


@pytest.fixture
def request_(app, asked, papers):
    """A request that concerns both papers, whose contributors were asked."""
    made = register(app, asked)
    made.choose(*papers.values())
    made.ask()
    return made


def test_it_goes_from_registering_to_closing(app, cast, asked, papers):
    made = register(app, asked)
    assert made.stage == "registered"
    assert made.choose(*papers.values()) == 2
    assert made.stage == "searching"
    assert made.ask() == 1
    assert made.stage == "notified"
    made.reply(cast.author, papers["theirs"])
    made.log(papers["own"])
    made.log(papers["theirs"], "withheld", ground="common-interest")
    made.note("answer")
    made.note("appeal")
    made.log(papers["theirs"], "part", ground="privacy", note="Two passages were left out")
    made.note("answer")
    made.close()
    assert made.stage == "closed"


def test_choosing_keeps_each_paper_at_once_and_closing_lets_go(app, cast, asked, papers, write):
    made = register(app, asked)
    made.choose(*papers.values())
    with app.app_context():
        kept = {row.paper_number: row for row in db.session.scalars(select(Hold))}
        assert set(kept) == set(papers.values())
        assert {p.public_id for p in db.session.scalars(select(Paper).where(Paper.held))} == {
            papers["own"]
        }
    made.note("withdraw")
    made.close()
    with app.app_context():
        assert all(row.lifted_at for row in db.session.scalars(select(Hold)))
        assert not db.session.scalars(select(Paper).where(Paper.held)).all()


def test_nothing_is_answered_before_contributors_replied_or_their_day_is_over(
    app, request_, papers, clock
):
    request_.log(papers["own"])
    with pytest.raises(Invalid, match="may still object"):
        request_.log(papers["theirs"])
    with pytest.raises(Invalid, match="may still object"):
        request_.note("answer")
    clock.advance(days=365 * 5)
    with pytest.raises(Invalid, match="does not say"):
        request_.note("answer")
    request_.log(papers["theirs"])
    request_.note("answer")
    assert request_.stage == "answered"


def test_a_request_for_which_nothing_is_held_is_answered_at_once(app, asked):
    made = register(app, asked)
    made.note("answer")
    assert made.stage == "answered"
    with pytest.raises(Conflict):
        made.note("withdraw")


def test_a_contributor_objects_with_a_ground_until_the_day(cast, request_, papers, clock):
    with pytest.raises(Invalid, match="ground"):
        request_.reply(cast.author, papers["theirs"], "objects", reason="It is shared work")
    said = {"ground": "common-interest", "reason": "It is shared work"}
    request_.reply(cast.author, papers["theirs"], "objects", **said)
    request_.reply(cast.lead, papers["theirs"], "agrees")
    clock.advance(days=365 * 5)
    with pytest.raises(Invalid, match="is over"):
        request_.reply(cast.author, papers["theirs"], "objects", **said)


def test_only_the_lead_acts_and_only_the_own_prosecutors_read(
    app, cast, asked, request_, papers, browser, world
):
    investigator = world.person("Ivo Own", cast.away, "investigator")
    address = f"/records/requests/{request_.public_id}"
    for member, status in (
        (cast.stranger, 200),
        (asked, 200),
        (investigator, 403),
        (cast.lead, 404),
        (cast.author, 404),
        (cast.admin, 403),
        (cast.auditor, 403),
    ):
        page = browser().sign_in(member).get(address)
        assert page.status == status, member.name
        assert (SCOPE in page.words) is (status == 200)
    for member in (cast.stranger, cast.lead, cast.author, investigator, cast.admin):
        for act in (
            lambda who: services.choose(who, request_.public_id, numbers=["x"]),
            lambda who: services.move_day(who, request_.public_id, due_on="2031-01-01"),
            lambda who: services.note(who, request_.public_id, act="withdraw"),
            lambda who: services.close(who, request_.public_id, reason="Over and out"),
            lambda who: contributors.ask(who, request_.public_id, until="2030-05-01"),
        ):
            with app.app_context(), pytest.raises((NotFound, NotPermitted)), unit_of_work():
                act(member.actor)
    for suffix in ("/papers", "/contributors", "/log", "/log.csv", "/close"):
        assert browser().sign_in(cast.lead).get(address + suffix).status == 404
        assert browser().sign_in(cast.stranger).get(address + suffix).status == 403
    assert request_.stage == "notified"


def test_a_contributor_sees_the_own_papers_part_and_nothing_else(
    cast, request_, papers, browser, world
):
    notice = f"/records/notices/{request_.notice(papers['theirs'])}"
    for member in (cast.author, cast.lead):
        page = browser().sign_in(member).get(notice)
        assert "Removal denied" in page.words
        assert "PRR 2026-4" in page.words
        for hidden in (SCOPE, "An own memo", papers["own"], request_.public_id):
            assert hidden not in page.text
    for member in (cast.colleague, cast.stranger, cast.far_colleague, request_.lead):
        assert browser().sign_in(member).get(notice).status == 404, member.name
    assert "Removal denied" not in browser().sign_in(cast.author).get("/records").text


def test_a_lead_who_does_not_read_the_paper_replies_without_its_title(
    app, cast, asked, write, browser
):
    paper = write(cast.author, Audience(Tlp.RED, person_ids=frozenset({asked.id})))
    made = register(app, asked)
    made.choose(paper)
    made.ask()
    page = browser().sign_in(cast.lead).get(f"/records/notices/{made.notice(paper)}")
    assert f"Case memo {paper}" in page.words
    assert "Removal denied" not in page.text


def test_what_only_a_colleague_reads_is_not_listed_and_is_chosen_by_its_number(
    app, cast, asked, write, browser
):
    paper = write(cast.author, Audience(Tlp.RED, person_ids=frozenset({cast.stranger.id})))
    made = register(app, asked)
    assert (
        paper not in browser().sign_in(asked).get(f"/records/requests/{made.public_id}/papers").text
    )
    with pytest.raises(Invalid, match="nobody of it opened one"):
        made.choose(paper)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    made.choose(paper)
    page = browser().sign_in(asked).get(f"/records/requests/{made.public_id}")
    assert f"Case memo {paper}" in page.words
    assert "Removal denied" not in page.text


def test_looking_finds_words_kinds_and_what_the_office_opened(app, cast, asked, papers, browser):
    browser().sign_in(cast.stranger).get(f"/documents/{papers['theirs']}")
    made = register(app, asked)
    lead = browser().sign_in(asked)

    def found(query):
        page = lead.get(f"/records/requests/{made.public_id}/papers?{query}")
        return {box["value"] for box in page.soup.select("[name=numbers]")}

    assert found("") == set(papers.values())
    assert found("q=court+removal") == {papers["theirs"]}
    assert found("origin=own") == {papers["own"]}
    assert found("origin=opened") == {papers["theirs"]}
    assert found("kind=evidence-index") == set()
    assert found("q=%00%25&kind=x&origin=y") == set()


def test_the_ledger_says_who_keeps_copies_and_a_recall_asks_them_to_keep_them(
    app, cast, asked, request_, papers, browser
):
    reader = browser().sign_in(cast.stranger)
    reader.get(f"/documents/{papers['theirs']}")
    ledger = browser().sign_in(cast.author).get(f"/documents/{papers['theirs']}/recipients")
    assert "Alder County Attorney, since" in ledger.words
    author = browser().sign_in(cast.author)
    author.submit(author.get(f"/documents/{papers['theirs']}/recall"), {"reason": "other"})
    page = reader.get("/recalls")
    assert "Do not erase your copies" in page.words
    with app.app_context():
        notice = db.session.execute(text("SELECT public_id FROM recall_notices")).scalars().first()
    reader.post(f"/recalls/{notice}", reader.tokens("/account"))
    with app.app_context():
        confirmed = text("SELECT count(*) FROM recall_notices WHERE confirmed_at IS NOT NULL")
        assert db.session.execute(confirmed).scalar_one() == 0


def test_a_paper_is_left_out_only_before_anything_was_done_about_it(app, asked, papers):
    made = register(app, asked)
    made.choose(*papers.values())
    with app.app_context(), unit_of_work():
        services.leave_out(asked.actor, made.public_id, number=papers["own"], reason="Not about it")
    with app.app_context():
        assert not db.session.scalars(select(Paper).where(Paper.held)).all()
    made.ask()
    with app.app_context(), pytest.raises(Invalid, match="stays"), unit_of_work():
        services.leave_out(asked.actor, made.public_id, number=papers["theirs"], reason="No, not")


def test_the_hold_of_a_request_is_not_lifted_by_hand(app, asked, request_):
    with app.app_context():
        hold = db.session.scalars(select(Hold)).first().public_id
        with pytest.raises(Invalid, match="when its request is closed"), unit_of_work():
            lift(asked.actor, hold, reason="No more needed")


def test_an_own_paper_withdrawn_meanwhile_is_still_in_the_log(app, cast, asked, request_, papers):
    with app.app_context(), unit_of_work():
        withdraw(asked.actor, papers["own"])
    request_.log(papers["own"], "released")


def test_the_log_is_a_table_and_is_never_changed(app, cast, request_, papers, browser, asked):
    request_.reply(cast.author, papers["theirs"], "objects", ground="law", reason="=cmd order")
    request_.log(papers["theirs"], "withheld", ground="law", note="An order seals it")
    request_.log(papers["theirs"], "part", ground="law", note="The order was changed")
    lead = browser().sign_in(asked)
    answer = lead.get(f"/records/requests/{request_.public_id}/log.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["paper"], row["reply"], row["outcome"]) for row in rows] == [
        (papers["own"], "", ""),
        (papers["theirs"], "objects", "withheld"),
        (papers["theirs"], "objects", "part"),
    ]
    assert rows[1]["objection_reason"] == "'=cmd order"
    for statement in ("UPDATE request_log SET outcome = 'x'", "DELETE FROM request_log"):
        with app.app_context(), pytest.raises(DatabaseError, match="append-only"), unit_of_work():
            db.session.execute(text(statement))


def test_messages_for_mail_hold_ids_alone(app, cast, request_, papers):
    request_.reply(cast.author, papers["theirs"])
    with app.app_context():
        rows = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic.startswith("records."))
        ).all()
        assert [(row.topic, set(row.payload)) for row in rows] == [
            ("records.contributors-asked", {"request", "office"}),
            ("records.contributor-replied", {"request", "notice"}),
        ]


def test_a_scope_that_identifies_somebody_is_not_stored(app, asked):
    with pytest.raises(GateClosed):
        register(app, asked, scope="All about the call to 612-555-0142")
    with app.app_context():
        assert not db.session.scalars(select(RecordsRequest)).all()


def test_the_form_shows_what_to_decide_keeps_what_was_typed_and_makes_one(app, asked, browser):
    lead = browser().sign_in(asked)
    form = lead.get("/records/requests/new")
    refused = lead.submit(form, {"received_on": "2026-13-01", "scope": "All of it"})
    assert refused.status == 422
    for words in ("Choose who asked.", "The law is missing.", "Enter a day as year"):
        assert words in refused.words
    given = {
        "requester": "party",
        "reference": "PRR 9",
        "statute": "RCW 42.56",
        "scope": "All about 612-555-0142",
        **BETWEEN_THEM,
    }
    open_ = lead.submit(refused, given)
    assert "0 of 1 decided" in open_.words
    assert "PRR 9" in open_.text
    key = open_.soup.select_one("[name^=keep-]")["name"].removeprefix("keep-")
    decided = {f"choice-{key}": "replace"}
    done = lead.submit(open_, decided)
    assert done.status == 303, done.words
    lead.submit(open_, decided)
    with app.app_context():
        rows = db.session.scalars(select(RecordsRequest)).all()
        assert len(rows) == 1
        assert "0142" not in rows[0].scope


def test_a_request_due_first_comes_first_and_late_ones_are_said_to_be(app, asked, browser, clock):
    register(app, asked, reference="Later", due_on="2031-01-01")
    register(app, asked, reference="Sooner", due_on="2026-01-05")
    page = browser().sign_in(asked).get("/records/requests")
    assert [a.get_text() for a in page.soup.select("tbody a")] == ["Sooner", "Later"]
    clock.advance(days=365 * 3)
    assert "days late" in browser().sign_in(asked).get("/records").words


def test_only_a_lead_registers(app, cast):
    for member in (cast.author, cast.admin, cast.auditor, cast.colleague):
        with app.app_context(), pytest.raises(NotPermitted), unit_of_work():
            services.register(member.actor, requests.received())
