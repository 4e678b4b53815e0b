"""A recalled paper is gone for its readers, and those who opened it give a receipt."""

import pytest

from coalition.access.audience import Audience, Tlp
from coalition.access.decide import allows
from coalition.db import db, unit_of_work
from coalition.documents.models import Paper
from coalition.errors import NotPermitted
from coalition.outbox.models import OutboxMessage
from coalition.records import services
from coalition.records.models import RecallNotice
from coalition.records.openings import note_opening


@pytest.fixture
def recall(browser, cast):
    """Recalls a paper through its page."""

    def act(paper, member=cast.author, reason="identifies"):
        session = browser().sign_in(member)
        page = session.get(f"/documents/{paper}/recall")
        return session.submit(page, {"reason": reason} if reason else {})

    return act


def test_nobody_reads_it_any_more_and_who_opened_it_is_told(cast, write, browser, recall):
    paper = write(cast.author)
    reader = browser().sign_in(cast.stranger)
    reader.get(f"/documents/{paper}")
    assert recall(paper).status == 303
    assert reader.get(f"/documents/{paper}").status == 404
    home = reader.get("/")
    assert "1 recalled paper" in home.words
    page = reader.get("/recalls")
    assert paper in page.words
    assert "It may identify somebody" in page.words
    assert "Removal denied" not in page.text
    # Whoever never opened it has nothing to erase.
    assert "Nothing was recalled" in browser().sign_in(cast.far_colleague).get("/recalls").words


def test_the_receipt_is_seen_by_the_office_and_given_once(cast, write, browser, recall, clock):
    paper = write(cast.author)
    reader = browser().sign_in(cast.stranger)
    reader.get(f"/documents/{paper}")
    recall(paper)
    page = reader.get("/recalls")
    assert reader.submit(page).status == 303
    first = clock()
    clock.advance(minutes=5)
    assert "You confirmed" in reader.get("/recalls").words
    ledger = browser().sign_in(cast.lead).get(f"/documents/{paper}/recipients")
    assert "1 confirmed that they erased their copies" in ledger.words
    with reader.client.application.app_context():
        assert db.session.query(RecallNotice).one().confirmed_at == first


def test_nobody_confirms_for_somebody_else(cast, write, browser, recall):
    paper = write(cast.author)
    reader = browser().sign_in(cast.stranger)
    reader.get(f"/documents/{paper}")
    recall(paper)
    notice = reader.get("/recalls").soup.select_one("form.card, .card form")["action"]
    other = browser().sign_in(cast.far_colleague)
    assert other.post(notice, other.tokens("/account")).status == 404


def test_a_reason_of_the_list_is_asked_for_and_nothing_happens_without_it(
    cast, write, browser, recall
):
    paper = write(cast.author)
    refused = recall(paper, reason="")
    assert refused.status == 422
    assert "Choose one of the reasons." in refused.words
    assert browser().sign_in(cast.stranger).get(f"/documents/{paper}").status == 200


def test_a_paper_is_recalled_once(cast, write, browser, recall):
    paper = write(cast.author)
    recall(paper)
    assert browser().sign_in(cast.author).get(f"/documents/{paper}/recall").status == 403


def test_who_opens_it_while_it_is_recalled_is_told_too(app, cast, write, recall):
    paper = write(cast.author)
    with app.app_context():
        row = db.session.query(Paper).one()
        paper_id = row.id
    recall(paper)
    with app.app_context():
        for _ in range(2):
            with unit_of_work():
                note_opening(cast.stranger.actor, paper_id, number=1, downloaded=False)
        told = db.session.query(RecallNotice).all()
        assert [notice.person_id for notice in told] == [cast.stranger.id]


def test_the_message_for_the_mail_holds_an_id_alone(app, cast, write, browser, recall):
    paper = write(cast.author)
    browser().sign_in(cast.stranger).get(f"/documents/{paper}")
    recall(paper)
    with app.app_context():
        messages = db.session.query(OutboxMessage).filter_by(topic="paper.recalled").all()
        assert [set(message.payload) for message in messages] == [{"notice"}]


def test_a_lead_who_may_not_read_it_cannot_recall_it(app, cast, write):
    paper = write(cast.author, Audience(Tlp.RED, person_ids=frozenset({cast.stranger.id})))
    with app.app_context():
        row = db.session.query(Paper).one()
        assert row.public_id == paper
        assert not allows(cast.lead.actor, "document:recall", row)
        assert not allows(cast.stranger.actor, "document:recall", row)
        assert allows(cast.author.actor, "document:recall", row)


def test_the_service_refuses_what_the_page_would(app, cast, write):
    paper = write(cast.author)
    with app.app_context(), pytest.raises(NotPermitted), unit_of_work():
        services.recall(cast.stranger.actor, paper, reason="other")
