"""Questions to a paper's office: asked and answered in private, decided before they are stored."""

import pytest
from sqlalchemy import select

from coalition.access.audience import Audience, Tlp
from coalition.audit.models import AuditEntry
from coalition.db import db, unit_of_work
from coalition.documents.questions.models import Answer, Question
from coalition.offices.models import Office
from coalition.outbox.models import OutboxMessage
from tests.coalition.notifications.test_letters import mails
from tests.flows.reviewing import PHONE, key_for
from tests.flows.sharing import readdress, share, withdraw

__all__ = ["mails"]

pytestmark = pytest.mark.database

ASKED, ANSWERED = "Was the **stop** on film?", "It was, from the second car."


class Scene:
    """A paper, those who answer for it, those who may ask, and their browsers."""

    def __init__(self, app, world, browser):
        self.app, self.browser, self.kept = app, browser, {}
        self.home, self.away = world.office("tamarack"), world.office("alder", state="IL")
        self.people = {
            "author": world.person("Petra Author", self.home),
            "lead": world.person("Lena Lead", self.home, "office-lead"),
            "colleague": world.person("Colm Colleague", self.home, "investigator"),
            "asker": world.person("Rufus Reader", self.away),
            "other": world.person("Olive Other", self.away),
            "other_lead": world.person("Otto Otherlead", self.away, "office-lead"),
            "admin": world.person("Ari Admin", self.home, "coalition-admin"),
            "auditor": world.person("Ada Auditor", self.home, "auditor"),
        }
        self.paper = share(app, self.people["author"], "A memo of secrets")
        self.address = f"/documents/{self.paper}/questions"

    def of(self, who):
        if who not in self.kept:
            self.kept[who] = self.browser().sign_in(self.people[who])
        return self.kept[who]

    def ask(self, who="asker", words=ASKED):
        person = self.of(who)
        return person.submit(person.get(self.address), {"text": words})

    def answer_address(self):
        return f"{self.address}/{self.first()}/answer"

    def answer(self, who="author", words=ANSWERED):
        person = self.of(who)
        return person.submit(person.get(self.answer_address()), {"text": words})

    def first(self):
        with self.app.app_context():
            return db.session.scalars(select(Question.public_id)).first()

    def texts(self, kind):
        with self.app.app_context():
            return db.session.scalars(select(kind.text).order_by(kind.id)).all()

    def hide(self, office):
        with self.app.app_context(), unit_of_work():
            db.session.get_one(Office, office.id).name_hidden = True


@pytest.fixture
def scene(app, world, browser):
    return Scene(app, world, browser)


def test_a_question_goes_to_the_office_and_its_answers_come_back(scene):
    asker, lead = scene.of("asker"), scene.of("lead")
    assert "Ask the office" in asker.get(f"/documents/{scene.paper}").words
    assert "Your question is sent" in asker.follow(scene.ask()).words
    assert "1 question to answer" in scene.of("author").get("/").words
    assert "1 question to answer" in lead.get("/").words
    assert "Rufus Reader · Alder" in lead.get(scene.address).words
    assert "Your answer is sent" in scene.of("author").follow(scene.answer()).words
    assert scene.answer("lead", "And from the door.").status == 303
    page = asker.get(scene.address)
    assert "It was, from the second car." in page.words
    assert "And from the door." in page.words
    assert "Petra Author · Tamarack" in page.words
    assert "to answer" not in lead.get("/").words
    with scene.app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
        assert actions.count("question.asked") == 1
        assert actions.count("question.answered") == 2


@pytest.mark.parametrize("who", ["other", "other_lead", "colleague"])
def test_no_other_reader_sees_or_answers_a_question(scene, who):
    scene.ask()
    scene.answer()
    person = scene.of(who)
    page = person.get(scene.address)
    assert page.status == 200
    assert "on film" not in page.text
    assert "second car" not in page.text
    assert "to answer" not in person.get("/").words
    form = person.tokens("/account") | {"text": "Not mine"}
    assert person.get(scene.answer_address()).status == 404
    assert person.post(scene.answer_address(), form).status == 404
    assert scene.texts(Answer) == [ANSWERED]


def test_admins_and_auditors_see_no_question(scene):
    scene.ask()
    for who in ("admin", "auditor"):
        person = scene.of(who)
        assert person.get(scene.address).status == 403
        assert person.get(scene.answer_address()).status == 403
        assert "on film" not in person.get("/").text


def test_who_asked_does_not_answer(scene):
    scene.ask()
    asker = scene.of("asker")
    form = asker.tokens("/account") | {"text": "Myself"}
    assert asker.get(scene.answer_address()).status == 403
    assert asker.post(scene.answer_address(), form).status == 403


def test_nobody_asks_their_own_office(scene):
    for who in ("author", "lead", "colleague"):
        person = scene.of(who)
        assert "Send question" not in person.get(scene.address).words
        form = person.tokens("/account") | {"text": ASKED}
        refused = person.post(scene.address, form)
        assert refused.status == 422
        assert "Your own office shared this paper" in refused.words
    assert scene.texts(Question) == []


def test_a_question_of_one_paper_is_not_reached_by_the_address_of_another(scene):
    scene.ask()
    other = share(scene.app, scene.people["other"], "Of another office")
    address = f"/documents/{other}/questions/{scene.first()}/answer"
    assert scene.of("other").get(address).status == 404
    form = scene.of("other").tokens("/account") | {"text": "Mine now"}
    assert scene.of("other").post(address, form).status == 404


def test_a_form_sent_twice_asks_once(scene):
    asker = scene.of("asker")
    page = asker.get(scene.address)
    assert [asker.submit(page, {"text": ASKED}).status for _ in range(2)] == [303, 303]
    assert scene.texts(Question) == [ASKED]


def test_what_identifies_somebody_is_decided_before_either_is_stored(scene):
    asked = scene.ask(words=f"Does {PHONE} ring?")
    assert asked.status == 422
    assert "0 of 1 decided" in asked.words
    assert scene.texts(Question) == []
    key = key_for(asked, PHONE)
    choice = {f"choice-{key}": "replace", f"replace-{key}": "[the clerk]"}
    assert scene.of("asker").submit(asked, choice).status == 303
    assert scene.texts(Question) == ["Does \\[the clerk\\] ring?"]
    told = scene.answer(words=f"Yes, {PHONE} does.")
    assert told.status == 422
    assert scene.texts(Answer) == []


def test_an_office_without_a_name_answers_without_one(scene, mails):
    scene.hide(scene.home)
    scene.ask()
    scene.answer()
    scene.answer("lead", "And from the door.")
    page = scene.of("asker").get(scene.address)
    assert page.words.count("A member office in MN") >= 3
    for name in ("Petra", "Lena", "Tamarack", "prosecutor of", "lead of"):
        assert name not in page.soup.select_one("main").get_text(), name
    assert "Petra Author · Tamarack" in scene.of("lead").get(scene.address).words
    assert not any("Tamarack" in text + subject for to, subject, text in mails() if "alder" in to)


def test_an_asker_whose_office_shows_no_name_shows_none(scene):
    scene.hide(scene.away)
    scene.ask()
    page = scene.of("author").get(scene.address)
    assert "A member office in IL" in page.words
    assert "Rufus" not in page.text
    assert "Alder" not in page.text


def test_after_withdrawal_the_office_alone_sees_it_and_nobody_answers(scene):
    scene.ask()
    withdraw(scene.app, scene.people["author"], scene.paper)
    assert scene.of("asker").get(scene.address).status == 404
    for who in ("author", "lead"):
        page = scene.of(who).get(scene.address)
        assert "on film" in page.text
        assert "to answer" not in scene.of(who).get("/").words
        assert scene.of(who).get(scene.answer_address()).status == 403


def test_who_may_not_read_the_paper_any_more_reads_no_answer(scene):
    scene.ask()
    readdress(scene.app, scene.people["lead"], scene.paper, Audience(Tlp.AMBER_STRICT))
    asker = scene.of("asker")
    assert asker.get(scene.address).status == 404
    form = asker.tokens("/account") | {"text": ASKED}
    assert asker.post(scene.address, form).status == 404


def test_mails_name_neither_paper_nor_words_and_payloads_hold_ids(scene, mails):
    scene.ask()
    sent = mails()
    told = {to for to, subject, _ in sent if "asked about" in subject}
    assert told == {scene.people[who].email for who in ("author", "lead")}
    scene.answer()
    answers = mails()
    assert [to for to, s, _ in answers if "answered" in s] == [scene.people["asker"].email]
    for _, subject, text in sent + answers:
        for secret in ("secrets", "on film", "second car", scene.paper, "Rufus Reader asked"):
            assert secret not in subject + text
    with scene.app.app_context():
        wanted = OutboxMessage.topic.startswith("question.")
        rows = db.session.scalars(select(OutboxMessage).where(wanted)).all()
        assert [set(row.payload) for row in rows] == [{"paper", "question"}] * 2


def test_nobody_floods_an_office_with_questions(scene, monkeypatch):
    monkeypatch.setattr("coalition.documents.questions.services.MOST_IN_AN_HOUR", 1)
    assert [scene.ask().status, scene.ask().status] == [303, 422]
    assert scene.ask("other").status == 303
