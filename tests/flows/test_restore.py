"""Making an earlier text the current one: a draft like any other, for today's readers."""

import pytest
from sqlalchemy import select

from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditEntry
from coalition.db import db
from tests.flows.reviewing import PHONE, decide, edit, open_review, replace_everything, write_draft
from tests.flows.sharing import EVERYONE, readdress, revise, share
from tests.support.publishing import ASSURED

pytestmark = pytest.mark.database

OWN = Audience(Tlp.AMBER_STRICT)
PUBLIC = "A published opinion or order names it."


@pytest.fixture
def cast(world):
    """Two offices."""
    home, away = world.office("tamarack"), world.office("alder", state="IL")
    return {
        "author": world.person("Petra Author", home),
        "lead": world.person("Lena Lead", home, "office-lead"),
        "reader": world.person("Rufus Reader", away),
    }


@pytest.fixture
def author(browser, cast):
    """The author's browser."""
    return browser().sign_in(cast["author"])


def restore(who, public_id, number=1):
    """Through the link in the list of revisions."""
    page = who.get(f"/documents/{public_id}/revisions")
    link = page.soup.select_one(f"main a[href$='/revisions/{number}/restore']")
    return who.submit(who.get(str(link["href"])))


def publish(who, public_id, **values):
    page = who.get(f"/documents/{public_id}/publish")
    assert page.status == 200, page.location
    return who.submit(page, {**ASSURED, **values})


def test_an_earlier_text_is_the_current_one_again_once_it_is_published(app, author, cast):
    public_id = share(app, cast["author"], "A memo", "The first text.", audience=OWN)
    revise(app, cast["author"], public_id, "A memo", "The second text.")
    answer = restore(author, public_id)
    assert answer.location.startswith(f"/documents/{public_id}/publish")
    assert "Nothing is published yet" in author.follow(answer).words
    assert "The second text." in author.get(f"/documents/{public_id}").words
    assert publish(author, public_id).status == 303
    page = author.get(f"/documents/{public_id}")
    assert "The first text." in page.words
    assert "Revision 3" in page.words
    assert "The text of revision 1 again" in page.words
    with app.app_context():
        assert "revision.restored" in db.session.scalars(select(AuditEntry.action)).all()


def test_an_earlier_text_is_not_shown_to_the_people_it_once_was_for(app, author, cast):
    public_id = share(app, cast["author"], "A memo", "The first text.", audience=EVERYONE)
    readdress(app, cast["lead"], public_id, OWN)
    restore(author, public_id)
    preview = author.get(f"/documents/{public_id}/publish")
    assert "TLP:AMBER+STRICT" in preview.words
    assert "2 people in 1 office will see this" in preview.words


def test_an_earlier_text_is_decided_anew(author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    decide(author, public_id, {PHONE: ("keep", PUBLIC)})
    publish(author, public_id)
    edit(author, public_id, body="Call nobody.")
    publish(author, public_id)
    answer = author.follow(restore(author, public_id))
    assert answer.location.startswith(f"/documents/{public_id}/review")
    assert "0 of 1 decided" in open_review(author, public_id).words


def test_what_was_decided_about_a_text_lapses_with_the_detectors(author, monkeypatch):
    """Both revisions have the same text, so that its decisions are still kept."""
    public_id = write_draft(author, body=f"Call {PHONE}.")
    decide(author, public_id, {PHONE: ("keep", PUBLIC)})
    publish(author, public_id)
    edit(author, public_id, tags="pantry")
    publish(author, public_id)
    for module in ("analysis", "examined"):
        monkeypatch.setattr(f"coalition.deidentify.{module}.VERSION", "later")
    restore(author, public_id)
    assert author.get(f"/documents/{public_id}/publish").status == 303
    assert "1 decision has lapsed" in open_review(author, public_id).words


def test_an_earlier_text_takes_the_place_of_no_draft(app, author, cast):
    public_id = share(app, cast["author"], "A memo", "The first text.", audience=OWN)
    revise(app, cast["author"], public_id, "A memo", "The second text.")
    page = author.get(f"/documents/{public_id}/revisions/1/restore")
    edit(author, public_id, body="A text of hours.")
    answer = author.submit(page)
    assert "no other was made" in author.follow(answer).words
    assert "A text of hours." in author.get(f"/documents/{public_id}/edit").text
    shown = author.get(f"/documents/{public_id}/revisions/1/restore")
    assert "Publish or discard it first" in shown.words


def test_the_current_text_and_one_that_never_was_cannot_be_brought_back(app, author, cast):
    public_id = share(app, cast["author"], "A memo", "The first text.", audience=OWN)
    form = author.tokens("/account")
    for number in (1, 2, 0, 10**30):
        path = f"/documents/{public_id}/revisions/{number}/restore"
        assert author.get(path).status == author.post(path, form).status == 404


def test_readers_bring_nothing_back(app, browser, cast):
    public_id = share(app, cast["author"], "A memo", "The first text.")
    revise(app, cast["author"], public_id, "A memo", "The second text.")
    for who in ("reader", "lead"):
        person = browser().sign_in(cast[who])
        assert "Make revision" not in person.get(f"/documents/{public_id}/revisions").words
        path = f"/documents/{public_id}/revisions/1/restore"
        assert person.get(path).status == 403
        assert person.post(path, person.tokens("/account")).status == 403


def test_replaced_words_do_not_come_back_with_an_earlier_text(author):
    public_id = write_draft(author, body=f"Call {PHONE}.")
    replace_everything(author, public_id)
    publish(author, public_id)
    edit(author, public_id, body="Call nobody.")
    publish(author, public_id)
    restore(author, public_id)
    assert PHONE not in author.get(f"/documents/{public_id}/edit").text
